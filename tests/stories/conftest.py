"""The fixtures of the bot's tests that stories need."""

from __future__ import annotations

from tests.bot.conftest import clean_environment, one_library, server

__all__ = ["clean_environment", "one_library", "server"]
