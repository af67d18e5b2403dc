"""Title lines: what a line above a document's text is: part of its title, its issuer, number, a date, a person."""

from __future__ import annotations

import re

from retrieval.lazy_pattern import lazy_pattern
from retrieval.text.normalization import without_space
from retrieval.text.values.numerals import TENS, YEAR_DIGITS

DATE = lazy_pattern(
    rf"[（(]?(?:\d{{4}}|[{YEAR_DIGITS}]{{4}})\s?年\s?[\d{TENS}]{{1,3}}\s?月\s?[\d{TENS}]{{1,3}}\s?日[)）]?"
)
_ORGAN = (
    r"[\u4e00-\u9fff]{2,30}(?:政府|局|厅|委员会|委|办公室|办|院|部|署|会|银行|中央|党组|社|集团|研究室"
    r"|处|司|庭|中心|大学|学院|公司|协会)"
)
AGENCY = lazy_pattern(r"[\u4e00-\u9fff]{2,30}(?:政府|局|厅|委员会|委|办公室|办|院|部|署|会)")
# Several that issue together, side by side.
_AGENCIES = lazy_pattern(rf"{_ORGAN}(?:[ \t\u3000\u00a0、]+{_ORGAN}){{0,12}}")
_NO_ISSUER = lazy_pattern(r"关于|印发|的|不服|适用")
PERSON = lazy_pattern(
    r"[\u4e00-\u9fff]{0,16}(?:总理|省长|市长|州长|区长|县长|主席|部长|局长|署长|主任|厅长|行长)"
    r"[\s\u3000]*(?:[\u4e00-\u9fff][\s\u3000]{0,3}){2,6}"
)
# What an order or an announcement is headed with.
PROMULGATION = lazy_pattern(r"(?!.{0,36}(?:关于|的))[\u4e00-\u9fff]{0,40}(?:令|公告)(?:\s?[（(].{1,24}号[)）])?")
# Lines above a title that are none of it: the word below a red head, marks of secrecy, haste and registration.
_MARK = lazy_pattern(
    r"(?:[\u4e00-\u9fff、]{2,60})?文件|特急|加急|平急|急件|机密|秘密|绝密|内部|公开|普通|代拟稿"
    r"|[A-Z]{2,8}[\s—－-]{0,3}[\d\s—－-]{4,24}|\d{6}|№?\d{3,8}"
    r"|[-—－–]\s?\d{1,4}\s?[-—－–]|第\s?\d{1,4}\s?页"
)
# Lines among the title matter that are no part of the title: place and date, bylines, photo credits.
_ASIDE = lazy_pattern(
    r"[（(].*[)）]|——.*|.*(?:摄|/文|讯|电)$|(?:来源|作者|记者|时间|日期|发表时间|发布时间)[:：].*|附\s?件.{0,4}"
    r"|附\s?[:：]?"
    r"|\d{4}-\d{1,2}-\d{1,2}.*",
    re.S,
)
# What stands below a title in brackets and belongs to it: its period, that it is a draft, on trial or a later version.
_REMARK = lazy_pattern(
    r"[（(〔](?:(?:19|20)\d{2}\s?[年—－–~至-]{1,3}\s?(?:(?:19|20)?\d{2}\s?年?)?(?:度|修[订正]|版|本)?"
    r"|(?:公开)?征求意见稿|草案|修[订正]草案|试行|暂行"
    r"|修[订正][版本稿]?|第?[一二三四五六七八九十]{1,3}[版批期]?)[)）〕]"
)
_BREAKS = lazy_pattern(r"[\n\r\u200b-\u200d\ufeff]")
_FOOTNOTE = lazy_pattern(r"\[\d{1,2}\]$")
_LETTER_SPACED = lazy_pattern(
    r"(?:[\u4e00-\u9fff0-9“”《》（）、][ \t\u3000\u00a0\u2000-\u200a]+){3,}[\u4e00-\u9fff）》”]"
    r"|公[ \t\u3000\u00a0]+告|命[ \t\u3000\u00a0]+令|通[ \t\u3000\u00a0]+知|决[ \t\u3000\u00a0]+定"
)
_BETWEEN_ISSUERS = lazy_pattern(r"[ \t\u3000\u00a0、]+")
_BETWEEN_HAN = lazy_pattern(
    r"(?<=[\u3000-\u9fff\uff00-\uffef“”〔〕])[ \t\u3000\u00a0]+(?=[\u3000-\u9fff\uff00-\uffef“”〔〕])"
)


def clean_line(line: str) -> str:
    """A title line without letter-spacing, line breaks and footnote mark.

    >>> clean_line("政 府 工 作 报 告[1]")
    '政府工作报告'
    """
    line = _FOOTNOTE.sub("", _BREAKS.sub("", line).strip())
    return without_space(line) if _LETTER_SPACED.fullmatch(line) else line


def is_issuer(line: str) -> bool:
    """Whether a line names nothing but agencies, one or several side by side.

    >>> is_issuer("最高人民法院　最高人民检察院"), is_issuer("某市财政局办法")
    (True, False)
    """
    return len(line) <= 200 and bool(_AGENCIES.fullmatch(line)) and not _NO_ISSUER.search(line)


def joined_issuers(line: str) -> str:
    """A line of agencies with 、 between them, any other line without blanks between Han characters.

    >>> joined_issuers("最高人民法院　最高人民检察院"), joined_issuers("某某办法 （试行）")
    ('最高人民法院、最高人民检察院', '某某办法（试行）')
    """
    return _BETWEEN_ISSUERS.sub("、", line) if is_issuer(line) else _BETWEEN_HAN.sub("", line)


def is_mark(line: str) -> bool:
    """Whether a line is a mark of the form: 文件, 特急, a number of registration, a page number."""
    return bool(_MARK.fullmatch(line))


def is_remark(line: str) -> bool:
    """Whether a line in brackets belongs to the title above it: （2021—2035年）, （征求意见稿）, （试行）.

    >>> [is_remark(line) for line in ("（2021—2035年）", "（2020年修订）", "（2023年4月12日）", "（此件公开）")]
    [True, True, False, False]
    """
    return bool(_REMARK.fullmatch(line))


def is_aside(line: str) -> bool:
    """Whether a line stands among the title matter and is no part of a title: a date, a byline, a person."""
    return bool(_ASIDE.fullmatch(line) or PERSON.fullmatch(line))
