"""Collection statistics: what is rare tells more, here and in the language at large, and is asked for once."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.index import collection_statistics
from retrieval.index.collection_statistics import RAREST, CollectionStatistics
from retrieval.text.tokenization import TokenKind, dictionary_frequency, tokens_of
from tests.retrieval.counted import CountedSentences

# The share of the greatest idf from which on a text is as rare as can be.
TELLING = 0.84
TEXTS = ["行政复议五件", "行政诉讼三件", "行政审批九项"]


@pytest.fixture
def counted() -> CountedSentences:
    """The counts of three texts."""
    return CountedSentences(TEXTS)


@pytest.fixture
def statistics(counted: CountedSentences) -> CollectionStatistics:
    """The statistics of three texts."""
    return CollectionStatistics(counted)


def test_a_word_of_one_text_tells_more_than_one_of_all(statistics: CollectionStatistics) -> None:
    """And one that no text holds more than either."""
    assert statistics.idf("行政") < statistics.idf("复议") < statistics.idf("码头吊机")


def test_a_text_is_as_rare_as_its_rarest_pair(statistics: CollectionStatistics) -> None:
    """At most as rare as what stands nowhere."""
    assert statistics.rarity("行政") < statistics.rarity("行政复议") == statistics.rarity("复议")
    assert statistics.rarity("火星") == RAREST


def test_a_single_character_is_looked_up_as_a_word(statistics: CollectionStatistics) -> None:
    """It has no pair."""
    assert 0 < statistics.rarity("件") <= RAREST


@pytest.mark.parametrize(
    ("kind", "token", "holders"),
    [
        (TokenKind.WORD, "行政", 3),
        (TokenKind.WORD, "复议", 1),
        (TokenKind.PAIR, "行政", 3),
        (TokenKind.PAIR, "议五", 1),
        (TokenKind.CHARACTER, "件", 2),
    ],
)
def test_the_inverse_frequency_is_lucenes(
    statistics: CollectionStatistics, kind: TokenKind, token: str, holders: int
) -> None:
    """ln(1 + (N - n + 0.5) / (n + 0.5)) of the sentences that hold the token as one of its kind."""
    assert statistics.inverse_frequency(kind, token) == math.log(1 + (3 - holders + 0.5) / (holders + 0.5))


def test_what_no_sentence_holds_has_no_inverse_frequency(statistics: CollectionStatistics) -> None:
    """Nor does a pair as a word, or a character as a pair."""
    assert statistics.inverse_frequency(TokenKind.WORD, "火星") == 0
    assert statistics.inverse_frequency(TokenKind.WORD, "议五") == 0
    assert statistics.inverse_frequency(TokenKind.PAIR, "件") == 0


@pytest.mark.parametrize(("word", "here"), [("行政", math.log(1 + 0.5 / 3.5)), ("火星", math.log(7))])
def test_idf_is_half_of_here_and_half_of_the_language(statistics: CollectionStatistics, word: str, here: float) -> None:
    """A word that no sentence holds counts here as ln(1 + 2N)."""
    at_large = math.log(6e7 / (1 + dictionary_frequency(word))) / 2
    assert statistics.idf(word) == pytest.approx((here + at_large) / 2)


def test_words_are_asked_for_at_once(counted: CountedSentences, statistics: CollectionStatistics) -> None:
    """Each has the value that it has by itself."""
    words = ["行政", "火星", "复议", "行政"]
    found = statistics.idfs(words)
    assert [kind for kind, _ in counted.asked] == [TokenKind.WORD]
    assert found == [statistics.idf(word) for word in words]
    assert statistics.idfs([]) == []


def test_rarity_is_relative_to_the_size_of_the_library() -> None:
    """The share of the rarest pair's idf in most of the greatest; a text without a pair is looked up whole."""
    statistics = CollectionStatistics(CountedSentences([*TEXTS, *(["行政gdp"] * 5)]))
    greatest = math.log(1 + 7.5 / 1.5)
    shared = statistics.inverse_frequency(TokenKind.PAIR, "行政")
    assert statistics.rarity("行政") == pytest.approx(RAREST * shared / (TELLING * greatest))
    assert statistics.inverse_frequency(TokenKind.PAIR, "议五") == greatest
    assert statistics.rarity("政复议五") == RAREST
    five = statistics.inverse_frequency(TokenKind.WORD, "gdp")
    assert statistics.rarity("gdp") == pytest.approx(RAREST * five / (TELLING * greatest))
    assert 0 < statistics.rarity("gdp") < RAREST
    assert statistics.rarity("政复火") == RAREST
    assert statistics.rarity("ppp") == RAREST
    assert statistics.rarity("") == RAREST


