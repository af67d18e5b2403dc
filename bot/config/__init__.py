"""Configuration: settings from the environment and ``.env``, and the format of log lines.

In: environment variables. Out: `Settings`; log records as lines without secrets or personal data.
May import: `strings`, `texts`, `clock`, `privacy`, `storage`.
"""
