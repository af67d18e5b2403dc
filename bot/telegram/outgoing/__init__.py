"""Outgoing: messages and buttons within Telegram's limits, sent again where that helps.

In: blocks of text, buttons. Out: calls of the Bot API. May import: `updates`.
"""
