"""Tests of bot.telegram.views."""
