"""A library that nobody may walk through: iterating its passages, reports or titles fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.telegram.views.answer_view import MOST_REPORTS
from retrieval import Engine, Library
from retrieval.corpus.filters import Condition
from retrieval.models import Lesson
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.lexicon import Lexicon


class WalkError(BaseException):
    """Somebody walks over the whole library; no handler of errors may swallow it."""


def _refuse(what: object) -> NoReturn:
    raise WalkError(f"wanted a look-up, found a walk over all of {type(what).__name__}")


class _Guard:
    """A store whose methods are there and whose iteration fails."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __len__(self) -> int:
        return len(self._inner)

    def __iter__(self) -> NoReturn:
        _refuse(self._inner)

    def __getitem__(self, at: object) -> NoReturn:
        _refuse(self._inner)

    def __getattr__(self, name: str) -> Any:
        if name == "loaded_reports":
            _refuse(self._inner)
        return getattr(self._inner, name)


class GuardedMetadata(Mapping[str, DocumentMetadata]):
    """Metadata by file that cannot be listed."""

    def __init__(self, inner: Mapping[str, DocumentMetadata]) -> None:
        self._inner = inner

    def __len__(self) -> int:
        return len(self._inner)

    def __getitem__(self, file: str) -> DocumentMetadata:
        return self._inner[file]

    def __iter__(self) -> Iterator[str]:
        _refuse(self._inner)


class GuardedCatalog(_Guard):
    """A catalog that cannot be listed, and selects no more than a list of reports in the chat may show."""

    @property
    def metadata(self) -> GuardedMetadata:
        return GuardedMetadata(self._inner.metadata)

    def select(self, condition: Condition, limit: int) -> list[str]:
        assert limit <= MOST_REPORTS
        files: list[str] = self._inner.select(condition, limit)
        return files

    def titles(self, limit: int) -> list[str]:
        assert limit <= 5
        titles: list[str] = self._inner.titles(limit)
        return titles


@dataclass(frozen=True)
class GuardedLibrary:
    """A library for all of the bot; what an engine is made of is not guarded."""

    inner: Library

    @property
    def catalog(self) -> GuardedCatalog:
        """What each report is."""
        return GuardedCatalog(self.inner.catalog)

    @property
    def passages(self) -> _Guard:
        """The passages of the reports."""
        return _Guard(self.inner.passages)

    def with_words(self, words: Lexicon) -> Any:
        """Itself; with words the library that a new engine is made of."""
        return self.inner.with_words(words) if words else self

    def with_lessons(self, lessons: Sequence[Lesson]) -> Any:
        """Itself; with lessons the library that a new engine is made of."""
        return self.inner.with_lessons(lessons) if lessons else self

    def __getattr__(self, name: str) -> Any:
        if name in ("reports", "loaded_reports", "files"):
            _refuse(self.inner)
        return getattr(self.inner, name)


def guarded_engine(library: Library) -> Engine:
    """The engine of a library, which it gives out guarded."""
    engine = Engine(library)
    engine.library = GuardedLibrary(library)  # type: ignore[assignment]  # all of a library but the walks
    return engine
