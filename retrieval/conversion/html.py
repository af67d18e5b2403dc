"""Web pages to text: trafilatura finds the article, the page's own order and tables are kept.

The extractor says which lines are the article; the text is then everything of the page from its first line to its
last, with the header's fields, the title, and whole sentences outside. So a table or a footnote that the extractor
drops is not lost, and menus are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.models import ReportError
from retrieval.text.segmentation import split_blocks

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset({"script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button", "object"})
_BREAKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html legend li main nav ol p pre section table tbody tfoot thead tr ul br".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NOISY = re.compile(r"[\s|¦\[\]【】·•>＞»\u200b-\u200d\ufeff-]")
_DIRECTIVE = re.compile(r"<%.{0,2000}?%>", re.S)
_ATTACHED = re.compile(r"附\s?[件表]\s?\d{0,2}\s?[:：.、]?\s?\S|注(?:释)?\s?\d?\s?[:：]|\[\d{1,2}\]|表\s?\d{1,2}\s")
_FOOT = re.compile(r"ICP备|公网安备|标识码|版权所有|网站地图|联系我们|首页")
_HEAD = 40
_DEEPEST = 400


def html_text(page: str, name: str = "page") -> str:
    """The text of a page: paragraphs and table rows as lines.

    Raises `ReportError`, which calls it ``name``, for a page whose end the parser does not reach.

    >>> html_text("<body><p>某市公报</p><p>增<b>5</b>%。</p><table><tr><td>甲</td><td>1</td></tr></table>")
    '某市公报\\n\\n增5%。\\n\\n甲 | 1\\n'
    """
    import lxml.etree
    import lxml.html

    page = _DIRECTIVE.sub("", page) if "<%" in page[:2000] else page
    # The characters are read already: a declaration of another encoding must not have them read again.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return ""
    # Tags more than 2,048 deep end the parser's work: what comes behind would be lost without a word.
    for error in parser.error_log.filter_from_fatals():
        raise ReportError(
            f"{name}: wanted a page that can be read to its end, found line {error.line}: {error.message}"
        )
    lines = _lines(root)
    first, last = _article(lines, _extracted(page))
    title = root.findtext(".//title") or ""
    kept = [*_above(lines[:first], title), *lines[first:last], *(line for line in lines[last:] if _is_prose(line))]
    # A name whose value is the next line stays next to it: 发布机构：
    return "".join(line + ("\n" if line.endswith(("：", ":")) and len(line) <= 12 else "\n\n") for line in kept)[:-1]


def _extracted(page: str) -> list[str]:
    import trafilatura

    # It reports on the console what it tries in vain; what it finds is all that counts here.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(page, favor_recall=True, include_tables=True, include_comments=False, deduplicate=False)
    return [key for line in (found or "").splitlines() if (key := _NOISY.sub("", line))]


def _article(lines: Sequence[str], extracted: Sequence[str]) -> tuple[int, int]:
    """The first line of the article and the line behind its last; the whole page where the extractor found little."""
    wanted = set(extracted)
    joined = "\n".join(extracted)
    keys = [_NOISY.sub("", line) for line in lines]
    inside = [at for at, key in enumerate(keys) if key in wanted or (len(key) > 20 and key[:60] in joined)]
    prose = [at for at, line in enumerate(lines) if _is_content(line)]
    found = [at for at in inside if len(keys[at]) > 3]
    if not found or sum(len(keys[at]) for at in found) * 10 < sum(map(len, keys)):
        return 0, len(lines)
    first = min([found[0], *(at for at in prose if at >= found[0] - 3)])
    return first, max([found[-1], *prose]) + 1


def _is_content(line: str) -> bool:
    """What belongs to the document wherever it stands: sentences, rows with figures, attachments, footnotes."""
    row = " | " in line and any(char.isdecimal() for char in line) and not _FOOT.search(line)
    return row or _is_prose(line) or bool(_ATTACHED.match(line))


def _is_prose(line: str) -> bool:
    """A whole sentence of some length: no menu has any."""
    return len(line) >= 40 and "。" in line


def _above(lines: Sequence[str], title: str) -> Iterator[str]:
    """What belongs to the document above its first line: header fields, the title, whole sentences."""
    from retrieval.parsing.header import find_header

    text = "\n".join(lines)
    every = split_blocks(text)
    fields = find_header(text, every, set()).blocks if every else frozenset()
    for at, block in enumerate(every):
        line = text[block.start : block.end]
        named = (
            5 < len(line) <= 80
            and line in title
            and not any(line in other for other in lines[-_HEAD:] if other != line)
        )
        if at in fields or _is_prose(line) or named:
            yield line


def _lines(root: HtmlElement) -> list[str]:
    """The page's text, a line for each paragraph, heading and table row; inline tags do not tear a line."""
    pieces: list[str] = []
    _walk(root, pieces, 0)
    text = "".join(pieces)
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line.strip("| ")]


def _walk(node: HtmlElement, pieces: list[str], depth: int) -> None:
    if not isinstance(node.tag, str) or node.tag in _SKIPPED:
        return
    if depth > _DEEPEST:
        pieces.append(_plain(str(node.text_content())))
        return
    if _HIDDEN.search(node.get("style", "")):
        return
    if node.tag == "tr" and depth < _DEEPEST:
        _row(node, pieces, depth)
        return
    edge = "\n" if node.tag in _BREAKS else ""
    pieces.append(edge + _plain(node.text))
    for child in node:
        _walk(child, pieces, depth + 1)
        pieces.append(_plain(child.tail))
    pieces.append(edge)


def _plain(text: str | None) -> str:
    """Text as a browser shows it: line breaks in the source are blanks, and none between two Chinese characters."""
    text = text or ""
    return re.sub(r"(?<=[\u3000-\uffef])[ \t]*+[\r\n][ \t\r\n]*+(?=[\u3000-\uffef])", "", text).replace("\n", " ")


def _row(node: HtmlElement, pieces: list[str], depth: int) -> None:
    """A row of a table on one line; a row that only lays out the page (one cell, or paragraphs in it) is not one."""
    cells = [child for child in node if child.tag in ("td", "th")]
    inner: list[str] = []
    for cell in cells:
        own: list[str] = []
        _walk(cell, own, depth + 1)
        inner.append("".join(own).strip())
    shows = [text for text in inner if text]
    lays_out = len(shows) < 2 or any(text.count("\n") > 6 or len(text) > 600 for text in inner)
    if lays_out:
        pieces.append("\n" + "\n".join(shows) + "\n")
    else:
        row = " | ".join(re.sub(r"\s*\n\s*", " ", text).replace("|", "¦") for text in inner)
        pieces.append(f"\n{row}\n")
