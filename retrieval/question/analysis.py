"""Question analysis: the words of a question, the terms they may stand for, the type of answer, what it leans on.

Nothing here looks at a report. `years` finds the years that a question names; `scope` finds the places, and holds both
against the library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.question.anaphora import leans, thing_named, without_pointing
from retrieval.question.years import years_of
from retrieval.text.answer_type import AnswerType, kind_of
from retrieval.text.lexicon import Lexicon, Term
from retrieval.text.normalization import fold
from retrieval.text.question_text import plain

_PLAN = re.compile(r"明年|来年|下一?年|下一步|接下来|今后|往后|将来|打算|计划|准备|未来|下一阶段|以后要|安排")
_SHORTCOMING = re.compile(r"不足|短板|问题|差距|薄弱|缺点|毛病|欠缺|不到位|不够|差在|弱项|哪里不好|没做好|原因")
# Earlier questions among which the one is looked for that a chain of 那…呢 takes its asking from.
_CHAIN = 6
# Lay forms of one question that are looked for by their official terms: people use five at the most.
_MOST_FORMS = 12


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    ``text`` is what was asked, as `plain` gives it; ``keywords`` its words where it was typed with spaces
    between, as clerks do, the last the most telling; ``query`` what ranks sentences, without the words that select
    documents; ``context`` is the earlier question that it leans on,
    empty where it stands alone. ``expansions`` pairs each lay form found with its official terms.
    """

    raw: str
    text: str
    query: str
    context: str
    kind: AnswerType
    expansions: tuple[tuple[str, tuple[Term, ...]], ...]
    years: tuple[int, ...]
    keywords: tuple[str, ...]
    plan: bool
    shortcoming: bool
    thing: str = ""
    earlier: str = ""

    @property
    def asking(self) -> str:
        """The question that says what is asked: its own text, or that of the earlier one."""
        return self.earlier or self.text


def analyse(raw: str, history: tuple[str, ...], lexicon: Lexicon, year: int | None,
            lean: bool = False) -> Question:  # fmt: skip
    """Take a question apart; ``year`` is the newest report's, which 去年 counts from.

    The last question of ``history`` becomes its context where it points back, or where ``lean`` says so.
    """
    text = plain(raw)
    context = plain(history[-1]) if history and (lean or leans(text)) else ""
    thing = thing_named(text, lean) if context else ""
    if context:
        text = thing or without_pointing(text)
    # 那轻罚的呢 asks for what the question before it asked for.
    earlier = _asked_before(history) if context and kind_of(text) is AnswerType.WHAT else ""
    return Question(
        raw=raw,
        text=text,
        query=text,
        context=context,
        kind=kind_of(earlier or text),
        expansions=expand(f"{context} {text}" if context else text, lexicon),
        years=years_of(text, year),
        keywords=_keywords(raw),
        plan=bool(_PLAN.search(text)),
        shortcoming=bool(_SHORTCOMING.search(text)),
        thing=thing,
        earlier=earlier,
    )


def _asked_before(history: Sequence[str]) -> str:
    """The last earlier question that asks something, and does not itself only name a thing."""
    folded = [plain(earlier) for earlier in history[: -_CHAIN - 1 : -1]]
    return next((earlier for earlier in folded if not thing_named(earlier)), folded[0])


@dataclass(frozen=True, slots=True)
class QuestionAnalyzer:
    """Takes questions apart with one library's lexicon; ``year`` is that of its newest report."""

    lexicon: Lexicon
    year: int | None

    def analyse(self, raw: str, history: Sequence[str] = (), lean: bool = False) -> Question:
        """The question as `analyse` takes it apart."""
        return analyse(raw, tuple(history), self.lexicon, self.year, lean)


def _keywords(raw: str) -> tuple[str, ...]:
    parts = tuple(plain(part) for part in fold(raw).split() if re.search(r"\w", part))
    # Spaces between all the characters are a manner of typing.
    return parts if len(parts) > 1 and max(map(len, parts)) > 1 else ()


def expand(folded: str, lexicon: Lexicon) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """The longest lay forms of a text, left to right, with their official terms; the first `_MOST_FORMS`, each once.

    >>> lexicon = Lexicon({"告政府": (Term("行政诉讼", 1.0),), "政府": (Term("机关", 0.5),)})
    >>> [form for form, terms in expand("想告政府", lexicon)]
    ['告政府']
    """
    found, at = dict[tuple[str, tuple[Term, ...]], None](), 0
    while at < len(folded) and len(found) < _MOST_FORMS:
        for size in range(min(lexicon.longest, len(folded) - at), 1, -1):
            form = folded[at : at + size]
            if form in lexicon:
                found[form, lexicon[form]] = None
                at += size - 1
                break
        at += 1
    return tuple(found)
