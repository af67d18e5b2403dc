"""A closer look at the best sentences of a library: what BM25 over single words cannot see.

In a library the same sentence stands in every province's report, and a guide's ``咨询电话：`` does not repeat what it
guides to. So a concept of the question counts where the sentence, its paragraph, its headings or its report's title
hold it; targets are told from results; and a question for a number wants one beside its concept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.postings import Scores, top_positions
from retrieval.models import Passage, Region
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.analysis import Question
from retrieval.question.attributes import Attribute, Attributes
from retrieval.question.concepts import Concept, concepts_of, covered_share
from retrieval.scoring.context_features import ContextFeatures, ContextScores, FigureFeatures
from retrieval.scoring.evidence import Evidence, Nearness, ScoredSentence
from retrieval.scoring.figures import has_asked_unit, may_want_figure, rank_figures, wants_figure
from retrieval.scoring.lexical_scorer import FirstStageScorer, sentence_ranking
from retrieval.scoring.lexical_scores import CLAUSE_COVERAGE, HEADING_COVERAGE
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.scoring.sentence_source import Candidates
from retrieval.scoring.service_guide import line_fit
from retrieval.text.answer_type import ANSWER_FORMS, HARD, AnswerType
from retrieval.text.columns import cells_of, folded_heads
from retrieval.text.normalization import fold
from retrieval.text.timeframe import TimeFrame, question_time_frame

_LOOKED_AT = 80
_CUE, _SAYS_SO, _IN_LINE, _SURE, _UNDER_HEADING = 0.2, 0.1, 0.8, 0.6, 0.5
_LISTS = re.compile(r"名单|名录|清单|包括")
# A long everyday question shares little with the right sentence, and yet a word or two that few sentences have.
_NEARNESS = Nearness(coverage=0.15, text_score=20.0)


@dataclass(frozen=True, slots=True)
class _QuestionContext:
    """A question as it is held against each sentence; ``tense`` by the year of the report."""

    question: Question
    concepts: Sequence[Concept]
    wanted: Sequence[Attribute]
    tense: Mapping[int | None, TimeFrame]
    wants_figure: bool
    may_want_figure: bool


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands around the sentences of one passage.

    ``headings`` and ``clause``: how far the headings above the passage and its whole text cover each concept, 0 to 1;
    ``time_frames``: those of its sentences by position, none but in work reports; ``metadata`` is the report's.
    """

    headings: Sequence[float]
    clause: Sequence[float]
    time_frames: Mapping[int, TimeFrame]
    metadata: DocumentMetadata


class ContextScorer:
    """Looks closer at the best of some candidates. Thread-safe: nothing changes after construction."""

    def __init__(self, statistics: CollectionStatistics) -> None:
        """``statistics`` weigh the concepts of a question."""
        self._statistics = statistics

    def score(
        self,
        question: Question,
        base: Scores,
        wanted: Sequence[Attribute],
        found: Candidates,
        also: Sequence[int] = (),
    ) -> dict[int, ContextFeatures]:
        """A closer look at the best sentences by the scores ``base``, by position; where ``also``, at these alone."""
        order = list(also or top_positions(base, _LOOKED_AT))
        best = float(base.max(initial=0.0)) or 1.0
        years = {metadata.year for metadata in found.metadata.values()}
        tense = {year: question_time_frame(question.text, question.years, year) for year in years}
        concepts = concepts_of(question, self._statistics.rarity)
        asked = _QuestionContext(question, concepts, wanted, tense, wants_figure(question), may_want_figure(question))
        passages = {int(found.batch.passage_of[at]) for at in order}
        surroundings = {at: _surroundings(found, at, concepts) for at in passages}
        return {
            at: _look(found.batch, at, float(base[at]) / best, asked, surroundings[int(found.batch.passage_of[at])])
            for at in order
        }


def _surroundings(found: Candidates, passage: int, concepts: Sequence[Concept]) -> _Surroundings:
    batch = found.batch
    metadata = found.metadata[batch.passages[passage].file]
    year = metadata.year if metadata.family.traits.has_time_frames else None
    return _Surroundings(
        [concept.coverage(batch.headings[passage]) for concept in concepts],
        [concept.coverage(batch.clauses[passage]) for concept in concepts],
        batch.time_frames(passage, year) if year else {},
        metadata,
    )


def _look(
    batch: SentenceBatch, at: int, base: float, asked: _QuestionContext, surroundings: _Surroundings
) -> ContextFeatures:
    """A closer look at the sentence at a position; ``base`` is its share of the best score, 0 to 1."""
    folded, metadata = batch.folded[at], surroundings.metadata
    around, clause = surroundings.headings, surroundings.clause
    own = [concept.coverage(folded) for concept in asked.concepts]
    held = [max(o, HEADING_COVERAGE * a, CLAUSE_COVERAGE * c) for o, a, c in zip(own, around, clause, strict=True)]
    # What title and headings hold need not stand beside the figure.
    inside = [concept for concept, a, o in zip(asked.concepts, around, own, strict=True) if o or not a]
    line = line_fit(folded, asked.question.text)
    passage = batch.passages[int(batch.passage_of[at])]
    row = _is_row(folded, passage, asked.question.kind)
    stated = f"{fold(passage.heads)} {folded}"
    figure = _figure(folded, inside or asked.concepts, asked, line, any(own), row)
    here, frame = surroundings.time_frames.get(at, TimeFrame.NONE), asked.tense[metadata.year]
    listed = asked.question.keywords and _LISTS.search(asked.question.keywords[-1])
    cue = ANSWER_FORMS[AnswerType.LIST if listed else asked.question.kind].cue
    tense = 0.5 if TimeFrame.NONE in (frame, here) else float(frame is here)
    bonus = _CUE if cue and cue.search(folded) else 0.0
    bonus += _SAYS_SO if tense == 1 and "目标" in folded and here is TimeFrame.TARGET else 0.0
    return ContextFeatures(
        covered=covered_share(asked.concepts, held),
        missing=_heaviest_missing(asked.concepts, held),
        tense=tense,
        line=line,
        elsewhen=_elsewhen(metadata, batch.clause_of(at), asked.question),
        figure=figure,
        supported=line > 0 or (line == 0 and (figure.states or any(a.is_stated(stated) for a in asked.wanted))),
        wanted=bool(asked.wanted) or line != 0,
        base=base,
        bonus=bonus,
    )


