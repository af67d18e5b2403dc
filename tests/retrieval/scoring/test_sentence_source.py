"""Sentence source: which passages a question's candidates come from, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.corpus.filters import EVERY_REPORT, EVERYTHING, AllOf, AnyOf, Condition, Filters, Is, ReportField
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Hit, Passage
from retrieval.question.analysis import Question, analyse
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.candidates import SEVERAL_REPORTS
from retrieval.scoring.context_scorer import ContextScorer, LibraryScorer
from retrieval.scoring.lexical_scorer import FirstStageScorer
from retrieval.scoring.lexical_scores import LexicalScores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.scoring.sentence_source import EVERY_CANDIDATE, CandidateFilter, Candidates, SentenceSource
from retrieval.search.retriever import Query
from retrieval.text.lexicon import Lexicon, Term
from tests.retrieval.counted import CountedSentences
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, LIBRARIES, library_of
from tests.retrieval.invented_library import FILES as INVENTED

# So many passages of the first stage are scored; a small library has no more than so many.
DEPTH, SMALL_LIBRARY = 100, 200
HARBOUR_ONLY, LIBRARIES_ONLY = Is(ReportField.FILE, "a.txt"), Is(ReportField.FILE, "c.txt")
FILES: dict[str, str | bytes] = {
    "a.txt": HARBOUR,
    "a.phrasings": HARBOUR_PHRASINGS,
    "a.gaps": HARBOUR_GAPS,
    "c.txt": LIBRARIES,
}
# Known: 购置起重机8台 answers it.
CRANES = "吊机买了几台"


@dataclass
class Retriever:
    """A first stage that finds these passages whatever is asked, as far as it may; notes what it is asked."""

    passages: list[Passage] = field(default_factory=list)
    asked: list[tuple[Query, Filters, int]] = field(default_factory=list)

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """The first ``k``."""
        self.asked.append((query, filters, k))
        return [Hit(passage, 1.0) for passage in self.passages[:k]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A report with known questions and one without."""
    return library_of(tmp_path_factory.mktemp("two"), FILES)


def known_of(library: Library) -> KnownQuestionIndex:
    """The known questions of a library of several reports."""
    return KnownQuestionIndex(library.segments, cut=True)


def source(library: Library, found: Iterable[Passage] = ()) -> tuple[SentenceSource, Retriever, CountedSentences]:
    """A source whose first stage finds these passages, with its first stage and the counts that it reads."""
    retriever = Retriever(list(found))
    batch = SentenceBatch(library.passages, SEVERAL_REPORTS)
    counted = CountedSentences(batch.folded, batch.clauses, batch.headings)
    made = SentenceSource(
        retriever, library.passages, library.catalog, known_of(library), CollectionStatistics(counted), SEVERAL_REPORTS
    )
    return made, retriever, counted


def asked(text: str, history: tuple[str, ...] = (), lexicon: Lexicon | None = None) -> Question:
    """A question taken apart."""
    return analyse(text, history, lexicon or Lexicon(), None)


def files(found: Candidates) -> set[str]:
    """The files of the candidates."""
    return {sentence.passage.file for sentence in found.batch.sentences}


def cranes(library: Library) -> Passage:
    """The passage that the known question names."""
    return next(passage for passage in library.passages if "起重机" in passage.text)


def test_the_first_stage_is_asked_once_for_the_whole_question(library: Library) -> None:
    """With its lexicon terms, the question before it, the reports that are allowed, and a limit."""
    made, retriever, _ = source(library)
    lexicon = Lexicon({"吊机": (Term("起重机", 1.0),)})
    question = replace(asked("那吊机几台", ("叉车买了吗",), lexicon), query="吊机")
    made.candidates(question, CandidateFilter(HARBOUR_ONLY))
    expansions = (("吊机", (Term("起重机", 1.0),)),)
    assert retriever.asked == [(Query("吊机", expansions, "叉车买了吗"), Filters(HARBOUR_ONLY), DEPTH)]


def test_candidates_are_the_sentences_of_what_is_found(library: Library) -> None:
    """In document order, cut as the layout says; whatever the order in which they were found."""
    found = [library.passages[at] for at in (5, 6, 1)]
    made, _, _ = source(library, found)
    candidates = made.candidates(asked("火星"))
    assert candidates.batch.passages == sorted(found, key=lambda passage: passage.start)
    assert candidates.batch.sentences == SentenceBatch(found, SEVERAL_REPORTS).sentences
    assert candidates.filter is EVERY_CANDIDATE


