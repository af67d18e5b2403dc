"""Staff handlers: the unanswered queue, drafts, look-up, citations, statistics and notices, for listed users only.

In: commands and presses of staff. Out: calls of `bot.curation`, and their results as messages.
May import: `updates`, `outgoing`, `views`, `handlers`.
"""
