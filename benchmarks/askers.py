"""Questions as many people would log them, made for measuring speed: the same for the same seed.

What is asked comes from the phrasings and gaps of the shipped report and from templates over made terms; a few things
are asked often and most of them seldom (Zipf's law), with courtesies, particles and slips as people put them.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from benchmarks.synthetic import vocabulary
from bot.topics.clustering import AnswerKey, LoggedQuestion
from retrieval import Library
from retrieval.models import Outcome
from retrieval.resources import DATA

_ASKED = (
    "{}有多少", "{}怎么办理", "{}归谁管", "{}什么时候开始", "{}在哪里查", "{}要哪些材料",
    "为什么要搞{}", "{}花了多少钱", "{}的电话", "{}多久办结", "今年{}的进展", "{}的依据是什么",
    "能不能网上办{}", "{}比去年多了几成", "个人能申请{}吗",
)  # fmt: skip
_BEFORE = ("", "", "", "", "请问", "你好，", "我想问一下", "麻烦问下，", "那个，")
_AFTER = ("", "", "", "？", "?", "呢", "啊？", "，谢谢", "呀")
_SLIPS = 0.05


def facts() -> list[LoggedQuestion]:
    """What can be asked: the phrasings with their answers, the gaps, and each template with each made term."""
    shelf = Library.open(DATA / "reports").shelves[0]
    answered = [
        LoggedQuestion(
            p.question, Outcome.ANSWER, AnswerKey(shelf.report.file, "", *p.span, shelf.report.text[slice(*p.short)])
        )
        for p in shelf.phrasings
        if p.short
    ]
    missing = [LoggedQuestion(gap.question, Outcome.RELATED) for gap in shelf.gaps]
    made = [LoggedQuestion(asked.format(term), Outcome.NONE) for term, asked in product(vocabulary(), _ASKED)]
    return answered + missing + made


def make(count: int, seed: int = 7) -> list[LoggedQuestion]:
    """Draw ``count`` questions; the n-th most frequent thing has a chance proportional to 1 / n."""
    chance = np.random.default_rng(seed)
    known = facts()
    chance.shuffle(known)
    share = 1 / np.arange(1, len(known) + 1)
    drawn = chance.choice(len(known), count, p=share / share.sum())
    return [_said(known[at], chance) for at in drawn]


def _said(asked: LoggedQuestion, chance: np.random.Generator) -> LoggedQuestion:
    text = asked.question
    if len(text) > 3 and chance.random() < _SLIPS:
        at = int(chance.integers(1, len(text) - 1))
        text = text[:at] + text[at + 1 :]
    before, after = _BEFORE[chance.integers(len(_BEFORE))], _AFTER[chance.integers(len(_AFTER))]
    return LoggedQuestion(f"{before}{text}{after}", asked.outcome, asked.answer)
