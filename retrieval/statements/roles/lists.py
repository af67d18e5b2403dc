"""Lists: coordinations with 、 和 及 以及, whole from their first item to the last, with the noun that they belong to.

A list ends before 等, a verb that is no part of an item, a preposition or 的; it begins behind one. Of the words before
the first separator as many belong to the first item as the others tell by their length or their first character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Span
from retrieval.statements.roles.clauses import SentenceClause, Tag, Word, clauses_of, words_of
from retrieval.statements.roles.official_words import NOMINAL, VERBS
from retrieval.text.values.grammar import find_values
from retrieval.text.values.numerals import TENS
from retrieval.text.values.value import ValueKind

_COUNTED = lazy_pattern(rf"([{TENS}两\d]{{1,4}})(?:余|多)?(?:个|类|项|种|条|步|级|家|份|件|名|方面|大类)*")
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_BEFORE_HEAD = lazy_pattern(
    rf"[“”]?(?:等)?(?:的)?[“]?(?P<count>[{TENS}两\d]{{1,4}}(?:余|多)?(?:[个类项种条家步级份件名]|大类)*)?"
)
# Adverbs that are as well the first word of an item: 依法审计.
_ADJECTIVAL = frozenset(
    "依法 依规 全面 集体 统一 专门 主动 自觉 集中 分类 直接 深入 实际 最大程度 严格 重点 公开 综合".split()
)
_COUNTED_NOUNS = frozenset("方面 环节 领域 层面 大类 步骤 程序 原则 阶段 关口 维度".split())
_PREDICATES = frozenset("列席 服务 公示 发布 上岗 落实 推广 执行 审查 办理".split())
_NAMES = lazy_pattern(r"(?:[“《][^“”《》]{1,120}[”》](?:[、和及与])?){2,}")
_FIGURE_ITEM = lazy_pattern(r"^(?:其中)?[\u4e00-\u9fff“”]{2,16}\d[\d.,]*[万亿]?[余多]?[\u4e00-\u9fff]{1,3}$")
_FEWEST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """A whole list; spans are those of the folded sentence.

    ``head`` is the noun that the items are (工作流程 of 甲、乙等工作流程), empty where none follows, ``count`` the
    number that stands before it (六个方面); ``open``: 等 says that there are more. ``sure``: words that cannot be part
    of an item stand on both sides.
    """

    span: Span
    items: tuple[Span, ...]
    clause: int
    head: str = ""
    count: int | None = None
    open: bool = False
    sure: bool = True


@lru_cache(maxsize=256)
def lists_of(folded: str) -> tuple[Listing, ...]:
    """The lists of a folded sentence, in order.

    >>> text = "将市场主体、执法办案、投诉举报等工作流程嵌入系统"
    >>> [(text[slice(*each.span)], each.head, each.open) for each in lists_of(text)]
    [('市场主体、执法办案、投诉举报', '工作流程', True)]
    >>> [len(each.items) for each in lists_of("保留审批事项9项,其中行政许可4项,其他权力3项,行政确认2项")]
    [3]
    """
    clauses = clauses_of(folded)
    found = [each for number, clause in enumerate(clauses) for each in _of_clause(folded, clause, number)]
    return tuple(sorted([*found, *_over_clauses(folded, clauses)], key=lambda each: each.span))


def count_of(counted: str) -> int | None:
    """The number that a phrase such as 六个方面 or 8个大类 begins with; None where it begins with none.

    >>> count_of("六个方面"), count_of("12类"), count_of("若干项")
    (6, 12, None)
    """
    match = _COUNTED.match(counted)
    if not match:
        return None
    number = match[1]
    return int(number) if number.isdecimal() else _DIGITS.get(number) if len(number) == 1 else None


def _of_clause(folded: str, clause: SentenceClause, number: int) -> Iterator[Listing]:
    text = folded[clause.start : clause.end]
    words = words_of(text)
    for items, sure in (*_within_quotes(text), *_quoted_names(text), *_coordinations(words)):
        start, end = items[0][0], items[-1][1]
        if _cuts_value((start, end), text):
            continue
        before = _BEFORE_HEAD.match(text, end)
        counted = before["count"] if before else None
        moved = tuple((a + clause.start, b + clause.start) for a, b in items)
        yield Listing(
            (start + clause.start, end + clause.start),
            moved,
            number,
            _head(words, before.end() if before else end),
            count_of(counted) if counted else None,
            text.startswith("等", end),
            sure,
        )


def _cuts_value(span: Span, folded: str) -> bool:
    """Whether a span begins or ends within a figure or a date: 4月26日和6月4日 is no list of 月26日.

    >>> _cuts_value((1, 5), "4月26日"), _cuts_value((0, 5), "4月26日")
    (True, False)
    """
    figures = (value.core for value in find_values(folded) if value.kind is not ValueKind.TITLE)
    return any(start < bound < end for start, end in figures for bound in span)


def _head(words: Sequence[Word], start: int) -> str:
    """The nouns that begin at or behind an offset, in front of the next verb."""
    taken: list[str] = []
    for word in words:
        if word.start >= start:
            if word.tag is not Tag.NOUN or word.text in ("等", "中", "上", "内"):
                break
            taken.append(word.text)
    return "".join(taken)


Items = tuple[list[Span], bool]


def _within_quotes(text: str) -> Iterator[Items]:
    """The lists that stand whole within quotation marks: “高效便民、实用新颖”."""
    for match in re.finditer(r"“([^“”、]{2,8}(?:、[^“”、]{2,8}){1,5})”(?![、\u4e00-\u9fff]{2,8}、)", text):
        ends = [match.start(1) + at for at, char in enumerate(match[1]) if char == "、"] + [match.end(1)]
        starts = [match.start(1), *(end + 1 for end in ends[:-1])]
        yield list(zip(starts, ends, strict=True)), True


def _quoted_names(text: str) -> Iterator[Items]:
    """Names in a row, with or without separators: “甲”“乙”, 《甲》和《乙》."""
    for match in _NAMES.finditer(text):
        names = [name.span() for name in re.finditer(r"[“《][^“”《》]{1,120}[”》]", match[0])]
        goes_on = text[match.end() : match.end() + 1] in ("•", "·", "、")
        yield [(a + match.start(), b + match.start()) for a, b in names], not goes_on


def _coordinations(words: Sequence[Word]) -> Iterator[Items]:
    """The lists that joiners make; items are spans of the clause's text."""
    at = 1
    while at < len(words):
        if words[at].tag is Tag.JOINER:
            ends, sure = _following(words, at)
            start, begins_surely = _first_item(words, at, ends)
            if ends and start is not None and start < words[at].start:
                spans = [(words[a].start, words[b - 1].end) for a, b in ends]
                yield [(start, words[at].start), *spans], sure and begins_surely
            at = ends[-1][1] - 1 if ends else at
        at += 1


