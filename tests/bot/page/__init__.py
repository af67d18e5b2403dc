"""A chat in a browser: what a person sees of the bot, drawn from the state of `tests.botapi`, and a browser for it."""
