"""Tests of bot.curation."""
