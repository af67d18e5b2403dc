"""Lists: all items of the numbered list that a question asks for, where a sentence of it was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.corpus.passages import PassageStore
from retrieval.models import Passage, Quote, Region
from retrieval.question.analysis import Question
from retrieval.scoring.candidates import Sentence, sentences
from retrieval.text.answer_type import AnswerType
from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

_ASKS = re.compile(
    r"哪些|哪几|都有|(?:什么|啥|哪[些种])(?:样的?)?(?:材料|手续|资料|证件|条件|情况|情形|要求|步骤|流程|程序|岗位|职位|内容|东西)"
    r"|(?:材料|手续|资料|证件|条件|情形|要求|步骤|流程|程序|岗位|职位|职责|安排|名单|清单)(?:是|有|包括|要|需要?)?(?:什么|啥|怎样|怎么样)?$"
    r"|(?:怎么|如何|怎样|咋)(?:样|去)?(?:申请|办理?|申办|报名|申报|领取?|操作|安排)"
)
_KINDS = frozenset({AnswerType.LIST, AnswerType.HOW, AnswerType.WHAT, AnswerType.WHO})
_LEADS_ON = re.compile(r"(?:如下|以下|下列)[^。]{0,30}[:：。]?\s*$|[:：]\s*$")
# A quote of more characters is no sentence or a few; a list of more is a chapter.
_LONGEST_QUOTE, _LONGEST_LIST = 300, 900
# How much of the question the words before a list must hold.
_NAMED = 0.5


def asks_for_list(question: Question) -> bool:
    """Whether a question asks for the items of a list.

    >>> from retrieval.question.analysis import analyse
    >>> from retrieval.text.lexicon import Lexicon
    >>> [asks_for_list(analyse(text, (), Lexicon(), None)) for text in ("需要什么材料", "材料费多少")]
    [True, False]
    """
    return question.kind in _KINDS and bool(_ASKS.search(question.text))


@dataclass(frozen=True, slots=True)
class ListExpander:
    """Finds the list that a sentence leads to or is an item of."""

    passages: PassageStore

    def items(self, best: Sentence, question: Question) -> tuple[Quote, ...]:
        """The quotes of all items, led by the sentence before them; none where the question asks for no such list."""
        if not asks_for_list(question):
            return ()
        report = self.passages.of_report(best.passage.file)
        lead, items = _list_of(best, report)
        if len(items) < 2 or items[-1].end - items[0].start > _LONGEST_LIST:
            return ()
        if best.passage is not lead and not _is_named(lead, items[0], question):
            return ()
        opening = [each for each in sentences(lead)[-1:] if _LEADS_ON.search(each.text)] if lead else []
        text = self.passages.report(best.passage.file).text
        start = opening[0].start if opening else items[0].start
        return tuple(_quotes(text, start, [*([lead] if opening and lead else []), *items]))


def _list_of(best: Sentence, report: Sequence[Passage]) -> tuple[Passage | None, list[Passage]]:
    """What stands before the list that a sentence leads to or is an item of, and the items with what is within them."""
    path = best.passage.clause.path
    if best.passage.clause.place is Region.PARENT:
        above = path
    elif best.passage.clause.place is Region.INTRODUCTION and _LEADS_ON.search(best.text):
        # The parts of a notice are the items of what it announces.
        return best.passage, [each for each in report if each.clause.place in (Region.LEAF, Region.PARENT)]
    else:
        above = path.rpartition("/")[0]
    if not above:
        return None, []
    lead = next((each for each in report if each.clause.path == above), None)
    return lead, [each for each in report if each.clause.path.startswith(f"{above}/")]


def _is_named(lead: Passage | None, item: Passage, question: Question) -> bool:
    """Whether the words before a list hold so much of the question that the list is what it asks for."""
    above = fold(" ".join((*item.titles, *item.clause.headings[:-1], lead.text if lead else "")))
    asked = [word for word in words(_ASKS.sub(" ", question.query)) if len(word) > 1]
    return not asked or sum(word in above for word in asked) >= _NAMED * len(asked)


def _quotes(text: str, start: int, passages: Sequence[Passage]) -> Iterator[Quote]:
    """The text of passages that follow each other as quotes, as few as their length allows."""
    first, end = passages[0], start
    for passage in passages:
        if end > start and passage.end - start > _LONGEST_QUOTE:
            yield Quote(text[start:end], start, end, first)
            first, start = passage, passage.start
        end = passage.end
    yield Quote(text[start:end], start, end, first)
