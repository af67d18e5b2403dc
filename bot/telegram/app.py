"""Serving Telegram: the wiring, the start against an unready network, and the orderly end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, Defaults
from telegram.request import HTTPXRequest

from bot.config import log_format
from bot.config.settings import Settings, pseudonym_secret
from bot.curation.citation_integrity import CitationIntegrityCheck
from bot.curation.moderation import ModerationService
from bot.dialogue.exchange_history import ExchangeHistory
from bot.operations.backups import check_databases, check_index
from bot.operations.maintenance import MaintenanceLoop
from bot.operations.monitoring import serve_monitoring
from bot.operations.single_instance import hold_instance_lock
from bot.storage.database import DATABASE_ERRORS
from bot.storage.update_inbox import UpdateInbox
from bot.telegram.handlers.button_handler import ButtonHandler
from bot.telegram.handlers.command_menu import set_menus
from bot.telegram.handlers.handler_context import Handler, HandlerContext
from bot.telegram.handlers.inline_queries import InlineSearch
from bot.telegram.handlers.middleware import UpdateMiddleware
from bot.telegram.handlers.public_commands import PublicCommands
from bot.telegram.handlers.question_handler import QuestionHandler
from bot.telegram.outgoing.rate_limiter import RetryingRateLimiter
from bot.telegram.staff.notifications import StaffNotifications
from bot.telegram.staff.staff_routes import StaffRoutes
from bot.telegram.updates.attempt import seconds
from bot.telegram.updates.concurrency import SlottedProcessor, UpdateSlots
from bot.telegram.updates.minimization import minimal
from bot.telegram.updates.raw_bot import RawUpdatesBot
from bot.telegram.updates.update_queue import UpdateQueue
from bot.telegram.updates.update_source import Address, ServiceError, UpdateSource
from bot.telegram.views.library_view import LibraryViews
from bot.texts import operator

if TYPE_CHECKING:
    from bot.app import AppContext

_LOGGER = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
AT_ONCE = 8  # measured as the fastest: 115 replies a second at 50 ms of network, against 49 with 256 at once
CONNECTIONS = 256
LONGEST_PAUSE = 30.0
DRAIN_S, LEAVE_S = 22.0, 29.0  # seconds after SIGTERM: to finish what is taken in, and to be gone


def serve(workshop: AppContext, listen: Address | None = None, metrics: Address | None = None) -> None:
    """Serve until SIGTERM.

    Raises:
        ServiceError: the token or the webhook is refused, the address is taken, or another machine serves this bot.
        AlreadyRunningError: another program uses the state folder, or serves this bot on this machine.
        DatabaseUnusableError, UnusableIndexError: a database, or the index, is damaged.
        MonitoringError: the address for ``metrics`` is taken.
        KeyboardInterrupt: after the same orderly end.
    """
    settings = workshop.settings
    log_format.configure(settings.secret_values(), logging.INFO, workshop.log_json)
    token = settings.token.get_secret_value() if settings.token else ""
    with hold_instance_lock(settings.state, f"{settings.api_base} {token}"):
        check_databases(settings)
        check_index(settings.library_folder)
        service = TelegramService.of(workshop, listen, metrics)
        for skipped in workshop.library.skipped:
            _LOGGER.warning("not served: %s", skipped)
        try:
            asyncio.run(_until_terminated(service))
        except asyncio.CancelledError:
            _LOGGER.info("stopped")
        finally:
            service.inbox.close()


@dataclass(frozen=True)
class TelegramService:
    """What serves: the settings, the handlers' collaborators, and the inbox."""

    settings: Settings
    office: HandlerContext
    inbox: UpdateInbox
    keeper: MaintenanceLoop
    listen: Address | None = None
    metrics: Address | None = None

    @classmethod
    def of(cls, workshop: AppContext, listen: Address | None = None, metrics: Address | None = None) -> TelegramService:
        """The service of these settings."""
        settings = workshop.settings
        secret = pseudonym_secret(settings)
        stacks = LibraryViews(workshop.source, settings.hotline)
        conversation = workshop.conversation(secret)
        memory = ExchangeHistory(workshop.log, stacks.library, secret)
        collector, examiner, refresh = workshop.collector, workshop.examiner, workshop.source.refresh
        desk = ModerationService(workshop.store, collector, memory, secret, examiner, refresh)
        office = HandlerContext(conversation, memory, stacks, workshop.store, settings.staff, desk=desk)
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        warden = CitationIntegrityCheck(workshop.store, stacks.library)
        keeper = MaintenanceLoop(workshop.log, inbox, settings.retention_days, workshop.collector, warden)
        return cls(settings, office, inbox, keeper, listen, metrics)


