"""Scores held against rank-bm25's own, its faults handled, and what a ranking must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval.index.passage_postings import without_title
from retrieval.index.postings import Postings, top_positions
from retrieval.search.bm25 import Document, PassageRetriever
from retrieval.search.reranker import FeatureReranker, RerankCandidate, RerankQuery, Tiling
from retrieval.text.tokenization import character_pairs

TERMS = [f"t{n}" for n in range(12)]
CORPORA = st.lists(st.lists(st.sampled_from(TERMS), max_size=12), min_size=1, max_size=14)
DOCUMENTS = [
    Document("1", "行政复议法", "行政复议法 申請人可以自知道之日起六十日内提出行政复议申請。"),
    Document("2", "行政复议法", "行政复议机关应当自受理之日起六十日内作出决定。"),
    Document("3", "行政处罚法", "当事人应当自收到决定书之日起十五日内缴纳罚款。"),
    Document("4", "肉制品审查细则", "本细则所称肉制品，是指以畜、禽产品为主要原料的产品。"),
    Document("5", "档案法", "档案应当移交。"),
    Document("6", "档案条例", "档案应当移交。"),
]
QUESTIONS = st.lists(
    st.sampled_from(
        ["行政复议", "罚款", "多少", "档案", "六十日", "移交", "什么是", "肉制品", "，", "火星", "申請", "x"]
    ),
    max_size=5,
).map("".join)


@pytest.fixture(scope="module")
def retriever() -> PassageRetriever:
    """The six passages, indexed."""
    return PassageRetriever(DOCUMENTS)


@settings(deadline=None)
@given(CORPORA, st.lists(st.sampled_from([*TERMS, "unknown"]), max_size=8), st.sampled_from([(0.9, 0.4), (1.5, 0.75)]))
def test_scores_are_rank_bm25s_to_the_last_bit(
    corpus: list[list[str]], query: list[str], settings_: tuple[float, float]
) -> None:
    """With the same idf, both give the same floats for terms in fewer than half of the texts."""
    assume(any(corpus))
    k1, b = settings_
    rare = [term for term in query if 2 * sum(term in text for text in corpus) < len(corpus)]
    postings, model = Postings.of(corpus, k1, b), BM25Okapi(corpus, k1=k1, b=b)
    model.idf = dict(zip(TERMS, postings.idf(TERMS), strict=True))
    assert postings.scores(rare).tolist() == model.get_scores(rare).tolist()


@settings(deadline=None)
@given(CORPORA, st.lists(st.sampled_from(TERMS), max_size=8))
def test_frequent_terms_score_like_rare_ones(corpus: list[list[str]], query: list[str]) -> None:
    """Terms in most of the texts, for which rank-bm25 has another idf, agree with the formula too."""
    assume(any(corpus))
    postings, model = Postings.of(corpus), BM25Okapi(corpus, k1=0.9, b=0.4)
    model.idf = dict(zip(TERMS, postings.idf(TERMS), strict=True))
    assert postings.scores(query).tolist() == model.get_scores(query).tolist()


def test_a_term_in_half_of_the_texts_scores() -> None:
    """rank-bm25 gives it 0."""
    corpus = [["a", "b"], ["a", "c"], ["d"], ["e"]]
    assert BM25Okapi(corpus).get_scores(["a"]).tolist() == [0, 0, 0, 0]
    assert (Postings.of(corpus).scores(["a"]) > 0).tolist() == [True, True, False, False]


def test_a_tiny_corpus_has_no_negative_scores() -> None:
    """rank-bm25 gives one text a negative score for its own words."""
    assert BM25Okapi([["a"]]).get_scores(["a"])[0] < 0
    assert Postings.of([["a"]]).scores(["a"])[0] > 0


def test_an_empty_corpus_is_said_to_be_empty() -> None:
    """rank-bm25 divides by zero."""
    with pytest.raises(ValueError, match="wanted at least one text to index, found none"):
        Postings.of([])
    with pytest.raises(ValueError, match="wanted at least one passage to index, found none"):
        PassageRetriever([])


def test_texts_without_a_token_are_found_by_nothing() -> None:
    """Neither beside others nor alone, and without a warning."""
    assert Postings.of([[], ["a"]]).scores(["a", ""]).tolist()[0] == 0
    assert Postings.of([[], []]).scores(["a", ""]).tolist() == [0, 0]
    assert PassageRetriever([Document("1", "", ""), Document("2", "", "。")]).search("档案") == []


def test_a_string_is_not_a_list_of_characters() -> None:
    """rank-bm25 takes it for one, as text and as query."""
    with pytest.raises(TypeError, match="wanted a list of tokens, found the string '复议'"):
        Postings.of([["复", "议"]]).scores("复议")
    with pytest.raises(TypeError, match="wanted a list of tokens"):
        Postings.of(["复议"])


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=30), st.integers(1, 12))
def test_ties_stay_in_document_order_and_zeros_are_no_hits(scores: list[float], k: int) -> None:
    """The k best are the first of a stable sort."""
    wanted = sorted((at for at, score in enumerate(scores) if score > 0), key=lambda at: -scores[at])
    assert top_positions(np.array(scores), k) == wanted[:k]
    assert top_positions(np.array(scores)) == wanted


def test_equal_passages_rank_in_document_order(retriever: PassageRetriever) -> None:
    """Two passages that say the same."""
    same = PassageRetriever([Document(str(n), "", "档案应当移交。") for n in range(70)])
    assert [match.document.id for match in same.search("档案移交", 70)] == [str(n) for n in range(70)]


@pytest.mark.parametrize("query", ["火星", "", "？！", "什么", "zzz"])
def test_unknown_words_find_nothing(retriever: PassageRetriever, query: str) -> None:
    """No hits rather than hits that score nothing."""
    assert retriever.search(query) == []


@settings(deadline=None)
@given(QUESTIONS)
def test_a_ranking_is_deterministic_positive_and_a_prefix_of_a_longer_one(query: str) -> None:
    """The best three are the first of the best six; scores fall and stay positive."""
    searched = SEARCHED.search(query, 6)
    assert searched == PassageRetriever(DOCUMENTS).search(query, 6)
    assert SEARCHED.search(query, 3) == searched[:3]
    scores = [match.score for match in searched]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


SEARCHED = PassageRetriever(DOCUMENTS)


def test_five_are_the_first_of_ten_beyond_the_second_look() -> None:
    """Also where more passages match than the second stage looks at."""
    many = PassageRetriever([Document(str(n), f"档案{n}", f"第{n}条档案" + "移交" * (n % 7)) for n in range(120)])
    longest = many.search("档案移交第7条", 120)
    assert len(longest) == 120
    scores = [match.score for match in longest]
    assert scores == sorted(scores, reverse=True)
    for k in (5, 10, 50, 60):
        assert many.search("档案移交第7条", k) == longest[:k]


def test_no_passage_is_an_error_to_ask_for(retriever: PassageRetriever) -> None:
    """k is 1 at least."""
    with pytest.raises(ValueError, match="wanted k of 1 or more, found 0"):
        retriever.search("档案", 0)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("什么是肉制品？", "4"),
        ("缴纳罚款的期限", "3"),
        ("申请行政复议要在多少日内", "1"),
        ("行政複議機關多久作出決定", "2"),
    ],
)
def test_finds_the_passage_that_answers(retriever: PassageRetriever, query: str, wanted: str) -> None:
    """Traditional or simplified, whatever the question's form."""
    assert retriever.search(query)[0].document.id == wanted


