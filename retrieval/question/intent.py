"""Greetings and thanks: words to the bot, not questions to the library."""

from __future__ import annotations

import re

from retrieval.text.normalization import fold
from retrieval.text.tokenization import words

_KINDS = {
    "who": re.compile(
        r"你是(?:谁|啥|什么|干什么的|机器人|真人|人工|ai|人)|你叫(?:什么|啥)|你(?:能|会)(?:干|做)(?:什么|啥)"
        r"|(?:怎么|咋)(?:用|使)你?|是机器人吗?|是真人吗?"
    ),
    "joke": re.compile(r"(?:讲|说|来)一?个?(?:笑话|段子|故事)|唱(?:个|首)歌|陪我聊(?:聊天|天)?|聊聊天|无聊"),
    "thanks": re.compile(r"^(?:非常|太|十分|真是)?(?:谢谢|多谢|感谢|谢了|谢啦|thanks|thank you|3q|辛苦了?)"),
    "bye": re.compile(r"^(?:再见|拜拜|拜|回见|下次见|bye|88)$"),
    "hello": re.compile(
        r"^(?:你好|您好|hi|hello|嗨|哈喽|在吗|在不在|在么|早上好|上午好|中午好|下午好|晚上好|早|有人吗|喂)"
    ),
}
_FILLER = re.compile(r"[呀啊哦嘛吗呢吧啦了哈呗的你您大家各位朋友小伙伴同志]|机器人|真人")
_LONGEST = 16


def greeting_of(raw: str) -> str:
    """The kind of small talk that a message is and nothing else, or an empty string.

    >>> greeting_of("你好，你是机器人吗"), greeting_of("你好,法律顾问几个人")
    ('who', '')
    """
    text = fold(raw).strip()
    if not text or len(text) > _LONGEST:
        return ""
    rest, kinds = re.sub(r"[^\w]", "", text), []
    for kind, pattern in _KINDS.items():
        rest, count = pattern.subn("", rest)
        if count:
            kinds.append(kind)
    return kinds[0] if kinds and not re.sub(r"给我|帮我|我|个|来|是|好", "", _FILLER.sub("", rest)) else ""


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
