"""Shown: whether a browser shows an element, its text and how, by the page's own styles and by its attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from retrieval.conversion.web.page_styles import PageStyles

# Never shown, or shown as something else than text of the page.
SKIPPED_TAGS = frozenset(
    "script style noscript template iframe svg head select button object textarea datalist audio video canvas map "
    "noframes rp rt rtc del s strike".split()
)
_NOUGHT = re.compile(r"(?:0{1,9}(?:\.0{1,9})?|\.0{1,9})(?:px|pt|em|rem|%|ex|vw|vh)?")
# Hanging indents are far smaller.
_FAR_AWAY = re.compile(r"-(?:999|\d{4,6})(?:\.\d{1,6})?(?:px|pt|em|rem)?")
_TINY = re.compile(r"(?:0{1,9}(?:\.0{1,9})?|1)(?:px|pt)?")
_CLIPPED = re.compile(
    r"rect\(\s{0,3}(?:[01](?:px)?[\s,]{1,3}){3}[01](?:px)?\s{0,3}\)|inset\(\s{0,3}(?:50|100)%\s{0,3}\)"
)
_LIST_STYLES = re.compile(
    "none|decimal-leading-zero|cjk-decimal|decimal|lower-(?:alpha|latin|roman)|upper-(?:alpha|latin|roman)"
    "|cjk-ideographic|(?:simp|trad)-chinese-(?:in)?formal|disc|circle|square"
)


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks within an element; what is ``None`` is not known, and is the page's default.

    ``visible`` and ``sized``: whether text is shown at all; ``raised``: above the line; ``kept``: line breaks are
    those of the source; ``list_style``: the name of the form of a list's numbers.
    """

    visible: bool = True
    sized: bool = True
    raised: bool = False
    kept: bool = False
    list_style: str = ""

    @property
    def shows_text(self) -> bool:
        """Whether text that stands directly in the element is shown."""
        return self.visible and self.sized


class Appearance:
    """The looks of the elements of a page."""

    def __init__(self, root: HtmlElement) -> None:
        """Read the page's own style sheets."""
        self._sheet = PageStyles(root)
        # Where sheets are linked that are not read, a class may give text its size back, and lists may have no marks.
        self._is_styled_elsewhere = any("stylesheet" in (link.get("rel") or "").lower() for link in root.iter("link"))

    def within(self, node: HtmlElement, outer: Look) -> Look | None:
        """The look of an element within another; None where nothing of it is shown."""
        if not isinstance(node.tag, str) or node.tag in SKIPPED_TAGS:
            return None
        if (node.get("aria-hidden") or "").strip().lower() == "true":
            return None
        style = self._sheet.of(node)
        if self._is_gone(node, style):
            return None
        visible, size = style.get("visibility"), style.get("font-size")
        sized = outer.sized if size is None else not _NOUGHT.fullmatch(size)
        if not outer.sized and size is None and self._is_styled_elsewhere and node.get("class"):
            sized = True
        spaces = style.get("white-space", "")
        align = style.get("vertical-align", "")
        return Look(
            visible=outer.visible if visible in (None, "inherit") else visible == "visible",
            sized=sized,
            raised=node.tag == "sup" or align == "super" or (outer.raised and not align),
            kept=spaces.startswith("pre") if spaces else outer.kept or node.tag in ("pre", "listing", "xmp"),
            list_style=_list_style(node, style, self._is_styled_elsewhere) or outer.list_style,
        )

    def _is_gone(self, node: HtmlElement, style: dict[str, str]) -> bool:
        """Whether the element leaves no trace: taken out, struck through, transparent, clipped or out of the window."""
        hidden = node.get("hidden") is not None or (node.tag == "dialog" and node.get("open") is None)
        if style.get("display", "none" if hidden else "") == "none":
            return True
        if _NOUGHT.fullmatch(style.get("opacity", "1")) or "line-through" in (
            style.get("text-decoration", "") + style.get("text-decoration-line", "")
        ):
            return True
        if style.get("position") in ("absolute", "fixed") and (
            any(_FAR_AWAY.fullmatch(style.get(side, "")) for side in ("left", "top"))
            or _CLIPPED.fullmatch(style.get("clip", ""))
            or _CLIPPED.fullmatch(style.get("clip-path", ""))
        ):
            return True
        tiny = any(_TINY.fullmatch(style.get(side, "")) for side in ("width", "height"))
        return (tiny and style.get("overflow") == "hidden") or bool(_FAR_AWAY.fullmatch(style.get("text-indent", "")))


def _list_style(node: HtmlElement, style: dict[str, str], is_styled_elsewhere: bool) -> str:
    declared = _LIST_STYLES.search(style.get("list-style-type") or style.get("list-style") or "")
    if declared:
        return declared[0]
    if node.tag == "ol":
        types = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
        return types.get(node.get("type") or "", "none" if is_styled_elsewhere else "decimal")
    return "disc" if node.tag == "ul" else ""
