"""Lexicon: lay words and the official terms that reports use for them, with weights. Reads ``data/lexicon/*.txt``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from retrieval.models import ReportError
from retrieval.text.normalization import fold

LEXICON_HEADER = "# wenda-lexicon 1"


@dataclass(frozen=True, slots=True)
class Term:
    """Official term; a match on it counts ``weight`` (0 to 1) of a match on the person's own word."""

    text: str
    weight: float


class Lexicon(dict[str, tuple[Term, ...]]):
    """Official terms by folded lay form, best first."""

    @cached_property
    def longest(self) -> int:
        """The length of the longest lay form, in characters."""
        return max(map(len, self), default=0)

    def packed(self) -> bytes:
        """The lexicon for a cache file; many forms share their terms, which are written once."""
        terms = dict.fromkeys(self.values())
        number = {each: at for at, each in enumerate(terms)}
        plain = [[(term.text, term.weight) for term in each] for each in terms]
        return json.dumps([plain, {form: number[each] for form, each in self.items()}], ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, content: memoryview) -> Lexicon:
        """The lexicon that was packed, with its forms in the same order.

        >>> lexicon = Lexicon({"民告官": (Term("行政诉讼", 1.0), Term("应诉", 0.7))})
        >>> Lexicon.unpacked(memoryview(lexicon.packed())) == lexicon
        True
        """
        plain, numbers = json.loads(bytes(content))
        terms = [tuple(Term(text, weight) for text, weight in each) for each in plain]
        return cls(zip(numbers, map(terms.__getitem__, numbers.values()), strict=True))


def parse_lexicon(text: str, name: str) -> Lexicon:
    """Parse a lexicon file; all forms and terms are folded.

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


_MARKERS = frozenset(">=@")


def content_lines(text: str, name: str, header: str) -> Iterator[tuple[int, str]]:
    """Line numbers and lines of a data file, without its first line (the format's name), comments and blank lines.

    Raises `ReportError` where the first line is not ``header`` or a marker has no blank after it.
    """
    first, *rest = text.removeprefix("\ufeff").splitlines() or [""]
    if first.strip() != header:
        raise ReportError(f"{name}:1: wanted {header!r}, found {first[:40]!r}")
    for number, line in enumerate(rest, 2):
        if line[:1] in _MARKERS and line[1:2] != " " and header != LEXICON_HEADER:
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


def merge_lexicons(lexicons: Iterable[Lexicon]) -> Lexicon:
    """Merge lexicons: a form keeps each of its terms once, with the best weight."""
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
