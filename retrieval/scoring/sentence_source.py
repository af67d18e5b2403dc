"""Sentence source: candidate sentences, of passages that first stage, known questions and lessons name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT, AllOf, AnyOf, Condition, Filters, Is, ReportField
from retrieval.corpus.passages import PassageStore
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Mask, Scores
from retrieval.lessons.lesson_index import LessonHit, LessonIndex
from retrieval.models import Passage
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.analysis import Question
from retrieval.question.known_questions import KnownQuestionHits, KnownQuestionIndex
from retrieval.scoring.candidates import SentenceLayout
from retrieval.scoring.lexical_scores import LexicalScores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.search.retriever import Query, Retriever

SMALL_LIBRARY = 200
"""A library of no more passages needs no first stage: the sentences of all of them are scored."""

# Passages of the first stage whose sentences are scored in others. Of 2,116 documents, 80 to 200 of them put a right
# sentence first for as many questions (208 of 695 with 100, 206 with 200), and what lies deeper costs time.
_DEPTH = 100
# Scopes of a small library of which the sentences are kept ready.
_SCOPES = 4


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Which sentences may answer, and which known questions may point at them.

    ``reports``: the sentences of these alone; ``without_sentences`` and ``without_questions`` are left out besides, by
    their keys and by a mask.
    """

    reports: Condition = EVERY_REPORT
    without_sentences: Collection[SentenceKey] = ()
    without_questions: Mask | None = None


EVERY_CANDIDATE = CandidateFilter()


@dataclass(frozen=True, slots=True)
class Candidates:
    """The sentences that may answer a question, and what known questions say of it.

    ``metadata`` is that of the sentences' reports by file; ``hits``, ``fact_scores`` and ``sentence_scores`` are what
    known questions, their facts, and the facts of each sentence score. ``lessons`` are those of use, by sentence.
    """

    filter: CandidateFilter
    lexical: LexicalScores
    metadata: Mapping[str, DocumentMetadata]
    hits: KnownQuestionHits
    fact_scores: Scores
    sentence_scores: Mapping[SentenceKey, float]
    lessons: Mapping[SentenceKey, LessonHit] = field(default_factory=dict)

    @property
    def batch(self) -> SentenceBatch:
        """The sentences."""
        return self.lexical.batch


class SentenceSource:
    """Finds the candidates of a question in one library. Thread-safe: nothing changes but a cache.

    Of a small library all passages are candidates.
    """

    def __init__(
        self,
        retriever: Retriever,
        passages: PassageStore,
        catalog: ReportCatalog,
        known: KnownQuestionIndex,
        statistics: CollectionStatistics,
        layout: SentenceLayout,
        lessons: LessonIndex | None = None,
        is_small: bool = False,
    ) -> None:
        """Read one library's index, and the lessons of its use, if there are any.

        ``is_small``: all of its passages may be scored for every question.
        """
        self.statistics, self.layout = statistics, layout
        self._retriever, self._passages, self._catalog = retriever, passages, catalog
        self._known, self._lessons = known, lessons
        self._listed = lru_cache(_SCOPES)(self._list) if is_small else None

    def candidates(self, question: Question, allowed: CandidateFilter = EVERY_CANDIDATE) -> Candidates:
        """The candidate sentences of a question; none where nothing has anything of it."""
        hits = self._known.recall(question.text, question.context, allowed.without_questions)
        fact_scores = self._known.by_fact(hits.scores)
        by_sentence = self._known.by_sentence(fact_scores)
        lessons = self._lessons.recall(question) if self._lessons else {}
        pointed_at = (*by_sentence, *(key for key, hit in lessons.items() if hit.rank > 0))
        lexical = self._listed(allowed.reports) if self._listed else self._find(question, allowed, pointed_at)
        terms = (term.text for _, terms in question.expansions for term in terms)
        self.statistics.prepare((question.query, question.text, question.context, *terms))
        files = list({passage.file for passage in lexical.batch.passages})
        metadata = dict(zip(files, self._catalog.metadata.get_many(files), strict=True))
        return Candidates(allowed, lexical, metadata, hits, fact_scores, by_sentence, lessons)

    def _find(self, question: Question, allowed: CandidateFilter, pointed_at: Iterable[SentenceKey]) -> LexicalScores:
        """The sentences of what the first stage finds, and known questions and lessons point at."""
        query = Query(question.query, question.expansions, question.context)
        hits = self._retriever.search(query, Filters(allowed.reports), _DEPTH)
        found = {hit.passage.id: hit.passage for hit in hits}
        found |= self._named({passage for passage, _ in pointed_at} - found.keys(), allowed.reports)
        return self._scores(found.values())

    def _list(self, reports: Condition) -> LexicalScores:
        """The sentences of all passages of some reports."""
        return self._scores(hit.passage for hit in self._retriever.search(Query(""), Filters(reports), SMALL_LIBRARY))

    def _scores(self, passages: Iterable[Passage]) -> LexicalScores:
        return LexicalScores(SentenceBatch(passages, self.layout), self.statistics)

    def _named(self, passage_ids: Collection[str], reports: Condition) -> dict[str, Passage]:
        """Those of some passages that stand in some reports."""
        passages = self._passages.get(passage_ids)
        if reports != EVERY_REPORT and passages:
            files = tuple({passage.file for passage in passages})
            these = AnyOf(tuple(Is(ReportField.FILE, file) for file in files))
            allowed = set(self._catalog.select(AllOf((reports, these)), len(files)))
            passages = [passage for passage in passages if passage.file in allowed]
        return {passage.id: passage for passage in passages}