def test_a_passage_that_a_known_question_names_is_a_candidate(library: Library) -> None:
    """Though the first stage does not find it."""
    made, _, _ = source(library)
    candidates = made.candidates(asked(CRANES))
    named = {key[0] for key in candidates.sentence_scores}
    assert cranes(library).id in named
    assert {passage.id for passage in candidates.batch.passages} == named
    values = candidates.batch.spread(candidates.sentence_scores)
    assert candidates.batch.sentences[int(values.argmax())].text == "购置起重机8台,叉车21台。"


def test_a_passage_that_is_found_and_named_is_one_candidate(library: Library) -> None:
    """Its sentences come once."""
    made, _, _ = source(library, library.passages)
    candidates = made.candidates(asked(CRANES))
    assert candidates.batch.passages == list(library.passages)


@pytest.mark.parametrize(
    ("reports", "allowed"),
    [
        (EVERY_REPORT, True),
        (HARBOUR_ONLY, True),
        (AnyOf((LIBRARIES_ONLY, HARBOUR_ONLY)), True),
        (LIBRARIES_ONLY, False),
        (AnyOf(()), False),
        (AllOf((HARBOUR_ONLY, LIBRARIES_ONLY)), False),
        (Is(ReportField.FILE, "another.txt"), False),
    ],
)
def test_filters_hold_for_what_known_questions_name(library: Library, reports: Condition, allowed: bool) -> None:
    """A passage of a report that is not allowed is none, and its sentence scores nothing."""
    made, _, _ = source(library)
    candidates = made.candidates(asked(CRANES), CandidateFilter(reports))
    assert files(candidates) == ({"a.txt"} if allowed else set())
    assert candidates.batch.spread(candidates.sentence_scores).any() == allowed
    assert candidates.metadata.keys() == files(candidates)


def test_only_the_named_passages_of_allowed_reports_join_what_is_found(library: Library) -> None:
    """What the first stage found stays."""
    own = library.passages.of_report("c.txt")
    made, _, _ = source(library, own)
    candidates = made.candidates(asked(CRANES), CandidateFilter(LIBRARIES_ONLY))
    assert candidates.batch.passages == list(own)


def test_a_masked_known_question_names_nothing(library: Library) -> None:
    """Nor does it score."""
    made, _, _ = source(library)
    every = np.ones(len(known_of(library).questions), dtype=bool)
    candidates = made.candidates(asked(CRANES), CandidateFilter(without_questions=every))
    assert (candidates.batch.passages, candidates.sentence_scores) == ([], {})
    assert not candidates.fact_scores.any()
    assert not candidates.hits.similarity.any()


def test_what_known_questions_say_comes_with_the_candidates(library: Library) -> None:
    """Of the question and of the one before it."""
    made, _, _ = source(library)
    question = asked("那几台", ("吊机买了",))
    candidates = made.candidates(question)
    hits = known_of(library).recall(question.text, question.context)
    assert question.context
    assert candidates.hits.similarity.tolist() == hits.similarity.tolist()
    assert candidates.hits.scores.tolist() == hits.scores.tolist()
    assert candidates.fact_scores.tolist() == known_of(library).by_fact(hits.scores).tolist()
    assert candidates.sentence_scores == known_of(library).by_sentence(candidates.fact_scores)


def test_metadata_is_that_of_the_candidates_reports(library: Library) -> None:
    """And of no other."""
    made, _, _ = source(library, library.passages.of_report("c.txt")[:1])
    assert made.candidates(asked("火星")).metadata == {"c.txt": library.catalog.metadata["c.txt"]}


def test_a_small_library_needs_no_first_stage(library: Library) -> None:
    """All of its passages are candidates, whatever is asked; they are listed once for a scope."""
    retriever = Retriever(list(library.passages))
    batch = SentenceBatch(library.passages, SEVERAL_REPORTS)
    statistics = CollectionStatistics(CountedSentences(batch.folded, batch.clauses, batch.headings))
    made = SentenceSource(
        retriever, library.passages, library.catalog, known_of(library), statistics, SEVERAL_REPORTS, is_small=True
    )
    first, second = made.candidates(asked("火星")), made.candidates(asked(CRANES))
    assert first.batch is second.batch
    assert first.batch.passages == list(library.passages)
    assert second.sentence_scores
    made.candidates(asked("火星"), CandidateFilter(HARBOUR_ONLY))
    assert retriever.asked == [(Query(""), Filters(scope), SMALL_LIBRARY) for scope in (EVERY_REPORT, HARBOUR_ONLY)]


