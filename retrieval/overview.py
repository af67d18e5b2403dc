"""Questions for a whole section, such as 存在哪些不足 and 明年有什么安排.

The answer is the first sentence of each clause of the section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.types import Passage, Place

_SECTIONS = {
    "shortcoming": (
        re.compile(r"不足(?:之处)?|短板|问题|差距|薄弱环节|薄弱|毛病|缺点|欠缺|没做好|做得不好"),
        re.compile(r"不足|问题|差距|短板|困难"),
    ),
    "plan": (
        re.compile(r"安排|打算|计划|规划|思路|要(?:干|做)(?:什么|啥|哪些)(?:事)?|重点|任务"),
        re.compile(r"安排|打算|计划|下一步|思路"),
    ),
}
_FILLER = re.compile(
    r"法治(?:政府)?(?:建设)?|政府|推进|存在|还|有没有|有|哪些|哪几[个点项]|什么|啥|方面|主要|工作|报告|这份|全区|区里|我区|里|中|提到|说|了|和|都|"
    r"是|的|吗|呢|怎么|咋|列一?下|讲讲|"
    r"下一?(?:年度?|步)|\d{4}年度?|明年|来年|今年|去年|接下来|今后|以后|将来|将|一年|个|到|在"
)


def asked_section(folded: str) -> str:
    """The kind of section that a question asks for as a whole, or an empty string.

    >>> asked_section("存在哪些不足"), asked_section("明年有什么安排"), asked_section("考核有什么不足")
    ('shortcoming', 'plan', '')
    """
    for kind, (cue, _) in _SECTIONS.items():
        rest, count = cue.subn("", folded, count=1)
        if count and not _FILLER.sub("", rest):
            return kind
    return ""


def section_clauses(passages: Sequence[Passage], kind: str) -> list[Passage]:
    """The leaf clauses of the top-level section of this kind, in order.

    A section that both looks back and ahead is taken for what its heading names last.
    """
    heading = _SECTIONS[kind][1]
    inside = [p for p in passages if p.clause.place is Place.LEAF and p.clause.headings]
    return [p for p in inside if heading.search(p.clause.headings[0])]
