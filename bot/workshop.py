"""What the commands work with, each made once and only when a command asks for it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.texts import command_line

if TYPE_CHECKING:
    from bot.collecting import Collector
    from bot.conversation import Answers, Conversation
    from bot.database import Store
    from bot.log import InteractionLog
    from bot.matching import Matcher
    from bot.replies import Frame
    from bot.serving import EngineSource, Stamp
    from bot.settings import Settings
    from bot.trying import Examiner
    from bot.words import StaffWords
    from retrieval import Engine, Library

_LOGGER = logging.getLogger(__name__)

_C = TypeVar("_C", bound=Any)


class Workshop:
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
        from bot import diagnostics
        from bot.settings import load

        diagnostics.set_up((), as_json=self.log_json)
        settings = load(**({"library": self.library_option} if self.library_option else {}))
        diagnostics.set_up(settings.secret_values(), as_json=self.log_json)
        return settings

    @cached_property
    def library(self) -> Library:
        """The reports, with the words that staff added."""
        if not self.with_words:
            return self.plain
        try:
            self._worded, words = self.words.version(), self.words.lexicon()
        except (OSError, sqlite3.Error) as error:
            # Who may not read the log can use the reports all the same.
            _LOGGER.warning("going on without the words that staff added: %s: %s", self.settings.database, error)
            return self.plain
        return self.plain.with_words(words)

    @cached_property
    def plain(self) -> Library:
        """The reports, without such words."""
        from bot.serving import stamp_of
        from retrieval import Library

        self._stamp = stamp_of(self.settings.library_folder)
        return Library.open(self.settings.library_folder)

    @cached_property
    def words(self) -> StaffWords:
        """What staff added to the lexicon."""
        from bot.words import StaffWords

        return StaffWords(self.store)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the reports."""
        from retrieval import Engine

        return Engine(self.library)

    @cached_property
    def source(self) -> EngineSource:
        """The engine that serves now, and the next one once there is a new index or word."""
        from bot.serving import Added, EngineSource

        engine = self.engine  # before the stamp, which is taken when the library is read
        added = Added(self.words, self.plain, self._worded)
        source = EngineSource(self.settings.library_folder, engine, self._stamp, added=added)
        source.watch()
        return source

    @cached_property
    def frame(self) -> Frame:
        """What stands around every reply."""
        from bot.replies import Frame

        return Frame.of(self.library.reports, self.settings.hotline)

    @cached_property
    def store(self) -> Store:
        """The database of what was asked and of what staff made of it."""
        from bot.database import Store
        from bot.schema import MIGRATIONS

        return Store(self.settings.database, "wenda", MIGRATIONS)

    @cached_property
    def log(self) -> InteractionLog:
        """The log of what was asked."""
        from bot.log import InteractionLog

        return InteractionLog(self.store)

    @cached_property
    def collector(self) -> Collector:
        """What puts the log's questions into topics."""
        from bot.collecting import Collector
        from bot.likeness import Reader
        from retrieval.resources import DATA
        from retrieval.text.gazetteer import parse_places

        def reader() -> Reader:
            # Called on the store's own thread: nothing here may ask the store, as the words that staff added do.
            places = parse_places((DATA / "places.txt").read_text("utf-8"), "places.txt")
            return Reader(self.plain.lexicon, places)

        return Collector(self.store, reader)

    def matcher(self, library: Callable[[], Library]) -> Matcher:
        """What gives staff answers on the library that serves."""
        from bot.likeness import Reader
        from bot.matching import Matcher

        return Matcher(self.store, library, lambda: Reader(library().lexicon, self.engine.gazetteer))

    @cached_property
    def examiner(self) -> Examiner:
        """What tries changes out on gold questions."""
        from bot.trying import Examiner

        return Examiner(lambda: self.source.current() if "source" in self.__dict__ else self.engine, self.store)

    def close(self) -> None:
        """Close what was opened."""
        if "source" in self.__dict__:
            self.source.close()
        if "store" in self.__dict__:
            self.store.close()

    def conversation(self, secret: bytes = b"", log: bool = True, live: bool = True) -> Conversation:
        """The conversation that every channel holds; unless ``live`` it keeps to the library as it is now."""
        from bot.conversation import Conversation

        def held() -> Library:
            return self.source.current().library if live else self.library

        engine: Answers = self.source if live else self.engine
        # Without a log there may be no database, and asking is not a reason to make one.
        staff = self.matcher(held) if log or self.settings.database.exists() else None
        return Conversation(engine, self.log if log else None, lambda: held().version, secret, staff=staff)


def common_options(command: _C) -> _C:
    """``--library``, before the command's name or after it, and ``--help``."""

    def remember(ctx: click.Context, _: click.Parameter, folder: Path | None) -> None:
        if folder:
            ctx.ensure_object(Workshop).library_option = folder

    library = click.option(
        "--library",
        type=click.Path(path_type=Path),
        metavar="DIR",
        expose_value=False,
        callback=remember,
        help=command_line.CLI_LIBRARY,
    )
    return library(click.help_option("-h", "--help", help=command_line.CLI_HELP)(command))


pass_workshop = click.make_pass_decorator(Workshop, ensure=True)