class LibraryScorer:
    """Sentence scorer over several reports: a first stage, then the context of its best. Thread-safe."""

    def __init__(self, first: FirstStageScorer, attributes: Attributes, context: ContextScorer) -> None:
        """``first`` weighs the scores of the text, ``context`` looks at its best."""
        self.first, self._attributes, self._context = first, attributes, context

    def score(self, question: Question, candidates: Candidates) -> Evidence:
        """The evidence of the candidates: only those whose context was looked at have a score, or copies."""
        batch, context = candidates.batch, self.context_scores(question, candidates)
        text, found = context.text, context.features
        scores = np.zeros(len(text))
        scores[list(found)] = [features.score for features in found.values()]
        scores = self.first.with_copies(question, scores, text, batch)
        ranks = self.first.with_lessons(scores, candidates)
        wanted = self._attributes.find(question.asking)
        ranking = ranking_of(batch, ranks, scores, text, found)
        return Evidence(question, candidates, wanted, ranking, _NEARNESS, context_scores=context)

    def context_scores(self, question: Question, candidates: Candidates) -> ContextScores:
        """The scores of all candidates, and a closer look at the best of them."""
        text = candidates.lexical.of_question(question)
        base = self.first.with_lessons(self.first.score(question, text, candidates), candidates)
        return ContextScores(text, base, self._look(question, base, candidates))

    def extended_scores(self, evidence: Evidence, also: Sequence[int]) -> ContextScores:
        """What some evidence of this scorer was made from, with the features of other sentences too, by position."""
        question, candidates = evidence.question, evidence.candidates
        context = evidence.context_scores or self.context_scores(question, candidates)
        new = [at for at in also if at not in context.features]
        more = self._look(question, context.base, candidates, new) if new else {}
        return replace(context, features={**context.features, **more})

    def _look(
        self, question: Question, base: Scores, candidates: Candidates, also: Sequence[int] = ()
    ) -> dict[int, ContextFeatures]:
        return self._context.score(question, base, self._attributes.find(question.asking), candidates, also)


def ranking_of(
    batch: SentenceBatch, ranks: Scores, scores: Scores, text: Scores, found: Mapping[int, ContextFeatures]
) -> tuple[ScoredSentence, ...]:
    """The best sentences by ``ranks``, with what a closer look found of them."""

    def judge(at: int) -> tuple[float, float | None]:
        return (found[at].covered, found[at].trust) if at in found else (0.0, None)

    return sentence_ranking(batch, ranks, scores, text, judge)


def _elsewhen(profile: DocumentMetadata, clause: str, question: Question) -> bool:
    """Whether a clause of a document of another year does not speak of the year that is asked for."""
    asked = question.years[-1] if question.years else None
    if asked is None or (profile.version and int(profile.version[:4]) <= asked):
        return False  # a law stands in the years after its own too
    return asked not in {profile.year, *profile.years} and str(asked) not in clause


def _is_row(folded: str, passage: Passage, kind: AnswerType) -> bool:
    """Whether a folded sentence is a row of a table with figures of a type.

    The head of the column, not the cell, says what a figure of a table is, and often its unit.
    """
    if passage.clause.place is not Region.ROW:
        return False
    if kind in (AnswerType.COUNT, AnswerType.WHAT):
        return True
    cells = cells_of(folded, folded_heads(passage.heads))
    return any(cell.value and cell.value.kind in ANSWER_FORMS[kind].values for cell in cells)


def _figure(
    folded: str, concepts: Sequence[Concept], context: _QuestionContext, line: int, held: bool, row: bool
) -> FigureFeatures:
    """What a closer look finds of the figures of a folded sentence; ``held``: it holds a concept itself."""
    question, asked = context.question, context.wants_figure
    found = rank_figures(folded, concepts, question) if context.may_want_figure else []
    beside = found[0][0] if found else 0.0
    if found and not held:
        beside = max(beside, _UNDER_HEADING)
    if row or (found and line > 0):
        beside = max(beside, _IN_LINE)
    unit = not asked or row or has_asked_unit(folded, question)
    surely = asked and unit and beside >= _SURE and question.kind not in HARD
    return FigureFeatures(asked, bool(found), beside, unit, row or surely)


def _heaviest_missing(concepts: Sequence[Concept], held: Sequence[float]) -> float:
    mass = sum(concept.weight for concept in concepts) or 1.0
    return max((c.weight * (1 - h) for c, h in zip(concepts, held, strict=True)), default=0.0) / mass
