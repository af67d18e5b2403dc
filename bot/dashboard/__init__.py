"""Dashboard: Datasette over a snapshot of the log, behind a password, on this machine only.

In: the log's database and a password. Out: pages on loopback. `datasette_metadata` says what is shown, `auth` who
sees it, `password` how they sign in, `snapshot` makes the copy that is served, `app` runs it. Alone in knowing
Datasette. May import: `strings`, `texts`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`.
"""
