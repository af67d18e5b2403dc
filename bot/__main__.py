"""``python -m bot`` is ``wenda``."""

from bot.cli.main import main

main()
