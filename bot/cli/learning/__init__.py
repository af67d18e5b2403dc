"""Commands for what a library learns: lessons of its use, and drafts of phrasings and gaps.

In: arguments, the application context. Out: lines and JSON; changed files and rows.
May import: all rooms of the bot below `cli`, the shared parts of `cli`.
"""
