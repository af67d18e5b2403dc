"""Web page converter: trafilatura locates the article; the page's own lines, order and tables are kept.

The text is everything on the page from the article's first line to its last, plus header fields, the title and whole
sentences outside. Tables and footnotes that trafilatura drops are kept this way, and menus are left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement

from retrieval.conversion.converted import Converted
from retrieval.conversion.decoding import decode
from retrieval.models import ReportError
from retrieval.parsing.header import find_header
from retrieval.text.segmentation import split_blocks

_SKIPPED_TAGS = frozenset(
    {"script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button", "object"}
)
_BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html legend li main nav ol p pre section table tbody tfoot thead tr ul br".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DECORATION = re.compile(r"[\s|¦\[\]【】·•>＞»\u200b-\u200d\ufeff-]")
_DIRECTIVE = re.compile(r"<%.{0,2000}?%>", re.S)
_ATTACHED = re.compile(r"附\s?[件表]\s?\d{0,2}\s?[:：.、]?\s?\S|注(?:释)?\s?\d?\s?[:：]|\[\d{1,2}\]|表\s?\d{1,2}\s")
_PAGE_FOOTER = re.compile(r"ICP备|公网安备|标识码|版权所有|网站地图|联系我们|首页")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
_HEAD = 40
_DEEPEST = 400


def convert_html(data: bytes, name: str) -> Converted:
    """The text of a page, decoded as it declares. Raises `ReportError`, see `html_text`."""
    return Converted(html_text(decode(data, name, _charset(data)), name))


def _charset(data: bytes) -> str:
    """The encoding that a page declares. GB2312 and GBK are subsets of GB18030."""
    found = _CHARSET.search(data[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    return "gb18030" if declared.startswith("gb") else "big5" if declared == "big5" else "utf-8"


def html_text(page: str, name: str = "page") -> str:
    """The text of a page: paragraphs and table rows as lines.

    Raises `ReportError` for a page that the parser cannot read to its end; ``name`` is the page's name in the message.

    >>> html_text("<body><p>某市公报</p><p>增<b>5</b>%。</p><table><tr><td>甲</td><td>1</td></tr></table>")
    '某市公报\\n\\n增5%。\\n\\n甲 | 1\\n'
    """
    page = _DIRECTIVE.sub("", page) if "<%" in page[:2000] else page
    # The page is decoded already, so the parser must ignore the encoding that the page declares.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return ""
    # The parser stops at tags nested more than 2,048 deep. The rest of the page would be lost silently.
    for error in parser.error_log.filter_from_fatals():
        found = f"line {error.line}: {error.message}"
        raise ReportError(f"{name}: wanted a page that can be read to its end, found {found}")
    lines = _lines(root)
    first, last = _article_span(lines, _extract(page))
    title = root.findtext(".//title") or ""
    above, below = _kept_above(lines[:first], title), (line for line in lines[last:] if _is_prose(line))
    kept = [*above, *lines[first:last], *below]
    # A field name such as 发布机构： stays next to the line with its value.
    return "".join(line + ("\n" if line.endswith(("：", ":")) and len(line) <= 12 else "\n\n") for line in kept)[:-1]


def _extract(page: str) -> list[str]:
    """The lines of the article as trafilatura finds them, without decoration."""
    # trafilatura logs every failed attempt.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(page, favor_recall=True, include_tables=True, include_comments=False, deduplicate=False)
    return [key for line in (found or "").splitlines() if (key := _DECORATION.sub("", line))]


def _article_span(lines: Sequence[str], extracted: Sequence[str]) -> tuple[int, int]:
    """The first line of the article and the line after its last; the whole page where little was extracted."""
    wanted = set(extracted)
    joined = "\n".join(extracted)
    keys = [_DECORATION.sub("", line) for line in lines]
    inside = [at for at, key in enumerate(keys) if key in wanted or (len(key) > 20 and key[:60] in joined)]
    prose = [at for at, line in enumerate(lines) if _is_content(line)]
    found = [at for at in inside if len(keys[at]) > 3]
    if not found or sum(len(keys[at]) for at in found) * 10 < sum(map(len, keys)):
        return 0, len(lines)
    first = min([found[0], *(at for at in prose if at >= found[0] - 3)])
    return first, max([found[-1], *prose]) + 1


def _is_content(line: str) -> bool:
    """Whether a line belongs to the document: sentences, table rows with figures, attachments, footnotes."""
    row = " | " in line and any(char.isdecimal() for char in line) and not _PAGE_FOOTER.search(line)
    return row or _is_prose(line) or bool(_ATTACHED.match(line))


def _is_prose(line: str) -> bool:
    """Whether a line contains a whole sentence and is long. Menus have no such lines."""
    return len(line) >= 40 and "。" in line


def _kept_above(lines: Sequence[str], title: str) -> Iterator[str]:
    """The lines above the article that belong to the document: header fields, the title, whole sentences."""
    text = "\n".join(lines)
    blocks = split_blocks(text)
    fields = find_header(text, blocks, set()).blocks if blocks else frozenset()
    for at, block in enumerate(blocks):
        line = text[block.start : block.end]
        in_title = 5 < len(line) <= 80 and line in title
        is_title = in_title and not any(line in other for other in lines[-_HEAD:] if other != line)
        if at in fields or _is_prose(line) or is_title:
            yield line


def _lines(root: HtmlElement) -> list[str]:
    """The page's text, one line for each paragraph, heading and table row. Inline tags do not break lines."""
    pieces: list[str] = []
    _walk(root, pieces, 0)
    text = "".join(pieces)
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.split("\n"))
    return [line for line in lines if line.strip("| ")]


def _walk(node: HtmlElement, pieces: list[str], depth: int) -> None:
    if not isinstance(node.tag, str) or node.tag in _SKIPPED_TAGS:
        return
    if depth > _DEEPEST:
        pieces.append(_rendered(str(node.text_content())))
        return
    if _HIDDEN.search(node.get("style", "")):
        return
    if node.tag == "tr" and depth < _DEEPEST:
        _row(node, pieces, depth)
        return
    edge = "\n" if node.tag in _BLOCK_TAGS else ""
    pieces.append(edge + _rendered(node.text))
    for child in node:
        _walk(child, pieces, depth + 1)
        pieces.append(_rendered(child.tail))
    pieces.append(edge)


def _rendered(text: str | None) -> str:
    """Text as a browser shows it: a line break in the source is a blank, and nothing between Chinese characters."""
    text = text or ""
    return re.sub(r"(?<=[\u3000-\uffef])[ \t]*+[\r\n][ \t\r\n]*+(?=[\u3000-\uffef])", "", text).replace("\n", " ")


def _row(node: HtmlElement, pieces: list[str], depth: int) -> None:
    """A table row on one line. A row that only lays out the page (one cell, or long cells) becomes paragraphs."""
    cells: list[str] = []
    for cell in node:
        if cell.tag in ("td", "th"):
            inner: list[str] = []
            _walk(cell, inner, depth + 1)
            cells.append("".join(inner).strip())
    filled = [text for text in cells if text]
    is_layout = len(filled) < 2 or any(text.count("\n") > 6 or len(text) > 600 for text in cells)
    if not is_layout:
        filled = [" | ".join(re.sub(r"\s*\n\s*", " ", text).replace("|", "¦") for text in cells)]
    pieces.append("\n" + "\n".join(filled) + "\n")
