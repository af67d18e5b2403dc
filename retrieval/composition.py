"""Composition root: what an engine is made of, and how the parts are put together.

One report and several part ways here, in two regimes, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from retrieval.answering.answerability import (
    AnswerabilityClassifier,
    ClassifierEstimator,
    ContextEstimator,
    LessonEstimator,
)
from retrieval.answering.comparison import ComparisonResponder
from retrieval.answering.documents.articles import ArticleResponder
from retrieval.answering.documents.definitions import DefinitionResponder
from retrieval.answering.documents.described_documents import DocumentFinder
from retrieval.answering.documents.document_lines import DocumentLineResponder
from retrieval.answering.documents.header_fields import HeaderFieldResponder
from retrieval.answering.documents.list_items import ListFinder
from retrieval.answering.documents.office_holders import OfficeHolderResponder
from retrieval.answering.documents.sections import SectionResponder
from retrieval.answering.documents.unnamed_documents import UnnamedDocumentResponder
from retrieval.answering.documents.validity import ValidityResponder
from retrieval.answering.pipeline import AnswerPipeline, ReplyComposer
from retrieval.answering.readings import AnswerabilityEstimator, ReadingSelector
from retrieval.answering.refusals import RefusalAdvice, ScopeCheck, example_questions
from retrieval.answering.roles.role_misfit import RoleCheck
from retrieval.answering.short_answers.confidence import ShortAnswerConfidence
from retrieval.answering.short_answers.extraction import ShortAnswerExtractor
from retrieval.answering.short_answers.table_answers import TableEstimator
from retrieval.answering.span_extraction import ConceptExtractor, FormExtractor, SpanExtractor
from retrieval.answering.things.mentions import PhraseTest, ReportMentions
from retrieval.answering.versions import VersionNotes
from retrieval.corpus.filters import Filters
from retrieval.corpus.library import Library, LibraryIndex
from retrieval.corpus.segments.report_index import ReportIndex
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.index.passage_postings import PassagePostings
from retrieval.index.segments import Segment
from retrieval.index.term_statistics import SentenceTerms
from retrieval.index.vocabulary import IndexedVocabulary
from retrieval.lessons.lesson_index import LessonIndex
from retrieval.question.analysis import QuestionAnalyzer
from retrieval.question.attributes import Attributes, read_attributes
from retrieval.question.follow_up import LibraryScoping, SingleReportScoping
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.question.scope import ScopeResolver
from retrieval.question.spelling import SpellingCorrector
from retrieval.resources import DATA, read_law_names, read_word_vectors
from retrieval.scoring.candidates import (
    ONE_REPORT,
    SEVERAL_REPORTS,
    SentenceLayout,
)
from retrieval.scoring.context_scorer import ContextScorer, LibraryScorer
from retrieval.scoring.evidence import SentenceScorer
from retrieval.scoring.lexical_scorer import FirstStageScorer, SingleReportScorer
from retrieval.scoring.reranking.answer_model import AnswerModel
from retrieval.scoring.reranking.sentence_reranker import RankingModel, SentenceReranker
from retrieval.scoring.sentence_source import SMALL_LIBRARY, SentenceSource
from retrieval.search.bm25 import Bm25Retriever, RerankingRetriever, reranker_of
from retrieval.search.retriever import Query, Retriever, SearchDoors
from retrieval.text.word_vectors import WordVectors

# Header lines, titles and signatures answer nothing in one report; in a library they may, after the text proper.
_OUTSIDE_ONE_REPORT, _OUTSIDE_LIBRARY = 0.0, 0.5


@dataclass(frozen=True)
class EngineParts:
    """What an engine is made of; `dataclasses.replace` exchanges a part before the engine is put together."""

    library: Library
    retriever: Retriever
    lookup: Retriever
    statistics: CollectionStatistics
    known: KnownQuestionIndex
    spelling: SpellingCorrector
    attributes: Attributes
    classifier: AnswerabilityClassifier
    confidence: ShortAnswerConfidence
    vectors: WordVectors | None

    @classmethod
    def of(
        cls,
        library: Library,
        classifier: AnswerabilityClassifier | None = None,
        confidence: ShortAnswerConfidence | None = None,
    ) -> EngineParts:
        """The parts for a library, with the product's own data."""
        layout = _layout(library)
        doors = search_doors(library.index)
        return cls(
            library,
            doors.retriever,
            doors.lookup,
            CollectionStatistics(doors.statistics),
            KnownQuestionIndex(doors.questions, cut=layout.longest is not None),
            SpellingCorrector(doors.vocabulary),
            read_attributes(),
            classifier or AnswerabilityClassifier.load(DATA / "gate.json"),
            confidence or ShortAnswerConfidence.load(DATA / "confidence.json"),
            # In one report the words of its sentences and of its phrasings tell them apart.
            read_word_vectors() if _holds_several(library) else None,
        )

    @cached_property
    def analyzer(self) -> QuestionAnalyzer:
        """The analyzer with the library's lexicon and newest year."""
        return QuestionAnalyzer(self.library.lexicon, self.library.catalog.newest_year)

    @cached_property
    def lessons(self) -> LessonIndex:
        """What the use of the library taught."""
        library, longest = self.library, _layout(self.library).longest
        return LessonIndex(library.lessons, library.passages, self.analyzer, longest, self.classifier.asks.rarity)

    @cached_property
    def resolver(self) -> ScopeResolver:
        """The resolver that selects among the library's reports."""
        return ScopeResolver(self.library.catalog, self.library.gazetteer, read_law_names())

    @cached_property
    def scope_check(self) -> ScopeCheck:
        """The check that knows what the library lacks."""
        return ScopeCheck(self.library.catalog, _phrase_test(self.retriever))

    @cached_property
    def mentions(self) -> ReportMentions:
        """What the library's reports name."""
        return ReportMentions(self.library.catalog, _phrase_test(self.retriever))

    @cached_property
    def source(self) -> SentenceSource:
        """Where the candidates of a question come from."""
        library = self.library
        return SentenceSource(
            self.retriever,
            library.passages,
            library.catalog,
            self.known,
            self.statistics,
            _layout(library),
            self.lessons,
            is_small=len(library.passages) <= SMALL_LIBRARY,
        )

    @cached_property
    def estimator(self) -> ClassifierEstimator:
        """The estimator that goes by the classifier alone."""
        return ClassifierEstimator(self.classifier, self.known, self.statistics)

    @property
    def extractor(self) -> ShortAnswerExtractor:
        """What finds the short answer in a quote."""
        return ShortAnswerExtractor(_rules(self), self.known, self.statistics, self.confidence)


