"""Cases for the confidence in short answers: what the rules choose, with its features, and whether it is right.

They are made from what stands beside the reports, never from question sets:

- each phrasing, asked while it is not among the known questions, and once more while none of its fact is: the short
  answer of its fact is right;
- each phrasing, asked while the report has lost its sentence, and each gap, asked while it is not known: none is right;
- the questions about made statements (`made_statements`), put to libraries of reports that state them.

Only questions that the sentence found is likely to answer make cases, since no other shows a short answer. Those made
of the report's own wording make none: they may hold their answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from retrieval.answering.misfit import FITS
from retrieval.answering.pipeline import AnswerPipeline
from retrieval.answering.readings import quote_sentence
from retrieval.answering.short_answers.candidate_features import Features
from retrieval.answering.short_answers.confidence import CandidateModel, model_of
from retrieval.answering.statement_ranking import by_statement
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.corpus.filters import EVERY_REPORT
from retrieval.corpus.sources.loader import LoadedReport
from retrieval.evaluation.made_statements import made_report, make_statements
from retrieval.evaluation.short_answers import fits, seen
from retrieval.models import Span
from retrieval.parsing.report import parse_report, passages
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.sentence_source import EVERY_CANDIDATE, CandidateFilter

# Below this probability nobody sees a short answer; a little below, the cases still tell much.
_LEAST_PROBABILITY = 0.3
# Every so many phrasings is asked once more without its fact, and once more without its sentence.
_EVERY = 4
# Made libraries, the statements of each of their reports, and what the reports are of.
_LIBRARIES, _STATEMENTS = 8, 27
_MADE_PLACES, _MADE_YEAR = ("临江市人民政府", "青禾县人民政府"), 2021


@dataclass(frozen=True, slots=True)
class ShortAnswerCase:
    """What the rules choose for one question: its features, the model that weighs it, and whether it is right."""

    model: CandidateModel
    features: Features
    is_right: bool


@dataclass(frozen=True, slots=True)
class ShortAnswerCases:
    """Asks questions of some parts and labels what the rules choose."""

    parts: EngineParts
    pipeline: AnswerPipeline

    @classmethod
    def of(cls, parts: EngineParts) -> ShortAnswerCases:
        """The maker of cases for the parts of a library."""
        return cls(parts, answer_pipeline(parts))

    def asked(
        self, question: str, gold: str | None, allowed: CandidateFilter = EVERY_CANDIDATE
    ) -> Iterator[ShortAnswerCase]:
        """The case of a question whose short answer is ``gold``, None for one without; none where nothing is chosen."""
        reader = self.pipeline.reader
        evidence = reader.evidence(self.parts.analyzer.analyse(question), allowed)
        if not evidence.ranking:
            return
        probability = reader.estimator.probability(evidence)
        if probability < _LEAST_PROBABILITY:
            return
        evidence = by_statement(evidence)
        quote = self.parts.extractor.read(quote_sentence(evidence.best, evidence.question), evidence)
        if self.pipeline.composer.misfit_of(quote, evidence, True) is not FITS:
            return
        chosen = self.parts.extractor.choice(quote, evidence, probability)
        if chosen:
            is_right = gold is not None and fits(seen(chosen.words), seen(gold))
            yield ShortAnswerCase(model_of(chosen.reading), chosen.features, is_right)


def cases_of_known_questions(parts: EngineParts) -> Iterator[ShortAnswerCase]:
    """The cases of the phrasings and gaps of a library."""
    known, made = parts.known, ShortAnswerCases.of(parts)
    positions = np.arange(len(known.questions))
    facts = np.append(known.fact_of, np.full(len(known.gaps), -1))
    for at, question in enumerate(known.questions):
        if _is_in_own_words(known, at):
            continue
        gold = _gold(parts, known, at)
        yield from made.asked(question, gold, CandidateFilter(without_questions=positions == at))
        if gold is not None and at % _EVERY == 0:
            yield from made.asked(question, gold, CandidateFilter(without_questions=facts == facts[at]))
            lost = known.sentence_of[at]
            mask = np.array([key == lost for key in known.sentence_of]) & (positions < known.asked)
            without = CandidateFilter(EVERY_REPORT, (lost,) if lost else (), mask)
            yield from made.asked(question, None, without)


def cases_without_known_questions(bare: EngineParts, known: KnownQuestionIndex) -> Iterator[ShortAnswerCase]:
    """The same questions put to parts that know none."""
    made = ShortAnswerCases.of(bare)
    for at, question in enumerate(known.questions):
        if _is_in_own_words(known, at):
            continue
        gold, lost = _gold(bare, known, at), known.sentence_of[at]
        yield from made.asked(question, gold)
        if gold is not None and lost and at % _EVERY == 0:
            yield from made.asked(question, None, CandidateFilter(without_sentences=(lost,)))


def cases_of_made_statements(parts: EngineParts) -> Iterator[ShortAnswerCase]:
    """The questions about made statements, put to libraries of two made reports each; ``parts`` lend all else."""
    for seed in range(_LIBRARIES):
        random = Random(seed)
        statements = [list(make_statements(random, _STATEMENTS)) for _ in _MADE_PLACES]
        loaded, number = [], 1
        for place, made in zip(_MADE_PLACES, statements, strict=True):
            report = parse_report(made_report(made, place, _MADE_YEAR), f"{place}.txt")
            loaded.append(LoadedReport(report, tuple(passages(report, number))))
            number += len(loaded[-1].passages)
        library = parts.library.with_reports(loaded)
        asks = ShortAnswerCases.of(EngineParts.of(library, parts.classifier, parts.confidence))
        for each in (asked for made in statements for statement in made for asked in statement.asked):
            yield from asks.asked(each.question, each.answer)


def _is_in_own_words(known: KnownQuestionIndex, at: int) -> bool:
    """Whether a known question was made of the report's wording: it may hold its answer, and is like its neighbours."""
    return at < known.asked and known.phrasings[at].own_words


def _gold(parts: EngineParts, known: KnownQuestionIndex, at: int) -> str | None:
    """The short answer to a known question, None where staff gave none."""
    short: Span | None = known.phrasings[at].short if at < known.asked else None
    sentence = known.sentence_of[at]
    if short is None or sentence is None:
        return None
    passage = parts.library.passage(sentence[0])
    return passage.text[short[0] - passage.start : short[1] - passage.start]
