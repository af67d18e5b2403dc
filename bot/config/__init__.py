"""Configuration: settings from the environment and ``.env``, the format of log lines, the clock.

In: environment variables. Out: `Settings`; log records as lines without secrets or personal data.
May import: `texts`, `strings`, `privacy`, `storage`.
"""
