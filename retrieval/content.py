"""Content that staff write and extend: the lexicon, and the phrasings and gaps beside a report.

All three are plain text in UTF-8, a format name and version in the first line, ``#`` for remarks.

Lexicon (``data/lexicon/*.txt``): lay forms on the left, official terms with weights on the right::

    # wenda-lexicon 1
    民告官, 告政府 => 行政诉讼, 行政应诉*0.7

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
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from retrieval.text import fold
from retrieval.types import Report, ReportError, Span

LEXICON_HEADER = "# wenda-lexicon 1"


@dataclass(frozen=True, slots=True)
class Term:
    """An official term and how much a match on it counts, 0 to 1, beside the person's own word."""

    text: str
    weight: float


class Lexicon(dict[str, tuple[Term, ...]]):
    """Lay forms, folded, with their official terms, best first."""

    @cached_property
    def longest(self) -> int:
        """The length of the longest lay form, in characters."""
        return max(map(len, self), default=0)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A question, the span of the report that answers it, and the span of the short answer, if any.

    ``own_words`` marks the question that `formal` makes of the report's own wording.
    """

    question: str
    span: Span
    short: Span | None
    own_words: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that the report does not answer, the nearest span, if any, and where to turn instead."""

    question: str
    nearest: Span | None
    turn_to: str
    block: int


def parse_lexicon(text: str, name: str) -> Lexicon:
    """Lay form to its official terms, best first, all folded.

    Raises `ReportError` with file and line for a line that is not ``lay, lay => term, term*0.5``.

    >>> parse_lexicon("# wenda-lexicon 1\\n民告官 => 行政诉讼, 应诉*0.7", "a.txt")
    {'民告官': (Term(text='行政诉讼', weight=1.0), Term(text='应诉', weight=0.7))}
    """
    entries = Lexicon()
    for number, line in content_lines(text, name, LEXICON_HEADER):
        left, arrow, right = fold(line).partition("=>")
        terms = tuple(_term(part, f"{name}:{number}") for part in _split(right))
        forms = _split(left)
        if not arrow or not forms or not terms:
            raise ReportError(f"{name}:{number}: wanted 'lay, lay => term, term*0.5', found {line[:40]!r}")
        entries |= dict.fromkeys(forms, terms)
    return entries


def parse_phrasings(text: str, name: str, report: Report) -> list[Phrasing]:
    """The phrasings of a report. Raises `ReportError` where an anchor or an answer does not stand in it."""
    found: list[Phrasing] = []
    span: Span | None = None
    short: Span | None = None
    for number, line in content_lines(text, name, "# wenda-phrasings 1"):
        if line.startswith("> "):
            span, short = _anchor(line[2:], report, f"{name}:{number}"), None
        elif span is None:
            raise ReportError(f"{name}:{number}: wanted a line '> …' from the report first, found {line[:40]!r}")
        elif line.startswith("= "):
            at = report.text.find(line[2:], *span)
            if at < 0:
                raise ReportError(f"{name}:{number}: wanted an answer that stands in the line '>', found {line[2:]!r}")
            short = at, at + len(line) - 2
        else:
            found.append(Phrasing(line, span, short))
    return found


def parse_gaps(text: str, name: str, report: Report) -> list[Gap]:
    """The gaps of a report. Raises `ReportError` where an anchor does not stand in it."""
    found: list[Gap] = []
    nearest: Span | None = None
    turn_to, block, fresh = "", 0, True
    for number, line in content_lines(text, name, "# wenda-gaps 1"):
        if line[:2] in ("> ", "@ ") and not fresh:
            nearest, turn_to, block, fresh = None, "", block + 1, True
        if line.startswith("> "):
            nearest = _anchor(line[2:], report, f"{name}:{number}")
        elif line.startswith("@ "):
            turn_to = line[2:]
        else:
            found.append(Gap(line, nearest, turn_to, block))
            fresh = False
    return found


def formal(report: Report, span: Span, short: Span | None) -> str:
    """The question for a fact in the report's own words: the fact with its figure or date asked for.

    People also ask as officials write; phrasings, which avoid the official wording, do not cover that.
    """
    if short is None:
        return report.text[slice(*span)]
    before, answer, after = report.text[span[0] : short[0]], report.text[slice(*short)], report.text[short[1] : span[1]]
    if _DAY.search(answer):
        return f"{before}什么时候{after}"
    figure = _FIGURE.fullmatch(answer)
    return f"{before}多少{figure[1]}{after}" if figure else f"{before}{answer}{after}"


_LEADS = frozenset(">=@")
_FIGURE = re.compile(r"[^\d]{0,3}\d[\d.]*[万亿余多]*(.{0,4})")
_DAY = re.compile(r"\d[月日]")


def content_lines(text: str, name: str, header: str) -> Iterator[tuple[int, str]]:
    """Numbered lines that carry content, after the first line has named the format."""
    first, *rest = text.removeprefix("\ufeff").splitlines() or [""]
    if first.strip() != header:
        raise ReportError(f"{name}:1: wanted {header!r}, found {first[:40]!r}")
    for number, line in enumerate(rest, 2):
        if line[:1] in _LEADS and line[1:2] != " " and header != LEXICON_HEADER:
            raise ReportError(f"{name}:{number}: wanted a blank after {line[0]!r}, found {line[:40]!r}")
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def _split(side: str) -> list[str]:
    return [part.strip() for part in side.replace("、", ",").split(",") if part.strip()]


def _term(part: str, where: str) -> Term:
    text, star, weight = part.partition("*")
    try:
        value = float(weight) if star else 1.0
    except ValueError:
        value = 0.0
    if not 0 < value <= 1 or not text.strip():
        raise ReportError(f"{where}: wanted a term with a weight from 0 to 1 such as 应诉*0.5, found {part!r}")
    return Term(text.strip(), value)


def _anchor(words: str, report: Report, where: str) -> Span:
    at = report.text.find(words)
    if at < 0:
        raise ReportError(f"{where}: wanted words that stand in {report.file}, found {words[:40]!r}")
    return at, at + len(words)


def merge(lexicons: Iterable[Lexicon]) -> Lexicon:
    """One lexicon of several: a form that two of them hold keeps each term once, with its best weight."""
    merged: dict[str, dict[str, float]] = {}
    for lexicon in lexicons:
        for form, terms in lexicon.items():
            best = merged.setdefault(form, {})
            for term in terms:
                best[term.text] = max(term.weight, best.get(term.text, 0.0))
    return Lexicon(
        (form, tuple(Term(text, weight) for text, weight in sorted(best.items(), key=lambda item: -item[1])))
        for form, best in merged.items()
    )