def _following(words: Sequence[Word], joiner: int) -> tuple[list[Span], bool]:
    """The items behind the joiners of a list as spans of words, and whether the last one surely ends there."""
    ends: list[Span] = []
    at = joiner
    while at < len(words) and words[at].tag is Tag.JOINER:
        end = _end_of_item(words, at + 1)
        if end == at + 1:
            break
        ends.append((at + 1, end))
        at = end
    if not ends:
        return [], False
    after = words[at] if at < len(words) else None
    if after is not None and after.text == "为":
        # 以甲为主体,乙、丙为补充: what stands before the comma belongs to it.
        return ends, False
    return ends, after is None or after.tag is not Tag.VERB or after.text in _PREDICATES or at + 1 == len(words)


def _is_border(word: Word) -> bool:
    """Whether no item holds such a word."""
    return word.tag in (Tag.JOINER, Tag.PREPOSITION, Tag.OF) or (
        word.tag is Tag.ADVERB and word.text not in _ADJECTIVAL
    )


def _end_of_item(words: Sequence[Word], start: int) -> int:
    """Where an item ends: before 等, 的, a joiner, a preposition, an adverb, or a verb that does not begin it."""
    at = start
    verbal = start < len(words) and words[start].text in VERBS
    while at < len(words):
        word = words[at]
        if (
            _is_border(word)
            or word.text.startswith("等")
            or (at > start and word.text in ("上", "中", "内", "里", "下"))
        ):
            break
        if at > start + verbal and word.tag in (Tag.VERB, Tag.CAUSATIVE) and _goes_on(words, at):
            break
        if at > start and word.tag is Tag.NAME and word.text[0] != "(":
            break
        if at > start and count_of(word.text) is not None and _ends_at_number(words, at):
            break
        at += 1
    return at


