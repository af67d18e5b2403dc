"""Change: direction and end of a change, in sentences beside a figure and in questions beside what asks for one.

增加到 names where a change ended, 增加了 how much it was; 由…降至 where it began.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.models import Span
from retrieval.statements.statement import ChangeEnd, Direction

Change = tuple[Direction | None, ChangeEnd | None]

_UP = (
    r"增长|增加|增多|上升|上涨|上浮|上调|调高|提高|提升|攀升|扩大|延长|拓展|扩展|增幅|涨幅|升幅|增速|增长率|多了|高了"
    r"|(?<![新所免])增(?![设值补派强进效收配订列资])|涨|(?<![晋直])升(?![级学旗温格])"
)
_DOWN = (
    r"下降|下滑|下跌|下调|调低|减少|降低|回落|缩减|压减|压缩|精简|缩短|缩小|收窄|降幅|跌幅|少了|低了"
    r"|(?<![下])降(?![解级温雨水成])|跌|(?<![削精])减(?![轻免税负排灾刑费证贫持速])|缩(?=[减短至到])"
)
_WORD = rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
_ABOUT = r"(?:近|约|超过?|逾|大约|将近|接近|不足|不到|高达|达到?)?"
# What stands between a word of change and its figure.
_BEFORE = re.compile(rf"{_WORD}(?:率|幅度?|幅|速度?|量|额)?(?P<to>到|至|为|成)?了?(?P<reach>达到?|为|约)?{_ABOUT}\Z")
# 减少环节12个: the word of change governs what is counted.
_GOVERNS = re.compile(rf"(?:\A|[,;:。、]|共|已|累计|分别|同比|上年|去年)(?P<whole>{_WORD}了?[^\d,;:。、]{{1,14}})\Z")
_FROM = re.compile(r"(?:由|从|自)[^,;。由从自]{0,10}\Z")
_THEN = re.compile(rf"[^,;。]{{0,8}}?(?:{_WORD}[^,;。]{{0,2}}?)?[到至为成]")
_BEHIND = re.compile(rf"(?:的|幅度的?|左右的?){_WORD}")
_LONGEST_BEFORE = 24
# 较上年多|326人: by how much one differs from the other.
_DIFFERS = re.compile(r"[比较](?:[^\d,;:。、]{1,10}?)(?:(?P<up>多|高|长|快)|(?P<down>少|低|短|慢))(?:了|出)?\Z")
_MUCH = r"(?:多少|几[^乎]|百分之|多大|\d)"
_ASKED = re.compile(
    rf"{_WORD}(?:率|幅度?|速度?|比例|数量?|量)?(?P<to>到|至|为|成)?[了过]?(?:是|有|约|大概|差不多)?{_MUCH}"
)
_ASKED_RATE = re.compile(
    r"(?P<up>增幅|涨幅|升幅|增速|增长率|增长速度|上涨率)|(?P<down>降幅|跌幅|下降率|下降幅度|减少幅度)"
)
_ASKED_LAST = re.compile(rf"(?:同比|环比|比上年|较上年|比去年|较去年){_WORD}(?:率|幅度?|了)?[?？]?\Z")
_ASKED_DIFFERENCE = re.compile(rf"[比较][^,]{{1,12}}?(?:(?P<up>多|高|长|快)|(?P<down>少|低|短|慢))(?:了|出)?{_MUCH}")
_ASKED_FROM = re.compile(
    r"(?:由|从)(?:原来的?)?(?:多少|几)|(?:原来|原先|以前|从前|此前|之前)[^,，。]{0,6}?(?:多少|几)|[降升涨增减]之?前"
)
_COMPARED = re.compile(r"(?:同比|环比|比上年(?:同期)?|较上年(?:同期)?|比去年(?:同期)?|较去年(?:同期)?|比上月)\Z")
_CHANGE_WORDS = re.compile(rf"同比|环比|(?:比|较)(?:上年|去年|上月|年初)(?:同期|末)?|(?:{_UP}|{_DOWN})[了到至为]?")


_FLAT = re.compile(
    r"(?:[与和同较比](?:上年|去年|上月|往年|前一年)(?:同期)?(?:相比)?)?(?:基本)?(?:持平|保持不变|没有变化|无变化)"
)
_MOST_UNCHANGED = 10


def change_before(folded: str, span: Span) -> Change:
    """Direction and end of the change that the figure at a span of a folded sentence belongs to.

    >>> text = "罚款由320件降至275件,同比下降14.1%"
    >>> [tuple(map(str, change_before(text, at))) for at in ((3, 7), (9, 13), (18, 23))]
    [('down', 'from'), ('down', 'to'), ('down', 'by')]
    """
    start, end = span
    early = max(start - _LONGEST_BEFORE, 0)
    if _FROM.search(folded, early, start) and (then := _THEN.match(folded, end)):
        return _direction(then), ChangeEnd.FROM
    if said := _BEFORE.search(folded, early, start):
        return _direction(said), ChangeEnd.TO if said["to"] and not _names_rate(said) else ChangeEnd.BY
    if said := _DIFFERS.search(folded, early, start):
        return _direction(said), ChangeEnd.BY
    if said := _BEHIND.match(folded, end) or _GOVERNS.search(folded, early, start):
        return _direction(said), ChangeEnd.TO if folded.startswith(("到", "至", "为"), start - 1) else ChangeEnd.BY
    return None, None


def _names_rate(said: re.Match[str]) -> bool:
    """增幅为5% and 增长率为5% state how much, not where it ended."""
    word = said["up"] or said["down"]
    return word in ("增幅", "涨幅", "升幅", "增速", "增长率", "降幅", "跌幅") or "率" in said[0] or "幅" in said[0]


def asked_change(folded: str) -> Change:
    """Direction and end of the change that a question asks for; neither where it asks for none or for both.

    >>> [tuple(map(str, asked_change(q))) for q in ("热线办理量增长了多少", "罚款案件降到多少件", "新增了多少项")]
    [('up', 'by'), ('down', 'to'), ('None', 'None')]
    """
    found = [*_ASKED.finditer(folded), *_ASKED_RATE.finditer(folded), *_ASKED_LAST.finditer(folded)]
    found += _ASKED_DIFFERENCE.finditer(folded)
    directions = {_direction(each) for each in found}
    if _ASKED_FROM.search(folded):
        return (directions.pop() if len(directions) == 1 else None), ChangeEnd.FROM
    if len(directions) != 1:
        return None, None
    to = any(each.re is _ASKED and each["to"] for each in found)
    return directions.pop(), ChangeEnd.TO if to else ChangeEnd.BY


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A part of a sentence that says that nothing changed: 与上年持平; ``item`` is what stands between the commas."""

    start: int
    end: int
    item: Span


