"""Handlers: what an update of anybody does: questions, commands, buttons, inline search, limits.

In: updates. Out: replies sent and rows written. May import: `updates`, `outgoing`, `views`.
"""
