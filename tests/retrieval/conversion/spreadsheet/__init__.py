"""Tests of retrieval.conversion.spreadsheet."""
