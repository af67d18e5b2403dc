"""Tests of retrieval.scoring.reranking."""
