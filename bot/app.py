"""What the commands work with, each made once and only when a command asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from bot.storage.database import DATABASE_ERRORS

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.curation.answer_matcher import CuratedAnswerMatcher
    from bot.curation.lexicon_entries import StaffLexicon
    from bot.curation.regression_trials import RegressionTrials
    from bot.dialogue.conversation import AnsweringEngine, Conversation
    from bot.dialogue.reply_blocks import ReplyFrame
    from bot.operations.engine_provider import EngineProvider, Stamp
    from bot.storage.database import DatabaseWorker
    from bot.storage.interactions import InteractionLog
    from bot.topics.assignment import TopicAssigner
    from retrieval import Engine, Library

_LOGGER = logging.getLogger(__name__)

_C = TypeVar("_C", bound=Any)


class AppContext:
    """The collaborators, wired from the settings."""

    def __init__(self) -> None:
        self.library_option: Path | None = None
        self.log_json = False
        self.with_words = True  # whether what staff added to the lexicon takes part
        self._stamp: Stamp = None
        self._worded = 0  # the version of the words that the library has

    @cached_property
    def settings(self) -> Settings:
        """The environment; from here on logging is set up and cannot show a secret."""
        from bot.config import log_format
        from bot.config.settings import load

        log_format.configure((), as_json=self.log_json)
        settings = load(**({"library": self.library_option} if self.library_option else {}))
        log_format.configure(settings.secret_values(), as_json=self.log_json)
        return settings

    @cached_property
    def library(self) -> Library:
        """The reports, with the words that staff added."""
        if not self.with_words:
            return self.plain
        try:
            self._worded, words = self.words.version(), self.words.lexicon()
        except DATABASE_ERRORS as error:
            # Who may not read the log can use the reports all the same.
            _LOGGER.warning("going on without the words that staff added: %s: %s", self.settings.database, error)
            return self.plain
        return self.plain.with_words(words)

    @cached_property
    def plain(self) -> Library:
        """The reports, without such words."""
        from bot.operations.engine_provider import index_stamp
        from retrieval import Library

        self._stamp = index_stamp(self.settings.library_folder)
        return Library.open(self.settings.library_folder)

    @cached_property
    def words(self) -> StaffLexicon:
        """What staff added to the lexicon."""
        from bot.curation.lexicon_entries import StaffLexicon

        return StaffLexicon(self.store)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the reports."""
        from retrieval import Engine

        return Engine(self.library)

    @cached_property
    def source(self) -> EngineProvider:
        """The engine that serves now, and the next one once there is a new index or word."""
        from bot.operations.engine_provider import EngineProvider, LexiconVersion

        engine = self.engine  # before the stamp, which is taken when the library is read
        added = LexiconVersion(self.words, self.plain, self._worded)
        source = EngineProvider(self.settings.library_folder, engine, self._stamp, lexicon=added)
        source.watch()
        return source

    @cached_property
    def frame(self) -> ReplyFrame:
        """What stands around every reply."""
        from bot.dialogue.reply_blocks import ReplyFrame

        return ReplyFrame.of(self.library.reports, self.settings.hotline)

    @cached_property
    def store(self) -> DatabaseWorker:
        """The database of what was asked and of what staff made of it."""
        from bot.storage.database import DatabaseWorker
        from bot.storage.migrations import MIGRATIONS

        return DatabaseWorker(self.settings.database, "wenda", MIGRATIONS)

    @cached_property
    def log(self) -> InteractionLog:
        """The log of what was asked."""
        from bot.storage.interactions import InteractionLog

        return InteractionLog(self.store)

    @cached_property
    def collector(self) -> TopicAssigner:
        """What puts the log's questions into topics."""
        from bot.topics.assignment import TopicAssigner
        from bot.topics.similarity import QuestionReader
        from retrieval.resources import DATA
        from retrieval.text.gazetteer import parse_places

        def reader() -> QuestionReader:
            # Called on the store's own thread: nothing here may ask the store, as the words that staff added do.
            places = parse_places((DATA / "places.txt").read_text("utf-8"), "places.txt")
            return QuestionReader(self.plain.lexicon, places)

        return TopicAssigner(self.store, reader)

    def matcher(self, library: Callable[[], Library]) -> CuratedAnswerMatcher:
        """What gives staff answers on the library that serves."""
        from bot.curation.answer_matcher import CuratedAnswerMatcher
        from bot.topics.similarity import QuestionReader

        return CuratedAnswerMatcher(self.store, library, lambda: QuestionReader(library().lexicon, library().gazetteer))

    @cached_property
    def examiner(self) -> RegressionTrials:
        """What tries changes out on gold questions."""
        from bot.curation.regression_trials import RegressionTrials

        return RegressionTrials(lambda: self.source.current() if "source" in self.__dict__ else self.engine, self.store)

    def close(self) -> None:
        """Close what was opened."""
        if "source" in self.__dict__:
            self.source.close()
        if "store" in self.__dict__:
            self.store.close()

    def conversation(self, secret: bytes = b"", log: bool = True, live: bool = True) -> Conversation:
        """The conversation that every channel holds; unless ``live`` it keeps to the library as it is now."""
        from bot.dialogue.conversation import Conversation

        def held() -> Library:
            return self.source.current().library if live else self.library

        engine: AnsweringEngine = self.source if live else self.engine
        # Without a log there may be no database, and asking is not a reason to make one.
        staff = self.matcher(held) if log or self.settings.database.exists() else None
        return Conversation(engine, self.log if log else None, lambda: held().version, secret, staff=staff)
