"""Names with numbers in them: titles, document numbers, telephones, ordinals; and digits that are no values at all."""

from __future__ import annotations

from retrieval.lazy_pattern import lazy_pattern
from retrieval.text.values.numbers import Number, read_number
from retrieval.text.values.numerals import DIGITS, FORMAL_DIGITS, NUMERAL_CHARACTERS
from retrieval.text.values.units import unit_at
from retrieval.text.values.value import Approximation, Value, ValueKind

_TITLE = lazy_pattern("《[^《》]{1,120}》")
_HAN = "\u4e00-\u9fff"
_DOCUMENT = lazy_pattern(
    rf"[〔\[(][12]\d{{3}}[〕\])] ?(?:第? ?\d{{1,5}} ?号|[{_HAN}]\d{{0,6}}[{_HAN}]{{1,6}}\d{{1,6}}号(?:之[一二三四五])?)"
)
_ISSUER = lazy_pattern(rf"[{_HAN}]{{1,12}}$")
_LONGEST_ISSUER = 12
# What stands before the code of an issuer in a sentence: the code begins behind the last of these.
_BEFORE_ISSUER = lazy_pattern(
    "依据|根据|按照|依照|遵照|执行|落实|贯彻|印发|下发|制定|出台|发布|转发|参照|见|即|按|和|与|及|以|的|等"
    "|了|由|对|在|为"
)
_ORDINAL_NOUN = lazy_pattern(
    "[号条款项章节编目页届次批期版轮局季级名位步部个类篇集组]|产业|时间|责任人|书记|季度|中学|小学|医院|人民"
)
_TO = lazy_pattern(" ?(?:-|~|—{1,2}|至|到) ?(?:第 ?)?")
_RANKING = lazy_pattern("(?:排名?|位[居列]|名列|[居列]|全[国省市区县球州]|世界)(?:第|前)?$")
_LONGEST_RANKING = 4
_NUMBERED = lazy_pattern("世纪|强(?![降化制调])|号(?![召称角])|届(?!时|满)|期(?=工程|项目|建设|改造)")
_MAY_BE_ORDINAL = lazy_pattern(rf"(?:\d{{1,6}}|[{NUMERAL_CHARACTERS}]{{1,6}})[号届期世名位强]")
_FIVE_YEAR_PLAN = lazy_pattern(f"十[{DIGITS}]五")
_LIST_MARK = lazy_pattern(r"\d{1,2}(?:[.、)](?!\d)|\))")
_OPENS_LIST = frozenset("。;:；：\n(（")
_NO_NUMBER = lazy_pattern(r"(?!(?:19|20)\d\d\.\d{1,2}\.\d{1,2}(?![\d.]))\d++(?>(?:\.\d++){2,})|\d{1,2}(?:·\d{1,2})+")
_TELEPHONE = lazy_pattern(
    r"(?:(?:0\d{2,3}[- ]?|\(0\d{2,3}\) ?)\d{7,8}|[48]00-?\d{3,4}-?\d{3,4}|1[3-9]\d(?:\d{8}|-\d{4}-\d{4})(?![万亿元]))"
    r"(?:转\d{1,5}|-\d{1,4})?(?!\d)"
)
# Shorter ones are told by the words before them, by those behind, or by the telephone before them.
_LOCAL = lazy_pattern(r"(?:\d{7,8}(?:转\d{1,5}|-\d{1,4})?|1[012]\d{1,3}|9\d{4})(?!\d|[万亿元件个次项人家%])")
_DIALLED = lazy_pattern("(?:电话|热线|传真|手机|专线|总机|座机|拨打|致电|联系方式)(?:号码?|号段)?[是为]?[:,]? ?$")
_HOTLINE = lazy_pattern(r"1[12]\d{3}(?=[\u4e00-\u9fff]{0,6}(?:热线|专线))")
_AND_ANOTHER = lazy_pattern("[、,/;和或及] ?")
_LONGEST_CUE = 10
_DIGITS = lazy_pattern(r"\d++")
# Only such digits can be no number: those with one of these behind or before them.
_GO_ON, _NAME_ENDS = frozenset(".-)、·"), frozenset("abcdefghijklmnopqrstuvwxyz_@-./·")
_RUN = lazy_pattern(rf"\d++(?>(?:\.\d++)*)|[{NUMERAL_CHARACTERS}]++|[零{FORMAL_DIGITS}拾佰仟万亿]++")
_WORD = lazy_pattern("[a-z]{2}")
_LATIN = lazy_pattern(r"[a-z_@][-./·]?$")


def read_title(folded: str, at: int, before: Value | None) -> Value | None:
    """A title in 《》 that begins at a position."""
    match = _TITLE.match(folded, at)
    return _name(at, match.end(), ValueKind.TITLE) if match else None


def read_document_number(folded: str, at: int, before: Value | None) -> Value | None:
    """A document number whose bracket stands at a position, with the code of its issuer.

    >>> found = read_document_number("依据东政发〔2021〕13号文件", 5, None)
    >>> found and (found.start, found.end)
    (2, 14)
    """
    match = _DOCUMENT.match(folded, at)
    if match is None:
        return None
    floor = before.end if before else 0
    issuer = _ISSUER.search(folded[max(at - _LONGEST_ISSUER, floor) : at])
    code = _BEFORE_ISSUER.split(issuer[0])[-1] if issuer else ""
    return _name(at - len(code), match.end(), ValueKind.DOCUMENT_NUMBER)


