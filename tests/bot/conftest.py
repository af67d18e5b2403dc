"""A scripted engine, a database and a running bot."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from telegram.request import HTTPXRequest

from bot.config import settings as settings_module
from bot.config.settings import Settings
from bot.curation.citation_integrity import CitationIntegrityCheck
from bot.dialogue.conversation import Conversation, CuratedAnswers
from bot.dialogue.exchange_history import ExchangeHistory
from bot.operations.engine_provider import EngineProvider
from bot.operations.maintenance import MaintenanceLoop
from bot.storage.database import DatabaseWorker
from bot.storage.interactions import MIGRATIONS, InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.telegram.staff import notifications
from retrieval import Engine, Library
from retrieval.corpus.sources.loader import Progress, no_progress
from retrieval.models import Hit, Outcome, Passage, Quote, Reply
from retrieval.resources import LEXICON
from retrieval.search.query import LookupQuery
from tests import shipped
from tests.botapi import BotApiServer
from tests.shipped import REPORTS, ROOT
from tests.waiting import LONGEST_S, until

SECRET = b"a secret of the tests"
EXAMPLES = ("一共保留了多少审批事项", "选聘了多少名法律顾问", "行政复议受理了多少件")


@dataclass
class Scripted:
    """An engine that answers from a script and notes what it was asked; unknown questions get nothing."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    version: str = "scripted"
    hook: Callable[[str], None] = lambda question: None

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The reply of the script."""
        self.asked.append((question, tuple(history)))
        self.hook(question)
        return self.replies.get(question, Reply(question, Outcome.NONE))

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """Nothing is ever found."""
        return []

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """Nor here."""
        return []


@dataclass(frozen=True)
class Still:
    """An engine with a library that never changes."""

    engine: Scripted | Engine
    library: Library
    examples: tuple[str, ...] = EXAMPLES

    def current(self) -> Still:
        """Always this one."""
        return self

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """The engine's hits."""
        return self.engine.search(words, k)

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """The engine's hits of a query that was taken apart."""
        return self.engine.look_up(query, k)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test, and nothing is written outside its folder."""
    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "WENDA_", "OPENSEARCH_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WENDA_STATE", "var")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture(autouse=True)
def one_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped reports are read once: whoever opens their folder in this process gets the same library."""
    opened, served = Library.open, shipped.library()

    def once(path: Path, lexicon: Path | None = LEXICON, progress: Progress = no_progress) -> Library:
        return served if path == REPORTS and lexicon == LEXICON else opened(path, lexicon, progress)

    monkeypatch.setattr(Library, "open", once)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DatabaseWorker]:
    """A database in a folder of its own."""
    made = DatabaseWorker(tmp_path / "var" / "wenda.db", "wenda", MIGRATIONS)
    yield made
    made.close()


@pytest.fixture
def log(store: DatabaseWorker) -> InteractionLog:
    """The log in it."""
    return InteractionLog(store)


@pytest.fixture
def scripted() -> Scripted:
    """An engine for the replies that a real one gives rarely."""
    return Scripted()


@pytest.fixture
def quote_of(library: Library) -> Callable[..., Quote]:
    """Make a quote of a clause: its first sentence, or any text in its stead."""

    def make(clause: str, text: str = "", marks: tuple[tuple[int, int], ...] = ()) -> Quote:
        passage = passage_at(library, clause)
        text = text or passage.text.partition("。")[0] + "。"
        return Quote(text, passage.start, passage.start + len(text), passage, marks, 1.5)

    return make


def passage_at(library: Library, clause: str) -> Passage:
    """The passage of a clause."""
    return next(p for p in library.passages if p.clause.path == clause)


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """A server that accepts what Telegram accepts; after the test every call must have been a legal one."""
    async with BotApiServer() as running:
        yield running
        assert running.violations == []


Serve = Callable[..., AbstractAsyncContextManager[Settings]]
_SERVICE = "the service of a test"


async def service_ended() -> None:
    """Wait until the service that was begun by `serve` has ended by itself."""
    await until(lambda: all(task.get_name() != _SERVICE for task in asyncio.all_tasks()), "the end of the service")


def lift_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests take as long as they need, and no job begin meanwhile: either is a matter of 5 s otherwise."""
    monkeypatch.setattr(notifications, "FIRST_S", LONGEST_S)
    limits = [LONGEST_S if isinstance(limit, float) else limit for limit in HTTPXRequest.__init__.__defaults__ or ()]
    monkeypatch.setattr(HTTPXRequest.__init__, "__defaults__", tuple(limits))


@pytest.fixture
def serve(
    library: Library, store: DatabaseWorker, log: InteractionLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Serve:
    """Run the real application of an engine against a Bot API server until the block ends."""
    from bot.telegram.app import TelegramService, run
    from bot.telegram.handlers.handler_services import HandlerServices
    from bot.telegram.outgoing.chat_migrations import ChatMigrations
    from bot.telegram.outgoing.message_sender import MessageSender
    from bot.telegram.views.library_view import LibraryViews

    lift_time_limits(monkeypatch)

    @asynccontextmanager
    async def serving(
        server: object,
        engine: Scripted | Engine | EngineProvider,
        counts: Counter[str] | None = None,
        held: Library = library,
        curated: CuratedAnswers | None = None,
        integrity_check: CitationIntegrityCheck | None = None,
        **overrides: object,
    ) -> AsyncIterator[Settings]:
        settings = settings_module.load(
            token=getattr(server, "token", ""), api_base=getattr(server, "base_url", ""), state=tmp_path, **overrides
        )
        library_views = LibraryViews(engine if isinstance(engine, EngineProvider) else Still(engine, held), "12345")
        inbox = UpdateInbox.at(settings.inbox, settings.bot_id)
        conversation = Conversation(engine, log, lambda: library_views.library().version, SECRET, staff=curated)
        services = HandlerServices(
            conversation,
            ExchangeHistory(log, library_views.library, SECRET),
            library_views,
            store,
            settings.staff,
            MessageSender(counts, ChatMigrations(conversation.move_chat)),
            inbox=inbox,
        )
        maintenance = MaintenanceLoop(log, inbox, settings.retention_days, integrity_check=integrity_check)
        task = asyncio.create_task(run(TelegramService(settings, services, inbox, maintenance)), name=_SERVICE)
        try:
            yield settings
        finally:
            task.cancel()
            await asyncio.wait({task})
            await asyncio.to_thread(inbox.close)
            if not task.cancelled() and (error := task.exception()):
                raise error

    return serving
