"""Telegram: the only package that knows python-telegram-bot.

In: updates. Out: messages. `updates` takes in, `handlers` and `staff` answer, `views` and `outgoing` show and send.
May import: all rooms of `bot` but `terminal` and `cli`.
"""

import os

# python-telegram-bot warns about each flood limit unless one opts in to its coming type of `retry_after`.
os.environ.setdefault("PTB_TIMEDELTA", "true")
