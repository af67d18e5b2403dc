"""Serving Telegram: the application's wiring, its start against an unready network, and its orderly end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, Defaults, Updater

from bot import diagnostics, texts
from bot.conversation import Conversation
from bot.memory import Memory
from bot.settings import Settings, pseudonym_secret
from bot.telegram.answering import Answering
from bot.telegram.citizen import Citizen
from bot.telegram.guarding import Guarding
from bot.telegram.inline import Inline
from bot.telegram.menu import set_menus
from bot.telegram.office import Handler, Office
from bot.telegram.order import InOrder, Places
from bot.telegram.patience import Patience, seconds
from bot.telegram.pressing import Pressing
from bot.telegram.stacks import Stacks
from bot.telegram.staff import Staff
from bot.telegram.watching import watched
from retrieval.types import WendaError

if TYPE_CHECKING:
    from bot.workshop import Workshop

_LOGGER = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Address = tuple[str, int]

AT_ONCE = 8  # measured as the fastest: 115 replies a second at 50 ms of network, against 49 with 256 at once
LONGEST_PAUSE = 30.0
DEFAULT_ADDRESS = ("127.0.0.1", 8080)
UPDATES = ("message", "edited_message", "callback_query", "inline_query")


class ServiceError(WendaError):
    """Telegram cannot be served with these settings."""


def serve(
    workshop: Workshop, listen: Address | None = None, metrics: Address | None = None, log_json: bool = False
) -> None:
    """Serve until SIGTERM.

    Raises:
        ServiceError: the token or the webhook is refused, or the address is taken.
        MonitoringError: the address for ``metrics`` is.
        KeyboardInterrupt: after the same orderly end.
    """
    settings = workshop.settings
    diagnostics.set_up(settings.secret_values(), logging.INFO, log_json)
    office = _office(workshop, pseudonym_secret(settings))
    for skipped in workshop.library.skipped:
        _LOGGER.warning("not served: %s", skipped)
    try:
        application = build(settings, office)
        with watched(application, office, metrics):
            asyncio.run(_until_terminated(application, settings, listen))
    except asyncio.CancelledError:
        _LOGGER.info("stopped")


def _office(workshop: Workshop, secret: bytes) -> Office:
    stacks = Stacks(workshop.source, workshop.settings.hotline)
    conversation = Conversation(workshop.source, workshop.log, lambda: stacks.library().version, secret)
    return Office(conversation, Memory(workshop.log, stacks.library, secret), stacks, workshop.settings.staff)


def _not_said_by_us(record: logging.LogRecord) -> bool:
    """Drop what the library says of a failed start, with a traceback: we say it in a line, or try again."""
    return not record.getMessage().startswith("Network Retry Loop (Bootstrap")


def build(settings: Settings, office: Office) -> App:
    """The application with its handlers."""
    places = Places(AT_ONCE)
    token = settings.token.get_secret_value() if settings.token else ""
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        allow_sending_without_reply=True,
    )
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{settings.api_base}/bot")
        .base_file_url(f"{settings.api_base}/file/bot")
        .defaults(defaults)
        .concurrent_updates(InOrder(places))
        .rate_limiter(Patience(places, office.outbox.counts))
        .post_init(lambda app: set_menus(app.bot, office.staff))
        .build()
    )
    logging.getLogger("telegram.ext").addFilter(_not_said_by_us)
    guarding = Guarding(office)
    application.add_handlers({-1: guarding.handlers(), 0: _handlers(office)})
    application.add_error_handler(guarding.failed)
    return application


def _handlers(office: Office) -> list[Handler]:
    """In order: the first that fits an update takes it."""
    citizen, answering = Citizen(office), Answering(office)
    pressing, inline, staff = Pressing(office, answering), Inline(office), Staff(office)
    first = [*citizen.handlers(), *staff.handlers(), *answering.handlers()]
    return [*first, *pressing.handlers(), *inline.handlers(), *citizen.last_handlers()]


async def run(application: App, settings: Settings, listen: Address | None = None) -> None:
    """Serve until cancelled; then finish the updates at hand and leave."""
    try:
        await _patiently(application.initialize)
        await application.start()
        await _patiently(lambda: _receive(application.updater, settings, listen))
        if application.post_init:
            await application.post_init(application)
        _LOGGER.info("serving as @%s by %s", application.bot.username, "webhook" if settings.webhook_url else "polling")
        await asyncio.Event().wait()
    finally:
        await _leave(application)


async def _until_terminated(application: App, settings: Settings, listen: Address | None) -> None:
    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await run(application, settings, listen)


async def _receive(updater: Updater | None, settings: Settings, listen: Address | None) -> None:
    """Start to take updates in. Pending ones are never dropped: they are questions."""
    if updater is None:
        raise ServiceError("the application was built without an updater")
    if not settings.webhook_url:
        await updater.start_polling(timeout=30, allowed_updates=UPDATES, error_callback=_note_polling_error)
        return
    url = urlsplit(settings.webhook_url)
    host, port = listen or (DEFAULT_ADDRESS[0], url.port or DEFAULT_ADDRESS[1])
    try:
        await updater.start_webhook(
            listen=host,
            port=port,
            url_path=url.path,
            webhook_url=settings.webhook_url,
            secret_token=settings.webhook_secret.get_secret_value() if settings.webhook_secret else None,
            allowed_updates=UPDATES,
        )
    except BadRequest as error:
        raise ServiceError(texts.CANNOT_SET_WEBHOOK.format(error=error.message)) from error
    except OSError as error:
        raise ServiceError(texts.CANNOT_LISTEN.format(address=f"{host}:{port}", error=error.strerror)) from error


async def _patiently(action: Callable[[], Awaitable[Any]]) -> None:
    """Do it, again and again where only the network is in the way: a service may start before its network."""
    pause = 1.0
    while True:
        try:
            await action()
            return
        except InvalidToken:  # its message and its cause carry the token
            raise ServiceError(texts.BOT_REFUSED) from None
        except BadRequest:
            raise
        except RetryAfter as error:
            pause = max(pause, seconds(error))
        except NetworkError as error:
            _LOGGER.warning("cannot reach Telegram, trying again in %.0f s: %s", pause, error.message)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 1.5 * pause)


async def _leave(application: App) -> None:
    if application.updater and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()


def _note_polling_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _LOGGER.error("another program fetches this bot's updates; end it, or this one: %s", error.message)
    else:
        _LOGGER.warning("fetching updates failed, trying again: %s", error.message)
