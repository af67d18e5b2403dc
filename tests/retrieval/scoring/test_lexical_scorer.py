"""Lexical scorer: BM25 over a sentence and what stands around it, coverage, and what the first stage makes of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.corpus.filters import EVERY_REPORT
from retrieval.index.collection_statistics import CollectionStatistics
from retrieval.models import Clause, Passage, Region
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import passages
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.analysis import Question, analyse
from retrieval.question.attributes import Attributes
from retrieval.question.known_questions import KnownQuestionHits
from retrieval.resources import read_gazetteer
from retrieval.scoring.candidates import ONE_REPORT, SEVERAL_REPORTS, SentenceLayout
from retrieval.scoring.lexical_scorer import FirstStageScorer, SingleReportScorer, sentence_ranking
from retrieval.scoring.lexical_scores import LexicalScores
from retrieval.scoring.sentence_batch import SentenceBatch
from retrieval.scoring.sentence_source import CandidateFilter, Candidates
from retrieval.text.lexicon import Lexicon, Term
from retrieval.text.tokenization import TokenKind, tokens_of
from tests.examples import examples
from tests.retrieval.counted import CountedSentences, count, length
from tests.retrieval.invented import report_of

K1, B = 0.9, 0.4
KINDS = {TokenKind.WORD: 1.0, TokenKind.PAIR: 1.0, TokenKind.CHARACTER: 0.5}
CLAUSE, HEADINGS, LEXICON = 0.15, 0.3, 0.7
CRANES = "购置起重机8台,叉车21台。"
METADATA = {"港务.txt": read_metadata(report_of(), read_gazetteer())}
told = st.text("复议行政件15a，。 ", min_size=1, max_size=14)


def of(own: Sequence[Passage], layout: SentenceLayout = ONE_REPORT) -> tuple[SentenceBatch, CountedSentences]:
    """A batch of these passages, and the counts of its sentences."""
    batch = SentenceBatch(own, layout)
    return batch, CountedSentences(batch.folded, batch.clauses, batch.headings)


@pytest.fixture(scope="module")
def batch() -> SentenceBatch:
    """All sentences of the invented report."""
    return of(passages(report_of()))[0]


@pytest.fixture(scope="module")
def statistics() -> CollectionStatistics:
    """The statistics of the invented report."""
    return CollectionStatistics(of(passages(report_of()))[1])


@pytest.fixture(scope="module")
def scores(batch: SentenceBatch, statistics: CollectionStatistics) -> LexicalScores:
    """The scores of all sentences of the invented report."""
    return LexicalScores(batch, statistics)


def asked(text: str, history: tuple[str, ...] = (), lexicon: Lexicon | None = None) -> Question:
    """A question taken apart."""
    return analyse(text, history, lexicon or Lexicon(), None)


def at_of(batch: SentenceBatch, text: str) -> int:
    """The position of the sentence that begins with a text."""
    return next(at for at, sentence in enumerate(batch.sentences) if sentence.text.startswith(text))


def passage_of(text: str, headings: Sequence[str], number: int, title: str = "报告") -> Passage:
    """A passage that is a text under headings."""
    start = 1000 * number
    clause = Clause(f"{number}", tuple(headings), start, start + len(text), start)
    return Passage(f"p{number}", "a.txt", title, None, clause, start, start + len(text), text)


def bm25(batch: SentenceBatch, counted: CountedSentences, at: int, query: str) -> float:
    """The score of one sentence in plain Python; terms are counted wherever they stand."""

    def impact(kind: TokenKind, token: str, text: str, mean: float) -> float:
        found = count(text, token)
        return found * (K1 + 1) / (found + K1 * (1 - B + B * length(kind, text) / (mean or 1.0)))

    total = 0.0
    for kind, weight in KINDS.items():
        for token in tokens_of(kind, query):
            n, size = counted.frequencies(kind, [token])[0], len(batch)
            idf = math.log(1 + (size - n + 0.5) / (n + 0.5)) if n else 0.0
            sizes = counted.sizes
            total += weight * idf * impact(kind, token, batch.folded[at], sizes.own[kind])
            total += weight * idf * CLAUSE * impact(kind, token, batch.clause_of(at), sizes.clause[kind])
            total += weight * idf * HEADINGS * impact(kind, token, batch.headings_of(at), sizes.headings[kind])
    return total


def test_scores_are_bm25_worked_out_by_hand() -> None:
    """A word, its pair and its two characters, in one of two sentences; the clause is the sentence, no heading."""
    batch, counted = of([passage_of("复议", (), 1), passage_of("诉讼三件", (), 2)])
    found = LexicalScores(batch, CollectionStatistics(counted)).match("复议")
    idf = math.log(1 + 1.5 / 1.5)
    # Lengths and their means: 2 of 3 characters as words, 1 of 2 pairs, 2 of 3 characters.
    impacts = [1.9 / (1 + 0.9 * (0.6 + 0.4 * share)) for share in (2 / 3, 1 / 2, 2 / 3)]
    once = idf * (impacts[0] + impacts[1] + 0.5 * 2 * impacts[2])
    assert found.tolist() == pytest.approx([1.15 * once, 0.0])


def test_fields_have_their_weights_worked_out_by_hand() -> None:
    """The word stands in the heading of both sentences of a passage, twice in its clause, and in one of them."""
    batch, counted = of([passage_of("复议。件，复议。", ("复议",), 1), passage_of("诉讼。", ("诉讼",), 2)])
    assert [sentence.text for sentence in batch.sentences] == ["复议。", "件，复议。", "诉讼。"]
    found = LexicalScores(batch, CollectionStatistics(counted)).match("复议")

    def impact(times: int, share: float) -> float:
        return times * 1.9 / (times + 0.9 * (0.6 + 0.4 * share))

    # Lengths by mean lengths: of both sentences, of the clause and of the heading, for words, pairs and characters.
    words = [(length / (11 / 3), 8 / 5.5, 1) for length in (3, 5)]
    pairs = [(1 / 1, 2 / 1.5, 1)] * 2
    characters = [(length / (7 / 3), 5 / 3.5, 1) for length in (2, 3)]
    expected = [
        # Each of the two characters scores a half.
        sum(impact(1, own) + 0.15 * impact(2, clause) + 0.3 * impact(1, above) for own, clause, above in lengths)
        for lengths in zip(words, pairs, characters, strict=True)
    ]
    idf = math.log(1 + 1.5 / 2.5)
    assert found.tolist() == pytest.approx([idf * expected[0], idf * expected[1], 0.0])


spoken = st.lists(st.sampled_from(["复议", "行政", "件", "15", "gdp", "，", "政"]), min_size=1, max_size=6).map(
    "的".join
)


@given(
    st.lists(st.tuples(spoken, st.lists(spoken, max_size=2)), min_size=1, max_size=4),
    spoken,
    st.sampled_from([ONE_REPORT, SEVERAL_REPORTS]),
)
@settings(deadline=None, max_examples=examples(150), derandomize=True)
def test_scores_are_bm25_in_plain_python(told: list[tuple[str, list[str]]], query: str, layout: SentenceLayout) -> None:
    """Of words, pairs and characters, with and without the title above."""
    batch, counted = of([passage_of(f"{text}。", above, at) for at, (text, above) in enumerate(told)], layout)
    found = LexicalScores(batch, CollectionStatistics(counted)).match(query)
    assert found.tolist() == pytest.approx([bm25(batch, counted, at, query) for at in range(len(batch))])


@given(st.lists(told, min_size=1, max_size=5), told, st.sets(st.integers(0, 4)))
@settings(deadline=None, max_examples=examples(100), derandomize=True)
def test_a_sentence_scores_the_same_beside_any_others(texts: list[str], query: str, chosen: set[int]) -> None:
    """What is rare and how long texts are is told by the whole library."""
    every = [passage_of(text, (), at) for at, text in enumerate(texts)]
    whole, counted = of(every)
    some, _ = of([passage for at, passage in enumerate(every) if at in chosen])
    statistics = CollectionStatistics(counted)
    matched = LexicalScores(whole, statistics).match(query)
    expected = {sentence.key: score for sentence, score in zip(whole.sentences, matched, strict=True)}
    assert LexicalScores(some, statistics).match(query).tolist() == pytest.approx(
        [expected[sentence.key] for sentence in some.sentences]
    )


def test_the_sentence_that_holds_the_words_is_first(batch: SentenceBatch, scores: LexicalScores) -> None:
    """The sentence with the question's words has the best score, and covers the whole question."""
    question = asked("购置叉车")
    best = int(scores.of_question(question).argmax())
    assert "叉车21台" in batch.sentences[best].text
    assert scores.coverage(question)[best] == pytest.approx(1.0)


