"""Usage: how a command line is written and read: dates, and the words of the library in Chinese.

In: what was typed, click's own texts. Out: values; Chinese texts.
May import: `bot.clock`, `bot.texts`.
"""
