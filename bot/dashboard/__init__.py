"""Dashboard: a snapshot of the log without people, shown by Datasette on this machine to staff who signed in.

In: the log's file. Out: pages on loopback. Only this room imports Datasette.
May import: `texts`, `strings`, `clock`, `privacy`, `storage`, `config`, `topics`, `dialogue`, `curation`, `analytics`.
"""