@dataclass(frozen=True, slots=True)
class EmbeddedSearch:
    """The doors of an index that this process reads itself."""

    retriever: Bm25Retriever
    lookup: RerankingRetriever
    statistics: SentenceTerms
    vocabulary: IndexedVocabulary
    questions: tuple[Segment, ...]

    @classmethod
    def of(cls, index: ReportIndex) -> EmbeddedSearch:
        """The doors of an index."""
        postings, terms = PassagePostings(index.segments), SentenceTerms(index.segments)
        first = Bm25Retriever(postings, index.open_passages().at_rows, index.open_catalog().columns)
        lookup, vocabulary = RerankingRetriever(first, reranker_of(postings)), IndexedVocabulary(index.segments, terms)
        return cls(first, lookup, terms, vocabulary, index.segments)


def search_doors(index: LibraryIndex) -> SearchDoors:
    """What searches an index: this process, or what the index itself brings along."""
    if isinstance(index, ReportIndex):
        return EmbeddedSearch.of(index)
    if isinstance(index, SearchDoors):
        return index
    raise TypeError(f"wanted an index that can be searched, found {type(index).__name__}")


def answer_pipeline(parts: EngineParts) -> AnswerPipeline:
    """The parts of a library put together."""
    return _library_pipeline(parts) if _holds_several(parts.library) else _single_report_pipeline(parts)


def _holds_several(library: Library) -> bool:
    return len(library.catalog) > 1


def _layout(library: Library) -> SentenceLayout:
    return SEVERAL_REPORTS if _holds_several(library) else ONE_REPORT


def _phrase_test(retriever: Retriever) -> PhraseTest:
    return lambda phrase, reports: bool(retriever.search(Query(""), Filters(reports, phrases=(phrase,)), 1))


def _single_report_pipeline(parts: EngineParts) -> AnswerPipeline:
    passages, check = parts.library.passages, parts.scope_check
    scorer = SingleReportScorer(FirstStageScorer(_OUTSIDE_ONE_REPORT), parts.attributes)
    return AnswerPipeline(
        SingleReportScoping(parts.analyzer, parts.resolver),
        parts.resolver,
        (HeaderFieldResponder(passages), SectionResponder(passages, check)),
        _reader(parts, scorer, parts.estimator),
        _composer(parts),
        VersionNotes(parts.library.catalog),
    )


def _library_pipeline(parts: EngineParts) -> AnswerPipeline:
    catalog, passages, check = parts.library.catalog, parts.library.passages, parts.scope_check
    finder = DocumentFinder(catalog, parts.retriever)
    first, context = FirstStageScorer(_OUTSIDE_LIBRARY), ContextScorer(parts.statistics)
    scorer = LibraryScorer(first, parts.attributes, context)
    estimator = ContextEstimator(parts.estimator, parts.known, AnswerModel.load(DATA / "answering.json"))
    model = RankingModel.load(DATA / "ranking.json")
    reranker = SentenceReranker(parts.vectors, scorer, model) if parts.vectors else None
    reader = _reader(parts, scorer, estimator, reranker)
    comparison = ComparisonResponder(parts.analyzer, parts.resolver, check, reader)
    return AnswerPipeline(
        LibraryScoping(parts.analyzer, parts.resolver),
        parts.resolver,
        (
            comparison,
            HeaderFieldResponder(passages),
            ValidityResponder(finder, passages, check),
            OfficeHolderResponder(finder, passages, check),
            DocumentLineResponder(finder, passages, check),
            ArticleResponder(finder, passages, check),
            DefinitionResponder(parts.retriever, check),
            SectionResponder(passages, check),
            UnnamedDocumentResponder(parts.library.catalog, check),
        ),
        reader,
        _composer(parts),
        VersionNotes(catalog),
        comparison,
    )


def _reader(
    parts: EngineParts,
    scorer: SentenceScorer,
    estimator: AnswerabilityEstimator,
    reranker: SentenceReranker | None = None,
) -> ReadingSelector:
    analyzer, spelling, source = parts.analyzer, parts.spelling, parts.source
    by_cell = TableEstimator(estimator, parts.statistics)
    taught = LessonEstimator(by_cell, parts.classifier.asks, parts.known) if len(parts.lessons) else by_cell
    return ReadingSelector(analyzer, spelling, source, scorer, taught, parts.mentions, parts.known, reranker)


def _rules(parts: EngineParts) -> SpanExtractor:
    return ConceptExtractor(FormExtractor()) if _holds_several(parts.library) else FormExtractor()


def _composer(parts: EngineParts) -> ReplyComposer:
    return ReplyComposer(
        parts.extractor,
        parts.scope_check,
        RefusalAdvice(parts.known, parts.statistics, parts.mentions),
        RoleCheck(parts.known),
        ListFinder(parts.library.passages, parts.library.catalog, parts.statistics.rarity),
        example_questions(parts.known, parts.library.passages),
    )
