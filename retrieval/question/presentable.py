"""Presentable questions: which known questions may be shown to a person as something to ask.

Phrasings are written to be found, many as keywords, fragments or slang. What is shown must be a whole question that a
person would ask aloud, and understand without what stands around it.
"""

from __future__ import annotations

import re

SHORTEST, LONGEST = 6, 26
_ASKS = re.compile(
    r"多少|几[\u4e00-\u9fff]|哪[\u4e00-\u9fff]|谁|什么|怎么|怎样|如何|为何|何时|是否|吗$|有没有|能不能|可不可以|"
    r"会不会|要不要|是不是|多[久长大]"
)
# Typed for a search, or cut off: keywords apart, a noun that nothing is asked of, an open end.
_FRAGMENT = re.compile(r"\s|[的得和与或及在把被对给从由]$|^[的得了吗呢和与或]|的(?:数量|次数|名称|时间|情况)$")
# Leans on something else, or on what only those know who wrote it.
_LEANS = re.compile(
    r"^(?:那|这(?!份|个报告|次|一年)|它|他|她|其|还|另|再|又|也|都|就|只|光|上面|下面|前面|后面|里面|开头|结尾|"
    r"第[一二三四五六七八九十]|剩|要是|说)|自己|这些|那些|它们|他们"
)
# How people talk among themselves, and what sounds like a reproach.
_SLANG = re.compile(
    r"啥|咋|俺|咱|嘛|呗|哈|甭|咧|搞|弄|整|瞒|头头|当官|老百姓|官家|公家|家伙|玩意|毛病|赖|耍|赔|混|糊弄|忽悠|"
    r"走过场|摆设|拍脑袋|瞎|乱|白|软|光说|装样子|"
    r"没$|不$|没有$|干嘛|捞|整治谁|摆平|拉黑|洗白|放过|点名|凭什么|图个|上头|底下|上面|下面|乱改|一个人说了算|各干各"
)


def is_presentable(question: str) -> bool:
    """Whether a known question may be shown.

    >>> [is_presentable(text) for text in ("执法记录仪有多少台", "记录仪 台数", "那其他的有几个", "头头开了啥会")]
    [True, False, False, False]
    """
    text = question.rstrip("?？。")
    return (
        SHORTEST <= len(text) <= LONGEST
        and _ASKS.search(text) is not None
        and not any(pattern.search(text) for pattern in (_FRAGMENT, _LEANS, _SLANG))
    )
