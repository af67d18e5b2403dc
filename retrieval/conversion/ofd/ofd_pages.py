"""Pages of an OFD file: what their objects, those of their templates included, show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from retrieval.conversion.layout.outlines import Point, rules_of
from retrieval.conversion.layout.page import Glyph, PageContent, Rule, inked_characters, upright_page
from retrieval.conversion.ofd.ofd_geometry import Placement, number, numbers
from retrieval.conversion.ofd.ofd_package import OfdDocument, OfdPackage, tag_of
from retrieval.conversion.ofd.ofd_text import text_glyphs
from retrieval.models import Refusal, ReportError

# Drawings within drawings; beyond that a drawing holds itself.
_DEEPEST, _MOST_OBJECTS = 6, 100_000
# In mm.
_THICKEST = 0.9
_A4 = (0.0, 0.0, 210.0, 297.0)
_ENDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """Picture on a page: the part that holds it, and its edges (left, top, right, bottom) in mm."""

    part: str
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class OfdPage:
    """What a page shows: glyphs by the quarters by which they were turned upright, rules as drawn, pictures."""

    width: float
    height: float
    glyphs: dict[int, list[Glyph]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """The characters that are seen."""
        return inked_characters(self.glyphs)

    @property
    def pictured(self) -> float:
        """The share of the page that pictures cover, from 0 to 1."""
        area = sum((p.box[2] - p.box[0]) * (p.box[3] - p.box[1]) for p in self.pictures)
        return min(area / max(self.width * self.height, 1.0), 1.0)

    def content(self) -> PageContent:
        """The page upright."""
        return upright_page(self.glyphs, self.rules, self.width, self.height)


class OfdPageReader:
    """Reads the pages of one document."""

    def __init__(self, package: OfdPackage, document: OfdDocument) -> None:
        self._package, self._document = package, document
        self._left = 0

    def read(self, part: str) -> OfdPage:
        """What a page shows. Raises `ReportError` for a broken one."""
        root = self._package.parse(part)
        told = next((node.text for node in root.iter() if tag_of(node) == "PhysicalBox"), None)
        _, _, width, height = numbers(told, 4) or numbers(self._document.box, 4) or _A4
        page = OfdPage(max(width, 1.0), max(height, 1.0))
        self._left = _MOST_OBJECTS
        for node in root:
            template = self._document.templates.get(node.get("TemplateID", "")) if tag_of(node) == "Template" else None
            if template:
                self._read_content(self._package.parse(template), page)
        self._read_content(root, page)
        return page

    def _read_content(self, root: Element, page: OfdPage) -> None:
        for node in root:
            if tag_of(node) == "Content":
                self._read_objects(node, Placement(), page, 0)

    def _read_objects(self, parent: Element, placement: Placement, page: OfdPage, depth: int) -> None:
        for node in parent:
            self._left -= 1
            if self._left < 0:
                found = f"wanted a page of at most {_MOST_OBJECTS} objects, found more"
                raise ReportError(f"{self._package.name}: {found}", Refusal.TOO_LARGE)
            if node.get("Visible") in ("false", "0"):
                continue
            match tag_of(node):
                case "Layer" | "PageBlock":
                    self._read_objects(node, placement, page, depth)
                case "TextObject":
                    for quarters, glyph in text_glyphs(node, placement.of(node), page.width, page.height):
                        page.glyphs.setdefault(quarters, []).append(glyph)
                case "PathObject":
                    page.rules += _rules(node, placement.of(node))
                case "ImageObject":
                    if picture := self._document.pictures.get(node.get("ResourceID", "")):
                        page.pictures.append(PlacedPicture(picture, _unit_square(placement.of(node))))
                case "CompositeObject" if depth < _DEEPEST:
                    unit = self._document.units.get(node.get("ResourceID", ""))
                    for content in unit if unit is not None else ():
                        if tag_of(content) == "Content":
                            self._read_objects(content, placement.of(node), page, depth + 1)


def _unit_square(placement: Placement) -> tuple[float, float, float, float]:
    """The edges of a picture, which fills the unit square before it is placed."""
    (x0, y0), (x1, y1) = placement.apply(0, 0), placement.apply(1, 1)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rules(node: Element, placement: Placement) -> Iterator[Rule]:
    data = next((child.text or "" for child in node if tag_of(child) == "AbbreviatedData"), "")
    for outline in _outlines(data, placement):
        if len(outline) > 1:
            yield from rules_of(outline, node.get("Stroke") != "false", _THICKEST)


def _outlines(data: str, placement: Placement) -> Iterator[list[Point]]:
    """The corners of each part of a path (``M x y L x y C``); curves count as their ends."""
    outline: list[Point] = []
    words = iter(data.split())
    for word in words:
        count = _ENDS.get(word)
        if count is None:
            continue
        values = [number(next(words, None), 0.0) for _ in range(count)]
        if word in "SM":
            yield outline
            outline = []
        if values:
            outline.append(placement.apply(values[-2], values[-1]))
        elif outline:
            outline.append(outline[0])
    yield outline
