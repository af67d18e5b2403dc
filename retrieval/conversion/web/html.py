"""Web page converter: trafilatura locates the article; the page's own lines, order and tables are kept.

The text is everything on the page from the article's first line to its last, plus header fields, the title and whole
sentences outside. Tables and footnotes that trafilatura drops are kept this way, and menus are left out.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from html.entities import html5, name2codepoint

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement

from retrieval.conversion.converted import Converted
from retrieval.conversion.decoding import decode
from retrieval.conversion.web.page_lines import PageLines
from retrieval.conversion.web.page_tags import page_tags
from retrieval.models import ReportError
from retrieval.parsing.header import find_header
from retrieval.text.segmentation import split_blocks

_DECORATION = re.compile(r"[\s|¦\[\]【】·•>＞»\u200b-\u200d\ufeff-]")
_DIRECTIVE = re.compile(r"<%.{0,2000}?%>", re.S)
_ATTACHED = re.compile(r"附\s?[件表]\s?\d{0,2}\s?[:：.、]?\s?\S|注(?:释)?\s?\d?\s?[:：]|\[\d{1,2}\]|表\s?\d{1,2}\s")
_PAGE_FOOTER = re.compile(r"ICP备|公网安备|标识码|版权所有|网站地图|联系我们|首页")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
_ENTITY = re.compile("&([A-Za-z][A-Za-z0-9]{1,31});")
_NUMBER_OF_ITEM, _RAISED = re.compile(r"^\d{1,3}\."), str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_HEAD = 40


def convert_html(data: bytes, name: str) -> Converted:
    """The text and the tags of a page, decoded as it declares. Raises `ReportError`, see `html_content`."""
    return html_content(decode(data, name, *_charset(data)), name)


def html_content(page: str, name: str) -> Converted:
    """The text of a page that was decoded, paragraphs and table rows as lines, and its tags.

    Raises `ReportError` for a page that the parser cannot read to its end; ``name`` is the page's name in the message.

    >>> page = "<body><p>某市公报</p><p>增<b>5</b>%。</p><table><tr><td>甲</td><td>1</td></tr></table>"
    >>> html_content(page, "page").text
    '某市公报\\n\\n增5%。\\n\\n甲 | 1\\n'
    """
    root = _parsed(page, name)
    return Converted("") if root is None else Converted(_text(page, root, name), tags=page_tags(root))


def _charset(data: bytes) -> list[str]:
    found = _CHARSET.search(data[:4096])
    return chinese_encodings(found[1].decode("ascii") if found else "")


def chinese_encodings(declared: str) -> list[str]:
    """The encoding to try before others where a page declares a Chinese one. GB2312 and GBK are subsets of GB18030.

    >>> chinese_encodings("GB2312"), chinese_encodings("utf-8")
    (['gb18030'], [])
    """
    declared = declared.lower()
    return ["gb18030"] if declared.startswith("gb") else ["big5"] if declared == "big5" else []


def _parsed(page: str, name: str) -> HtmlElement | None:
    """The tree of a page; None where there is nothing on it."""
    page = _DIRECTIVE.sub("", page) if "<%" in page[:2000] else page
    # The page is decoded already, so the parser must ignore the encoding that the page declares.
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        page = _ENTITY.sub(_character, page)
        root = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return None
    # The parser stops at tags nested more than 2,048 deep. The rest of the page would be lost silently.
    for error in parser.error_log.filter_from_fatals():
        found = f"line {error.line}: {error.message}"
        raise ReportError(f"{name}: wanted a page that can be read to its end, found {found}")
    return root


def _character(entity: re.Match[str]) -> str:
    """What a named entity stands for that the parser does not know: it knows those of HTML 4."""
    found = "" if entity[1] in name2codepoint else html5.get(f"{entity[1]};", "")
    return found if found and found not in "<>&\"'" else entity[0]


def _text(page: str, root: HtmlElement, name: str) -> str:
    lines = PageLines(root, name).lines()
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
    return [key for line in (found or "").splitlines() if (key := _key(line))]


def _article_span(lines: Sequence[str], extracted: Sequence[str]) -> tuple[int, int]:
    """The first line of the article and the line after its last; the whole page where little was extracted."""
    wanted = set(extracted)
    joined = "\n".join(extracted)
    keys = [_key(line) for line in lines]
    inside = [at for at, key in enumerate(keys) if key in wanted or (len(key) > 20 and key[:60] in joined)]
    prose = [at for at, line in enumerate(lines) if _is_content(line)]
    found = [at for at in inside if len(keys[at]) > 3]
    if not found or sum(len(keys[at]) for at in found) * 10 < sum(map(len, keys)):
        return 0, len(lines)
    first = min([found[0], *(at for at in prose if at >= found[0] - 3)])
    last = max([found[-1], *prose])
    # A table stays whole: its rows of heads have no figures.
    while first and " | " in lines[first] and " | " in lines[first - 1]:
        first -= 1
    while last + 1 < len(lines) and " | " in lines[last] and " | " in lines[last + 1]:
        last += 1
    return first, last + 1


def _key(line: str) -> str:
    """A line as trafilatura has it, without decoration: it knows neither numbers of lists nor raised figures."""
    return _NUMBER_OF_ITEM.sub("", _DECORATION.sub("", line).translate(_RAISED))


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
