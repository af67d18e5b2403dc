"""Bodies: the JSON of updates before anything else reads it: what of it is kept, and what its messages say.

In: updates as Telegram sends them. Out: the part of them that is stored; text, mentions and commands of a message.
May import: `bot.privacy`, `bot.texts`.
"""
