"""Equation fields: what the ``EQ`` codes of older Word files show: fractions, figures in circles, phonetic guides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_IS_EQUATION = re.compile(r"\s*EQ\b", re.I)
# Switches of the field itself: \* jc2 \* "Font:宋体" \* hps21
_SWITCH = re.compile(r"\\\*\s*(?:\"[^\"]{0,80}\"|\w{1,20})")
_COMMAND = re.compile(r"\\([A-Za-z]{1,3})\s{0,5}\d{0,4}\s{0,5}")
_CIRCLES = frozenset("○◯〇")
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a part shows; ``above``: it stands above the line."""

    text: str
    above: bool = False


def equation_of_field(code: str) -> str:
    """What a field shows by its code; empty for any other than an equation.

    >>> equation_of_field(r"EQ \\f(1,2)"), equation_of_field(r"eq \\o\\ac(○,3)"), equation_of_field("PAGE")
    ('1/2', '③', '')
    >>> equation_of_field(r'EQ \\* jc2 \\* "Font:宋体" \\* hps21 \\o\\ad(\\s\\up 9(kuí),夔)')
    '夔'
    """
    match = _IS_EQUATION.match(code)
    if match is None:
        return ""
    return _Parser(_SWITCH.sub("", code[match.end() :]).strip()).everything()


class _Parser:
    """Reads a code from left to right."""

    def __init__(self, code: str) -> None:
        self._code, self._at = code, 0

    def everything(self) -> str:
        found = []
        while self._at < len(self._code):
            found.append(self._until(",;)", 0).text)
            self._at += 1
        return "".join(found)

    def _until(self, ends: str, depth: int) -> _Shown:
        """What is shown up to one of some signs, or to the end."""
        parts: list[_Shown] = []
        while self._at < len(self._code) and self._code[self._at] not in ends:
            command = _COMMAND.match(self._code, self._at)
            if command and depth < _DEEPEST:
                parts.append(self._element(depth))
            else:
                # A sign behind \\ stands for itself.
                self._at += self._code[self._at] == "\\"
                parts.append(_Shown(self._code[self._at : self._at + 1]))
                self._at += 1
        shown = [part for part in parts if part.text.strip()]
        return _Shown("".join(part.text for part in parts).strip(), bool(shown) and all(part.above for part in shown))

    def _element(self, depth: int) -> _Shown:
        names = []
        while command := _COMMAND.match(self._code, self._at):
            names.append(command[1].lower())
            self._at = command.end()
        parts: list[_Shown] = []
        if self._code.startswith("(", self._at):
            while self._at < len(self._code) and self._code[self._at] != ")":
                self._at += 1
                parts.append(self._until(",;)", depth + 1))
            self._at += 1
        return _shown(names, parts)


def _shown(names: Sequence[str], parts: Sequence[_Shown]) -> _Shown:
    texts = [part.text for part in parts]
    match names[0]:
        case "f" if len(texts) == 2:
            return _Shown("/".join(text if len(text) < 2 or text.isalnum() else f"({text})" for text in texts))
        case "r" if texts:
            return _Shown(f"{''.join(texts[:-1]).translate(_RAISED)}√{texts[-1]}")
        case "o" if len(texts) == 2 and texts[0] in _CIRCLES:
            return _Shown(_in_circle(texts[1]))
        case "o":
            # What is laid over a word above the line is how it is pronounced.
            return _Shown("".join(part.text for part in parts if not part.above))
        case "s":
            raised = "up" in names
            return _Shown("".join(texts).translate(_RAISED) if raised else "".join(texts), raised)
        case "b":
            return _Shown(f"({''.join(texts)})")
        case "a":
            return _Shown("; ".join(texts))
        case "i":
            return _Shown("∫" + "".join(texts))
        case _:
            return _Shown(",".join(texts))


def _in_circle(text: str) -> str:
    is_one = text.isascii() and text.isdecimal() and 0 < int(text[:3]) <= 20
    return chr(0x245F + int(text)) if is_one else text