def _ends_at_number(words: Sequence[Word], at: int) -> bool:
    """Whether a number counts the items before it, and not what an item is about: 六个方面, 召开三次会议."""
    after = words[at + 1].text if at + 1 < len(words) else ""
    return words[at].text.isdigit() < (words[at - 1].tag is not Tag.VERB or after in _COUNTED_NOUNS)


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether a verb is the predicate behind a list, not the last word of its last item: 集体讨论决定“五步走”."""
    if at + 1 == len(words):
        return words[at].text not in NOMINAL or words[at].text in _PREDICATES
    after = words[at + 1]
    ends = after.tag in (Tag.NAME, Tag.JOINER, Tag.OF) or after.text.startswith("等")
    return not ends and count_of(after.text) is None


def _first_item(words: Sequence[Word], joiner: int, ends: Sequence[Span]) -> tuple[int | None, bool]:
    """Where the first item begins, None where nothing stands before the joiner; and whether it surely begins there."""
    at, sure = joiner, True
    second = words[ends[0][0]] if ends else words[joiner]
    verbal = second.text in VERBS
    if not verbal and words[at - 1].tag is Tag.VERB:
        # The first item may end with a verb as well: 诉调对接、警调对接.
        at -= 1
    while at > 0 and not _is_border(words[at - 1]) and words[at - 1].text != "为":
        if words[at - 1].tag in (Tag.VERB, Tag.CAUSATIVE):
            at -= verbal
            # 负责人出庭应诉、决策履行程序: each item has a subject, and where the first one begins is not told.
            sure = at < 2 or words[at - 2].tag is not Tag.NOUN or verbal
            break
        at -= 1
    if at == joiner or not ends:
        return None, False
    starts = [word.start for word in words[at:joiner]]
    end, lengths = words[joiner].start, {words[b - 1].end - words[a].start for a, b in ends}
    # A verb that no item is known to begin with may still begin the first one: 明确任务、划定时限.
    wider = [words[at - 1].start] if at and words[at - 1].tag in (Tag.VERB, Tag.CAUSATIVE) else []
    alike = [start for start in (*wider, *starts) if end - start in lengths] if len(lengths) == 1 else []
    same = [word.start for word in words[at:joiner] if word.text[0] == second.text[0] and word.tag is second.tag]
    if alike or (same and len(ends) > 1):
        return (alike or same)[-1], True
    counted = [n for n in range(at + 1, joiner - 1) if words[n].text in ("个", "名", "项", "多个")]
    if counted and not second.text[:1].isdigit():
        return words[counted[-1]].end, True
    # 甲乙、丙丁戊己、庚辛壬癸: something before the first item belongs to it.
    return starts[0], sure and not (wider and len(lengths) == 1 and end - starts[0] < min(lengths))


def _over_clauses(folded: str, clauses: Sequence[SentenceClause]) -> Iterator[Listing]:
    """Lists of figures that commas join: 其中行政许可144项,其他权力31项,行政确认4项."""
    run: list[int] = []
    for number in range(len(clauses) + 1):
        inside = number < len(clauses) and _FIGURE_ITEM.match(folded[clauses[number].start : clauses[number].end])
        if inside and (not run or number == run[-1] + 1):
            run.append(number)
            continue
        if len(run) >= _FEWEST_FIGURES:
            first = next((n for n in run if folded.startswith("其中", clauses[n].start)), run[0])
            items = [(clauses[n].start, clauses[n].end) for n in run if n >= first]
            if folded.startswith("其中", items[0][0]):
                items[0] = (items[0][0] + 2, items[0][1])
            if len(items) >= _FEWEST_FIGURES:
                yield Listing((items[0][0], items[-1][1]), tuple(items), first)
        run = [number] if inside else []
