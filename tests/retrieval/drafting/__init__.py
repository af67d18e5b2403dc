"""Tests of retrieval.drafting."""
