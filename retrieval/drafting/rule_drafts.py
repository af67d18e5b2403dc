"""Rule drafts: questions for what a sentence forbids, allows, demands, punishes or defines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.drafting.draft import DraftedFact
from retrieval.models import Span

_ACT = r"[\u4e00-\u9fffA-Za-z\d、“”《》()]"
_FORBIDDEN = re.compile(rf"(?P<who>{_ACT}{{0,12}})(?:不得|禁止|严禁)(?P<act>{_ACT}{{3,24}})")
_ALLOWED = re.compile(rf"(?P<who>{_ACT}{{2,12}})可以(?P<act>{_ACT}{{3,24}})")
_DEMANDED = re.compile(rf"(?P<who>{_ACT}{{2,12}})(?:应当|必须)(?P<act>{_ACT}{{3,24}})")
_PUNISHED = re.compile(
    rf"(?P<deed>{_ACT}{{4,36}})的,[^。]{{0,60}}?"
    r"(?P<penalty>(?:处以?|并处|可以?并?处)[^。;]{2,40}?罚款|责令[^。;,]{2,16})"
)
_DEFINED = re.compile(rf"(?P<thing>{_ACT}{{2,14}}),?是指(?P<meaning>[^。]{{4,160}})")
_CALLED = re.compile(r"^.*所称的?")
_REFERENCE = re.compile(r"本(?:条例|办法|规定|法|细则)|第[一二三四五六七八九十百\d]+[条款项]|前[款条]|上述|下列")


def rule_drafts(folded: str) -> Iterator[DraftedFact]:
    """The drafts for the rules of a folded sentence.

    >>> [each.questions[0] for each in rule_drafts("犬只不得进入公园草坪。携带犬只进入的,由城管部门处二百元以下罚款。")]
    ['能不能进入公园草坪', '携带犬只进入怎么处罚']
    """
    for match in _FORBIDDEN.finditer(folded):
        act, who = match["act"], match["who"]
        if _is_plain(act):
            asked = (f"能不能{act}", f"可以{act}吗", *((f"{who}能{act}吗",) if _is_plain(who) and who else ()))
            yield DraftedFact(match.span(), None, asked, act)
    for match in _ALLOWED.finditer(folded):
        act, who = match["act"], match["who"]
        if _is_plain(act) and _is_plain(who):
            yield DraftedFact(match.span(), None, (f"{who}可以{act}吗", f"谁可以{act}", f"能{act}吗"), act)
    for match in _DEMANDED.finditer(folded):
        act, who = match["act"], match["who"]
        if _is_plain(act) and _is_plain(who):
            asked = (f"谁应当{act}", f"{act}由谁负责", f"一定要{act}吗")
            yield DraftedFact(match.span(), match.span("who"), asked, act)
    for match in _PUNISHED.finditer(folded):
        deed = match["deed"]
        if _is_plain(deed):
            asked = (
                f"{deed}怎么处罚",
                f"{deed}会不会被罚",
                *((f"{deed}罚多少钱",) if "罚款" in match["penalty"] else ()),
            )
            yield DraftedFact(match.span(), match.span("penalty"), asked, deed)
    for match in _DEFINED.finditer(folded):
        thing = _CALLED.sub("", match["thing"])
        if len(thing) > 1:
            start = match.end("thing") - len(thing)
            span: Span = (start, match.end())
            asked = (f"什么是{thing}", f"{thing}是什么意思", f"{thing} 定义")
            yield DraftedFact(span, match.span("meaning"), asked, thing)


def _is_plain(text: str) -> bool:
    """Whether words tell what they mean by themselves: 违反本条例第五条规定 does not."""
    return not _REFERENCE.search(text)
