"""Tests of bot.dashboard."""
