"""Demo: the bot in a page of the browser on this machine, without a token and without Telegram.

The real service of `bot.telegram` runs; only its network is exchanged for a Bot API in this process.
In: what a person types and presses on the page. Out: the page, on loopback.
May import: `texts`, `strings`, `config`, `operations`, `app`, `telegram`.
"""
