"""Grading of short answers: whether what stands in bold is right, and how many parts of a message are stated.

Right is a short answer that is the gold one, holds it with a few characters more or lacks a few of it, or is words
within it. Where the gold has quotes and no phrase, it must stand in one of them. Of a message with several parts it
holds the answer to one and no figure that belongs to none. Where the library does not state an answer, each is wrong.
"""

from __future__ import annotations

import re

from retrieval.evaluation.gold import GoldQuestion
from retrieval.models import Outcome, Reply
from retrieval.text.normalization import fold

MULTI_PART = "multi-part"
# Of these an unnamed phrase may be the opposite of what was asked, or of another thing.
_NEEDS_PHRASE = frozenset({"negation-direction", "near-miss"})
_NUMBER = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿]")
_DIGITS = re.compile(r"[0-9]+")
_MORE, _LESS = 6, 4


def seen(text: str) -> str:
    """Text for comparison: folded, without white space and quotation marks.

    >>> seen("“学习 强国”")
    '学习强国'
    """
    return re.sub(r"[\s“”\"'‘’]+", "", fold(text))


def gold_answers(gold: GoldQuestion) -> list[str]:
    """The short answers that are right, as `seen` gives them: the one of the question, else those of its parts."""
    return [seen(answer) for answer in ([gold.answer] if gold.answer else gold.answers) if answer]


def is_short_right(gold: GoldQuestion, reply: Reply) -> bool | None:
    """Whether the short answer that a reply gives is right; None where it gives none.

    >>> from retrieval.models import Reply
    >>> asked = GoldQuestion("1", "number", "几台", (), ("配备788台",), "788台", None)
    >>> [is_short_right(asked, Reply("几台", Outcome.ANSWER, (), short)) for short in ("配备788台", "131台", None)]
    [True, False, None]
    """
    short = seen(reply.short or "")
    if reply.outcome is not Outcome.ANSWER or not short:
        return None
    answers = gold_answers(gold)
    if not answers:
        return gold.kind not in _NEEDS_PHRASE and any(short in seen(quote) for quote in gold.quotes)
    if gold.kind == MULTI_PART:
        foreign = set(_DIGITS.findall(short)) - set(_DIGITS.findall("".join(answers)))
        return not foreign and any(answer in short or short in answer for answer in answers)
    return any(fits(short, answer) for answer in answers)


def fits(short: str, answer: str) -> bool:
    """Whether a short answer says what a gold one does; both as `seen` gives them.

    >>> fits("配备788台", "788台"), fits("行政处罚", "修复了行政处罚信息"), fits("131台", "788台")
    (True, True, False)
    """
    if answer in short:
        return len(short) <= len(answer) + _MORE
    only_words = len(short) > 1 and not _NUMBER.search(short)
    return short in answer and (only_words or len(short) >= len(answer) - _LESS)


def parts_stated(gold: GoldQuestion, reply: Reply) -> tuple[int, int]:
    """How many parts of a message a reply answers in bold, and how many the library states; none for other kinds.

    >>> from retrieval.models import Part
    >>> asked = GoldQuestion("1", MULTI_PART, "问", (), (), None, None, ("50件", "39件", None))
    >>> parts_stated(asked, Reply("问", Outcome.ANSWER, (), "50件", parts=(Part("受理多少", "50件", 0),)))
    (1, 2)
    """
    if gold.kind != MULTI_PART:
        return 0, 0
    shorts = [reply.short, *(part.short for part in reply.parts)]
    said, answers = " ".join(seen(short) for short in shorts if short), gold_answers(gold)
    return sum(answer in said for answer in answers), len(answers)
