"""List items: the numbered list whose items a question asks for: its materials, steps, conditions, posts, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.passages import PassageStore
from retrieval.models import Passage, Quote, Region
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of, covered_share
from retrieval.scoring.candidates import sentences
from retrieval.scoring.evidence import Evidence
from retrieval.text.answer_type import AnswerType
from retrieval.text.normalization import fold

# What asks for the items of a list, and what the words before such a list say.
_TOPICS = tuple(
    (re.compile(asks), re.compile(leads))
    for asks, leads in (
        (
            r"材料|手续|资料|证件|(?:带|交|提供|准备|提交)(?:些|上)?(?:什么|啥|哪些)",
            r"材料|资料|证件|手续|提交|提供|携带",
        ),
        (
            r"条件|资格|(?:符合|满足)(?:什么|啥|哪些)|(?:谁|什么人|哪些人)(?:才)?(?:可以|能|有资格)",
            r"条件|资格|符合|对象|范围",
        ),
        (r"(?:什么|哪些|啥)(?:样的)?(?:情况|情形|行为)", r"情形|情况|行为|下列|以下"),
        (
            r"流程|程序|步骤|(?:怎么|如何|怎样|咋)(?:样|去)?(?:申请|办理?|申办|报名|申报|领取?|操作)",
            r"程序|流程|步骤|方式|办法|按照?(?:下列|以下)|申请与|(?:申请|办理|申报)$",
        ),
        (r"岗位|职位", r"岗位|职位"),
        (r"安排", r"安排"),
        (r"哪些|哪几[个项种类条]|都有(?:什么|啥)|包括(?:什么|啥)|(?:什么|啥)内容", r"如下|以下|下列|包括|分为|主要"),
    )
)
_KINDS = frozenset({AnswerType.LIST, AnswerType.HOW, AnswerType.WHAT, AnswerType.WHO, AnswerType.YES_NO})
_LEADS_ON = re.compile(r"(?:如下|以下|下列)[^。]{0,30}[:：。]?\s*$|[:：]\s*$")
# A quote of more characters is no sentence or a few; a list of more, or with longer items, is a chapter.
_LONGEST_QUOTE, _LONGEST_LIST, _LONGEST_ITEM = 300, 900, 150
# A longer report is not looked through.
_MOST_PASSAGES = 600
# How much of the question a list, what leads to it and the titles above must hold: where one of its sentences answers,
# and where none is known to.
_NAMED, _SURELY_NAMED = 0.4, 0.75


@dataclass(frozen=True, slots=True)
class ClauseList:
    """The items of a list in order, and the clause that leads to it."""

    lead: Passage
    items: tuple[Passage, ...]

    @property
    def opening(self) -> tuple[int, int, str] | None:
        """Start, end and text of the sentence that leads on to the items; None where a heading does."""
        last = sentences(self.lead)[-1:]
        return next(((each.start, each.end, each.text) for each in last if _LEADS_ON.search(each.text)), None)

    @property
    def above(self) -> str:
        """The folded words that lead to it: the sentence, else the heading."""
        heading = self.lead.clause.headings[-1] if self.lead.clause.headings else ""
        return fold(f"{heading} {self.opening[2]}" if self.opening else heading)

    @property
    def is_short(self) -> bool:
        """Whether it can be quoted as an answer."""
        return (
            len(self.items) > 1
            and self.items[-1].end - self.items[0].start <= _LONGEST_LIST
            and all(item.end - item.start <= _LONGEST_ITEM for item in self.items)
        )

    def covered(self, concepts: Sequence[Concept]) -> float:
        """The share of a question's concepts that the words around the items hold, 0 to 1."""
        around = fold(" ".join((*self.lead.titles, *self.lead.clause.headings, self.lead.text)))
        return covered_share(concepts, [concept.coverage(around) for concept in concepts])


def topics_of(question: Question) -> list[re.Pattern[str]]:
    """What the words before a list say that a question asks for; empty where it asks for none.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> [len(topics_of(analyse(text, (), Lexicon(), None))) for text in ("要带什么材料", "材料费多少钱")]
    [1, 0]
    """
    return [leads for asks, leads in _TOPICS if asks.search(question.text)] if question.kind in _KINDS else []


@dataclass(frozen=True, slots=True)
class ListFinder:
    """Finds the list that a question asks for in the report of the best sentence."""

    passages: PassageStore
    catalog: ReportCatalog
    rarity: Callable[[str], float]

    def items(self, evidence: Evidence, is_answer: bool) -> tuple[Quote, ...]:
        """The quotes of all items with what leads to them; none where the question asks for no list that is there.

        ``is_answer``: the best sentence answers; then the list must be the one that it leads to or stands in.
        """
        topics, best = topics_of(evidence.question), evidence.best.sentence.passage
        if not topics or self.catalog.entry(best.file).passages > _MOST_PASSAGES:
            return ()
        report = self.passages.of_report(best.file)
        concepts = concepts_of(evidence.question, self.rarity)
        found = []
        for each in lists_in(report):
            named = each.covered(concepts)
            here = best == each.lead or best in each.items
            wanted = _NAMED if here else _SURELY_NAMED
            if each.is_short and named >= wanted and topics[0].search(each.above) and (here or not is_answer):
                found.append((here, named, -each.lead.start, each))
        if not found:
            return ()
        chosen = max(found, key=lambda each: each[:3])[3]
        return tuple(_quotes(self.passages.report(best.file).text, chosen))


def lists_in(report: Sequence[Passage]) -> Iterator[ClauseList]:
    """The lists of a report, by its passages; the parts of a notice are one, where its introduction leads on to it."""
    for at, lead in enumerate(report):
        if lead.clause.place is Region.PARENT:
            within = f"{lead.clause.path}/"
            end = next(
                (to for to in range(at + 1, len(report)) if not report[to].clause.path.startswith(within)), len(report)
            )
            yield ClauseList(lead, tuple(report[at + 1 : end]))
        elif lead.clause.place is Region.INTRODUCTION and _LEADS_ON.search(lead.text):
            yield ClauseList(lead, tuple(each for each in report[at + 1 :] if each.clause.place is Region.LEAF))


def _quotes(text: str, chosen: ClauseList) -> Iterator[Quote]:
    """A list as quotes, as few as their length allows."""
    opening = chosen.opening
    passages = (chosen.lead, *chosen.items) if opening else chosen.items
    first, start = passages[0], opening[0] if opening else passages[0].start
    end = start
    for passage in passages:
        if end > start and passage.end - start > _LONGEST_QUOTE:
            yield Quote(text[start:end], start, end, first)
            first, start = passage, passage.start
        end = passage.end
    yield Quote(text[start:end], start, end, first)
