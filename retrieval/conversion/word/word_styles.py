"""Word styles: what a paragraph or a run has from its styles, and from those that these are based on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TypeVar

from retrieval.conversion.word.word_package import Element, W, child, is_on, value_of

_MOST_BASES = 20
Found = TypeVar("Found")


class WordStyles:
    """The styles of a Word file by their ids."""

    def __init__(self, root: Element | None) -> None:
        """``root`` is the part of the styles, if there is one."""
        styles = [] if root is None else list(root.iter(f"{W}style"))
        self._styles = {value_of(style, "styleId"): style for style in styles}
        self._default = next(
            (
                value_of(style, "styleId")
                for style in styles
                if value_of(style, "type") == "paragraph" and value_of(style, "default") in ("1", "true", "on")
            ),
            None,
        )
        self._hides = lru_cache(maxsize=None)(self._hides_text)

    def of_paragraph(self, properties: Element | None) -> str | None:
        """The id of a paragraph's style; that of the default style where it names none."""
        return value_of(child(properties, "pStyle")) or self._default

    def numbering(self, style: str | None) -> tuple[Element | None, str | None]:
        """The ``w:numPr`` of a style, and the id of the style that it stands in; None where there is none."""
        for name, node in self._bases(style):
            found = child(node, "pPr", "numPr")
            if found is not None and child(found, "numId") is not None:
                return found, name
        return None, None

    def is_hidden(self, properties: Element | None, paragraph_style: str | None) -> bool:
        """Whether a run with these properties, in a paragraph of this style, is hidden text.

        Hiding is a toggle (ISO/IEC 29500-1, 17.7.3): a run's own property decides, and a hidden style of characters
        within a hidden style of paragraphs shows again.
        """
        own = is_on(child(properties, "vanish"))
        if own is not None:
            return own
        return self._hides(value_of(child(properties, "rStyle"))) != self._hides(paragraph_style)

    def alignment(self, properties: Element | None) -> str | None:
        """``superscript``, ``subscript`` or ``baseline``, as a run or the style of its characters has it."""
        own = value_of(child(properties, "vertAlign"))
        style = value_of(child(properties, "rStyle"))
        return own or (self._first(style, lambda node: value_of(child(node, "rPr", "vertAlign"))) if style else None)

    def _hides_text(self, style: str | None) -> bool:
        return bool(self._first(style, lambda node: is_on(child(node, "rPr", "vanish"))))

    def _first(self, style: str | None, find: Callable[[Element], Found | None]) -> Found | None:
        found = (find(node) for _, node in self._bases(style))
        return next((value for value in found if value is not None), None)

    def _bases(self, style: str | None) -> Iterator[tuple[str, Element]]:
        """The style and those that it is based on, nearest first."""
        for _ in range(_MOST_BASES):
            node = self._styles.get(style)
            if node is None or style is None:
                return
            yield style, node
            style = value_of(child(node, "basedOn"))
