"""The bot: Telegram, the terminal, the command line, the staff desk, and the log of what was asked.

In: questions of people, decisions of staff. Out: cited replies, and a row for each.
May import: `retrieval`; what the folders may import of each other stands in `tests/test_architecture.py`.
"""