def read_ordinal(folded: str, at: int, before: Value | None) -> Value | None:
    """An ordinal or a rank that begins at a position: 第2741号, 第3至5条, 十九届, 十四五, 第3名, 全省第三, 前10名.

    >>> found = [read_ordinal(text, at, None) for text, at in (("第2741号", 0), ("前10名", 1), ("19件", 0))]
    >>> [value and (value.kind.value, value.unit, int(value.low or 0)) for value in found]
    [('ordinal', '号', 2741), ('rank', '名', 10), None]
    """
    if folded.startswith("第", at):
        number = read_number(folded, at + 1 + (folded[at + 1 : at + 2] == " "))
        return _marked(folded, at, number) if number else None
    if (plan := _FIVE_YEAR_PLAN.match(folded, at)) and not unit_at(folded, plan.end()):
        return _name(at, plan.end(), ValueKind.ORDINAL)
    number = read_number(folded, at) if _MAY_BE_ORDINAL.match(folded, at) else None
    if number is None:
        return None
    if folded[max(at - 1, 0) : at] == "前" and folded[number.end : number.end + 1] in ("名", "位", "强"):
        return _numbered(at - 1, number.end + 1, ValueKind.RANK, number, folded[number.end])
    noun = _NUMBERED.match(folded, number.end)
    if noun is None or (noun[0] == "强" and number.bare_scale):
        return None
    # 世界500强; 百强县 is a name.
    kind = ValueKind.RANK if noun[0] == "强" else ValueKind.ORDINAL
    return _numbered(at, noun.end(), kind, number, noun[0])


def _marked(folded: str, at: int, number: Number) -> Value:
    end, last = number.end, number
    if to := _TO.match(folded, end):
        further = read_number(folded, to.end())
        if further and further.low > number.low:
            end, last = further.end, further
    # 第 3 号 has a space on both sides of its number.
    behind = end + (folded[at + 1 : at + 2] == folded[end : end + 1] == " ")
    unit = unit_at(folded, behind)
    noun = _ORDINAL_NOUN.match(folded, behind)
    name = unit[0].name if unit else noun[0] if noun else ""
    end = unit[1] if unit else noun.end() if noun else end
    ranked = name in ("名", "位") or (
        not name and _RANKING.search(folded[max(at - _LONGEST_RANKING, 0) : at]) is not None
    )
    return _numbered(at, end, ValueKind.RANK if ranked else ValueKind.ORDINAL, number, name, last)


def _numbered(at: int, end: int, kind: ValueKind, number: Number, unit: str, last: Number | None = None) -> Value:
    return Value(at, end, (at, end), kind, number.low, (last or number).high, unit, Approximation.EXACT)


def _name(start: int, end: int, kind: ValueKind) -> Value:
    return Value(start, end, (start, end), kind, None, None, "", Approximation.EXACT)


def read_telephone(folded: str, at: int, before: Value | None) -> Value | None:
    """A telephone number that begins at a position; short ones only where the words around say that it is dialled.

    >>> texts = ("电话0631-8451234转2", 2), ("(0631)8451234", 0), ("热线12345", 2), ("12345件", 0)
    >>> [found and found.end for found in (read_telephone(text, at, None) for text, at in texts)]
    [16, 13, 7, None]
    """
    match = _TELEPHONE.match(folded, at)
    if match is None:
        follows = before is not None and before.kind is ValueKind.TELEPHONE
        dialled = _DIALLED.search(folded[max(at - _LONGEST_CUE, 0) : at]) or (
            follows and before and _AND_ANOTHER.fullmatch(folded, before.end, at)
        )
        match = (_LOCAL.match(folded, at) if dialled else None) or _HOTLINE.match(folded, at)
    return _name(at, match.end(), ValueKind.TELEPHONE) if match else None


def skipped(folded: str, at: int) -> int | None:
    """The end of digits that are no value: marks of a list, 1.2.3, and what belongs to a Latin word.

    >>> skipped("(1)加强", 1), skipped("1.2.3节", 0), skipped("pm2.5", 2), skipped("12件", 0)
    (3, 5, 5, None)
    """
    digits = _DIGITS.match(folded, at)
    if digits is None:
        return None
    if folded[digits.end() : digits.end() + 1] in _GO_ON:
        if match := _NO_NUMBER.match(folded, at):
            return match.end()
        if (match := _LIST_MARK.match(folded, at)) and _opens_list(folded, at, match[0]):
            return match.end()
    before = folded[max(at - 2, 0) : at]
    if before[-1:] in _NAME_ENDS and _LATIN.search(before):
        # gdp1234亿元 states an amount, b2座 and pm2.5 are names.
        number = read_number(folded, at) if _WORD.fullmatch(before) else None
        return None if number and unit_at(folded, number.end) else run_end(folded, at)
    return None


def _opens_list(folded: str, at: int, mark: str) -> bool:
    before = folded[at - 1] if at else "\n"
    return before in _OPENS_LIST and (mark[-1] != ")" or before == "(" or at == 0)


def run_end(folded: str, at: int) -> int:
    """The end of the digits, with the points between them, or of the numerals at a position; one character on at least.

    >>> run_end("1.2.3节", 0), run_end("一二三产业", 0), run_end("第", 0)
    (5, 3, 1)
    """
    run = _RUN.match(folded, at)
    return run.end() if run else at + 1
