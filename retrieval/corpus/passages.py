"""Passage store: the passages and texts of a library, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol, overload

from retrieval.corpus.loader import LoadedReport
from retrieval.index.passage_keys import PassageKeyIndex, PassageKeyWriter
from retrieval.index.segments import Segment
from retrieval.models import Passage, Report


class PassageStore(Protocol):
    """Passages and reports of a library. Nothing that serves a person may iterate over all of them."""

    def __len__(self) -> int:
        """The number of passages."""

    def __iter__(self) -> Iterator[Passage]:
        """All passages in document order, for listings and checks."""

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""

    def get(self, passage_ids: Iterable[str]) -> list[Passage]:
        """The passages of some ids, in their order; KeyError where there is none."""

    def by_key(self, key: str) -> Passage | None:
        """The passage of a permanent key (`retrieval.index.passage_keys`); None where there is none."""

    def of_report(self, file: str) -> Sequence[Passage]:
        """The passages of a report in document order; KeyError where there is no such report."""

    def report(self, file: str) -> Report:
        """A report with its whole text; KeyError where there is none."""

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""


class MemoryPassages(Sequence[Passage]):
    """Passage store over reports in memory. Thread-safe: nothing changes after construction."""

    def __init__(self, reports: Sequence[LoadedReport]) -> None:
        """The reports in document order."""
        self._reports = {loaded.report.file: loaded for loaded in reports}
        self._passages = tuple(chain.from_iterable(each.passages for each in reports))
        self._by_id = {passage.id: passage for passage in self._passages}

    def __len__(self) -> int:
        """The number of passages."""
        return len(self._passages)

    def __iter__(self) -> Iterator[Passage]:
        """All passages in document order, for listings and checks."""
        return iter(self._passages)

    @overload
    def __getitem__(self, at: int) -> Passage: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Passage, ...]: ...

    def __getitem__(self, at: int | slice) -> Passage | tuple[Passage, ...]:
        """The passage at a position in document order."""
        return self._passages[at]

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id; KeyError where there is none."""
        return self._by_id[passage_id]

    def get(self, passage_ids: Iterable[str]) -> list[Passage]:
        """The passages of some ids, in their order; KeyError where there is none."""
        return [self._by_id[each] for each in passage_ids]

    def by_key(self, key: str) -> Passage | None:
        """The passage of a permanent key (`retrieval.index.passage_keys`); None where there is none."""
        return next((self._passages[row] for row in self._keys.rows(key)), None)

    def of_report(self, file: str) -> Sequence[Passage]:
        """The passages of a report in document order; KeyError where there is no such report."""
        return self._reports[file].passages

    def report(self, file: str) -> Report:
        """A report with its whole text; KeyError where there is none."""
        return self._reports[file].report

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after within the same report."""
        around = self.of_report(passage.file)
        at = next(number for number, each in enumerate(around) if each.id == passage.id)
        return (around[at - 1] if at else None), (around[at + 1] if at + 1 < len(around) else None)

    @cached_property
    def _keys(self) -> PassageKeyIndex:
        writer = PassageKeyWriter()
        for each in self._reports.values():
            writer.add(each.passages)
        return PassageKeyIndex([Segment(writer.arrays(), len(self._reports), len(self._passages))])
