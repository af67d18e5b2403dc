"""Tests of retrieval.lessons."""
