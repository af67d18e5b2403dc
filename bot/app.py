"""Application context: the parts that commands work with, each built once and on first use."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import retrieval
from bot.dialogue.reply_blocks import ReplyFrame
from bot.operations.engine_provider import (
    EngineProvider,
    IndexSource,
    LessonVersion,
    LexiconVersion,
    Stamp,
)
from bot.storage.database import DATABASE_ERRORS, DatabaseWorker
from bot.storage.interactions import InteractionLog
from bot.storage.migrations import MIGRATIONS
from bot.texts import operator

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.config.settings_review import SettingsReview
    from bot.curation.answer_matcher import CuratedAnswerMatcher
    from bot.curation.lexicon_entries import StaffLexicon
    from bot.curation.moderation import ModerationService
    from bot.curation.regression_trials import RegressionTrials
    from bot.dialogue.conversation import AnsweringEngine, Conversation
    from bot.learning.lesson_service import LessonService
    from bot.learning.lesson_source import LessonSource
    from bot.operations.cluster_source import ClusterSource
    from bot.topics.assignment import TopicAssigner
    from retrieval import Engine, Library

_LOGGER = logging.getLogger(__name__)

_C = TypeVar("_C", bound=Any)


class AppContext:
    """Composition root: builds the parts from the settings."""

    def __init__(self) -> None:
        self.library_option: Path | None = None
        self.setting_overrides: dict[str, Any] = {}
        # Tells whoever runs a command something beside its results.
        self.notify: Callable[[str], object] = _LOGGER.warning
        self.log_json = False
        self.uses_log = True
        self._stamp: Stamp = None
        # Of the staff lexicon and the lessons that `library` was extended with.
        self._lexicon_version, self._lesson_version = 0, tuple[int, ...]()

    @cached_property
    def settings(self) -> Settings:
        """Settings from the environment. Reading them sets up logging, which hides their secrets."""
        from bot.config import log_format
        from bot.config.settings import load
        from bot.config.state_location import default_state

        log_format.configure((), as_json=self.log_json)
        settings = load(**self._overrides)
        log_format.configure(settings.secret_values(), as_json=self.log_json)
        if folder := settings.former_state:
            self.notify(operator.STATE_IS_FORMER.format(folder=folder, default=default_state()))
        return settings

    @cached_property
    def review(self) -> SettingsReview:
        """The settings with all that is wrong or doubtful with them, where `settings` would stop at the first."""
        from bot.config import log_format
        from bot.config.settings_review import SettingsReview

        log_format.configure((), as_json=self.log_json)
        review = SettingsReview.of_environment(**self._overrides)
        log_format.configure(review.settings.secret_values(), as_json=self.log_json)
        return review

    @property
    def _overrides(self) -> dict[str, Any]:
        library = {"library": self.library_option} if self.library_option else {}
        return library | self.setting_overrides

    @cached_property
    def library(self) -> Library:
        """The reports, with the lexicon entries of staff and the lessons of use."""
        if not self.uses_log:
            return self.base_library
        try:
            self._lexicon_version, entries = self.staff_lexicon.version(), self.staff_lexicon.lexicon()
            self._lesson_version, lessons = self.lessons.version(), self.lessons.lessons(self.base_library)
        except DATABASE_ERRORS as error:
            # An account that may not read the database can still search the reports.
            _LOGGER.warning("going on without what staff and use have added: %s: %s", self.settings.database, error)
            return self.base_library
        return self.base_library.with_words(entries).with_lessons(lessons)

    @cached_property
    def base_library(self) -> Library:
        """The reports, without anything that staff and use have added."""
        from bot.operations.index_progress import index_progress

        if self.cluster:
            library = self.cluster.open()
            self._stamp = library.index.stamp
            return library
        with index_progress() as progress:
            library = retrieval.Library.open(self.settings.library_folder, progress=progress)
        self._stamp = library.index.stamp
        return library

    @cached_property
    def cluster(self) -> ClusterSource | None:
        """The search cluster; None where none is set, or ``--library`` names a folder of this machine."""
        from bot.operations.cluster_source import ClusterSource

        settings = None if self.library_option else self.settings.cluster
        return ClusterSource(settings) if settings else None

    @cached_property
    def staff_lexicon(self) -> StaffLexicon:
        """The lexicon entries of staff."""
        from bot.curation.lexicon_entries import StaffLexicon

        return StaffLexicon(self.store)

    @cached_property
    def lessons(self) -> LessonSource:
        """What approved answers and thumbs teach."""
        from bot.config.settings import pseudonym_secret
        from bot.learning.lesson_source import LessonSource
        from bot.privacy.redaction import pseudonym

        def staff() -> frozenset[str]:
            numbers = self.settings.staff
            return frozenset(pseudonym(each, pseudonym_secret(self.settings)) for each in numbers)

        return LessonSource(self.store, staff)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the reports as they are now."""
        return retrieval.Engine(self.library)

    @cached_property
    def engine_provider(self) -> EngineProvider:
        """The engine that follows changes of the index, of the staff lexicon and of the lessons."""
        engine = self.engine  # before the stamp, which is taken when the library is read
        lexicon = LexiconVersion(self.staff_lexicon, self.base_library, self._lexicon_version)
        lessons = LessonVersion(self.lessons, self._lesson_version)
        folder, cluster = self.settings.library_folder, self.cluster
        source = IndexSource.of_cluster(cluster) if cluster else IndexSource()
        provider = EngineProvider(folder, engine, self._stamp, lexicon, source, lessons)
        provider.watch()
        return provider

    @cached_property
    def reply_frame(self) -> ReplyFrame:
        """The fixed parts of every reply: hotline and links to the reports."""
        return ReplyFrame(self.library.catalog.metadata, self.settings.hotline)

    @cached_property
    def store(self) -> DatabaseWorker:
        """The database: interactions, topics, curated answers."""
        return DatabaseWorker(self.settings.database, "wenda", MIGRATIONS)

    @cached_property
    def log(self) -> InteractionLog:
        """The interaction log."""
        return InteractionLog(self.store)

    @cached_property
    def assigner(self) -> TopicAssigner:
        """The topic assigner of the logged questions."""
        from bot.topics.assignment import TopicAssigner
        from bot.topics.similarity import QuestionReader
        from retrieval.resources import read_gazetteer

        def reader() -> QuestionReader:
            # Without what staff and use have added: every process groups alike, whatever it has read of that.
            return QuestionReader(self.base_library.lexicon, read_gazetteer())

        return TopicAssigner(self.store, reader)

    def matcher(self, library: Callable[[], Library]) -> CuratedAnswerMatcher:
        """A matcher of questions to curated answers; ``library`` returns the library that serves now."""
        from bot.curation.answer_matcher import CuratedAnswerMatcher
        from bot.topics.similarity import QuestionReader

        return CuratedAnswerMatcher(self.store, library, lambda: QuestionReader(library().lexicon, library().gazetteer))

    @cached_property
    def trials(self) -> RegressionTrials:
        """Regression trials of lexicon entries and curated answers on the gold questions."""
        from bot.curation.regression_trials import RegressionTrials

        return RegressionTrials(
            lambda: self.engine_provider.current() if "engine_provider" in self.__dict__ else self.engine, self.store
        )

    @cached_property
    def moderation(self) -> ModerationService:
        """What staff do, in the chat and on the command line, about topics, answers, words and gold questions."""
        from bot.config.settings import pseudonym_secret
        from bot.curation.moderation import ModerationService
        from bot.dialogue.exchange_history import ExchangeHistory

        history = ExchangeHistory(self.log, lambda: self.trials.engine().library, pseudonym_secret(self.settings))
        refresh = self.engine_provider.refresh if "engine_provider" in self.__dict__ else lambda: None
        return ModerationService(self.store, self.assigner, history, self.trials, refresh)

    @cached_property
    def lesson_service(self) -> LessonService:
        """What staff see of the lessons, and how they take one back."""
        from bot.learning.lesson_service import LessonService

        def library() -> Library:
            live = "engine_provider" in self.__dict__
            return self.engine_provider.current().library if live else self.base_library

        return LessonService(self.store, self.assigner, self.lessons, library)

    def close(self) -> None:
        """Close the parts that were opened."""
        if "engine_provider" in self.__dict__:
            self.engine_provider.close()
        if "cluster" in self.__dict__ and self.cluster:
            self.cluster.close()
        if "store" in self.__dict__:
            self.store.close()

    def conversation(self, secret: bytes = b"", log: bool = True, live: bool = True) -> Conversation:
        """A conversation for one channel. Unless ``live``, it keeps to the library as it is now."""
        from bot.dialogue.conversation import Conversation

        def library() -> Library:
            return self.engine_provider.current().library if live else self.library

        engine: AnsweringEngine = self.engine_provider if live else self.engine
        # Asking without a log must not create a database.
        staff = self.matcher(library) if log or self.settings.database.exists() else None
        return Conversation(engine, self.log if log else None, lambda: library().version, secret, staff=staff)
