"""Command line: one module for each group of ``wenda`` commands.

In: arguments, stdin. Out: results on stdout, messages on stderr, an exit code.
May import: every room but `__main__`. A command imports heavy modules when it runs, so that ``--help`` is fast.
"""

from bot.cli.usage.translation import translate_click

translate_click()  # before any command is declared
