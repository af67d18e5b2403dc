"""Citation integrity: suspends staff answers whose cited text is no longer in the library, and notifies staff."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bot import clock
from bot.curation import curated_answers
from bot.curation.cited_spans import CitationLocator, CitedSpan, place_of
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.storage import notices
from bot.storage.database import Connection, DatabaseWorker
from bot.texts import faq
from retrieval import Library
from retrieval.models import SearchUnavailableError

_LOGGER = logging.getLogger(__name__)


def suspend_unsupported(db: Connection, library: Library) -> list[CuratedAnswer]:
    """Suspend every approved answer whose cited text is not in the same file and clause of the library, exactly as
    cited, and store a notice for staff; the suspended answers. The position in the file does not matter.
    """
    suspended = []
    for answer, gone in _unsupported(curated_answers.list_answers(db, (CuratedState.APPROVED,)), library):
        suspended.append(curated_answers.suspend(db, answer.id, faq.suspended_because(map(place_of, gone))))
        cited = [(place_of(each), each.text) for each in gone]
        notices.add(db, faq.suspension_notice(answer.id, answer.text, cited), clock.timestamp())
    return suspended


def _unsupported(
    approved: Sequence[CuratedAnswer], library: Library
) -> list[tuple[CuratedAnswer, Sequence[CitedSpan]]]:
    """The answers whose cited text is gone, each with what is gone."""
    locator = CitationLocator(library, (cited for answer in approved for cited in answer.citations))
    return [(answer, gone) for answer in approved if (gone := locator.missing(answer.citations))]


class CitationIntegrityCheck:
    """Runs the check at the start, and whenever another library is in service."""

    def __init__(self, store: DatabaseWorker, library: Callable[[], Library]) -> None:
        self._store = store
        self._library = library
        self._checked_version: str | None = None

    def run_if_due(self) -> None:
        """Check the answers if that is due. It stays due where the search is away.

        Raises OSError or sqlite3.Error, and then it stays due too.
        """
        library = self._library()
        if library.version == self._checked_version:
            return
        approved = self._store.read(lambda db: curated_answers.list_answers(db, (CuratedState.APPROVED,)))
        try:
            # Looked at before anything is written: reading a library may take its time, and others wait for the disk.
            is_any_gone = bool(_unsupported(approved, library))
            suspended = self._store.write(lambda db: suspend_unsupported(db, library)) if is_any_gone else []
        except SearchUnavailableError as error:
            _LOGGER.warning("the citations of staff answers cannot be checked now: %s", error)
            return
        for answer in suspended:
            _LOGGER.warning("staff answer %d is suspended: its cited text has changed", answer.id)
        self._checked_version = library.version
