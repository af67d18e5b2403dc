"""Tests of retrieval.corpus.segments."""