def unchanged(folded: str) -> list[Unchanged]:
    """What a sentence says that did not change.

    >>> text = "受理80件,办理量与上年基本持平"
    >>> [text[each.start : each.end] for each in unchanged(text)]
    ['与上年基本持平']
    """
    found = []
    for match in _FLAT.finditer(folded):
        start = max(folded.rfind(mark, 0, match.start()) for mark in ",;:。") + 1
        found.append(Unchanged(match.start(), match.end(), (start, match.end())))
        if len(found) == _MOST_UNCHANGED:
            break
    return found


def change_word(folded: str, span: Span) -> Span:
    """The span of a figure widened to the words that say how it changed: 同比下降|3.4%.

    >>> text = "办理量同比下降3.4%"
    >>> text[slice(*change_word(text, (7, 11)))]
    '同比下降3.4%'
    """
    start = max(span[0] - _LONGEST_BEFORE, 0)
    said = _BEFORE.search(folded, start, span[0])
    governs = None if said else _GOVERNS.search(folded, start, span[0])
    at = said.start() if said else governs.start("whole") if governs else span[0]
    compared = _COMPARED.search(folded, start, at)
    return (compared.start() if compared else at), span[1]


def without_change(folded: str) -> str:
    """A text without its words of change and comparison: what is measured.

    >>> without_change("政务热线办理量同比下降")
    '政务热线办理量'
    """
    return _CHANGE_WORDS.sub("", folded)


def _direction(said: re.Match[str]) -> Direction | None:
    return Direction.UP if said["up"] else Direction.DOWN if said["down"] else None
