"""Annotations: the phrasings and gaps that staff write beside a report.

Both are plain text in UTF-8, a format name and version in the first line, ``#`` for remarks.

Phrasings (``REPORT.phrasings``): a fact to the letter, its shortest answer, and how people ask for it::

    # wenda-phrasings 1
    > 各执法部门共配备执法记录仪788台
    = 788台
    执法仪有几个

Gaps (``REPORT.gaps``): what the report does not answer, the fact that comes nearest, and where to turn::

    # wenda-gaps 1
    > 各执法部门共配备执法记录仪788台
    @ 请向区司法局咨询
    一个执法仪多少钱

In both a line that begins with ``? `` is a draft that nobody has approved yet, and is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.models import Report, ReportError, Span
from retrieval.text.lexicon import content_lines

PHRASINGS_HEADER, GAPS_HEADER = "# wenda-phrasings 1", "# wenda-gaps 1"
DRAFT = "? "


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A question, the span of the report that answers it, and the span of the short answer, if any.

    ``own_words`` marks the question that `formal_question` makes of the report's own wording.
    """

    question: str
    span: Span
    short: Span | None
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the report does not answer, the nearest span, if any, and where to turn instead.

    Gaps of one ``block`` of the file share both.
    """

    question: str
    nearest: Span | None
    turn_to: str
    block: int


def parse_phrasings(text: str, name: str, report: Report) -> list[Phrasing]:
    """The phrasings of a report. Raises `ReportError` where an anchor or an answer is not in it."""
    found: list[Phrasing] = []
    span: Span | None = None
    short: Span | None = None
    for number, line in content_lines(text, name, PHRASINGS_HEADER):
        if line.startswith("> "):
            span, short = _anchor(line[2:], report, f"{name}:{number}"), None
        elif span is None:
            raise ReportError(f"{name}:{number}: wanted a line '> …' from the report first, found {line[:40]!r}")
        elif line.startswith("= "):
            at = report.text.find(line[2:], *span)
            if at < 0:
                raise ReportError(f"{name}:{number}: wanted an answer that stands in the line '>', found {line[2:]!r}")
            short = at, at + len(line) - 2
        elif not line.startswith(DRAFT):
            found.append(Phrasing(line, span, short))
    return found


def parse_gaps(text: str, name: str, report: Report) -> list[Gap]:
    """The gaps of a report. Raises `ReportError` where an anchor is not in it."""
    found: list[Gap] = []
    nearest: Span | None = None
    turn_to, block, block_is_empty = "", 0, True
    for number, line in content_lines(text, name, GAPS_HEADER):
        if line[:2] in ("> ", "@ ") and not block_is_empty:
            nearest, turn_to, block, block_is_empty = None, "", block + 1, True
        if line.startswith("> "):
            nearest = _anchor(line[2:], report, f"{name}:{number}")
        elif line.startswith("@ "):
            turn_to = line[2:]
        else:
            block_is_empty = False
            if not line.startswith(DRAFT):
                found.append(Gap(line, nearest, turn_to, block))
    return found


def formal_question(report: Report, span: Span, short: Span | None) -> str:
    """Question for a fact in the report's own words: the fact with its figure or date asked for.

    People also ask as officials write; phrasings, which avoid the official wording, do not cover that.
    """
    if short is None:
        return report.text[slice(*span)]
    before, answer, after = report.text[span[0] : short[0]], report.text[slice(*short)], report.text[short[1] : span[1]]
    if _DAY.search(answer):
        return f"{before}什么时候{after}"
    figure = _FIGURE.fullmatch(answer)
    return f"{before}多少{figure[1]}{after}" if figure else f"{before}{answer}{after}"


_FIGURE = re.compile(r"[^\d]{0,3}\d[\d.,，]*[万亿余多]*(.{0,4})")
_DAY = re.compile(r"\d[月日]")


def _anchor(words: str, report: Report, where: str) -> Span:
    at = report.text.find(words)
    if at < 0:
        raise ReportError(f"{where}: wanted words that stand in {report.file}, found {words[:40]!r}")
    return at, at + len(words)
