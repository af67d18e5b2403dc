"""Asking: whether a clause asks, by its question words, its A-not-A, its particle or the noun that it ends with."""

from __future__ import annotations

import re

SPEAKER = r"(?:我们?|俺们?|咱们?|本人)"
"""Who speaks, for a regular expression."""
_ASKS = re.compile(
    r"多少|几(?![乎近])|[百千万]分之几|哪|谁|什么|啥|怎|咋|如何|何[时处种人地]|为何|是否|可否|能否|有否|"
    r"多[久长大高远重快深]|"
    r"(?P<a>[\u4e00-\u9fff])[不没](?P=a)|有没|没有没|(?P<b>[\u4e00-\u9fff])(?P<c>[\u4e00-\u9fff])不(?P=b)(?P=c)|"
    r"[吗么]$|[^\W]呢$|[^要是也都就](?:不|没|没有)$|还是.{1,12}$|^(?:请|你|您|麻烦){0,2}告诉(?:我|一下)|"
    r"介绍(?!个|一个|份|对象)|说说|讲讲|列一?[下出个]|请问|想知道|想了解|想问|求问|了解一?下"
)
# A clerk types what is wanted as a noun: 投诉电话, 申请流程.
_WANTED = re.compile(
    r"(?<![缺少打个回])(?:电话|号码|热线|地址|位置|地点|网址|邮箱|渠道|途径|方式|办法|方法|流程|步骤|程序|手续|"
    r"材料|条件|标准|依据|时间|日期|期限|时限|"
    r"数量|件数|次数|人数|总数|项数|条数|户数|金额|比例|占比|比率|率|排名|名单|清单|目录|名称|原因|措施|"
    r"(?<!反映)(?<!一下)情况|结果|制度|机制|"
    r"政策|规定|部门|单位|机构|平台|进度|奖励|处理|问责|整治|治理)$"
)

# What was done then is told, not asked.
_TELLS = re.compile(r"昨天|昨晚|今天|前天|刚才|刚刚|上次|这次|上午|下午|早上|上周")


def asks(clause: str) -> bool:
    """Whether a folded clause asks something.

    >>> [asks(clause) for clause in ("投诉电话", "投诉怎么处理", "去不去", "我要投诉", "态度太差")]
    [True, True, True, False, False]
    """
    return bool(_ASKS.search(clause) or (_WANTED.search(clause) and not _TELLS.search(clause)))
