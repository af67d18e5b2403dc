"""Meaning: what means nearly the same is nearest, whatever its words."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval import Library
from retrieval.index.postings import Scores
from retrieval.resources import read_word_vectors
from retrieval.scoring.candidates import SEVERAL_REPORTS
from retrieval.scoring.reranking.meaning_match import match_meaning
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


def nearest(values: Scores, batch: SentenceBatch) -> str:
    """The sentence with the greatest value."""
    return batch.sentences[int(np.argmax(values))].text


def test_what_means_the_same_is_nearest_by_every_measure(library: Library) -> None:
    """No word of the question stands in the sentence."""
    batch = batch_of(library)
    found = match_meaning(VECTORS, "老板拖欠工钱", batch)
    wanted = "用人单位应当按时足额支付劳动报酬。"
    assert nearest(found.own, batch) == nearest(found.said, batch) == nearest(found.said_around, batch) == wanted


def test_a_word_of_the_sentence_is_said_in_full(library: Library) -> None:
    """What stands there has a cosine of 1; what stands in the heading alone counts as well, elsewhere it does not."""
    batch = batch_of(library)
    own, other = (batch.folded.index(next(text for text in batch.folded if word in text)) for word in ("犬只", "集"))
    found = match_meaning(VECTORS, "登记", batch)
    assert found.said[own] == pytest.approx(1.0, abs=1e-5)
    assert found.said[other] < 0.9
    assert match_meaning(VECTORS, "养犬", batch).said[own] == pytest.approx(1.0, abs=1e-5)


def test_cosines_are_those_of_the_whole_texts(library: Library) -> None:
    """What is worked out at once for all sentences is what each by itself would give."""
    batch, question = batch_of(library), "劳动报酬什么时候发"
    found = match_meaning(VECTORS, question, batch)
    whole, *texts = VECTORS.encode([question, *batch.folded])
    assert found.own == pytest.approx(np.array(texts) @ whole, abs=1e-5)
    assert np.all(found.said_around >= found.said)


def test_unknown_words_are_near_nothing(library: Library) -> None:
    """A question without a word of the table has zeros, and so has an empty batch."""
    found = match_meaning(VECTORS, "\u2603", batch_of(library))
    assert not any(values.any() for values in (found.own, found.above, found.around, found.said, found.said_around))
    assert len(match_meaning(VECTORS, "犬", SentenceBatch((), SEVERAL_REPORTS)).own) == 0
