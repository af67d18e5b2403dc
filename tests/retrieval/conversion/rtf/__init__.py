"""Tests of retrieval.conversion.rtf."""
