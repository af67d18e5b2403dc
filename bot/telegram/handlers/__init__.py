"""Handlers: questions, commands, buttons and inline search of all users; throttling and error handling.

In: updates. Out: replies sent and rows written. May import: `updates`, `outgoing`, `views`.
"""
