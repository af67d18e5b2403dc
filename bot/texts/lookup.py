"""Texts of look-up and citation for staff, in the chat and on the command line."""

from __future__ import annotations

from retrieval.search.query import FilterField, LookupQuery
from retrieval.search.syntax import QuerySyntaxError, SyntaxFault

# --- looking up -------------------------------------------------------------------------------------------------

CLI_FIND_SHORT = "查找：列出与关键词最相关的条款。"
CLI_FIND = (
    CLI_FIND_SHORT + "“加引号”的须一字不差；-词 表示不要；年:2021（或 年:2019-2021）、机关:司法局、文号:13号、"
    "地区:山东 限定报告，这些条件前也可以加减号。在命令行里，引号要写在单引号之内：wenda find '\"行政复议\" -培训'。"
)
FIND_NEEDS_WORDS = """关键词：/find 执法记录仪 数量
一字不差、不要某词：/find "行政复议" -培训
限定报告：/find 法律顾问 年:2019-2021 机关:司法局（还有 文号: 地区:）"""
FIND_TOO_LONG = "查找的内容太长（超过 {limit} 字），请只留关键词。"
SEARCHED = "🔎 {query}"
FOUND = "最相关的 {count} 条："
FOUND_LISTED = "符合条件的 {count} 条，按原文顺序："
FOUND_MORE = "最相关的条款，这里列出前 {count} 条："
FOUND_LISTED_MORE = "符合条件的条款，按原文顺序列出前 {count} 条："
UNDER_HEADING = "{heading}：{text}"
FOUND_ITEM = "{rank}. {citation}"
FOUND_NO_REPORT = "没有符合这些条件的报告：{filters}。/library 或 wenda library 可以看到现有的报告。"
BACK_TO_FOUND = "↩ 返回查找结果"

_SLOTS = {FilterField.YEAR: "年", FilterField.AGENCY: "机关", FilterField.NUMBER: "文号", FilterField.PLACE: "地区"}
_FAULTS = {
    SyntaxFault.UNCLOSED: "引号没有配对：{found}。请在这句话后面补上引号，或去掉前面的引号。",
    SyntaxFault.EMPTY_PHRASE: "引号里是空的：{found}。请在引号里写上要一字不差地查找的话。",
    SyntaxFault.YEAR: "年份没有看懂：{found}。请写成四位数字，例如 年:2021，或 年:2019-2021。",
    SyntaxFault.EMPTY_FILTER: "“{found}”后面没有内容。请接着写上，例如 年:2021、机关:司法局。",
    SyntaxFault.NOTHING: "没有写要查什么{found}。请至少写一个关键词、一句加引号的话或一个条件。",
}
_ONLY_WITHOUT = "，只写了不要什么：{found}"
_LONGEST = 40


def query_fault(error: QuerySyntaxError) -> str:
    """The message about a syntax error in a query.

    >>> query_fault(QuerySyntaxError(SyntaxFault.YEAR, "年:abc"))
    '年份没有看懂：年:abc。请写成四位数字，例如 年:2021，或 年:2019-2021。'
    """
    found = error.found if len(error.found) <= _LONGEST else error.found[:_LONGEST] + "…"
    if error.fault is SyntaxFault.NOTHING:
        found = _ONLY_WITHOUT.format(found=found) if found else ""
    return _FAULTS[error.fault].format(found=found)


def filters_of(query: LookupQuery) -> str:
    """The filters of a query on one line.

    >>> from retrieval.search.syntax import parse_query
    >>> filters_of(parse_query("agency：司法局 -年：2021"))
    '机关:司法局 -年:2021'
    """
    return " ".join(f"{'-' * each.negated}{_SLOTS[each.field]}:{each.value}" for each in query.filters)


# --- citing -----------------------------------------------------------------------------------------------------

CLI_CITE = "引文：把一条原文写成可以放进公文的引文；PASSAGE 是编号（p17）或条款（一/(一)/一是）。"
CLI_CITE_STYLE = "只要一种：memo 公文全式，short 简式，gbt 参考文献（GB/T 7714-2015）。"
CITE_NEEDS = "请写明哪一条，例如 /cite p17 或 /cite 一/(一)/一是；也可以回复我的一条答复或查找结果，再发 /cite。"
CITE_NOTHING_THERE = "您回复的那条消息里没有可引的条款，或者资料已经更新。请写明哪一条，例如 /cite p17。"
CITE_NO_RANK = "那条消息里没有第 {rank} 条。"
CITE_SEVERAL = "“{wanted}”之下有 {count} 条，请写明是哪一条：{listed}"
NO_REPORT = "没有与“{wanted}”相符的报告。/library 或 wenda library 可以看到现有的报告。"
FIRST_REPORTS = "只写条款时，只在前 {count} 份报告里查找；请在前面写上报告的标题，例如 《报告的标题》{clause}。"
CITE_LISTED = "{id}（{label}）"
CITE_LIST_LEAD = "共 {count} 条的引文如下。回复同一条消息并发送 /cite 2，可得到第 2 条的全部格式。"
STYLES = {"memo": "公文", "short": "简式", "gbt": "参考文献"}
STYLE_LINE = "{style}："
COPY_STYLE = "📋 {style}"
COPY_RANK = "📋 {rank}"

MEMO = "《{title}》{about}{place}"
MEMO_ABOUT = "（{parts}）"
MEMO_BETWEEN = "，"
MEMO_QUOTED = "：“{text}”"
OMITTED = "……"
# Names of the levels of a clause in a memo; other levels are written as in the report.
CLAUSE_PART = "第{numeral}部分"
CLAUSE_SECTION = "第{mark}项"
CLAUSE_ITEM = "第{numeral}目"
CLAUSE_POINT = "第{mark}点"
CLAUSE_PLACES = {"元数据": "文件信息", "页脚": "页末"}
