"""Tests of retrieval.conversion.word97."""