def test_unknown_words_score_nothing(scores: LexicalScores) -> None:
    """A question without a known character matches no sentence."""
    assert not scores.of_question(asked("zzz qqq")).any()
    assert not scores.coverage(asked("zzz qqq")).any()
    assert not scores.of_question(asked("")).any()
    assert not scores.coverage(asked("")).any()


def test_a_heading_is_context(batch: SentenceBatch, scores: LexicalScores) -> None:
    """A word that only the heading holds lifts the sentences below it."""
    assert scores.match("更新设备")[at_of(batch, "购置")] > 0


def test_a_lexicon_term_counts_less_than_the_own_word(scores: LexicalScores) -> None:
    """The official term of a lay form scores seven tenths of the same word in the question, by its weight."""
    own = scores.match("起重机")
    assert own.any()
    assert scores.expanded([("吊机", (Term("起重机", 1.0),))]).tolist() == pytest.approx((LEXICON * own).tolist())
    assert scores.expanded([("吊机", (Term("起重机", 0.5),))]).tolist() == pytest.approx((LEXICON / 2 * own).tolist())


def test_of_alternatives_the_best_counts(scores: LexicalScores) -> None:
    """Several terms for one form do not add up; for each sentence its best counts."""
    one = scores.expanded([("吊机", (Term("起重机", 1.0),))])
    both = scores.expanded([("吊机", (Term("起重机", 1.0), Term("起重机", 0.5)))])
    assert both.tolist() == one.tolist()
    cranes, berths = scores.match("起重机"), 0.8 * scores.match("泊位")
    other = scores.expanded([("吊机", (Term("起重机", 1.0), Term("泊位", 0.8)))])
    assert (cranes > berths).any()
    assert (berths > cranes).any()
    assert other.tolist() == pytest.approx((LEXICON * np.maximum(cranes, berths)).tolist())


