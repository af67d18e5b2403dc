"""Tests of bot.telegram.updates."""
