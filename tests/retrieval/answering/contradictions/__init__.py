"""Tests of the room of contradictions."""
