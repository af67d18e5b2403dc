"""Telegram service: wiring, start, and graceful shutdown."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import ApplicationBuilder, Defaults
from telegram.request import BaseRequest, HTTPXRequest

from bot.config import log_format
from bot.config.settings import Settings, pseudonym_secret
from bot.curation.citation_integrity import CitationIntegrityCheck
from bot.dialogue.exchange_history import ExchangeHistory
from bot.operations.backups import check_databases
from bot.operations.engine_provider import check_index
from bot.operations.maintenance import MaintenanceLoop
from bot.operations.monitoring import serve_monitoring
from bot.operations.search_outage import when_reachable
from bot.operations.single_instance import hold_instance_lock
from bot.storage.database import DATABASE_ERRORS
from bot.storage.update_inbox import UpdateInbox
from bot.telegram.handlers.button_handler import ButtonHandler
from bot.telegram.handlers.command_menu import set_menus
from bot.telegram.handlers.handler_services import Handler, HandlerServices
from bot.telegram.handlers.inline_queries import InlineSearch
from bot.telegram.handlers.middleware import UpdateMiddleware
from bot.telegram.handlers.public_commands import PublicCommands
from bot.telegram.handlers.question_handler import QuestionHandler
from bot.telegram.handlers.reaction_handler import ReactionHandler
from bot.telegram.outgoing.chat_migrations import ChatMigrations
from bot.telegram.outgoing.message_sender import MessageSender
from bot.telegram.outgoing.rate_limiter import RetryingRateLimiter
from bot.telegram.staff.notifications import StaffNotifications
from bot.telegram.staff.staff_routes import StaffRoutes
from bot.telegram.updates.bodies.minimization import minimal
from bot.telegram.updates.bodies.written_words import BotIdentity
from bot.telegram.updates.concurrency import SlottedProcessor, UpdateSlots
from bot.telegram.updates.raw_bot import RawUpdatesBot
from bot.telegram.updates.update_queue import UpdateQueue
from bot.telegram.updates.update_source import Address, App, UpdateSource, retry_on_network_error
from bot.telegram.views.library_view import LibraryViews

if TYPE_CHECKING:
    from bot.app import AppContext

_LOGGER = logging.getLogger(__name__)

AT_ONCE = 8  # measured as the fastest: 115 replies a second at 50 ms of network, against 49 with 256 at once
CONNECTIONS = 256
# How soon a thread that answers lets the event loop go on: it takes in all updates, and each wait for it counts.
SWITCH_INTERVAL_S = 0.001
DRAIN_S, LEAVE_S = 22.0, 29.0  # seconds after SIGTERM: to finish updates in progress, and to exit


def serve(app_context: AppContext, listen: Address | None = None, metrics: Address | None = None) -> None:
    """Serve until SIGTERM.

    Raises:
        ServiceError: the token or the webhook is refused, the address is taken, or another machine serves this bot.
        AlreadyRunningError: another process uses the state folder, or serves this bot on this machine.
        DatabaseUnusableError, UnusableIndexError: a database, or the index, is damaged.
        MonitoringError: the address for ``metrics`` is taken.
        KeyboardInterrupt: on Ctrl-C, after the same graceful shutdown.
    """
    settings = app_context.settings
    log_format.configure(settings.secret_values(), logging.INFO, app_context.log_json)
    token = settings.token.get_secret_value() if settings.token else ""
    with hold_instance_lock(settings.state, f"{settings.api_base} {token}"):
        check_databases(settings)
        if app_context.cluster:
            when_reachable(lambda: app_context.engine)
        else:
            check_index(settings.library_folder)
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        service = TelegramService.of(app_context, listen, metrics)
        for skipped in app_context.library.skipped:
            _LOGGER.warning("not served: %s", skipped)
        # What is open by now stays: without this each large body has the collector look through all of it.
        gc.freeze()
        try:
            asyncio.run(until_terminated(run(service)))
        except asyncio.CancelledError:
            _LOGGER.info("stopped")
        finally:
            service.inbox.close()


@dataclass(frozen=True)
class TelegramService:
    """The parts of the service: settings, handler services, inbox, maintenance, and the addresses to listen at.

    ``request`` makes what carries calls to the Bot API; None: python-telegram-bot's own, over the network.
    """

    settings: Settings
    services: HandlerServices
    inbox: UpdateInbox
    maintenance: MaintenanceLoop
    listen: Address | None = None
    metrics: Address | None = None
    request: Callable[[], BaseRequest] | None = None

    @classmethod
    def of(
        cls, app_context: AppContext, listen: Address | None = None, metrics: Address | None = None
    ) -> TelegramService:
        """The service of these settings."""
        settings, store = app_context.settings, app_context.store
        secret = pseudonym_secret(settings)
        library_views = LibraryViews(app_context.engine_provider, settings.hotline)
        conversation = app_context.conversation(secret)
        history = ExchangeHistory(app_context.log, library_views.library, secret)
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        sender = MessageSender(migrations=ChatMigrations(conversation.move_chat))
        services = HandlerServices(
            *(conversation, history, library_views, store, settings.staff, sender),
            moderation=app_context.moderation,
            lessons=app_context.lesson_service,
            inbox=inbox,
        )
        integrity_check = CitationIntegrityCheck(store, library_views.library)
        maintenance = MaintenanceLoop(
            app_context.log, inbox, settings.retention_days, app_context.assigner, integrity_check
        )
        return cls(settings, services, inbox, maintenance, listen, metrics)


@contextmanager
def _monitoring(
    services: HandlerServices, address: Address | None, serving: Callable[[], bool], depth: Callable[[], int]
) -> Iterator[None]:
    """Serve metrics and health at the address, if there is one, while the block runs.

    ``serving`` returns whether updates are received and handled, ``depth`` the number of updates in the queue.

    Raises:
        MonitoringError: the address is not on loopback, or is taken.
    """
    if address is None:
        yield
        return
    services.metrics.watch(services.sender.counts, depth)
    with serve_monitoring(address, services.metrics.registry, serving):
        yield


def _is_not_bootstrap_retry(record: logging.LogRecord) -> bool:
    """Drop the library's traceback of a failed start: `retry_on_network_error` logs one line instead."""
    return not record.getMessage().startswith("Network Retry Loop (Bootstrap")


