"""Collection statistics: what is rare tells more, here and in the language at large."""

from __future__ import annotations

import pytest

from retrieval.index.collection_statistics import RAREST, CollectionStatistics
from retrieval.index.segments import Segment
from retrieval.index.term_statistics import SentenceTerms, TermCounter
from tests.retrieval.index.texts import report_of

TEXTS = ["行政复议五件", "行政诉讼三件", "行政审批九项"]


@pytest.fixture(scope="module")
def statistics() -> CollectionStatistics:
    """The statistics of three texts."""
    counter = TermCounter()
    counter.add(report_of(TEXTS))
    return CollectionStatistics(SentenceTerms([Segment(counter.arrays(), 1, len(TEXTS))]))


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
