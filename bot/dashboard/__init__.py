"""The dashboard: Datasette over a snapshot of the log, behind a password, on this machine only.

`board` says what is shown, `gate` who sees it, `password` how they sign in, `service` runs it all;
`bot.dashboard.snapshot` makes what is shown.
"""
