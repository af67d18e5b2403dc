"""Staff handlers: the queue, drafts, look-up, citations, statistics and notices, for listed people only.

In: commands and presses of staff. Out: what `bot.curation` does, shown. May import: `updates`, `outgoing`, `views`,
`handlers`.
"""
