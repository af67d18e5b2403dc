"""Texts of ``wenda eval``: the sections of its report in Chinese, as a terminal shows them. The page stays English."""

from __future__ import annotations

import re

_HEADINGS = {
    "Figures": "总分",
    "Recall of the first stage": """第一步查找的召回率

有标准引文的题里，引文所在的段落排在检索结果前 50、100、200 之内的百分比（按题目的年份、地方等条件检索）；\
“加已知问法”：已知问法指到的段落也算在内。""",
    "By kind of question": "按题型",
    "Without phrasings and gaps": "去掉问法和未载事项",
    "What each ingredient adds": "每一样起多大作用",
    "The classifier's trade-off": "分类器门槛的取舍",
    "Short answers by confidence": "短答案与把握的门槛",
    "What fell short": "失分的题",
}
_TERMS = {
    # Figures
    "questions": "题数",
    "accuracy": "准确率",
    "false answers": "误答率",
    "false refusals": "误拒率",
    "short exact": "短答案完全一致率",
    "short precision": "短答案正确率",
    "short given": "给出短答案",
    "parts stated": "一条问几件时的答出率",
    "unfaithful": "与原文不一致的引文",
    "median quote": "引文字数（中位）",
    "median ms": "用时（中位，毫秒）",
    # Kinds of questions
    "kind": "题型",
    "article": "问某一条",
    "citizen-lay": "市民口语",
    "compare": "比较",
    "definition": "问定义",
    "fact": "问事实",
    "follow-up": "追问",
    "how-to": "怎么办理",
    "lay": "大白话",
    "list": "列举",
    "metadata": "文件本身",
    "multi-part": "一条问几件",
    "near-miss": "相近而未载",
    "negation-direction": "否定与增减",
    "noisy": "有错字的",
    "number": "问数字",
    "plan-2022": "下一年的打算",
    "scope-missing": "资料范围之外",
    "shortcoming": "问不足",
    "staff": "工作人员收的",
    "staff-keyword": "工作人员的关键词",
    "unanswerable": "报告未载",
    "who-agency": "由谁办",
    "who-where-when": "谁、何处、何时",
    "why-how": "为何、如何",
    # Ingredients
    "without": "去掉",
    "nothing: the whole engine": "什么都不去掉",
    "the lexicon": "词表",
    "phrasings": "问法",
    "gaps": "未载事项",
    "phrasings and gaps": "问法和未载事项",
    "the table of attributes": "属性表",
    "places": "地名",
    "the meaning of words": "词义",
    "repair of slips": "错字纠正",
    "the answerability classifier": "能否作答的分类器",
    "lexicon, phrasings, gaps and classifier: BM25 of words and n-grams alone": (
        "词表、问法、未载事项和分类器：只剩词和字串的 BM25"
    ),
    # Thresholds
    "threshold": "门槛",
    "confidence": "把握",
    "(used)": "（使用中）",
    "given where there is one": "有短答案的题里给出的",
    # What fell short
    "id": "编号",
    "question": "题目",
    "points": "得分",
    "why": "原因",
    "answered what is not stated": "报告未载，却答了",
    "refused": "没有作答",
    "the sentence is not among those shown": "应引的句子不在给出的几句里",
    "found, but taken for not stated": "找到了，但当成未载",
    "another sentence came first": "排在前面的是别的句子",
}
_PATTERNS = (
    (re.compile(r"recall@(\d+)"), r"前 \1 段"),
    (re.compile(r"recall@(\d+) with known"), r"前 \1 段，加已知问法"),
    (re.compile(r"([\d.]{1,12}) \(used\)"), r"\1（使用中）"),
    (re.compile(r"short answer None, wanted (.+)"), r"没有给出短答案，应为 \1"),
    (re.compile(r"short answer (.+), wanted (.+)"), r"短答案是 \1，应为 \2"),
)
_CELL = re.compile(r"(?<=\| )(?:\\.|[^|\\])*?(?= \|)")
_HEADING = re.compile(r"## (?P<name>[^:\n]+?)(?:: (?P<of>[^\n]+))?(?:\n.*)?", re.DOTALL)


def section_in_chinese(section: str) -> str:
    r"""A heading with what it says, or a table, in Chinese; the words of questions stay as they are.

    >>> print(section_in_chinese("## What fell short: blind"))
    ## 失分的题：blind
    >>> print(section_in_chinese("|  | accuracy |\n|---|---|\n| blind | 92.7 |"))
    |  | 准确率 |
    |---|---|
    | blind | 92.7 |
    """
    if heading := _HEADING.fullmatch(section):
        said = _HEADINGS[heading["name"]]
        return f"## {said}：{heading['of']}" if heading["of"] else f"## {said}"
    return _CELL.sub(lambda cell: _cell_in_chinese(cell[0]), section)


def _cell_in_chinese(cell: str) -> str:
    if said := _TERMS.get(cell):
        return said
    for pattern, said in _PATTERNS:
        if found := pattern.fullmatch(cell):
            return found.expand(said)
    return cell
