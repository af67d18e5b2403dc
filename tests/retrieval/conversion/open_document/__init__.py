"""Tests of retrieval.conversion.open_document."""