def test_forms_add_up(scores: LexicalScores) -> None:
    """Each with its best term; without any there is nothing."""
    cranes, berths = (("吊机", (Term("起重机", 1.0),)), ("船位", (Term("泊位", 1.0),)))
    total = scores.expanded([cranes]) + scores.expanded([berths])
    assert scores.expanded([cranes, berths]).tolist() == pytest.approx(total.tolist())
    assert not scores.expanded([]).any()


def test_a_question_is_its_words_and_what_its_forms_stand_for(scores: LexicalScores) -> None:
    """Added."""
    question = asked("吊机几台", (), Lexicon({"吊机": (Term("起重机", 1.0),)}))
    total = scores.match(question.query) + scores.expanded(question.expansions)
    assert question.expansions
    assert scores.of_question(question).tolist() == pytest.approx(total.tolist())


def test_the_question_before_counts_half(batch: SentenceBatch, scores: LexicalScores) -> None:
    """The words of the context lift a sentence, but less than the question's own."""
    question = asked("叉车呢", ("起重机几台",))
    assert question.context == "起重机几台"
    total = scores.match(question.query) + 0.5 * scores.match(question.context)
    assert scores.of_question(question).tolist() == pytest.approx(total.tolist())
    at = at_of(batch, "购置")
    assert scores.of_question(question)[at] > scores.of_question(asked("叉车呢"))[at] > 0


def test_a_rare_word_tells_more(statistics: CollectionStatistics) -> None:
    """A word of one sentence weighs more than one of everyday language in several."""
    assert statistics.idf("起重机") > statistics.idf("工作")


