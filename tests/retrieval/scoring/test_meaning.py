"""Meaning: what means nearly the same comes before what only shares a word; nothing else changes."""

from __future__ import annotations

import numpy as np

from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import passages
from retrieval.parsing.sentences import with_readings
from retrieval.resources import read_gazetteer, read_word_vectors
from retrieval.scoring.candidates import SEVERAL_REPORTS
from retrieval.scoring.meaning import with_meaning
from retrieval.scoring.sentence_batch import SentenceBatch
from tests.retrieval.invented import report_of

TEXT = """\
风车县便民手册

一、养犬
饲养犬只应当办理登记。

二、劳动
用人单位应当按时足额支付劳动报酬。

三、集市
赶集的日子由镇里公布。
"""
REPORT = report_of(TEXT, "2021-风车县-便民手册.txt")
BATCH = SentenceBatch(with_readings(passages(REPORT), read_metadata(REPORT, read_gazetteer())), SEVERAL_REPORTS)


def ranked(asked: str, scores: np.ndarray) -> list[str]:
    """The sentences by their scores with meaning, the best first; those without a score are left out."""
    found = with_meaning(scores, asked, BATCH, read_word_vectors())
    return [BATCH.folded[at] for at in np.argsort(-found, kind="stable") if found[at] > 0]


def test_the_nearest_comes_first_among_equals() -> None:
    """No word of the question stands in its sentence."""
    even = np.ones(len(BATCH))
    assert ranked("小狗要上户口吗", even)[0] == "饲养犬只应当办理登记。"
    assert ranked("老板拖欠工钱怎么办", even)[0] == "用人单位应当按时足额支付劳动报酬。"


def test_a_clear_lead_stays() -> None:
    """Words count first."""
    scores = np.ones(len(BATCH))
    market = next(at for at, text in enumerate(BATCH.folded) if text.startswith("赶集"))
    scores[market] = 3
    assert ranked("老板拖欠工钱怎么办", scores)[0] == BATCH.folded[market]


def test_what_has_no_score_gets_none_and_no_other_loses_its_own() -> None:
    """The same sentences are ranked as before."""
    scores = np.zeros(len(BATCH))
    scores[:2] = 0.1
    found = with_meaning(scores, "老板拖欠工钱怎么办", BATCH, read_word_vectors())
    assert ((found > 0) == (scores > 0)).all()


def test_a_question_without_a_known_word_changes_nothing() -> None:
    """There is nothing to go by."""
    scores = np.ones(len(BATCH))
    assert np.array_equal(with_meaning(scores, "zzz", BATCH, read_word_vectors()), scores)
