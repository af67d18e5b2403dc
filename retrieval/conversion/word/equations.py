"""Equations: Office mathematics as a line of text (ISO/IEC 29500-1, 22.1)."""

from __future__ import annotations

import re
from typing import Any

from retrieval.conversion.word.word_package import Element, M, W

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_CAN_BE_RAISED, _CAN_BE_LOWERED = re.compile(r"[\d+\-−=()n]+"), re.compile(r"[\d+\-−=()]+")
# What needs no brackets where it is over or under a line, or under a root.
_ONE = re.compile(r"[\w.,%‰]+|\([^()]*\)")
_TEXT = frozenset({f"{M}t", f"{W}t"})
# Formatting, what was deleted or moved away, and codes that are not shown.
_UNSEEN = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "instrText")}
    | {f"{M}{name}" for name in ("rPr", "ctrlPr", "fPr", "dPr", "naryPr", "radPr", "mPr", "argPr", "oMathParaPr")}
)


def equation_text(node: Element) -> str:
    """An equation on one line: fractions with ``/``, roots with ``√``, exponents as ``x²`` or ``x^(n+k)``."""
    if not isinstance(node.tag, str) or node.tag in _UNSEEN:
        return ""
    if node.tag in _TEXT:
        return node.text or ""
    render: Any = _STRUCTURES.get(node.tag.removeprefix(M)) if node.tag.startswith(M) else None
    return str(render(node)) if render else "".join(map(equation_text, node))


def _part(node: Element, name: str) -> str:
    found = node.find(M + name)
    return "" if found is None else equation_text(found)


def _bracketed(text: str) -> str:
    return text if not text or _ONE.fullmatch(text) else f"({text})"


def _raised(text: str) -> str:
    if not text:
        return ""
    return text.translate(_RAISED) if _CAN_BE_RAISED.fullmatch(text) else f"^{_bracketed(text)}"


def _lowered(text: str) -> str:
    if not text:
        return ""
    return text.translate(_LOWERED) if _CAN_BE_LOWERED.fullmatch(text) else f"_{_bracketed(text)}"


def _scripts(node: Element) -> str:
    return _part(node, "e") + _lowered(_part(node, "sub")) + _raised(_part(node, "sup"))


def _fraction(node: Element) -> str:
    return f"{_bracketed(_part(node, 'num'))}/{_bracketed(_part(node, 'den'))}"


def _root(node: Element) -> str:
    return f"{_raised(_part(node, 'deg'))}√{_bracketed(_part(node, 'e'))}"


def _property(node: Element, group: str, name: str, default: str) -> str:
    found = node.find(f"{M}{group}/{M}{name}")
    return default if found is None else found.get(f"{M}val", "")


def _sum(node: Element) -> str:
    sign = _property(node, "naryPr", "chr", "∫")
    return sign + _lowered(_part(node, "sub")) + _raised(_part(node, "sup")) + _bracketed(_part(node, "e"))


def _in_brackets(node: Element) -> str:
    begin, end = _property(node, "dPr", "begChr", "("), _property(node, "dPr", "endChr", ")")
    inner = _property(node, "dPr", "sepChr", "|").join(equation_text(each) for each in node.iterfind(f"{M}e"))
    return f"{begin}{inner}{end}"


def _matrix(node: Element) -> str:
    rows = (", ".join(equation_text(each) for each in row.iterfind(f"{M}e")) for row in node.iterfind(f"{M}mr"))
    return f"[{'; '.join(rows)}]"


def _before(node: Element) -> str:
    return _lowered(_part(node, "sub")) + _raised(_part(node, "sup")) + _part(node, "e")


def _limit(node: Element) -> str:
    return _part(node, "e") + _lowered(_part(node, "lim"))


_STRUCTURES = {
    "f": _fraction,
    "rad": _root,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _before,
    "nary": _sum,
    "d": _in_brackets,
    "m": _matrix,
    "limLow": _limit,
    "limUpp": _limit,
}
