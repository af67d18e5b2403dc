"""Clauses of a sentence: its pieces between commas, with their words and what each word does there.

What stands in quotation marks, in 《》 or in brackets is one word, a name: no clause ends and no phrase begins in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from retrieval.models import Span
from retrieval.statements.roles.official_words import ADVERBS, CAUSATIVES, NOMINAL, PREPOSITIONS, VERBS, is_place
from retrieval.text.tokenization import dictionary_words

_NAME = re.compile(r"《[^《》]{1,120}》|“[^“”]{1,120}”|\([^()]{1,40}\)|〔[^〔〕]{1,20}〕")
_END = re.compile(r"[,;。!?:\n]")
_ENUMERATION = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}[是、]|[(（]?[一二三四五六七八九十\d]{1,2}[)）]|第[一二三四五六七八九十],)"
)
# Nouns whose name a verb begins with: 发布会, 宣传活动, 服务中心.
_HEADS = frozenset(
    "局 中心 委员会 机制 制度 体系 平台 系统 工作 人员 部门 程序 模式 网 网络 信息 专栏 清单 事项 活动 "
    "能力 质量 效能 会议 会 水平 "
    "方案 办法 措施 情况 结果 材料 手续 项目 工程 队伍 机构 力度 单位 案件 案例 范围 标准 对象 领域 率 "
    "量 数 额 表 书 证 权 法 "
    "报告 意识 责任 责任制 职责 服务 产品 业务 培训 教育 考试 审查 监督 监管 审批 资格 行为 力量 中心组 "
    "小组 作用 要求 建议 意见 提案 人 者 "
    "代表 稿 期 期间 期限 时间 地点 内容 质效 规范 体验区 功能 渠道 方式 流程 主体 公告 通知 决定 规划 "
    "纲要 目录".split()
)
_NOUNS_BEFORE = re.compile(
    r"(?:社会|公益|基层|党|群众|自治|行业|的|各级|有关|相关|重大|专项|行政|政策|政务|信用|法治|普法|执法"
    r"|法律|全面从严)$"
)
_JOINERS = frozenset("、和及与")
_MARKS = frozenset("了着过、和及与")
# A name ends before these: what a verb has as its object does not begin with them.
_ENDS_NAME = frozenset("的 、 和 及 与 以及 在 对 为 等 中 上".split())
_MOST_WORDS = 120


class Tag(StrEnum):
    """What a word does in its clause."""

    NOUN = "noun"
    VERB = "verb"
    CAUSATIVE = "causative"
    ADVERB = "adverb"
    PREPOSITION = "preposition"
    JOINER = "joiner"
    OF = "的"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a clause; offsets are those of the folded sentence."""

    text: str
    start: int
    end: int
    tag: Tag


@dataclass(frozen=True, slots=True)
class SentenceClause:
    """A piece of a folded sentence between two commas, without them.

    ``opens``: it begins a part behind ``;`` or ``。``.
    """

    start: int
    end: int
    opens: bool

    def within(self, span: Span) -> bool:
        """Whether a span lies in the clause."""
        return self.start <= span[0] and span[1] <= self.end


@lru_cache(maxsize=256)
def clauses_of(folded: str) -> tuple[SentenceClause, ...]:
    """The clauses of a folded sentence, in order.

    >>> text = "由“甲,乙”平台受理,当日办结;另报"
    >>> [text[clause.start : clause.end] for clause in clauses_of(text)]
    ['由“甲,乙”平台受理', '当日办结', '另报']
    """
    names = [match.span() for match in _NAME.finditer(folded)]
    found, start, opens, at = [], 0, True, 0
    for match in (*_END.finditer(folded), None):
        end = match.start() if match else len(folded)
        while at < len(names) and names[at][1] <= end:
            at += 1
        if match and at < len(names) and names[at][0] <= end:
            continue
        begins = _begin(folded, start, end)
        if begins < end:
            found.append(SentenceClause(begins, end, opens))
            opens = False
        start = end + 1
        opens = opens or (match is not None and match[0] not in ",:")
    return tuple(found)


