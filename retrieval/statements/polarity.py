"""Polarity: what a folded text negates, what it denies to exist, and what it states of all.

Set phrases that hold a negating character and negate nothing (有没有, 不少于, 无障碍) are told apart by a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Span

# What holds a negating character and negates nothing.
_SET_PHRASES = lazy_pattern(
    r"(?P<same>[\u4e00-\u9fff])[不没未](?P=same)|有无|与否|差不多|说不定|对不起|了不起|来不及|不算话|话不算"
    r"|淹没|埋没|沉没|出没|是非|除非|莫非|无非"
    r"|不(?:少于|低于|高于|超过|大于|小于|多于|亚于|晚于|早于|下于|足|止|过(?!关|审|线))"
    r"|不(?:是|用|必|需要?|仅|但|管|论|同|断|久|错|动产|服|见面|得不|好意思|知道?|晓得|太?清楚|可|懂)"
    r"|不(?:好|良|法|锈|妨|如|由|愧|禁|够)"
    r"|未(?:来|成年|婚|满|雨)|没(?:收|落(?![地实户到成])|事|关系)"
    r"|非(?:常|公|法|税|遗|物质|机动|煤|标|凡|典|国有|营利|盈利|学历|洲|农|急救|住宅|居民|金融|石油|化石|道路|织造)"
    r"|无(?:需|须|障碍|人机|人驾驶|论|线|偿|锡|菌|公害|形|纸化?|感|疑|比|私|党派|缝|界|废|忧|限|声|奈|为|量|穷)"
    r"|无(?:业主|物业)"
)
_MARK = lazy_pattern(r"(?:并|尚|从|仍|还|绝|均|都)?(?:没有|没能|没|未能|未曾|未有|未|不能|不曾|不予|不|并非|非|无)")
# Where what is negated ends: a mark, or a word that begins something else.
_SCOPE = lazy_pattern(r"[^,;:。、!?()|\s]{0,40}")
_ASKED_SCOPE = lazy_pattern(
    r"(?:(?!多少|几[个件家项起人名次例宗户条份台场种类]|有[多几哪没]|占[多几]|是[多几什啥]|还[有剩]|了没"
    r"|[剩就而却但的呢吗吧未没不仅只])[^,;:。、!?|\s\d]){1,24}"
)
# A particle at the end asks: 办了没, 通过了没有.
_PARTICLE = lazy_pattern(r"[了的呢吗啊呀]{0,2}(?=[,;:。、!?]|\Z)")
_ONLY = lazy_pattern(r"[仅只光单](?:是|作|做|有|予|仅)?\Z")
_EXCEPT = lazy_pattern(
    r"(?:除去|除开|除(?!尘|草|险|害|夕)|扣掉|扣除|去掉|不算(?!话)|不含|不包括|撇开|抛开|(?<!是)不是(?![吗么说]))了?"
    r"(?P<what>[^,;:。!?\s]{1,20})"
)
# 外 alone ends what is left out, but for the one in 外商 and the like.
_EXCEPT_END = lazy_pattern(r"[以之]外|外(?![商资国贸地来汇籍事])|[还剩其另别的]")
_REMAINDER = lazy_pattern(r"还[有剩差缺]|剩下?|余下|其余")
_DENIAL = lazy_pattern(
    r"(?:未有|从?未(?:发生|出现|发现|接到|收到|产生|造成|引发|查出|形成)过?"
    r"|没有(?:发生|出现|发现|接到|收到|产生|造成)?过?|不存在|杜绝了?"
    r"|(?:(?<=[,;:。、!?])|(?<=全年)|(?<=年内)|(?<=期间)|(?<=至今)|(?<=[均也且并])|\A)无"
    r"|零(?!售|星|距离|工|钱|部件|碳|跑|接触|容忍|散|基|门槛|排放|花))(?=[\u4e00-\u9fff“\"])"
)
_COUNTS = lazy_pattern(r"\d")
_SUPPOSED_WITHIN = 64
# What is taken to be so, or may be, is not said to be so: 视为没有证据.
_SUPPOSED = lazy_pattern(r"(?:视为|视同|认为|以为|认定|主张|声称|如果?|若|凡|倘|可能|是否)[^,;:。!?]{0,60}\Z")
# What is left out of what all are, right before it.
_LEFT_OUT = lazy_pattern(r"除(?!了?此)了?(?P<what>[^,;:。除]{2,30}?)(?:之外|以外|外),?\Z")
_LONGEST_EXCEPTION = 36
_ALL_OF_RATE = lazy_pattern(r"(?:100(?:\.0+)?%|百分之百)")
_ALL = lazy_pattern(r"全覆盖|(?:全部|全都|悉数|一律|[均都](?=[已得有实完通按配建达]))(?=[\u4e00-\u9fff])")
_ITEM = lazy_pattern(r"[^,;:。、!?]+")
_RATE = lazy_pattern(r"[\u4e00-\u9fff]{2}(?:率|比例|比重|占比|面)(?:均?达到?|均?为|是)?\Z")
_VERB = lazy_pattern(r"(?:已经?|得到|实现|完成|予以|按时|如期)?[\u4e00-\u9fff]{2}")
# More of them than this are no prose; the first are read.
_MOST = 50
_LONGEST_RATE, _LONGEST_ITEM, _LONGEST_REST = 10, 16, 6


@dataclass(frozen=True, slots=True)
class Negation:
    """A negating word and the words after it that it reaches: 没|办结."""

    start: int
    end: int
    scope: str

    @property
    def stop(self) -> int:
        """Where the scope ends."""
        return self.end + len(self.scope)


@dataclass(frozen=True, slots=True)
class Denial:
    """A part of a sentence that says of something that there is none; ``denied`` is what there is none of."""

    start: int
    end: int
    denied: str


@dataclass(frozen=True, slots=True)
class Universal:
    """A part of a sentence that says that all are: 均已完成, 进驻率100%; ``item`` is what stands between the commas.

    ``except_for`` are those that it leaves out: 除涉密的外,全部公开.
    """

    start: int
    end: int
    item: Span
    except_for: Span | None = None


@lru_cache(maxsize=4096)
def negations(folded: str) -> tuple[Negation, ...]:
    """The negations of a sentence, each as far as the next mark.

    >>> [(each.start, each.scope) for each in negations("26人因病未参加,征求意见不少于30日")]
    [(5, '参加')]
    """
    return tuple(_negations(folded, _SCOPE))


@lru_cache(maxsize=1024)
def asked_negations(folded: str) -> tuple[Negation, ...]:
    """The negations of a question, each as far as the words that ask or begin something else.

    >>> [each.scope for each in asked_negations("还有多少件没办结")], asked_negations("有没有办结")
    (['办结'], ())
    >>> [each.scope for each in asked_negations("未参加培训的有几个")], asked_negations("办结了没有")
    (['参加培训'], ())
    """
    return tuple(
        found
        for found in _negations(folded, _ASKED_SCOPE)
        if found.scope and not _PARTICLE.fullmatch(found.scope) and not _ONLY.search(folded[: found.start])
    )


def _negations(folded: str, scope: re.Pattern[str]) -> list[Negation]:
    phrases = {at for match in _SET_PHRASES.finditer(folded) for at in range(*match.span())}
    found = []
    for match in _MARK.finditer(folded):
        if not phrases.isdisjoint(range(*match.span())):
            continue
        reached = scope.match(folded, match.end())
        found.append(Negation(match.start(), match.end(), reached[0] if reached else ""))
    return found


def exclusions(folded: str) -> tuple[str, ...]:
    """What a question leaves out: 除了行政许可.

    >>> exclusions("除了行政许可还有哪些事项"), exclusions("除记录仪外摄录器材数")
    (('行政许可',), ('记录仪',))
    """
    named = (_EXCEPT_END.split(match["what"], maxsplit=1)[0] for match in _EXCEPT.finditer(folded))
    return tuple(name for name in named if name)


def asks_remainder(folded: str) -> bool:
    """Whether a question asks for what is left: 还有几个没, 剩下的.

    >>> asks_remainder("还剩几件没结"), asks_remainder("有几件")
    (True, False)
    """
    return bool(_REMAINDER.search(folded))


@lru_cache(maxsize=4096)
def denials(folded: str) -> tuple[Denial, ...]:
    """What a sentence says that there is none of.

    >>> [(each.denied, each.end - each.start) for each in denials("已审结24件,未有败诉案件,全年无责任事故")]
    [('败诉案件', 6), ('责任事故', 5)]

    What says in which case something else holds denies nothing.

    >>> denials("没有物业公司的,由街道办事处负责"), denials("逾期不交的,视为没有证据")
    ((), ())
    """
    found: list[Denial] = []
    for match in _DENIAL.finditer(folded):
        if found and match.start() < found[-1].end:
            continue
        reached = _ITEM.match(folded, match.end())
        if reached and _denies(folded, match.start(), reached[0]):
            found.append(Denial(match.start(), reached.end(), reached[0]))
        if len(found) == _MOST:
            break
    return tuple(found)


def _denies(folded: str, at: int, denied: str) -> bool:
    """Whether a denial at a position states that there is none of something."""
    # 没有立案的餐饮单位796家 counts them; 没有物业公司的 says in which case something else holds.
    if denied.endswith("的") or _COUNTS.search(denied, 1) or _set_phrase_at(folded, at):
        return False
    return not _SUPPOSED.search(folded, max(at - _SUPPOSED_WITHIN, 0), at)


def _set_phrase_at(folded: str, at: int) -> bool:
    return any(m.start() <= at < m.end() for m in _SET_PHRASES.finditer(folded, max(at - 1, 0), at + 4))


@lru_cache(maxsize=4096)
def universals(folded: str) -> tuple[Universal, ...]:
    """What a sentence states of all, with the words that say so.

    >>> text = "两项决策均已完成,实现法律顾问全覆盖,目录公示率达100%"
    >>> [text[each.start : each.end] for each in universals(text)]
    ['均已完成', '实现法律顾问全覆盖', '公示率达100%']
    """
    items = _ITEM.finditer(folded)
    found = (universal for item in items if (universal := _universal_in(folded, item.span())))
    return tuple(islice(found, _MOST))


def _universal_in(folded: str, item: Span) -> Universal | None:
    if all_are := _ALL.search(folded, *item):
        left_out = _LEFT_OUT.search(folded, max(item[0] - _LONGEST_EXCEPTION, 0), all_are.start())
        left_out_span = left_out.span("what") if left_out else None
        return Universal(*_all_span(folded, item, all_are.span()), item, left_out_span)
    if rate := _ALL_OF_RATE.search(folded, *item):
        return Universal(_rate_start(folded, item[0], rate.start()), rate.end(), item)
    return None


def _all_span(folded: str, item: Span, word: Span) -> Span:
    """The words that say that all are: 均已完成, and of a long item 全部 with its verb."""
    if folded[slice(*word)] == "全覆盖":
        return (item[0] if item[1] - item[0] <= _LONGEST_ITEM else word[0]), word[1]
    verb = _VERB.match(folded, word[1], item[1])
    return word[0], item[1] if item[1] - word[1] <= _LONGEST_REST or not verb else verb.end()


def _rate_start(folded: str, item: int, at: int) -> int:
    """Where the name of a rate before its figure begins: 公示率达|100%."""
    named = _RATE.search(folded, max(item, at - _LONGEST_RATE), at)
    return named.start() if named and named.end() == at else at


def is_negated(word: str, folded: str, found: tuple[Negation, ...]) -> bool | None:
    """Whether a text negates a word: True in the reach of a negation, False elsewhere, None where it is not there.

    >>> text = "未发生逾期,办结62件"
    >>> is_negated("逾期", text, negations(text)), is_negated("办结", text, negations(text))
    (True, False)
    """
    at, negated = folded.find(word), None
    while at >= 0:
        if any(each.end <= at < max(each.stop, each.end + 1) for each in found):
            negated = True if negated is None else negated
        else:
            return False
        at = folded.find(word, at + 1)
    return negated
