"""Intent: the kind of section of a report that a question asks for as a whole, such as its plan for the next year."""

from __future__ import annotations

import re

from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

# What asks for a section, and what its heading says.
SECTIONS = {
    "shortcoming": (
        re.compile(r"不足(?:之处)?|短板|问题|差距|薄弱环节|薄弱|毛病|缺点|欠缺|没做好|做得不好"),
        re.compile(r"不足|问题|差距|短板|困难"),
    ),
    "plan": (
        re.compile(r"安排|打算|计划|规划|思路|要(?:干|做)(?:什么|啥|哪些)(?:事)?|重点|任务"),
        re.compile(r"安排|打算|计划|下一步|思路|目标任务"),
    ),
}
_SECTION_FILLER = re.compile(
    r"推进|存在|还|有没有|有|哪些|哪几[个点项]|什么|啥|方面|主要|工作|报告|这份|"
    r"[全我本][省市区县州镇乡]|[省市区县州镇乡]里|里|中|提到|说|了|和|都|"
    r"是|的|吗|呢|怎么|咋|列一?下|讲讲|"
    r"下一?(?:年度?|步)|\d{4}年度?|明年|来年|今年|去年|接下来|今后|以后|将来|将|一年|个|到|在"
)


def without_words_of(title: str, folded: str) -> str:
    """A folded question without the words of a report's title, which say nothing that the report does not.

    >>> without_words_of("2021年度某某建设情况报告", "某某建设的问题")
    '的问题'
    """
    held = sorted({word for word in words(fold(title)) if len(word) > 1}, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, held)), "", folded) if held else folded


def asked_section(folded: str, title: str = "") -> str:
    """The kind of section that a question asks for as a whole of the report of this title, or an empty string.

    >>> asked_section("存在哪些不足"), asked_section("明年有什么安排"), asked_section("考核有什么不足")
    ('shortcoming', 'plan', '')
    """
    for kind, (cue, _) in SECTIONS.items():
        rest, count = cue.subn("", folded, count=1)
        if count and not _SECTION_FILLER.sub("", without_words_of(title, rest)):
            return kind
    return ""
