"""Tests of retrieval.answering."""
