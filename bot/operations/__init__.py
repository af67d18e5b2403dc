"""Operations: single-instance lock, engine reload, maintenance, backups, self-check, metrics.

In: the state folder and the index. Out: the engine that serves now, sound databases, figures for a monitor.
May import: all rooms but `app`, `terminal`, `telegram` and `cli`.
"""
