"""Measured things: what a figure of a sentence counts, and what was done to it, in words to ask with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.statements.change import without_change
from retrieval.statements.roles.clauses import Tag, words_of
from retrieval.statements.statement import Statement

_TIME = re.compile(
    r"^(?:\d{2,4}年(?:度|以来)?|\d{1,2}月(?:\d{1,2}日)?|今年以来|今年|全年|去年|上年|目前"
    r"|截至[^,]{0,8}|期间|先后|累计|其中|已经?|现已?|共计?|总共|一共|约|近|超过?|分别|同比|环比|比上年|较上年|各)+"
)
_END = re.compile(
    r"(?:已经?|共计?|总共|约|近|超过?|达到?|为|有|是|至|到|了|同比|环比|比上年|较上年|高达|不少于|不低于|不超过)+$"
)
_SHORTEST, _LONGEST = 2, 14
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z\d·“”《》()-]+")


@dataclass(frozen=True, slots=True)
class MeasuredThing:
    """A thing that is counted, and the verb of what was done to it; either may be empty, but not both."""

    verb: str
    thing: str


def measured_thing(statement: Statement) -> MeasuredThing | None:
    """What a figure counts; None where that cannot be told in a few words.

    >>> from retrieval.statements.number_statements import number_statements
    >>> [measured_thing(each) for each in number_statements("全年受理复议申请50件,组织11个部门")]
    [MeasuredThing(verb='受理', thing='复议申请'), MeasuredThing(verb='组织', thing='部门')]
    """
    measured = _bare(without_change(statement.measured))
    # What rose or fell is named as a whole: 热线办理量.
    verb, thing = ("", measured) if statement.direction is not None else _split(measured)
    if len(thing) < _SHORTEST and (noun := _noun(statement.noun)):
        thing = noun
    if not _is_askable(thing) and not (not thing and _is_askable(verb)):
        return None
    return MeasuredThing(verb, thing)


def _bare(measured: str) -> str:
    """What is measured, without words of time and quantity around it."""
    return _END.sub("", _TIME.sub("", measured.strip(" ,、;:")))


def _split(measured: str) -> tuple[str, str]:
    """The last verb of a phrase and what stands behind it; no verb where the phrase names a thing alone."""
    words = words_of(measured)
    for at in range(len(words) - 1, -1, -1):
        if words[at].tag in (Tag.VERB, Tag.CAUSATIVE):
            return words[at].text, _bare(measured[words[at].end :].lstrip("了"))
    return "", measured


def _noun(behind: str) -> str:
    """The nouns that a phrase begins with."""
    end = 0
    for word in words_of(behind):
        if word.tag is not Tag.NOUN:
            break
        end = word.end
    return behind[:end]


def _is_askable(text: str) -> bool:
    return _SHORTEST <= len(text) <= _LONGEST and bool(_WORDS.fullmatch(text)) and is_balanced(text)


def is_balanced(text: str) -> bool:
    """Whether every quotation mark and bracket of a text has its other one.

    >>> is_balanced("“三张清单”"), is_balanced("按照“")
    (True, False)
    """
    return all(text.count(first) == text.count(second) for first, second in ("“”", "《》", "()"))
