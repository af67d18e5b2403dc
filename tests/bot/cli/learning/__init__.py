"""Tests of bot.cli.learning."""
