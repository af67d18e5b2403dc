"""Tests of the room of documents; a file mirrors a module."""
