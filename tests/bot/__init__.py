"""Tests of the bot package; a file mirrors a module."""
