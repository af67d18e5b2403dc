"""Tests of retrieval.corpus."""
