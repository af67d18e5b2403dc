"""Tests of bot.telegram.outgoing."""
