"""Raw documents: what stands in a file, taken out of it in the plainest way, to compare a reader with.

Nothing of the product is used here, so that no mistake is made twice. Handled are text, Word files and web pages.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import lxml.etree
import lxml.html

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})
_NUMERAL = "[一二三四五六七八九十百千零〇]"
_ARTICLE = re.compile(
    rf"^[ \t\u3000]*(第{_NUMERAL}{{1,6}}条(?:之[一二三四五六七八九十])?)[ \t\u3000\u00a0\u2002\u2003]", re.M
)
_PART = re.compile(r"^[ \t\u3000]*([一二三四五六七八九十]{1,3})、", re.M)
_DIGITS = "一二三四五六七八九"
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,9}[〔\[（(]\d{4}[〕\]）)]\s?\d{1,4}\s?号|[〔\[（(]\d{2,4}[〕\]）)][\u4e00-\u9fff]{1,6}第\d{1,4}号"
    r"|令\s?第\s?[\d一二三四五六七八九十百〇零]{1,6}\s?号|公告\s?第\s?\d{1,4}\s?号"
)
_FIRST_LINES = 14
_TITLE_OF_ANOTHER = re.compile(r"《[^《》]{0,120}》(?:[（(][^（()）]{0,30}号[)）])?|[〈<][^〈〉<>]{0,120}[〉>]")


@dataclass(frozen=True, slots=True)
class RawDocument:
    """The lines that a reader sees in a file, and the rows of its tables, each with every cell of the grid."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def characters(self) -> Counter[str]:
        """How often each character stands there, white space and bars aside."""
        return characters("".join(self.lines))

    @property
    def articles(self) -> list[str]:
        """The marks 第…条 at the beginning of a line, in order."""
        return _ARTICLE.findall("\n".join(self.lines))

    @property
    def parts(self) -> list[str]:
        """The marks 一、 二、 … at the beginning of a line that count on from one to the next."""
        found: list[str] = []
        for numeral in _PART.findall("\n".join(self.lines)):
            value = _value(numeral)
            if value == 1 or (found and value == _value(found[-1]) + 1):
                found.append(numeral)
        return found

    @property
    def numbers(self) -> list[str]:
        """The document numbers in the first lines, but for those of other documents named there."""
        first = (line for line in self.lines[:_FIRST_LINES] if "根据" not in line and "收悉" not in line)
        return [re.sub(r"\s", "", each) for line in first for each in _NUMBER.findall(_TITLE_OF_ANOTHER.sub("", line))]


def raw_document(data: bytes, name: str) -> RawDocument:
    """What stands in a file. Raises ValueError for a format that is not handled here."""
    suffix = name.rsplit(".", 1)[-1].lower()
    if suffix == "txt":
        text = data.decode("utf-8")
        return RawDocument(tuple(line for line in text.splitlines() if line.strip()))
    if suffix == "docx":
        return _word(data)
    if suffix in ("html", "htm"):
        return _page(data)
    raise ValueError(f"{name}: wanted .txt, .docx or .html, found .{suffix}")


def characters(text: str) -> Counter[str]:
    """How often each character stands in a text, white space and bars aside.

    >>> characters("甲 | 乙\\n乙")
    Counter({'乙': 2, '甲': 1})
    """
    return Counter(char for char in text if not char.isspace() and char not in "|¦\u200b\ufeff")


def letters(text: str) -> str:
    """A text without anything but letters and digits, in one width: how titles are compared.

    >>> letters("最高人民法院、最高人民检察院关于（一）")
    '最高人民法院最高人民检察院关于一'
    """
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _value(numeral: str) -> int:
    tens, has_ten, ones = numeral.rpartition("十")
    if not has_ten:
        return _DIGITS.find(numeral) + 1
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)


def _word(data: bytes) -> RawDocument:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        body = lxml.etree.fromstring(archive.read("word/document.xml"))
        notes = [
            _shown(note)
            for part in ("word/footnotes.xml", "word/endnotes.xml")
            if part in archive.namelist()
            for note in lxml.etree.fromstring(archive.read(part))
        ]
    lines = [_shown(paragraph) for paragraph in body.iter(f"{_W}p") if not _is_unseen(paragraph)]
    rows = [row for table in body.iter(f"{_W}tbl") for row in _grid(table)]
    return RawDocument(tuple(line for line in [*lines, *notes] if line.strip()), tuple(rows))


def _is_unseen(node: Any) -> bool:
    return any(above.tag in _UNSEEN for above in node.iterancestors())


def _shown(node: Any) -> str:
    """The text of a paragraph without what was deleted or is hidden, and without the paragraphs of boxes within it."""
    pieces = []
    for text in node.iter(f"{_W}t", f"{_W}noBreakHyphen"):
        above = list(text.iterancestors())
        own = next((each for each in above if each.tag == f"{_W}p"), None)
        hidden = any(each.find(f"{_W}rPr/{_W}vanish") is not None for each in above if each.tag == f"{_W}r")
        if hidden or any(each.tag in _UNSEEN for each in above) or (node.tag == f"{_W}p" and own is not node):
            continue
        pieces.append("-" if text.tag.endswith("noBreakHyphen") else text.text or "")
    return "".join(pieces)


def _grid(table: Any) -> Iterator[tuple[str, ...]]:
    """The rows of a table, a merged cell repeated in each place that it takes."""
    above: list[str] = []
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is not table or row.find(f"{_W}trPr/{_W}del") is not None:
            continue
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            span, merged = cell.find(f"{_W}tcPr/{_W}gridSpan"), cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            text = above[len(cells)] if goes_on and len(cells) < len(above) else _compact(_shown(cell))
            cells += [text] * int(span.get(f"{_W}val", "1") if span is not None else 1)
        above = cells
        yield tuple(cells)


def _compact(text: str) -> str:
    return re.sub(r"\s", "", text)


def _page(data: bytes) -> RawDocument:
    root: Any = lxml.html.document_fromstring(data.decode("utf-8", "replace"))
    for node in root.xpath("//script|//style|//head|//noscript"):
        node.drop_tree()
    for node in root.iter("br", "p", "div", "tr", "td", "li", "table"):
        node.tail = f"\n{node.tail or ''}"
    lines = (re.sub(r"[ \t\r\xa0]+", " ", line).strip() for line in root.text_content().split("\n"))
    return RawDocument(tuple(line for line in lines if line))
