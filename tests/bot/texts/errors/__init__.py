"""Tests of `bot.texts.errors`."""
