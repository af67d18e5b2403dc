"""Composition root: what an engine is made of, and how the parts are put together.

One report and several part ways here, in two regimes, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from retrieval.answering.answerability import AnswerabilityClassifier, ClassifierEstimator, ContextEstimator
from retrieval.answering.candidates import ONE_REPORT, SEVERAL_REPORTS
from retrieval.answering.comparison import AmbiguityCheck, ComparisonResponder
from retrieval.answering.context_scorer import ContextScorer, LibraryScorer, sentence_tenses
from retrieval.answering.document_questions import DocumentLineResponder, HeaderFieldResponder, SectionResponder
from retrieval.answering.evidence import ReadingSelector
from retrieval.answering.lexical_scorer import FirstStageScorer, SentenceIndex, SingleReportScorer
from retrieval.answering.pipeline import AnswerPipeline, ReplyComposer
from retrieval.answering.refusals import RefusalAdvice, ScopeCheck, example_questions
from retrieval.answering.span_extraction import ConceptExtractor, FormExtractor, SpanExtractor
from retrieval.corpus.derived_arrays import DerivedArrays
from retrieval.corpus.library import Library
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.parsing.timeframe import TimeFrame
from retrieval.question.analysis import QuestionAnalyzer
from retrieval.question.attributes import Attributes, parse_attributes
from retrieval.question.follow_up import LibraryScoping, SingleReportScoping
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.question.scope import ScopeResolver
from retrieval.question.spelling import SpellingCorrector, vocabulary
from retrieval.resources import DATA
from retrieval.text.normalization import fold

# Header lines, titles and signatures answer nothing in one report; in a library they may, after the text proper.
_OUTSIDE_ONE_REPORT, _OUTSIDE_LIBRARY = 0.0, 0.5


@dataclass(frozen=True)
class EngineParts:
    """What an engine is made of; `dataclasses.replace` exchanges a part before the engine is put together."""

    library: Library
    sentences: SentenceIndex
    known: KnownQuestionIndex
    spelling: SpellingCorrector
    attributes: Attributes
    classifier: AnswerabilityClassifier

    @classmethod
    def of(cls, library: Library, classifier: AnswerabilityClassifier | None = None) -> EngineParts:
        """The parts for a library, with the product's own data."""
        sentences = _sentence_index(library)
        return cls(
            library,
            sentences,
            KnownQuestionIndex.of(library.loaded_reports, sentences.find),
            SpellingCorrector(_vocabulary(library, sentences)),
            parse_attributes((DATA / "attributes.txt").read_text("utf-8"), "attributes.txt"),
            classifier or AnswerabilityClassifier.load(DATA / "gate.json"),
        )

    @cached_property
    def profiles(self) -> tuple[DocumentMetadata, ...]:
        """What each report of the library is about, in their order."""
        return tuple(self.library.catalog.metadata.values())

    @cached_property
    def analyzer(self) -> QuestionAnalyzer:
        """The analyzer with the library's lexicon and newest year."""
        return QuestionAnalyzer(self.library.lexicon, self.library.catalog.newest_year)

    @cached_property
    def resolver(self) -> ScopeResolver:
        """The resolver that selects among the library's reports."""
        return ScopeResolver(self.profiles, self.library.gazetteer, _folded_reports(self.library))

    @cached_property
    def estimator(self) -> ClassifierEstimator:
        """The estimator that goes by the classifier alone."""
        return ClassifierEstimator(self.classifier, self.known, self.sentences.statistics)


def answer_pipeline(parts: EngineParts) -> AnswerPipeline:
    """The parts of a library put together."""
    return _library_pipeline(parts) if _holds_several(parts.library) else _single_report_pipeline(parts)


def derive(library: Library) -> DerivedArrays:
    """What is worked out of a library's texts alone, so that its index can keep it."""
    sentences = _sentence_index(library)
    _vocabulary(library, sentences)
    _folded_reports(library)
    _tenses(library, sentences)
    return library.derived_arrays


def _holds_several(library: Library) -> bool:
    return len(library.loaded_reports) > 1


def _sentence_index(library: Library) -> SentenceIndex:
    layout = SEVERAL_REPORTS if _holds_several(library) else ONE_REPORT
    return SentenceIndex(library.passages, layout, library.derived_arrays)


def _vocabulary(library: Library, sentences: SentenceIndex) -> list[str]:
    return library.derived_arrays.texts("vocabulary", lambda: vocabulary(sentences.folded))


def _folded_reports(library: Library) -> dict[str, str]:
    folded = library.derived_arrays.texts("reports", lambda: [fold(report.text) for report in library.reports])
    return {report.file: text for report, text in zip(library.reports, folded, strict=True)}


def _tenses(library: Library, sentences: SentenceIndex) -> list[TimeFrame]:
    profiles = library.catalog.metadata.values()
    return list(map(TimeFrame, library.derived_arrays.texts("tenses", lambda: sentence_tenses(sentences, profiles))))


def _single_report_pipeline(parts: EngineParts) -> AnswerPipeline:
    check = ScopeCheck(parts.resolver)
    first = FirstStageScorer(parts.sentences, parts.known, parts.profiles, _OUTSIDE_ONE_REPORT)
    scorer = SingleReportScorer(parts.sentences, first, parts.attributes)
    return AnswerPipeline(
        SingleReportScoping(parts.analyzer, parts.resolver),
        parts.resolver,
        (HeaderFieldResponder(parts.library.loaded_reports), SectionResponder(parts.library.loaded_reports, check)),
        ReadingSelector(parts.analyzer, parts.spelling, scorer, parts.estimator),
        _composer(parts, check, FormExtractor(parts.known)),
    )


def _library_pipeline(parts: EngineParts) -> AnswerPipeline:
    check = ScopeCheck(parts.resolver)
    context = ContextScorer(parts.sentences, parts.profiles, _tenses(parts.library, parts.sentences))
    first = FirstStageScorer(parts.sentences, parts.known, parts.profiles, _OUTSIDE_LIBRARY)
    scorer = LibraryScorer(parts.sentences, first, parts.attributes, context)
    estimator = ContextEstimator(parts.estimator, parts.known)
    reader = ReadingSelector(parts.analyzer, parts.spelling, scorer, estimator)
    extractor = ConceptExtractor(FormExtractor(parts.known), parts.known, parts.sentences.statistics)
    return AnswerPipeline(
        LibraryScoping(parts.analyzer, parts.resolver),
        parts.resolver,
        (
            ComparisonResponder(parts.analyzer, parts.resolver, check, reader),
            HeaderFieldResponder(parts.library.loaded_reports),
            DocumentLineResponder(parts.library.reports, parts.sentences.sentences, check),
            SectionResponder(parts.library.loaded_reports, check),
        ),
        reader,
        _composer(parts, check, extractor),
    )


def _composer(parts: EngineParts, check: ScopeCheck, extractor: SpanExtractor) -> ReplyComposer:
    return ReplyComposer(
        extractor,
        check,
        AmbiguityCheck(parts.profiles),
        RefusalAdvice(parts.known, parts.sentences.statistics),
        example_questions(parts.known, parts.library.passages),
    )
