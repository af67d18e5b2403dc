"""How much personal data is masked: the share of made forms that are, by kind, and the table of ``docs/operate.md``.

``python -m tests.bot.privacy.recall [--write]`` prints the table and the forms that are missed, and writes the table.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import replace_section
from bot.privacy.redaction import redact
from bot.texts.replies import MASKS

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[2] / "docs" / "operate.md"
_MARKED = re.compile(r"\{[^{}]+\}")
_SIGNS = str.maketrans({"⏎": "\n", "⇥": "\t", "◦": "\u200b"})
_ANY_MASK = "(?:" + "|".join(map(re.escape, MASKS.values())) + ")"


@dataclass(frozen=True, slots=True)
class PersonalForm:
    """A way to write personal data of a kind, with the personal part between braces."""

    kind: str
    marked: str

    @property
    def written(self) -> str:
        """As a person writes it."""
        return self.marked.replace("{", "").replace("}", "").translate(_SIGNS)

    @property
    def parts(self) -> list[str]:
        """The personal parts."""
        return [part[1:-1].translate(_SIGNS) for part in _MARKED.findall(self.marked)]

    @property
    def is_masked(self) -> bool:
        """Whether each personal part became one mask, and the rest stayed to the letter."""
        kept = [re.escape(piece.translate(_SIGNS)) for piece in _MARKED.split(self.marked)]
        return re.fullmatch(_ANY_MASK.join(kept), redact(self.written)) is not None


def personal_forms(name: str = "personal_forms.txt") -> list[PersonalForm]:
    """The forms of a file."""
    kind, forms = "", []
    for line in _lines(name):
        if re.fullmatch(r"\[[a-z]+\]", line):
            kind = line[1:-1]
        else:
            forms.append(PersonalForm(kind, line))
    return forms


def held_out_forms() -> list[PersonalForm]:
    """The forms by which nothing was chosen."""
    return personal_forms("held_out_forms.txt")


def plain_figures() -> list[str]:
    """The texts of ``plain_figures.txt``, in which nothing is personal."""
    return [line.translate(_SIGNS) for line in _lines("plain_figures.txt")]


def recall_table() -> str:
    """The table by kind, and the line for all."""
    forms = personal_forms()
    rows = [f"| {kind} | {MASKS[kind]} | {_share([form for form in forms if form.kind == kind])} |" for kind in MASKS]
    head = ["| kind | replaced by | of the made forms, masked |", "|---|---|---|"]
    return "\n".join([*head, *rows, f"| all | | {_share(forms)} |", f"| held out | | {_share(held_out_forms())} |"])


def recall_section() -> str:
    """The table, and how many plain figures stay, as the page has them."""
    figures = plain_figures()
    kept = sum(redact(text) == text for text in figures)
    return f"{recall_table()}\n\nOf {len(figures)} plain figures {kept} stay."


def _share(forms: list[PersonalForm]) -> str:
    masked = sum(form.is_masked for form in forms)
    return f"{masked} of {len(forms)} ({100 * masked / len(forms):.1f}%)"


def _lines(name: str) -> Iterator[str]:
    for line in (FOLDER / name).read_text("utf-8").split("\n"):
        if line and not line.startswith("# "):
            yield line


if __name__ == "__main__":
    print(recall_section())
    if "--write" in sys.argv:
        replace_section(PAGE, "recall", recall_section())
    for missed in personal_forms() + held_out_forms():
        if not missed.is_masked:
            print(f"{missed.kind:10} {missed.marked}  →  {redact(missed.written)!r}")
