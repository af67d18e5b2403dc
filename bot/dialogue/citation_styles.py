"""Citation styles: a passage cited in full with its text, in short, and as an entry of a list of references. Pure.

Sources: GB/T 15834-2011 for marks within marks (‘ ’ within “ ”, 〈 〉 within 《 》), GB/T 7714-2015 for references.
Unknown facts of a report are left out of its citation. Page numbers are not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from bot.dialogue.excerpts import excerpt
from bot.strings import chinese_date, one_line
from bot.texts import lookup
from retrieval.models import Passage
from retrieval.parsing.metadata import DocumentMetadata

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POINT = re.compile(r"([0-9]{1,2})[.、)]?|(\([0-9]{1,2}\))|([①-⑳])")
_WITHIN_QUOTATION = str.maketrans("“”‘’", "‘’“”")
_WITHIN_TITLE = str.maketrans("《》〈〉", "〈〉《》")
_FULL_BRACKETS = str.maketrans("()", "（）")
_REPORTS = re.compile(r"报告|公报|白皮书")


class CitationStyle(StrEnum):
    """The styles of a citation."""

    MEMO = "memo"
    SHORT = "short"
    GBT = "gbt"


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A cited text of a passage, and what is known of its report (empty: not known).

    ``answer``: the words of the text that answer; they stay where it is cut.
    """

    passage: Passage
    text: str
    agency: str = ""
    genre: str = ""
    published: str = ""
    url: str = ""
    answer: str = ""

    @classmethod
    def of(cls, document: DocumentMetadata, passage: Passage, text: str = "", answer: str = "") -> CitedPassage:
        """The whole passage, or some text of it."""
        words = one_line(text or passage.text)
        url = document.url if urlsplit(document.url).scheme in ("http", "https") else ""
        return cls(passage, words, document.agency, document.genre_name, document.published, url, one_line(answer))

    def styles(self, day: str) -> Mapping[CitationStyle, str]:
        """The citation in every style; ``day`` is today's ISO date: a reference to the web tells when it was read."""
        return {CitationStyle.MEMO: memo(self), CitationStyle.SHORT: short(self), CitationStyle.GBT: gbt(self, day)}

    def to_json(self, day: str) -> dict[str, Any]:
        """All styles, as ``wenda cite --json`` prints them."""
        passage = self.passage
        found = {"passage": passage.id, "file": passage.file, "start": passage.start, "end": passage.end}
        styles = {style.value: said for style, said in self.styles(day).items()}
        return found | {"clause": passage.clause.path} | styles


def memo(cited: CitedPassage, limit: int | None = None) -> str:
    """The full form: title, number, agency, day, clause in words, and at most ``limit`` characters of the text.

    >>> from retrieval.parsing.report import parse_report, passages
    >>> report = parse_report("某市报告\\n\\n一、成效。(一)政务。一是办成“一件事”。二是快。\\n", "a.txt")
    >>> memo(CitedPassage.of(DocumentMetadata(report.file, report.title), passages(report)[-2]))
    '《某市报告》第一部分第（一）项第一目：“一是办成‘一件事’。”'
    """
    passage = cited.passage
    known = (passage.number or "", cited.agency, chinese_date(cited.published))
    about = lookup.MEMO_BETWEEN.join(part for part in known if part)
    head = lookup.MEMO.format(
        title=one_line(passage.document).translate(_WITHIN_TITLE),
        about=lookup.MEMO_ABOUT.format(parts=about) if about else "",
        place=clause_in_words(passage.clause.path),
    )
    words = "" if limit == 0 else _quoted_words(cited, limit)
    if not words:
        return head
    return head + lookup.MEMO_QUOTED.format(text=words.translate(_WITHIN_QUOTATION))


def _quoted_words(cited: CitedPassage, limit: int | None) -> str:
    """The text; of a longer one at most ``limit`` characters around its answer."""
    if limit is None or len(cited.text) <= limit:
        return cited.text
    at = cited.text.find(cited.answer) if cited.answer else -1
    part = excerpt(cited.text, [(at, at + len(cited.answer))] if at >= 0 else (), limit)
    before, after = lookup.OMITTED * (part.start > 0), lookup.OMITTED * (part.end < part.whole)
    return before + part.text + after


def short(cited: CitedPassage) -> str:
    """Title, number and clause."""
    return cited.passage.citation


def gbt(cited: CitedPassage, day: str) -> str:
    """The entry of a list of references by GB/T 7714-2015: R for a report, else EB for a web page, else Z.

    >>> from retrieval.models import Clause
    >>> passage = Passage("p1", "a.txt", "某市工作报告", "某政发〔2021〕1号", Clause("一", (), 0, 1, 0), 0, 1, "一")
    >>> gbt(CitedPassage(passage, "一", "某市人民政府", "工作报告", "2021-12-31", "https://a.gov.cn/1"), "2026-01-02")
    '某市人民政府. 某市工作报告: 某政发〔2021〕1号[R/OL]. (2021-12-31)[2026-01-02]. https://a.gov.cn/1'
    >>> gbt(CitedPassage(passage, "一", "", "工作报告", "2021年底"), "2026-01-02")
    '某市工作报告: 某政发〔2021〕1号[R].'
    """
    passage = cited.passage
    author = f"{cited.agency}. " if cited.agency else ""
    title = one_line(passage.document) + (f": {passage.number}" if passage.number else "")
    kind = "R" if _REPORTS.search(cited.genre or passage.document) else "EB" if cited.url else "Z"
    published = cited.published if _DAY.fullmatch(cited.published) else ""
    if cited.url:
        dates = f"({published})" if published else ""
        return f"{author}{title}[{kind}/OL]. {dates}[{day}]. {cited.url}"
    return f"{author}{title}[{kind}]." + (f" {published}." if published else "")


def clause_in_words(path: str) -> str:
    """A clause as a memo names it; a mark without a name of its own is given as the report writes it.

    >>> [clause_in_words(path) for path in ("一/(一)/一是", "第三章/第十二条/(二)", "三/2./(1)", "落款")]
    ['第一部分第（一）项第一目', '第三章第十二条第（二）项', '第三部分第2点第（1）点', '落款']
    """
    levels = path.split("/")
    return "".join(_level(mark, levels[:depth]) for depth, mark in enumerate(levels))


def _level(mark: str, above: list[str]) -> str:
    if re.fullmatch(_NUMERAL, mark):
        nested = any(level.startswith("(") for level in above)
        return (lookup.CLAUSE_POINT if nested else lookup.CLAUSE_PART).format(mark=mark, numeral=mark)
    if re.fullmatch(rf"\({_NUMERAL}\)", mark):
        return lookup.CLAUSE_SECTION.format(mark=mark.translate(_FULL_BRACKETS))
    if re.fullmatch(f"{_NUMERAL}[是要]", mark):
        return lookup.CLAUSE_ITEM.format(numeral=mark[:-1])
    if point := _POINT.fullmatch(mark):
        return lookup.CLAUSE_POINT.format(mark=next(filter(None, point.groups())).translate(_FULL_BRACKETS))
    return lookup.CLAUSE_PLACES.get(mark, mark)
