"""The same engine behind python-telegram-bot as its examples have it: what is lost when nothing is kept on disk."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from retrieval import Engine, Library
from retrieval.resources import DATA
from tests.faults.harness import SERVING


def main() -> None:
    """Serve until killed."""
    engine = Engine(Library.open(DATA / "reports"))

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        if message and message.text:
            reply = await asyncio.to_thread(engine.ask, message.text)
            await message.reply_text(reply.short or reply.outcome.value, do_quote=True)

    async def announce(application: Any) -> None:
        print(SERVING, file=sys.stderr, flush=True)

    base = os.environ["TELEGRAM_API_BASE"]
    builder = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{base}/bot")
    application = builder.concurrent_updates(8).post_init(announce).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


if __name__ == "__main__":
    main()
