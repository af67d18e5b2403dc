"""Sentence source: candidate sentences of a question, of the passages that first stage and known questions name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT, AllOf, AnyOf, Condition, Filters, Is, ReportField
from retrieval.corpus.passages import PassageStore
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Mask, Scores
from retrieval.models import Passage
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.analysis import Question
from retrieval.question.known_questions import KnownQuestionHits, KnownQuestionIndex
from retrieval.scoring.candidates import SentenceLayout
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.search.retriever import Query, Retriever

# Passages of the first stage whose sentences are scored.
_DEPTH = 200


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
    known questions, their facts, and the facts of each sentence score.
    """

    filter: CandidateFilter
    batch: SentenceBatch
    metadata: Mapping[str, DocumentMetadata]
    hits: KnownQuestionHits
    fact_scores: Scores
    sentence_scores: Mapping[SentenceKey, float]


@dataclass(frozen=True, slots=True)
class SentenceSource:
    """Finds the candidates of a question in one library. Thread-safe: nothing changes after construction."""

    retriever: Retriever
    passages: PassageStore
    catalog: ReportCatalog
    known: KnownQuestionIndex
    statistics: CollectionStatistics
    layout: SentenceLayout

    def candidates(self, question: Question, allowed: CandidateFilter = EVERY_CANDIDATE) -> Candidates:
        """The candidate sentences of a question; none where nothing has anything of it."""
        hits = self.known.recall(question.text, question.context, allowed.without_questions)
        fact_scores = self.known.by_fact(hits.scores)
        by_sentence = self.known.by_sentence(fact_scores)
        query = Query(question.query, question.expansions, question.context)
        found = {hit.passage.id: hit.passage for hit in self.retriever.search(query, Filters(allowed.reports), _DEPTH)}
        found |= self._named({passage for passage, _ in by_sentence} - found.keys(), allowed.reports)
        batch = SentenceBatch(found.values(), self.layout)
        terms = (term.text for _, terms in question.expansions for term in terms)
        self.statistics.prepare((question.query, question.text, question.context, *terms))
        files = list({passage.file for passage in batch.passages})
        metadata = dict(zip(files, self.catalog.metadata.get_many(files), strict=True))
        return Candidates(allowed, batch, metadata, hits, fact_scores, by_sentence)

    def _named(self, passage_ids: Collection[str], reports: Condition) -> dict[str, Passage]:
        """Those of some passages that stand in some reports."""
        passages = self.passages.get(passage_ids)
        if reports != EVERY_REPORT and passages:
            files = tuple({passage.file for passage in passages})
            these = AnyOf(tuple(Is(ReportField.FILE, file) for file in files))
            allowed = set(self.catalog.select(AllOf((reports, these)), len(files)))
            passages = [passage for passage in passages if passage.file in allowed]
        return {passage.id: passage for passage in passages}