def clauses_around(folded: str, span: Span, before: int = 0, behind: int = 0) -> Span:
    """The clauses of a folded sentence that hold a span, with so many more before and behind; else the span itself.

    >>> text = "5月8日,率先成立委员会,受理80件"
    >>> [text[slice(*clauses_around(text, (0, 4), behind=more))] for more in (0, 1)]
    ['5月8日', '5月8日,率先成立委员会']
    """
    clauses = clauses_of(folded)
    holding = [at for at, clause in enumerate(clauses) if clause.start < span[1] and span[0] < clause.end]
    if not holding:
        return span
    first, last = max(holding[0] - before, 0), min(holding[-1] + behind, len(clauses) - 1)
    return clauses[first].start, clauses[last].end


def _begin(folded: str, start: int, end: int) -> int:
    """Where a clause begins, behind blanks and the mark of an enumeration: 一是."""
    while start < end and folded[start].isspace():
        start += 1
    mark = _ENUMERATION.match(folded, start, end)
    return mark.end() if mark else start


@lru_cache(maxsize=1024)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of the folded text of a clause with what each does there; offsets are the text's.

    >>> [(word.text, word.tag.value) for word in words_of("由区司法局组织律师开展宣讲")][:3]
    [('由', 'preposition'), ('区', 'noun'), ('司法局', 'noun')]
    """
    cut = list(_cut(text[: 40 * _MOST_WORDS]))[:_MOST_WORDS]
    found: list[Word] = []
    for at, (word, start) in enumerate(cut):
        before = cut[at - 1][0] if at else ""
        following = [each for each, _ in cut[at + 1 : at + 4]]
        found.append(Word(word, start, start + len(word), _tag(word, before, following)))
    return tuple(found)


def _cut(text: str) -> Iterator[tuple[str, int]]:
    at = 0
    for match in _NAME.finditer(text):
        yield from _plain(text, at, match.start())
        yield match[0], match.start()
        at = match.end()
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    for whole in dictionary_words(text[start:end]):
        # The dictionary has 签订协议 and 进社区 as one word.
        verb = next((size for size in (2, 1) if len(whole) > size + 1 and _opens(whole[:size], whole[size:])), 0)
        for word in (whole[:verb], whole[verb:]) if verb else (whole,):
            yield word, start
            start += len(word)


def _opens(verb: str, rest: str) -> bool:
    """Whether a word of the dictionary is a verb with its object."""
    return (verb in VERBS and verb not in NOMINAL and len(verb) == len(rest)) or (verb == "进" and len(rest) == 2)


def _tag(word: str, before: str, following: Sequence[str]) -> Tag:
    if word[0] in "《“(〔":
        return Tag.NAME
    if (word in _JOINERS or word == "以及") and (word in "、及以及" or before):
        return Tag.JOINER
    if word == "的":
        return Tag.OF
    if word in VERBS or word in CAUSATIVES or _is_compound_verb(word):
        if _is_part_of_name(word, before, following):
            return Tag.NOUN
        return Tag.CAUSATIVE if word in CAUSATIVES else Tag.VERB
    if word in PREPOSITIONS:
        return Tag.PREPOSITION
    return Tag.ADVERB if word in ADVERBS or word in ("了", "着", "过") else Tag.NOUN


def _is_compound_verb(word: str) -> bool:
    """Whether a word is a verb behind an adverb or another verb: 深入开展, 贯彻落实."""
    return len(word) > 3 and word[-2:] in VERBS and (word[:-2] in ADVERBS or word[:-2] in VERBS)


def _is_part_of_name(word: str, before: str, following: Sequence[str]) -> bool:
    """Whether a verb belongs to a name: 发布会, 法治政府建设, 考核评价体系."""
    after = next((each for each in following if each not in NOMINAL), "")
    if word not in NOMINAL:
        return False
    if is_place(before) and following and following[0] in NOMINAL:
        # 在网站公示处罚结果: the first of such words is the predicate.
        return False
    if following and (following[0] in _HEADS or after in _HEADS or following[0] in _JOINERS):
        return True
    if not before or before in VERBS or before in ADVERBS or before in PREPOSITIONS or before in _MARKS:
        return False
    if _NOUNS_BEFORE.search(before):
        return True
    return not following or following[0] in _ENDS_NAME
