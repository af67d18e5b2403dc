"""Configuration: what is set once for a process: settings, logging, the clock.

In: the environment, ``.env``, the time of the machine. Out: checked settings, and times as they are stored and shown.
May import: `texts`, `strings`, `privacy`, `storage`; the clock imports nothing of ours.
"""