def test_a_small_library_is_answered_as_if_it_were_large(library: Library) -> None:
    """The first stage leaves out only what has nothing of a question."""
    parts = EngineParts.of(library)
    assert len(library.passages) <= SMALL_LIBRARY
    small = Engine.of(parts)
    large_parts = EngineParts.of(library)
    vars(large_parts)["source"] = SentenceSource(
        parts.retriever, library.passages, library.catalog, parts.known, parts.statistics, SEVERAL_REPORTS
    )
    for question in (CRANES, "叉车多少台", "2023年采购图书多少册", "火星有几座风车", "联系电话"):
        replies = [replace(engine.ask(question), elapsed_ms=0) for engine in (small, Engine.of(large_parts))]
        assert replies[0] == replies[1]


def test_where_nothing_is_found_there_are_no_candidates(library: Library) -> None:
    """And no scores."""
    made, _, _ = source(library)
    candidates = made.candidates(asked("qqq"))
    assert (len(candidates.batch), candidates.metadata, candidates.sentence_scores) == (0, {}, {})
    assert LexicalScores(candidates.batch, made.statistics).of_question(asked("qqq")).tolist() == []


def test_there_are_at_most_so_many_passages_and_those_that_are_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    """However many the first stage could find."""
    lines = "".join(f"{at}.新建风车{at}座。\n\n" for at in range(1, 101))
    many = "2030年度风车工作报告\n\n" + "".join(f"{part}、风车\n\n{lines}" for part in "一二三")
    files: dict[str, str | bytes] = {**FILES, "b.txt": many}
    library = library_of(tmp_path_factory.mktemp("many"), files)
    own = library.passages.of_report("b.txt")
    assert len(own) > 300 > SMALL_LIBRARY
    made, _, _ = source(library, own)
    candidates = made.candidates(asked(CRANES))
    named = {key[0] for key in candidates.sentence_scores}
    assert cranes(library).id in named
    assert {passage.id for passage in candidates.batch.passages} == {p.id for p in own[:DEPTH]} | named
    parts = EngineParts.of(library)
    for text in ("新建风车几座", CRANES, "风车和吊机"):
        found = parts.source.candidates(parts.analyzer.analyse(text))
        pointed = {key[0] for key in found.sentence_scores}
        assert 0 < len({passage.id for passage in found.batch.passages} - pointed) <= DEPTH


def test_scoring_asks_the_statistics_nothing_more(library: Library) -> None:
    """They are read at once, a kind of token a time, whatever is scored then."""
    lexicon = Lexicon({"吊机": (Term("起重机", 1.0), Term("起重设备", 0.5))})
    made, _, counted = source(library, library.passages)
    parts = EngineParts.of(library)
    first = FirstStageScorer(0.5)
    scorer = LibraryScorer(first, parts.attributes, ContextScorer(made.statistics))
    for question in (
        asked("吊机买了几台", (), lexicon),
        asked("那叉车呢", ("2023年吊机买了几台",), lexicon),
        asked("全年采购图书多少册"),
    ):
        counted.asked.clear()
        candidates = made.candidates(question)
        assert len(counted.asked) <= 3
        assert len({kind for kind, _ in counted.asked}) == len(counted.asked)
        counted.asked.clear()
        assert scorer.score(question, candidates).ranking
        assert LexicalScores(candidates.batch, made.statistics).coverage(question).any()
        assert counted.asked == []


@pytest.mark.parametrize(
    "question", ["云南今年GDP目标定多少", "2031年贵州省粮食产量多少", "火星有几座风车要建", "那司法局电话呢"]
)
@pytest.mark.parametrize("several", [True, False], ids=["several", "one"])
def test_a_reply_asks_the_statistics_a_few_times(
    tmp_path_factory: pytest.TempPathFactory, several: bool, question: str
) -> None:
    """Once a kind, and once more for what the classifier weighs without known questions; for each reading."""
    library = library_of(tmp_path_factory.mktemp("asked"), INVENTED if several else {"a.txt": HARBOUR})
    batch = SentenceBatch(library.passages, SEVERAL_REPORTS)
    counted = CountedSentences(batch.folded, batch.clauses, batch.headings)
    engine = Engine.of(replace(EngineParts.of(library), statistics=CollectionStatistics(counted)))
    engine.ask(question)
    assert 0 < len(counted.asked) <= 4
    counted.asked.clear()
    engine.ask("那呢", (question,))
    assert len(counted.asked) <= 4
    counted.asked.clear()
    engine.ask(question)
    assert counted.asked == []


def test_the_same_question_is_asked_for_once(library: Library) -> None:
    """Its counts are remembered."""
    made, _, counted = source(library)
    made.candidates(asked(CRANES))
    assert counted.asked
    counted.asked.clear()
    made.candidates(asked(CRANES))
    assert counted.asked == []
