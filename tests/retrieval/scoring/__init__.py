"""Tests of retrieval.scoring."""