def test_nothing_is_rarer_than_the_rarest() -> None:
    """Whatever the size of the library."""
    many = CollectionStatistics(CountedSentences(["行政复议五件", *(["无"] * 5000)]))
    assert many.rarity("火星") == RAREST
    assert many.inverse_frequency(TokenKind.PAIR, "复议") > RAREST
    assert many.rarity("复议") == RAREST


def test_the_sizes_are_those_that_were_counted(counted: CountedSentences, statistics: CollectionStatistics) -> None:
    """Of sentences, clauses and headings."""
    assert statistics.sizes == counted.sizes


def test_prepared_texts_are_asked_once_a_kind(counted: CountedSentences, statistics: CollectionStatistics) -> None:
    """With each token once, whatever is worked out of them then."""
    texts = ["行政复议几件", "行政诉讼", "行政复议几件", ""]
    statistics.prepare(iter(texts))
    assert [kind for kind, _ in counted.asked] == list(TokenKind)
    assert [sorted(terms) for _, terms in counted.asked] == [
        sorted({token for text in texts for token in tokens_of(kind, text)}) for kind in TokenKind
    ]
    asked = len(counted.asked)
    for text in texts[:2]:
        for kind in TokenKind:
            assert [statistics.inverse_frequency(kind, token) for token in tokens_of(kind, text)]
        assert statistics.rarity(text)
        assert [statistics.idf(word) for word in tokens_of(TokenKind.WORD, text)]
    statistics.prepare(texts)
    assert len(counted.asked) == asked


def test_only_what_is_not_known_is_asked(counted: CountedSentences, statistics: CollectionStatistics) -> None:
    """Of a kind without new tokens nothing is."""
    statistics.prepare(["行政复议"])
    counted.asked.clear()
    statistics.prepare(["行政复议", "gdp"])
    assert counted.asked == [(TokenKind.WORD, ("gdp",)), (TokenKind.CHARACTER, ("gdp",))]
    counted.asked.clear()
    statistics.prepare(["", "。"])
    assert counted.asked == []


def test_kinds_are_remembered_apart(counted: CountedSentences, statistics: CollectionStatistics) -> None:
    """复议 as a word and as a pair are two."""
    statistics.inverse_frequency(TokenKind.WORD, "复议")
    statistics.inverse_frequency(TokenKind.PAIR, "复议")
    statistics.inverse_frequency(TokenKind.WORD, "复议")
    assert counted.asked == [(TokenKind.WORD, ("复议",)), (TokenKind.PAIR, ("复议",))]


def test_a_text_is_asked_for_at_once(counted: CountedSentences, statistics: CollectionStatistics) -> None:
    """The pairs of a text whose rarity is wanted are one look-up."""
    statistics.rarity("行政复议五件")
    assert [kind for kind, _ in counted.asked] == [TokenKind.PAIR]


def test_what_is_remembered_has_a_bound(
    counted: CountedSentences, statistics: CollectionStatistics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond it the oldest are asked for anew, and every answer stays right."""
    monkeypatch.setattr(collection_statistics, "_REMEMBERED", 5)
    characters = "行政复议五件诉讼三审批九项"
    right = [
        CollectionStatistics(CountedSentences(TEXTS)).inverse_frequency(TokenKind.CHARACTER, c) for c in characters
    ]
    for _ in range(2):
        assert [statistics.inverse_frequency(TokenKind.CHARACTER, c) for c in characters] == right
    # At most six are remembered: of the second round at least the others are asked for again.
    assert len(counted.asked) >= len(characters) + len(characters) - 6
    counted.asked.clear()
    statistics.prepare([characters])
    assert [statistics.inverse_frequency(TokenKind.CHARACTER, c) for c in characters] == right
    assert len(counted.asked) <= len(TokenKind)


def test_threads_share_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gets the right values, while others make it forget."""
    monkeypatch.setattr(collection_statistics, "_REMEMBERED", 3)
    characters = "行政复议五件诉讼三审批九项"
    alone = CollectionStatistics(CountedSentences(TEXTS))
    right = {c: alone.inverse_frequency(TokenKind.CHARACTER, c) for c in characters}
    shared = CollectionStatistics(CountedSentences(TEXTS))

    def wrong(first: int) -> list[str]:
        order = [characters[(first + at * (first + 1)) % len(characters)] for at in range(300)]
        return [c for c in order if shared.inverse_frequency(TokenKind.CHARACTER, c) != right[c]]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(wrong, range(8))) == [[]] * 8