@contextmanager
def _monitoring(
    office: HandlerContext, address: Address | None, serving: Callable[[], bool], depth: Callable[[], int]
) -> Iterator[None]:
    """Serve the figures of the service at the address, if there is one, while the block runs.

    ``serving`` says whether updates are taken in and worked at, ``depth`` how many were taken in and are not done.

    Raises:
        MonitoringError: the address is not on loopback, or is taken.
    """
    if address is None:
        yield
        return
    office.metrics.watch(office.outbox.counts, depth)
    with serve_monitoring(address, office.metrics.registry, serving):
        yield


def _not_said_by_us(record: logging.LogRecord) -> bool:
    """Drop what the library says of a failed start, with a traceback: we say it in a line, or try again."""
    return not record.getMessage().startswith("Network Retry Loop (Bootstrap")


def build(service: TelegramService) -> tuple[App, UpdateQueue]:
    """The application with its handlers, and its queue."""
    settings, office = service.settings, service.office
    counts = office.outbox.counts
    places = UpdateSlots(AT_ONCE)
    bot = RawUpdatesBot(
        settings.token.get_secret_value() if settings.token else "",
        base_url=f"{settings.api_base}/bot",
        base_file_url=f"{settings.api_base}/file/bot",
        request=HTTPXRequest(connection_pool_size=CONNECTIONS),
        defaults=Defaults(
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            allow_sending_without_reply=True,
        ),
        rate_limiter=RetryingRateLimiter(places, counts),
    )
    queue = UpdateQueue(service.inbox, places, minimal, lambda body: Update.de_json(body, bot), counts)
    application = (
        ApplicationBuilder()
        .bot(bot)
        .update_queue(queue)
        .concurrent_updates(SlottedProcessor(places, queue))
        .post_init(lambda app: set_menus(app.bot, office.staff))
        .build()
    )
    logging.getLogger("telegram.ext").addFilter(_not_said_by_us)
    guarding = UpdateMiddleware(office)
    application.add_handlers({-1: guarding.handlers(), 0: _handlers(office)})
    application.add_error_handler(guarding.failed)
    return application, queue


def _handlers(office: HandlerContext) -> list[Handler]:
    """In order: the first that fits an update takes it."""
    citizen, answering = PublicCommands(office), QuestionHandler(office)
    pressing, inline, staff = ButtonHandler(office, answering), InlineSearch(office), StaffRoutes(office)
    first = [*citizen.handlers(), *staff.handlers(), *answering.handlers()]
    return [*first, *pressing.handlers(), *inline.handlers(), *citizen.last_handlers()]


async def run(service: TelegramService) -> None:
    """Serve until cancelled; then finish the updates at hand and leave."""
    application, queue = build(service)
    gate = UpdateSource(service.settings, service.listen, queue.take_in)
    keeping = asyncio.create_task(service.keeper.run())
    taking_up = asyncio.create_task(queue.resume_later())
    jobs = StaffNotifications(service.office)
    try:
        with _monitoring(service.office, service.metrics, lambda: application.running and gate.is_open, queue.qsize):
            await _start(application, queue, gate)
            jobs.start(application.job_queue)
            await gate.refused()
    finally:
        keeping.cancel()
        taking_up.cancel()
        jobs.stop()
        await _leave(application, queue, gate)


async def _start(application: App, queue: UpdateQueue, gate: UpdateSource) -> None:
    """What an earlier run left comes first, then what Telegram has."""
    await _patiently(application.initialize)
    left = await _resume(queue)
    await application.start()
    await _patiently(lambda: gate.open(application))
    if application.post_init:
        await application.post_init(application)
    _LOGGER.info("serving as @%s; %d updates were left from before", application.bot.username, left)


async def _resume(queue: UpdateQueue) -> int:
    """How much was left; nothing is known of it where the disk is full, which is no reason not to serve."""
    try:
        return await queue.resume()
    except DATABASE_ERRORS as error:
        _LOGGER.error("the inbox cannot be used now (%s); what was left in it is taken up later", error)
        return 0


async def _until_terminated(service: TelegramService) -> None:
    task = asyncio.current_task()
    if task:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await run(service)


async def _patiently(action: Callable[[], Awaitable[Any]]) -> None:
    """Do it, again and again where only the network is in the way: a service may start before its network."""
    pause = 1.0
    while True:
        try:
            await action()
            return
        except InvalidToken:  # its message and its cause carry the token
            raise ServiceError(operator.BOT_REFUSED) from None
        except BadRequest:
            raise
        except RetryAfter as error:
            pause = max(pause, seconds(error))
        except NetworkError as error:
            _LOGGER.warning("cannot reach Telegram, trying again in %.0f s: %s", pause, error.message)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 1.5 * pause)


async def _leave(application: App, queue: UpdateQueue, gate: UpdateSource) -> None:
    """Take nothing in any more, finish what is at hand, and go in time; what is not finished stays in the inbox."""
    try:
        async with asyncio.timeout(LEAVE_S):
            await gate.close(application)
            await queue.drain(DRAIN_S)
            if application.running:
                await application.stop()
            await application.shutdown()
    except TimeoutError:
        _LOGGER.warning("not everything at hand could be finished; it will be taken up at the next start")
