"""The Telegram channel: wiring, handlers by audience, markup."""

import os

# python-telegram-bot warns about each flood limit unless one opts in to its coming type of `retry_after`.
os.environ.setdefault("PTB_TIMEDELTA", "true")
