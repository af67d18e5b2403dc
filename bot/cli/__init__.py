"""Command line: the verbs of ``wenda``, a module for each group of verbs.

In: arguments, standard input. Out: data on stdout, everything else on stderr, an exit code.
May import: everything in `bot`; nothing imports this folder.
"""
