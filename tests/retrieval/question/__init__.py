"""Tests of retrieval.question."""
