"""Index parts: all that a segment of an index keeps beside the texts and passages of its reports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from retrieval.corpus.catalog import CatalogEntry, CatalogPart
from retrieval.corpus.segments.known_question_writer import KnownQuestionWriter
from retrieval.corpus.segments.segment_writer import IndexedReport, IndexParts
from retrieval.index.passage_keys import PassageKeyWriter
from retrieval.index.passage_postings import PassagePostingsPart
from retrieval.index.segments import Arrays, SegmentPart
from retrieval.index.term_statistics import TermCounter, without_reports
from retrieval.index.vocabulary import VocabularyCounter
from retrieval.resources import read_gazetteer
from retrieval.text.gazetteer import Gazetteer


class _ReportCatalogPart:
    """What the catalog keeps of reports."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._part = CatalogPart(gazetteer)

    def add(self, report: IndexedReport) -> None:
        """Take in the next report of the segment."""
        entry = CatalogEntry(report.metadata, len(report.loaded.passages), report.read_at)
        self._part.add(entry, report.tokens.text)

    def arrays(self) -> Arrays:
        """The arrays of `CatalogPart`."""
        return self._part.arrays()


def index_parts(gazetteer: Gazetteer | None = None) -> IndexParts:
    """The parts that the engine reads; places that reports mention are those of the gazetteer, by default ours."""
    return IndexParts(partial(_parts, gazetteer or read_gazetteer()), without_reports)


def _parts(gazetteer: Gazetteer) -> Sequence[SegmentPart[IndexedReport]]:
    return (
        _ReportCatalogPart(gazetteer),
        PassagePostingsPart(),
        TermCounter(),
        VocabularyCounter(),
        PassageKeyWriter(),
        KnownQuestionWriter(),
    )
