"""Configuration: settings from the environment, and the format of log lines.

In: the environment and ``.env``. Out: checked settings, log lines without secrets and personal data.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`.
"""
