"""Synthetic questions for measuring speed, as a log of many people would hold them. The same seed gives the same ones.

The questions come from the phrasings and gaps of the shipped report and from templates over synthetic terms. Their
frequencies follow Zipf's law: a few are asked often, most of them rarely. Courtesies, particles and typing errors are
added at random.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from bot.topics.clustering import AnswerKey, LoggedQuestion
from retrieval import Library
from retrieval.models import Outcome
from retrieval.resources import DATA

_QUALIFIERS = (
    "行政 财政 教育 医疗 交通 环保 住房 就业 养老 税务 农业 水利 文化 旅游 信用 应急 消防 食品 药品 工商 "
    "民政 司法 审计 统计 城市 乡镇 社区 企业 公共 基层 重点 专项 年度 全区 综合 联合 网上 统一 日常 法治"
).split()
_NOUNS = (
    "审批 复议 执法 监督 检查 培训 服务 管理 规划 改革 建设 整治 评估 公开 登记 许可 处罚 调解 诉讼 补贴 "
    "资金 项目 制度 机制 平台 清单 标准 指标 报告 会议 队伍 人员 机构 事项 案件 流程 窗口 热线 档案 数据 "
    "责任 任务 目标 措施 成效 问题 风险 保障 宣传 督查"
).split()
_TEMPLATES = (
    "{}有多少 {}怎么办理 {}归谁管 {}什么时候开始 {}在哪里查 {}要哪些材料 为什么要搞{} {}花了多少钱 {}的电话 "
    "{}多久办结 今年{}的进展 {}的依据是什么 能不能网上办{} {}比去年多了几成 个人能申请{}吗"
).split()
_BEFORE = ("", "", "", "", "请问", "你好，", "我想问一下", "麻烦问下，", "那个，")
_AFTER = ("", "", "", "？", "?", "呢", "啊？", "，谢谢", "呀")
_TYPO_SHARE = 0.05


def official_terms() -> list[str]:
    """About two thousand words of four characters.

    >>> len(official_terms()), official_terms()[0]
    (2000, '行政审批')
    """
    return [qualifier + noun for qualifier, noun in product(_QUALIFIERS, _NOUNS)]


def distinct_questions() -> list[LoggedQuestion]:
    """All different questions: phrasings with their answers, gaps, and each template with each synthetic term."""
    loaded = Library.open(DATA / "reports").loaded_reports[0]
    answered = [
        LoggedQuestion(
            p.question, Outcome.ANSWER, AnswerKey(loaded.report.file, "", *p.span, loaded.report.text[slice(*p.short)])
        )
        for p in loaded.phrasings
        if p.short
    ]
    missing = [LoggedQuestion(gap.question, Outcome.RELATED) for gap in loaded.gaps]
    synthetic = [
        LoggedQuestion(asked.format(term), Outcome.NONE) for term, asked in product(official_terms(), _TEMPLATES)
    ]
    return answered + missing + synthetic


def make_questions(count: int, seed: int = 7) -> list[LoggedQuestion]:
    """Draw ``count`` questions. The n-th most frequent one is drawn with probability proportional to 1 / n."""
    random = np.random.default_rng(seed)
    distinct = distinct_questions()
    random.shuffle(distinct)
    share = 1 / np.arange(1, len(distinct) + 1)
    drawn = random.choice(len(distinct), count, p=share / share.sum())
    return [_as_typed(distinct[at], random) for at in drawn]


def _as_typed(question: LoggedQuestion, random: np.random.Generator) -> LoggedQuestion:
    """A question with a courtesy, a particle or a missing character, at random."""
    text = question.question
    if len(text) > 3 and random.random() < _TYPO_SHARE:
        at = int(random.integers(1, len(text) - 1))
        text = text[:at] + text[at + 1 :]
    before, after = _BEFORE[random.integers(len(_BEFORE))], _AFTER[random.integers(len(_AFTER))]
    return LoggedQuestion(f"{before}{text}{after}", question.outcome, question.answer)
