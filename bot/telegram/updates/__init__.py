"""Updates: received, freed of what is not needed, stored, and handed out one at a time for each chat.

In: bodies from Telegram by polling or webhook. Out: attempts at updates, oldest first; none is lost or confirmed early.
May import: rooms below `telegram`.
"""