def test_a_passage_counts_for_its_document() -> None:
    """Of two equal passages the one whose document speaks of the question's matter comes first."""
    found = PassageRetriever(
        [
            Document("1", "", "由办公室负责解释。", parent="A"),
            Document("2", "", "由办公室负责解释。", parent="B"),
            Document("3", "", "档案移交。", parent="B"),
        ]
    ).search("档案办法由谁负责解释")
    assert [match.document.id for match in found].index("2") < [match.document.id for match in found].index("1")


def test_a_title_that_a_text_repeats_counts_once() -> None:
    """Short titles stay: sentences begin with them."""
    assert without_title(" 关于延期的通知\n各单位", "关于延期的通知") == "各单位"
    assert without_title("梵文是语言", "梵文") == "梵文是语言"


def tiling(runs: list[str], text: str) -> float:
    """The share of the runs that a text repeats."""
    return Tiling(runs).share(text, {pair for run in runs for pair in character_pairs(run) if pair in text})


def test_tiling_takes_the_longest_pieces() -> None:
    """A whole run is worth more than its pieces, single characters nothing."""
    assert tiling(["行政复议"], "行政复议") == 1
    assert tiling(["行政复议"], "行政机关复议") == pytest.approx(2 * 2**1.5 / 4**1.5)
    assert tiling(["行政复议"], "复行议政") == 0
    assert tiling([], "行政") == 0


def test_second_stage_scores_are_never_negative() -> None:
    """Also for a candidate that shares nothing, and for no candidates."""
    stage = FeatureReranker(lambda pairs: [1.0] * len(pairs), 10.0)
    query = RerankQuery("档案移交")
    assert stage.scores(query, []).tolist() == []
    assert (
        stage.scores(query, [RerankCandidate("", "", 0.0, 0.0), RerankCandidate("", "档案" * 50, 0.1, 0.0)]) >= 0
    ).all()
