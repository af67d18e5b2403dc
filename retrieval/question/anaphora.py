"""Anaphora: whether a question points back at the one before it, and the thing that it names in place of that one's.

那公共服务呢 names a thing and leaves unsaid what is asked of it; 结了多少 asks and leaves the thing unsaid.
"""

from __future__ import annotations

import re

from retrieval.question.years import years_of
from retrieval.text.tokenization import words

_LONGEST_THING, _LONGEST_LEANING, _BRIEF = 16, 16, 4
_LEAD = (
    r"(?:那(?:要是|如果是?|就是|么(?!多呢|少呢|[多少]$)|些|[个份项种类](?!人|体|税|别|目|额|植|子|型))?|"
    r"这(?:些|个(?!人|体|税|别|报告)|项(?!目))?|(?:其中|里面|里头|当中|这里面|那里面|这当中)(?:的|有)?|"
    r"还有|另外|再说|再问一?下|换成|改成|要是|如果是?|假如是?|至于|关于|对于|说到|提到|光说|单说)"
)
_TAIL = (
    r"(?:方面|这一?[块项边]|那一?[块项边]|[这那][个份]|部分)?的?(?:话|情况)?又?"
    r"(?:呢|哩|嘞|咧|怎么样|怎样|如何|咋样)?[呀啊]?"
)
_THING = re.compile(rf"(?P<lead>{_LEAD}{{0,3}})(?P<thing>.{{2,{_LONGEST_THING}}}?)(?P<tail>{_TAIL})")
_ASKS = re.compile(
    r"多少|几(?!乎)|哪|谁(?!执法|普法)|什么|啥|怎|咋|吗|为何|何时|如何|多[久远]|"
    r"是不是|有没有|能不能|可不可以|没有?$|[了没]没$|是否|能否"
)
_POINTS = re.compile(r"^(?:那|这(?!份)|其中|它|他们|她|另外?|还有|上面|刚才|前面|后面|再|又)|呢$")
_BEGINS_WITH_ASKING = re.compile(r"^(?:都|各|分别|哪|几|多少|为什么|怎么)")
_ONLY_POINTS = re.compile(r"^(?:那么?|这(?!份|次)|其中|另外|还有|再问一?下)+(?:的话)?|(?:的?呢|的话)$")


def thing_named(folded: str, bare: bool = False) -> str:
    """The thing that a folded question puts in place of the one before it; empty where it asks more or names none.

    A thing by itself, without 那 or 呢, is one where it is ``bare`` by what stands around it, or very short.

    >>> thing_named("那公共服务呢"), thing_named("换成镇街方面的呢"), thing_named("那公共服务有几项")
    ('公共服务', '镇街', '')
    """
    match = _THING.fullmatch(folded)
    if match is None or not (match["lead"] or match["tail"] or bare or len(folded) <= _BRIEF):
        return ""
    thing = match["thing"]
    return thing if words(thing) and not asks(thing) and not years_of(thing, 1) else ""


def puts_in_place(folded: str) -> bool:
    """Whether a question says by 那 and 呢 that it puts a thing in the place of another, whatever that is.

    >>> puts_in_place("那咨询呢"), puts_in_place("那谢谢啊"), puts_in_place("咨询")
    (True, False, False)
    """
    match = _THING.fullmatch(folded)
    return bool(match and match["lead"] and match["tail"].endswith("呢"))


def asks(folded: str) -> bool:
    """Whether a folded text asks something: 多少, 谁, 有没有."""
    return bool(_ASKS.search(folded))


def leans(folded: str) -> bool:
    """Whether a question needs the one before it: it is short, it points back, or it begins with what it asks."""
    brief = len(folded) <= _LONGEST_LEANING
    return points_back(folded) or (brief and bool(_BEGINS_WITH_ASKING.search(folded)))


def points_back(folded: str) -> bool:
    """Whether a question says nothing without the one before it: it is very short, or points at it.

    >>> points_back("他们代理了几起"), points_back("怎么申请行政复议"), leans("怎么申请行政复议")
    (True, False, True)
    """
    return len(folded) <= _BRIEF or (len(folded) <= _LONGEST_LEANING and bool(_POINTS.search(folded)))


def without_pointing(folded: str) -> str:
    """A folded question without what only points back: 那轻罚的呢 is about 轻罚.

    >>> without_pointing("那轻罚的呢"), without_pointing("那有多少件呢")
    ('轻罚', '有多少件')
    """
    return thing_named(folded) or _ONLY_POINTS.sub("", folded) or folded