@pytest.mark.parametrize(
    ("word", "covered"),
    [
        # Of the sentences of 二是更新设备 and 一是新建泊位, which stand under 码头建设.
        ("叉车", {"购置": 1.0, "全年新建": 0.0}),
        ("泊位", {"购置": 0.0, "全年新建": 1.0, "维修": 1.0}),
        ("码头", {"购置": 0.85, "全年新建": 0.85}),
        ("更新", {"购置": 0.85, "全年新建": 0.0}),
    ],
)
def test_coverage_is_by_where_a_word_stands(
    batch: SentenceBatch, scores: LexicalScores, word: str, covered: Mapping[str, float]
) -> None:
    """1 in the sentence itself, less in a heading above it, nothing elsewhere."""
    found = scores.coverage(asked(word))
    for text, share in covered.items():
        places = [at for at, sentence in enumerate(batch.sentences) if sentence.text.startswith(text)]
        assert [found[at] for at in places] == pytest.approx([share] * len(places))


def test_a_neighbour_covers_for_less_than_a_heading() -> None:
    """What another sentence of the clause holds; a heading with the word counts before it."""
    batch, counted = of([passage_of("叉车。泊位。", ("码头",), 1), passage_of("叉车。灯塔。", ("叉车",), 2)])
    scores = LexicalScores(batch, CollectionStatistics(counted))
    assert scores.coverage(asked("叉车")).tolist() == pytest.approx([1.0, 0.6, 1.0, 0.85])


def test_coverage_is_weighted_by_how_telling_words_are(statistics: CollectionStatistics, batch: SentenceBatch) -> None:
    """The share of the question's idf; a word that is asked twice counts once."""
    scores, at = LexicalScores(batch, statistics), at_of(batch, "购置")
    for text in ("起重机火星", "火星起重机和起重机"):
        words = list(dict.fromkeys(tokens_of(TokenKind.WORD, text)))
        mass = sum(statistics.idf(word) for word in words)
        held = sum(statistics.idf(word) for word in words if word in batch.folded[at])
        assert 0 < held < mass
        assert scores.coverage(asked(text))[at] == pytest.approx(held / mass)


def test_the_words_of_the_question_before_are_covered_too(batch: SentenceBatch, scores: LexicalScores) -> None:
    """A sentence without them covers less."""
    at = at_of(batch, "购置")
    assert scores.coverage(asked("叉车呢", ("起重机",)))[at] == pytest.approx(1.0)
    assert 0 < scores.coverage(asked("叉车呢", ("火星",)))[at] < 1


def test_a_term_covers_the_form_that_it_stands_for(batch: SentenceBatch, scores: LexicalScores) -> None:
    """By four fifths of its weight, the best of several."""
    at = at_of(batch, "购置")
    for terms, share in (
        ((Term("起重机", 1.0),), 0.8),
        ((Term("起重机", 0.5),), 0.4),
        ((Term("起重机", 0.5), Term("叉车", 1.0)), 0.8),
        ((Term("火星", 1.0),), 0.0),
    ):
        question = asked("吊机", (), Lexicon({"吊机": terms}))
        assert tokens_of(TokenKind.WORD, question.query) == ["吊机"]
        assert scores.coverage(question)[at] == pytest.approx(share)


def candidates(
    batch: SentenceBatch, scores: Mapping[SentenceKey, float] | None = None, without: Sequence[SentenceKey] = ()
) -> Candidates:
    """The candidates of a batch with what known questions say of its sentences."""
    nothing = np.zeros(0)
    allowed = CandidateFilter(EVERY_REPORT, without)
    counted = CountedSentences(batch.folded, batch.clauses, batch.headings)
    lexical = LexicalScores(batch, CollectionStatistics(counted))
    return Candidates(allowed, lexical, METADATA, KnownQuestionHits(nothing, nothing), nothing, scores or {})


def regions(batch: SentenceBatch, scores: np.ndarray) -> dict[Region, set[float]]:
    """The scores of the sentences of each region."""
    found: dict[Region, set[float]] = {}
    for sentence, score in zip(batch.sentences, scores.tolist(), strict=True):
        found.setdefault(sentence.passage.clause.place, set()).add(score)
    return found


