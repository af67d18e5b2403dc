"""Attributes: which property of a thing a question asks for, and whether a sentence states it.

``data/attributes.txt`` holds one attribute a line: its name, the words that ask for it, and what in a sentence states
it: words, or forms such as ``<money>``, ``<list>`` and ``<#人>`` (a figure with that measure word)::

    # wenda-attributes 1
    电话: 电话多少, 电话是多少, 的电话$ => <phone>, 拨打

In words that ask, ``~`` stands for up to six characters, ``^`` and ``$`` for the beginning and the end of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from retrieval.models import ReportError
from retrieval.resources import DATA
from retrieval.text.answer_type import ANSWER_FORMS, AnswerType
from retrieval.text.lexicon import content_lines
from retrieval.text.tokenization import sizes_by_pair
from retrieval.text.values.asked_units import END_OF_NUMBER, MEASURE_WORDS
from retrieval.text.values.numerals import TENS

_AS_SLOTS = frozenset({AnswerType.PERCENT, AnswerType.DATE, AnswerType.DURATION})
_FORMS = {
    # Narrower than the slot of a question for money: 3万亿元 supports no attribute.
    "money": rf"\d[\d.,]*[余多]?[万亿]?[余多]?元|[{TENS}百千万]元|元/",
    **{kind.value: form.slot.pattern for kind, form in ANSWER_FORMS.items() if kind in _AS_SLOTS and form.slot},
    "phone": r"(?<!\d)(?:(?:\d{3,4}-)?\d{7,8}|1[3-9]\d{9}|1[12]\d{3})(?!\d)|电话:?\d",
    "clock": r"\d{1,2}[::点]\d{0,2}|上午|下午",
    "weekday": r"周[一二三四五六日]|星期|工作日|节假日",
    "count": f"(?:{END_OF_NUMBER}|[两{TENS[1:]}百千])[{MEASURE_WORDS}]",
    "rank": rf"第[{TENS}\d]+[名位]?|首[个家批次]|率先|前列|榜首|名列|位居",
    "change": r"同比|环比|增长|下降|提高了?\d|减少了?\d|比上年|较上年|缩减|增加了?\d",
    "quoted": r"[“《][^”》]+[”》]",
    "agency": r"[\u4e00-\u9fff]{2,}(?:局|委|办|政府|部门|法院|检察院|中心|公安|学校|院)",
    "person": r"(?:局长|区长|市长|主任|书记|主席|同志|院长|处长|科长)[\u4e00-\u9fff]{2,3}(?=[,，、。;；]|主持|带队|说)",
    "place": r"[\u4e00-\u9fff\d]+(?:路|街|巷|大道|号楼|大厦|广场)(?:\d+号)?",
    "list": r"[^,，。;；:：、]+、[^,，。;；:：、]+(?:、|和|及|等)",
    "url": r"https?:|www\.|\.gov\.cn",
    "rule": rf"《[^》]*(?:法|条例|规定|办法|决定)》|第[{TENS}百\d]+条",
    "deadline": r"前(?:完成|提交|报送|办)|截止|截至|之前|以内|日内",
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property that questions ask for, and the pattern of sentences that state it."""

    name: str
    support: str

    def is_stated(self, folded: str) -> bool:
        """Whether a folded sentence states it."""
        return bool(_compiled(self.support).search(folded))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Hundreds of patterns, of which a question needs one or two: compiled on demand.
    return re.compile(pattern)


class Attributes:
    """The table of attributes, looked up by the words of a question."""

    def __init__(self, asking: dict[str, Attribute]) -> None:
        """``asking`` maps each word that asks to its attribute."""
        self._plain = {word: found for word, found in asking.items() if not set(word) & set("~^$")}
        self._anchored = [(_pattern(word), found) for word, found in asking.items() if set(word) & set("~^$")]
        self._sizes = sizes_by_pair(self._plain)

    def find(self, folded: str) -> list[Attribute]:
        """The attributes that a folded question asks for, in order; a word within a longer one does not count."""
        text = folded.rstrip("?？。.!！~ 呢啊呀哦哈")
        hits = [(m.start(), m.end(), found) for pattern, found in self._anchored if (m := pattern.search(text))]
        for start in range(len(text)):
            for size in self._sizes.get(text[start : start + 2], ()):
                word = text[start : start + size]
                if word in self._plain:
                    hits.append((start, start + len(word), self._plain[word]))
        widest = [h for h in hits if not any(_within(h, other) for other in hits)]
        return list(dict.fromkeys(found for _, _, found in sorted(widest, key=lambda hit: (hit[0], hit[1]))))


def _within(hit: tuple[int, int, Attribute], other: tuple[int, int, Attribute]) -> bool:
    return other[0] <= hit[0] and hit[1] <= other[1] and other[1] - other[0] > hit[1] - hit[0]


def _pattern(word: str) -> re.Pattern[str]:
    body = ".{0,6}".join(re.escape(part) for part in word.strip("^$").split("~"))
    return re.compile("^" * word.startswith("^") + body + "$" * word.endswith("$"))


def parse_attributes(text: str, name: str) -> Attributes:
    """Read the table. Raises `ReportError` with file and line for a line that is not one.

    >>> table = parse_attributes("# wenda-attributes 1\\n电话: 电话多少 => <phone>, 拨打", "a.txt")
    >>> [(found.name, found.is_stated("请拨打12345")) for found in table.find("司法局电话多少")]
    [('电话', True)]
    """
    asking: dict[str, Attribute] = {}
    for number, line in content_lines(text, name, "# wenda-attributes 1"):
        left, arrow, right = line.partition("=>")
        title, colon, words = left.partition(":")
        if not arrow or not colon:
            raise ReportError(f"{name}:{number}: wanted 'name: word, word => support', found {line[:40]!r}")
        attribute = Attribute(title.strip(), _support(_split(right), f"{name}:{number}"))
        asking.update(dict.fromkeys(_split(words), attribute))
    return Attributes(asking)


def read_attributes() -> Attributes:
    """The table that ships."""
    return parse_attributes((DATA / "attributes.txt").read_text("utf-8"), "attributes.txt")


def _split(side: str) -> list[str]:
    return [part.strip() for part in side.split(",") if part.strip()]


def _support(parts: Iterable[str], where: str) -> str:
    patterns = []
    for part in parts:
        if part.startswith("<#") and part.endswith(">"):
            patterns.append(f"{END_OF_NUMBER}{re.escape(part[2:-1])}")
        elif part.startswith("<") and part.endswith(">"):
            if part[1:-1] not in _FORMS:
                raise ReportError(f"{where}: wanted one of {', '.join(_FORMS)}, found {part!r}")
            patterns.append(_FORMS[part[1:-1]])
        else:
            patterns.append(re.escape(part))
    return "|".join(patterns) or "(?!)"
