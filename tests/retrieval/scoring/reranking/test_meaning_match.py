"""Meaning: what means nearly the same is nearest, whatever its words."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval import Library
from retrieval.index.postings import Scores
from retrieval.resources import read_word_vectors
from retrieval.scoring.candidates import SEVERAL_REPORTS
from retrieval.scoring.reranking.meaning_match import MeaningMatch, QuestionMeaning
from retrieval.scoring.sentence_batch import SentenceBatch
from tests.retrieval.invented import library_of

HANDBOOK = """\
2021年度风车县便民手册

一、养犬
饲养犬只应当办理登记。

二、劳动
用人单位应当按时足额支付劳动报酬。

三、集市
赶集的日子由镇里公布。
"""
RULES = """\
2021年度砀山县办事规程

一、值守
值守人员应当按时到岗。
"""
VECTORS = read_word_vectors()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Two small reports."""
    return library_of(tmp_path_factory.mktemp("meaning"), {"风车.txt": HANDBOOK, "砀山.txt": RULES})


def batch_of(library: Library) -> SentenceBatch:
    """All sentences of a library."""
    return SentenceBatch(library.passages, SEVERAL_REPORTS)


def match_all(question: str, batch: SentenceBatch) -> MeaningMatch:
    """How near all sentences of a batch are."""
    return QuestionMeaning.of(VECTORS, question, batch).match(range(len(batch)))


def nearest(values: Scores, batch: SentenceBatch) -> str:
    """The sentence with the greatest value."""
    return batch.sentences[int(np.argmax(values))].text


def test_what_means_the_same_is_nearest_by_every_measure(library: Library) -> None:
    """No word of the question stands in the sentence."""
    batch = batch_of(library)
    found, wanted = match_all("老板拖欠工钱", batch), "用人单位应当按时足额支付劳动报酬。"
    assert {nearest(values, batch) for values in (found.own, found.said.share, found.said_around.share)} == {wanted}


def test_a_word_of_the_sentence_is_said_in_full(library: Library) -> None:
    """What stands there has a cosine of 1; what stands in the heading alone counts as well, elsewhere it does not."""
    batch = batch_of(library)
    own, other = (batch.folded.index(next(text for text in batch.folded if word in text)) for word in ("犬只", "集"))
    said = match_all("登记", batch).said
    assert said.share[own] == pytest.approx(1.0, abs=1e-5)
    assert (said.verbatim[own], said.verbatim[other]) == (pytest.approx(1.0), 0)
    assert said.share[other] < 0.9
    assert match_all("养犬", batch).said.share[own] == pytest.approx(1.0, abs=1e-5)


def test_the_least_said_word_is_told(library: Library) -> None:
    """Of 登记 and 报酬 one stands in the sentence: the other is the worst, and what is unsaid."""
    batch = batch_of(library)
    own = batch.folded.index(next(text for text in batch.folded if "犬只" in text))
    said = match_all("登记报酬", batch).said
    assert said.worst[own] < said.second[own] == pytest.approx(1.0, abs=1e-5)
    assert said.unsaid[own] > match_all("登记", batch).said.unsaid[own] == pytest.approx(0, abs=1e-5)
    assert 0 < said.verbatim[own] < 1


def test_only_the_sentences_that_are_asked_for_are_matched(library: Library) -> None:
    """In their order, and as among all others."""
    batch = batch_of(library)
    every = match_all("养犬登记", batch)
    some = QuestionMeaning.of(VECTORS, "养犬登记", batch).match([3, 1])
    for name in ("own", "above", "around"):
        assert getattr(some, name) == pytest.approx(getattr(every, name)[[3, 1]], abs=1e-6)
    for name in ("share", "verbatim", "worst", "second", "unsaid"):
        assert getattr(some.said_around, name) == pytest.approx(getattr(every.said_around, name)[[3, 1]], abs=1e-6)


def test_cosines_are_those_of_the_whole_texts(library: Library) -> None:
    """What is worked out at once for all sentences is what each by itself would give."""
    batch, question = batch_of(library), "劳动报酬什么时候发"
    found = match_all(question, batch)
    whole, *texts = VECTORS.encode([question, *batch.folded])
    assert found.own == pytest.approx(np.array(texts) @ whole, abs=1e-5)
    assert np.all(found.said_around.share >= found.said.share)


def test_unknown_words_are_near_nothing(library: Library) -> None:
    """A question without a word of the table has zeros, and so has an empty batch."""
    batch = batch_of(library)
    found = match_all("\u2603", batch)
    said = found.said_around
    assert not any(values.any() for values in (found.own, found.above, found.around, said.share, said.worst))
    assert QuestionMeaning.of(VECTORS, "\u2603", batch).words == 0
    assert len(match_all("犬", SentenceBatch((), SEVERAL_REPORTS)).own) == 0
