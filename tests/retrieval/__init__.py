"""Tests of the retrieval package; a file mirrors a module."""
