"""Document number: 国办发〔2018〕121号, 〔1995〕行他字第6号, 国务院令第722号, wherever a document states its own.

A number in the text of a document is mostly another document's, so only title matter, header, the notes on when a law
was passed, and the announcement that makes a document public are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import MetadataField
from retrieval.text.normalization import without_space
from retrieval.text.values.numerals import TENS

_YEAR = r"[〔\[(（【［]\s?(?:19|20)?\d{2}\s?[〕\])）】］]"
_COUNT = rf"[\d{TENS}百〇零○]{{1,6}}"
# Before the year a short name of the issuer, or behind it the kind of the letter: 〔1995〕行他字第6号.
# Ministries number their announcements by the year: 国家税务总局公告2021年第5号.
NUMBER = lazy_pattern(
    rf"[\u4e00-\u9fff]{{1,12}}{_YEAR}\s?[\u4e00-\u9fff]{{0,4}}?第?\s?\d{{1,5}}\s?号"
    rf"|{_YEAR}[\u4e00-\u9fff]{{1,8}}第?\s?\d{{1,5}}\s?号"
    r"|[\u4e00-\u9fff、\s]{2,40}(?:公告|通告|令)\s?[〔（(]?(?:19|20)\d{2}[〕）)]?\s?年?\s?第\s?\d{1,5}\s?号"
)
_DECREE = lazy_pattern(r"[\u4e00-\u9fff]{2,40}(?:令|公告)")
DECREE_NUMBER = lazy_pattern(rf"[（(〔]?(?:(?:19|20)\d{{2}}\s?年?\s?|[{TENS}]{{1,3}}届)?第?\s?{_COUNT}\s?号[)）〕]?")
_OF_YEAR = lazy_pattern(r"(?:19|20)\d{2}年第\d{1,4}号")
# A decree in a sentence; what stands in front of its issuer belongs to the sentence.
_DECREE_INLINE = lazy_pattern(
    rf"((?:中华人民共和国)?(?:国务院|主席|[\u4e00-\u9fff]{{2,24}}?"
    rf"(?:人民政府|委员会|办公室|总局|总署|银行|法院|检察院|部|局|署|院)))"
    rf"((?:第?[\d{TENS}]{{1,4}}届[\u4e00-\u9fff]{{0,14}})?(?:令|公告))\s?[（(]?(第?\s?{_COUNT}\s?号)"
)
_NUMBER_FIELDS = ("发文字号", "文件发文字号", "文号", "文件编号", "文件号", "字号")
# What another document is cited with: its title, and 根据 or 收悉 around it.
_CITED = lazy_pattern(r"《[^《》]{0,160}》\s?[（(〔\[][^（()）]{0,40}号[)）]|[〈《][^〈〉《》]{0,160}[〉》]")
_OF_ANOTHER = lazy_pattern(r"收悉|请示|来函|你[局厅委院部省市县区]")
_DAY = lazy_pattern(rf"(?:\d{{4}}|[〇○零{TENS}]{{4}})年[\d{TENS}]{{1,3}}月[\d{TENS}]{{1,3}}日")
# What may stand beside a number in its line, and blanks that stand between no two names.
_BESIDE = lazy_pattern(r"[\d年月日\s（()）]|文件|[A-Z—-]")
_BLANKS = lazy_pattern(r"(?<![\u4e00-\u9fff]{2})\s+|\s+(?![\u4e00-\u9fff]{2})")
_LONGEST_LINE = 160


def holds_number(line: str) -> bool:
    """Whether a line of title matter states a number, alone or beside a date or the name of a series.

    >>> holds_number("1995年6月14日　　〔1995〕行他字第6号"), holds_number("为执行某政发〔2020〕3号文件，特通知")
    (True, False)
    """
    found = NUMBER.search(line)
    rest = NUMBER.sub("", line, count=1) if found else line
    return found is not None and len(_BESIDE.sub("", rest)) <= 2


def number_of(front: Sequence[str], fields: Sequence[MetadataField], notes: Iterable[str] = ()) -> str | None:
    """The number of a document: a line of its own, else a value of the header, else the number of its decree.

    ``notes`` are sentences on when and how it was issued, the newest first.

    >>> number_of(["某某市令", "第7号"], [])
    '某某市令第7号'
    >>> number_of([], [], ["2001年11月16日中华人民共和国国务院令第321号公布"])
    '中华人民共和国国务院令第321号'
    """
    lines, spaced = [without_space(line) for line in front], [" ".join(line.split()) for line in front]
    values = [without_space(f.value) for f in sorted(fields, key=lambda f: f.name not in _NUMBER_FIELDS)]
    if number := next(filter(NUMBER.fullmatch, [*map(_closed, front), *values]), None):
        return number
    if number := next((found for line in spaced if (found := _own_number(line))), None):
        return number
    named = (without_space(f.value) for f in fields if f.name in _NUMBER_FIELDS)
    if number := next((match[0] for value in named if (match := NUMBER.search(value))), None):
        return number
    for decree, number in pairwise(lines):
        if _DECREE.fullmatch(decree) and DECREE_NUMBER.fullmatch(number):
            return decree + number.strip("（()）")
    if number := next(filter(_OF_YEAR.fullmatch, lines), None):
        return number
    return next((found for note in (*notes, *lines) if (found := _decree_in(without_space(note)))), None)


def _closed(line: str) -> str:
    """A line without blanks but those between the names of agencies."""
    return _BLANKS.sub("", " ".join(line.split()))


def _own_number(line: str) -> str | None:
    """The number in a line that is not one of another document's, cited there."""
    if len(line) > _LONGEST_LINE or _OF_ANOTHER.search(line):
        return None
    found = NUMBER.search(_CITED.sub("", line)) if holds_number(line) else None
    return found[0].replace(" ", "") if found else None


def _decree_in(note: str) -> str | None:
    found = _DECREE_INLINE.search(_DAY.sub("，", _CITED.sub("", note))) if len(note) <= 4 * _LONGEST_LINE else None
    return "".join(found.groups()) if found else None
