"""Dialogue: one question and its reply, the same in every channel.

In: a question and where it comes from. Out: a reply, its row in the log, and the reply laid out as blocks of text.
May import: `strings`, `texts`, `clock`, `privacy`, `storage`.
"""