@pytest.mark.parametrize("outside", [0.0, 0.5])
def test_the_text_proper_counts_and_what_stands_around_it_less(batch: SentenceBatch, outside: float) -> None:
    """Header, title and signature; introduction and clauses count in full."""
    question = replace(asked("码头"), plan=True)
    scores = FirstStageScorer(outside).score(question, np.ones(len(batch)), candidates(batch))
    found = regions(batch, scores)
    assert found[Region.HEADER] == found[Region.TITLE] == found[Region.SIGNATURE] == {outside}
    assert found[Region.INTRODUCTION] == {1.0}
    assert found[Region.LEAF] == {1.0, 1.5}


@pytest.mark.parametrize("region", Region)
def test_every_region_has_its_weight(region: Region) -> None:
    """Footers and what web pages put around a text never count."""
    passage = passage_of("叉车21台。", (), 1)
    batch, _ = of([replace(passage, file="港务.txt", clause=replace(passage.clause, place=region))])
    scores = FirstStageScorer(0.5).score(asked("叉车"), np.ones(len(batch)), candidates(batch))
    text_proper = {Region.INTRODUCTION, Region.LEAF, Region.PARENT, Region.ROW}
    never = {Region.FOOTER, Region.NOISE}
    assert scores.tolist() == [1.0 if region in text_proper else 0.0 if region in never else 0.5]


@pytest.mark.parametrize(("question", "factor"), [("灯塔几座", 0.85), ("明年灯塔几座", 1.5), ("2024年灯塔几座", 1.5)])
def test_a_plan_counts_where_it_is_asked_for(batch: SentenceBatch, question: str, factor: float) -> None:
    """By word, or by the year after the report's own; otherwise what was done counts more."""
    scores = FirstStageScorer(0.0).score(asked(question), np.ones(len(batch)), candidates(batch))
    planned = at_of(batch, "计划修建海员公园")
    assert scores[planned] == factor
    assert scores[at_of(batch, "购置")] == 1.0


def test_known_questions_lift_the_sentence_that_they_point_at(batch: SentenceBatch) -> None:
    """In whatever region it stands; a plan by what it counts."""
    title, cranes, plan = at_of(batch, "2023年度港务"), at_of(batch, "购置"), at_of(batch, "计划修建")
    known = {batch.sentences[at].key: value for at, value in ((title, 2.0), (cranes, 3.0), (plan, 4.0))}
    scores = FirstStageScorer(0.0).score(asked("叉车"), np.zeros(len(batch)), candidates(batch, known))
    assert (scores[title], scores[cranes], scores[plan]) == (2.0, 3.0, pytest.approx(0.85 * 4))
    assert np.count_nonzero(scores) == 3


def test_a_sentence_that_is_left_out_scores_nothing(batch: SentenceBatch) -> None:
    """Whatever known questions say; one that is no candidate can be left out too."""
    gone = batch.sentences[at_of(batch, "购置")].key
    found = candidates(batch, {gone: 3.0}, [gone, ("p999", 7)])
    scores = FirstStageScorer(0.5).score(asked("叉车"), np.ones(len(batch)), found)
    assert np.flatnonzero(scores == 0).tolist() == [at_of(batch, "购置")]


def test_the_text_scores_are_left_as_they_are(batch: SentenceBatch) -> None:
    """The first stage makes new ones."""
    text = np.ones(len(batch))
    FirstStageScorer(0.0).score(asked("叉车"), text, candidates(batch, {batch.sentences[0].key: 1.0}))
    assert text.tolist() == [1.0] * len(batch)


def every(batch: SentenceBatch) -> np.ndarray:
    """Text scores with which each sentence may be a copy."""
    return np.ones(len(batch))


