"""The face of wenda: Telegram, the terminal, the command line and the log of what was asked."""
