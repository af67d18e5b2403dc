"""Outgoing: messages and buttons within Telegram's limits; retries of failed calls.

In: blocks of text, buttons. Out: calls of the Bot API. May import: `updates`.
"""
