"""Synthetic corpus for measuring speed: official words in Zipf's proportions. The same seed gives the same corpus."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

_QUALIFIERS = (
    "行政 财政 教育 医疗 交通 环保 住房 就业 养老 税务 农业 水利 文化 旅游 信用 应急 消防 食品 药品 工商 "
    "民政 司法 审计 统计 城市 乡镇 社区 企业 公共 基层 重点 专项 年度 全区 综合 联合 网上 统一 日常 法治"
).split()
_NOUNS = (
    "审批 复议 执法 监督 检查 培训 服务 管理 规划 改革 建设 整治 评估 公开 登记 许可 处罚 调解 诉讼 补贴 "
    "资金 项目 制度 机制 平台 清单 标准 指标 报告 会议 队伍 人员 机构 事项 案件 流程 窗口 热线 档案 数据 "
    "责任 任务 目标 措施 成效 问题 风险 保障 宣传 督查"
).split()
_SHORTEST, _LONGEST = 20, 60
_QUERY_WORDS = 5


@dataclass(frozen=True, slots=True)
class SyntheticCorpus:
    """Passages and queries, each a list of words."""

    passages: list[list[str]]
    queries: list[list[str]]


def vocabulary() -> list[str]:
    """About two thousand words of four characters.

    >>> len(vocabulary()), vocabulary()[0]
    (2000, '行政审批')
    """
    return [qualifier + noun for qualifier, noun in product(_QUALIFIERS, _NOUNS)]


def make_corpus(passages: int, queries: int, seed: int = 7) -> SyntheticCorpus:
    """Draw passages of 20 to 60 words, and queries of five neighbouring words of a passage.

    The n-th most frequent word is drawn with probability proportional to 1 / n (Zipf's law).
    """
    random = np.random.default_rng(seed)
    terms = vocabulary()
    random.shuffle(terms)
    share = 1 / np.arange(1, len(terms) + 1)
    sizes = random.integers(_SHORTEST, _LONGEST + 1, passages)
    drawn = random.choice(len(terms), int(sizes.sum()), p=share / share.sum())
    texts = [[terms[at] for at in part] for part in np.split(drawn, np.cumsum(sizes)[:-1])]
    sources = [texts[at] for at in random.integers(0, passages, queries)]
    starts = [int(random.integers(0, len(words) - _QUERY_WORDS)) for words in sources]
    return SyntheticCorpus(texts, [words[at : at + _QUERY_WORDS] for words, at in zip(sources, starts, strict=True)])
