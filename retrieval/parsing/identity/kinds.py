"""Kinds of document, as the ends of titles name them: 条例, 若干措施, 工作报告, each with what may follow in brackets.

General names of the language of offices; which genre a kind belongs to stands in `retrieval.parsing.identity.genre`.
"""

from __future__ import annotations

from retrieval.lazy_pattern import lazy_pattern
from retrieval.text.values.numerals import TENS

_KINDS = (
    # rules
    "宪法 法典 法 条例 办法 规定 细则 规则 规范 规程 准则 守则 章程 通则 总则 制度 标准 导则 指引 "
    "指导原则 要求 修正案 解释 "
    # orders and letters
    "命令 令 决定 决议 公告 通告 公报 通知 通报 意见 建议 批复 复函 答复 函 请示 报告 议案 提案 纪要 安排 指示 批示 "
    "公示 公开信 决定书 通知书 告知书 意见书 建议书 责任书 承诺书 判决书 裁定书 "
    # plans and measures
    "方案 规划 纲要 计划 要点 措施 政策 预案 行动 目标 指南 框架 大纲 倡议 倡议书 宣言 声明 "
    "协定 协议 公约 议定书 备忘录 合同 "
    # accounts
    "工作报告 情况报告 统计公报 情况说明 说明 总结 预算 决算 白皮书 年报 讲话 简报 综述 情况 介绍 "
    # lists, forms and answers
    "职位表 岗位表 一览表 登记表 申请表 汇总表 分工表 统计表 报表 清单 目录 名录 名单 须知 简章 "
    "办事指引 解读 问答 解答 启事 通稿 示范文本 范本 手册"
).split()
_REMARK = r"(?:[（(〔\[【][^（()）〔〕\[\]【】]{1,24}[)）〕\]】])"
_REMARKS = lazy_pattern(rf"{_REMARK}{{1,3}}\Z")
_KIND_END = lazy_pattern(rf"(?:{'|'.join(sorted(_KINDS, key=len, reverse=True))}){_REMARK}{{0,3}}\Z")
# Words that end like a kind and name none.
_NO_KIND = lazy_pattern(
    r"(?:(?<!公)司法|执法|立法|普法|守法|违法|非法|合法|依法|方法|做法|说法|看法|想法|用法|书法|法令)\Z"
)
ABOUT = lazy_pattern(r"关于|印发|转发|批转")
"""What stands in a title in front of what it is about."""
# What another document's title stands behind.
_PASSES_ON = lazy_pattern(r"印发|转发|批转")
# What stands between the matter and the kind of such a title, and kinds that need nothing there.
_BEFORE_KIND = lazy_pattern(rf"(?:的[^的《》]{{0,16}}|若干[^的《》]{{0,6}}|》[^的《》]{{0,8}}|[\d{TENS}]{{1,3}}条)\Z")
_OWN_KIND = lazy_pattern(
    r"(?:(?:工作|情况|执行)(?:报告|说明|通报|总结)|(?:行动|实施|工作|专项|总体)(?:方案|计划|规划))"
    rf"{_REMARK}{{0,3}}\Z"
)
_LONGEST = 160
_SHORTEST = 4


def is_title(line: str) -> bool:
    """Whether a line ends with a kind of document, as titles do; of one about something the kind must be its own.

    >>> [is_title(line) for line in ("某市预算管理办法（试行）", "某市人民政府", "关于全面推行公示制度记录制度")]
    [True, False, False]
    """
    if not _SHORTEST <= len(line) <= _LONGEST:
        return False
    found = _KIND_END.search(line, max(0, len(line) - 90))
    if found is None or _NO_KIND.search(_bare(line)):
        return False
    about = ABOUT.search(line)
    return about is None or _closes(line, about.end(), found.start())


def _closes(line: str, about: int, kind: int) -> bool:
    """Whether the kind at a position ends a title about something: 关于…的通知, 关于…若干规定, 印发《…》的通知."""
    # Within the title of another document stands the kind of that one.
    if any(line.count(first, 0, kind) > line.count(last, 0, kind) for first, last in ("《》", "“”", "〈〉")):
        return False
    if _BEFORE_KIND.search(line, about, kind):
        return True
    return not _PASSES_ON.search(line) and bool(_OWN_KIND.search(line))


def bare_title(title: str) -> str:
    """A title without what follows its kind in brackets.

    >>> bare_title("某某办法（试行）（2021年修订）")
    '某某办法'
    """
    return _bare(title.strip())


def _bare(line: str) -> str:
    return _REMARKS.sub("", line)
