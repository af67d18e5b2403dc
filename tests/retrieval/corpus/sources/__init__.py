"""Tests of retrieval.corpus.sources."""
