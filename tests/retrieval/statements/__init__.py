"""Tests of `retrieval.statements`."""
