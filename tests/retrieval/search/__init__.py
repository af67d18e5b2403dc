"""Tests of retrieval.search."""
