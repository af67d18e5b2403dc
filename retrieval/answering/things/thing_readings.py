"""Readings of a follow-up that only names a thing (那公共服务呢): it is asked what the question before it asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from retrieval.answering.things.mentions import ReportMentions, content_words
from retrieval.question.analysis import Question
from retrieval.question.anaphora import asks
from retrieval.text.answer_type import AnswerType, kind_of
from retrieval.text.tokenization import dictionary_words

# What is asked of a thing, by the kind of answer that was wanted before.
_ASKED = {
    AnswerType.COUNT: "有多少",
    AnswerType.MONEY: "多少钱",
    AnswerType.PERCENT: "比例是多少",
    AnswerType.DURATION: "要多久",
    AnswerType.DATE: "是什么时候",
    AnswerType.WHO: "是谁",
    AnswerType.WHERE: "在哪里",
    AnswerType.DOCUMENT: "依据什么文件",
    AnswerType.LIST: "有哪些",
    AnswerType.WHY: "为什么",
    AnswerType.HOW: "怎么办",
    AnswerType.YES_NO: "",
    AnswerType.WHAT: "",
}


@dataclass(frozen=True, slots=True)
class ThingReadings:
    """A follow-up as it may be meant: ``within`` the question before it, or ``by_itself``.

    ``shown`` is the thing alone, where neither is answered; ``before`` the earlier question.
    """

    within: Question
    by_itself: Question
    shown: Question
    before: Question


def thing_readings(question: Question, mentions: ReportMentions) -> ThingReadings:
    """The readings of a follow-up that names a thing."""
    asked = question.thing + (asking_of(question, mentions) if question.earlier else "")
    within = replace(question, text=asked, earlier="")
    of_thing = tuple((form, terms) for form, terms in question.expansions if form in question.thing)
    shown = replace(question, text=question.thing, earlier=asked, context="", expansions=of_thing)
    before = replace(question, text=question.context, query=question.context, context="", thing="", earlier="")
    return ThingReadings(within, replace(within, context=""), shown, before)


def asking_of(question: Question, mentions: ReportMentions) -> str:
    """What the earlier question asks: its words behind the last one that reports name, else by its kind."""
    words = dictionary_words(question.earlier)
    telling = [len(word) > 1 and bool(content_words(word)) and not asks(word) for word in words]
    last = next((at for at in reversed(range(len(words))) if telling[at] and mentions.names(words[at])), -1)
    named, end = words[last] if last >= 0 else "", last + 1
    # 码上见 belongs to 信用码上见.
    while named and end < len(words) and mentions.names(named + words[end]):
        named, end = named + words[end], end + 1
    tail = "".join(words[end:])
    same_kind = kind_of(tail) is question.kind and question.kind is not AnswerType.COUNT
    asks_more = any(telling[end:]) and kind_of(tail) is not AnswerType.WHAT
    return tail if same_kind or asks_more else _ASKED[question.kind]
