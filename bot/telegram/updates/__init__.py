"""Updates: received, minimized, stored, and handed out in order, one at a time for each chat.

In: bodies from Telegram by polling or webhook. Out: attempts, oldest first; no update is lost or confirmed early.
May import: rooms below `telegram`.
"""
