"""Tests of retrieval.question.parts."""
