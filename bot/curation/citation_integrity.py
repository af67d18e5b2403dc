"""Whether staff answers still stand on what they cite: one whose words are gone is suspended, and staff are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot import clock
from bot.curation import curated_answers
from bot.curation.cited_spans import CitationLocator, CitedSpan, place_of
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.storage import notices
from bot.storage.database import DatabaseWorker
from bot.texts import faq

if TYPE_CHECKING:
    from sqlite_utils import Database

    from retrieval import Library

_LOGGER = logging.getLogger(__name__)


def check(db: Database, library: Library) -> list[CuratedAnswer]:
    """Suspend every approved answer that cites what the library does not hold to the letter in the same file and
    clause, and leave a notice for staff; those that were suspended. Where in the file it stands does not matter."""
    approved = curated_answers.listing(db, (CuratedState.APPROVED,))
    places = CitationLocator(library, (cited for each in approved for cited in each.citations))
    fallen = []
    for each in approved:
        gone = [cited for cited in each.citations if places.find(cited) is None]
        if gone:
            fallen.append(curated_answers.suspend(db, each.id, faq.suspended_because(map(place_of, gone))))
            notices.add(db, _notice(each, gone), clock.timestamp())
    return fallen


class CitationIntegrityCheck:
    """Checks whenever another library is in service, and once at first."""

    def __init__(self, store: DatabaseWorker, library: Callable[[], Library]) -> None:
        self._store = store
        self._library = library
        self._checked: str | None = None

    def look(self) -> None:
        """Check if that is due. Raises OSError or sqlite3.Error, and then it stays due."""
        library = self._library()
        if library.version == self._checked:
            return
        for each in self._store.write(lambda db: check(db, library)):
            _LOGGER.warning("staff answer %d is suspended: what it cites has changed", each.id)
        self._checked = library.version


def _notice(answer: CuratedAnswer, gone: list[CitedSpan]) -> str:
    return faq.suspension_notice(answer.id, answer.phrasings[0], [(place_of(c), c.text) for c in gone])
