"""Tests of retrieval.evaluation.vectors."""
