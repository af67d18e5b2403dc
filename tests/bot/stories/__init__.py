"""Tests of bot.stories."""