def test_a_copied_sentence_is_lifted(batch: SentenceBatch) -> None:
    """By the best score and the share of it that is copied, were it not outside of what counts."""
    scores = np.arange(len(batch), dtype=float)
    cranes, header = at_of(batch, "购置"), at_of(batch, "文件发文字号")
    lifted = FirstStageScorer(0.0).with_copies(asked(CRANES), scores, every(batch), batch)
    assert lifted[cranes] == scores[cranes] + scores.max()
    assert np.delete(lifted, cranes).tolist() == np.delete(scores, cranes).tolist()
    line = asked("文件发文字号:青政发〔2023〕7号")
    assert FirstStageScorer(0.0).with_copies(line, scores, every(batch), batch)[header] == scores[header]
    assert FirstStageScorer(0.5).with_copies(line, scores, every(batch), batch)[header] > scores[header]


def test_a_part_of_a_sentence_is_lifted_by_its_share(batch: SentenceBatch) -> None:
    """A short question is no copy."""
    scores, at = np.ones(len(batch)), at_of(batch, "全年新建")
    whole = "全年新建泊位12个 维修泊位5个 投入资金340.5万元"
    lifted = FirstStageScorer(0.0).with_copies(asked("全年新建泊位12个,维修泊位5个"), scores, every(batch), batch)
    assert 1 < lifted[at] < 2
    assert lifted[at] == pytest.approx(1 + len("全年新建泊位12个维修泊位5个") / len(whole.replace(" ", "")))
    assert FirstStageScorer(0.0).with_copies(asked("全年新建泊位12个"), scores, every(batch), batch) is scores


def test_only_the_fifty_best_by_their_words_may_be_copies() -> None:
    """Who copies a sentence has all of its words."""
    batch, _ = of([passage_of("购置起重机八台、叉车二十一台。", (), at) for at in range(60)])
    question, text = asked("购置起重机八台、叉车二十一台"), np.arange(60, dtype=float)
    lifted = FirstStageScorer(0.0).with_copies(question, np.ones(60), text, batch)
    assert np.flatnonzero(lifted > 1).tolist() == list(range(10, 60))
    nothing = FirstStageScorer(0.0).with_copies(question, np.ones(60), np.zeros(60), batch)
    assert nothing.tolist() == [1.0] * 60


def test_a_ranking_holds_the_best_thirty(batch: SentenceBatch) -> None:
    """Best first, ties in document order, with what is judged of each; nothing without a score."""
    many, _ = of([passage_of("叉车21台。", (), at) for at in range(40)])
    text = np.arange(40, dtype=float)
    ranks = np.where(text < 35, 5.0, text)
    ranking = sentence_ranking(many, ranks, ranks, text, lambda at: (at / 40, at - 1.0))
    order = [39, 38, 37, 36, 35, *range(25)]
    assert [scored.sentence for scored in ranking] == [many.sentences[at] for at in order]
    assert [scored.text_score for scored in ranking] == [float(at) for at in order]
    assert [scored.score for scored in ranking] == [39, 38, 37, 36, 35, *[5.0] * 25]
    assert [(s.coverage, s.trust, s.folded) for s in ranking[:1]] == [(39 / 40, 38.0, many.folded[39])]
    none = np.zeros(len(batch))
    assert sentence_ranking(batch, none, none, none, lambda at: (0.0, None)) == ()


def test_in_one_report_coverage_weighs_the_text_score(batch: SentenceBatch, statistics: CollectionStatistics) -> None:
    """Each ranked sentence has its share and no trust; its score is what the first stage makes of the text score."""
    first = FirstStageScorer(0.0)
    question, found = asked("购置起重机多少台"), candidates(batch)
    evidence = SingleReportScorer(first, Attributes({})).score(question, found)
    lexical = LexicalScores(batch, statistics)
    coverage = lexical.coverage(question)
    text = lexical.of_question(question) * (1 + coverage)
    expected = first.with_copies(question, first.score(question, text, found), text, batch)
    position = {sentence.key: at for at, sentence in enumerate(batch.sentences)}
    assert evidence.best.sentence.text == CRANES
    for scored in evidence.ranking:
        at = position[scored.sentence.key]
        assert (scored.score, scored.text_score) == (expected[at], text[at])
        assert (scored.coverage, scored.trust) == (coverage[at], None)
    assert (evidence.question, evidence.candidates, evidence.wanted) == (question, found, [])
