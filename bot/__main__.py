"""``python -m bot`` is ``wenda``."""

from bot.cli import main

main()
