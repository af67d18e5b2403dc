"""Error texts: what went wrong, in Chinese, for errors that other programs and the engine put in English.

In: errors and their messages. Out: sentences and parts of sentences.
May import: `retrieval.models`, `bot.texts`.
"""
