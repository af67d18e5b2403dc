"""Tests of the room of short answers."""
