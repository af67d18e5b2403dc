"""Word notes: footnotes and endnotes, numbered by the order of their marks as Word numbers them."""

from __future__ import annotations

from retrieval.conversion.number_formats import shown_number
from retrieval.conversion.word.word_package import Element, W, child, number_of_value, value_of


class WordNotes:
    """The notes of one kind, ``footnote`` or ``endnote``; those whose mark was read wait until they are taken."""

    def __init__(self, kind: str, notes: Element | None, settings: Element | None, default_format: str) -> None:
        """``notes`` and ``settings`` are the parts of the file, if there are such."""
        nodes = () if notes is None else notes.iter(W + kind)
        self._notes = {value_of(node, "id"): node for node in nodes}
        properties = child(settings, f"{kind}Pr")
        self._format = value_of(child(properties, "numFmt")) or default_format
        self._next = number_of_value(child(properties, "numStart"), 1)
        self._waiting: list[tuple[str, Element]] = []

    def mark(self, reference: Element) -> str:
        """The mark of the next note in the text, such as ``[1]``; empty where the text has a mark of its own."""
        note = self._notes.get(value_of(reference, "id"))
        own = value_of(reference, "customMarkFollows") in ("1", "true", "on")
        mark = "" if own else self._number()
        if note is not None:
            self._waiting.append((mark, note))
        return mark

    def _number(self) -> str:
        shown = shown_number(self._next, self._format)
        self._next += 1
        return f"[{shown}]" if shown.isascii() else shown

    def take(self) -> list[tuple[str, Element]]:
        """The notes whose marks were read since the last call, each with its mark, in order."""
        taken, self._waiting = self._waiting, []
        return taken