def build(service: TelegramService) -> tuple[App, UpdateQueue]:
    """The application with its handlers, and its queue."""
    services = service.services
    slots = UpdateSlots(AT_ONCE)
    bot = _bot(service, RetryingRateLimiter(slots, services.sender.counts))
    me = service.settings.bot_id
    queue = UpdateQueue(
        service.inbox,
        slots,
        lambda body: minimal(body, BotIdentity(me, bot.username)),
        lambda body: Update.de_json(body, bot),
        services.sender.counts,
    )
    application = (
        ApplicationBuilder()
        .bot(bot)
        .update_queue(queue)
        .concurrent_updates(SlottedProcessor(slots, queue))
        .post_init(lambda app: set_menus(app.bot, services.staff, service.settings.state))
        .build()
    )
    logging.getLogger("telegram.ext").addFilter(_is_not_bootstrap_retry)
    middleware = UpdateMiddleware(services)
    application.add_handlers({-1: middleware.handlers(), 0: _handlers(services)})
    application.add_error_handler(middleware.on_error)
    return application, queue


def _bot(service: TelegramService, rate_limiter: RetryingRateLimiter) -> RawUpdatesBot:
    settings = service.settings
    return RawUpdatesBot(
        settings.token.get_secret_value() if settings.token else "",
        base_url=f"{settings.api_base}/bot",
        base_file_url=f"{settings.api_base}/file/bot",
        request=service.request() if service.request else HTTPXRequest(connection_pool_size=CONNECTIONS),
        get_updates_request=service.request() if service.request else None,
        defaults=Defaults(
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,
        ),
        rate_limiter=rate_limiter,
    )


def _handlers(services: HandlerServices) -> list[Handler]:
    """All handlers. The first one that matches an update handles it."""
    commands, questions, staff = PublicCommands(services), QuestionHandler(services), StaffRoutes(services)
    buttons, inline = ButtonHandler(services, questions), InlineSearch(services)
    first = [*commands.handlers(), *staff.handlers(), *questions.handlers()]
    others = [*buttons.handlers(), *inline.handlers(), *ReactionHandler(services).handlers()]
    return [*first, *others, *commands.last_handlers()]


async def run(service: TelegramService) -> None:
    """Serve until cancelled, then finish the updates in progress and shut down."""
    application, queue = build(service)
    source = UpdateSource(service.settings, service.listen, queue.accept_raw)
    maintenance = asyncio.create_task(service.maintenance.run())
    resuming = asyncio.create_task(queue.resume_later())
    notifications = StaffNotifications(service.services)
    try:
        with _monitoring(
            service.services, service.metrics, lambda: application.running and source.is_open, queue.qsize
        ):
            await _start(application, queue, source)
            notifications.start(application.job_queue)
            await source.wait_until_refused()
    finally:
        maintenance.cancel()
        resuming.cancel()
        notifications.stop()
        await _shut_down(application, queue, source)


async def _start(application: App, queue: UpdateQueue, source: UpdateSource) -> None:
    """Start the application. Updates left by an earlier run are queued before new ones."""
    await retry_on_network_error(application.initialize)
    left = await _resume(queue)
    await application.start()
    await retry_on_network_error(lambda: source.open(application))
    if application.post_init:
        await application.post_init(application)
    _LOGGER.info("serving as @%s; %d updates were left from before", application.bot.username, left)


async def _resume(queue: UpdateQueue) -> int:
    """The number of updates left by an earlier run; 0 where the inbox cannot be used, which must not stop the start."""
    try:
        return await queue.resume()
    except DATABASE_ERRORS as error:
        _LOGGER.error("the inbox cannot be used now (%s); its updates will be resumed later", error)
        return 0


async def until_terminated(work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it ends; SIGTERM cancels it."""
    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await work


async def _shut_down(application: App, queue: UpdateQueue, source: UpdateSource) -> None:
    """Stop receiving, finish the updates in progress, and shut down in time. Unfinished updates stay in the inbox."""
    try:
        async with asyncio.timeout(LEAVE_S):
            await source.close(application)
            await queue.drain(DRAIN_S)
            if application.running:
                await application.stop()
            await application.shutdown()
    except TimeoutError:
        _LOGGER.warning("not all updates could be finished; the rest will be resumed at the next start")
