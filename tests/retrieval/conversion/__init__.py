"""Tests of retrieval.conversion."""
