"""Tests of bot.telegram.staff."""
