"""Tests of the room of things; a file mirrors a module."""
