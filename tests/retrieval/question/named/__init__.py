"""Tests of what a question names; a file mirrors a module."""
