"""Tests of bot.topics."""
