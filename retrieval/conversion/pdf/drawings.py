"""Drawings of a PDF page (pypdfium2): its level and upright rules, and how much of it pictures and paths make up."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from retrieval.conversion.layout.outlines import UNIT, Matrix, Point, applied, rules_of, times
from retrieval.conversion.layout.page import Rule

_MOST_OBJECTS, _MOST_SEGMENTS, _DEEPEST = 50_000, 40_000, 6
# In points.
_THICKEST = 2.5
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawings:
    """Rules as they are drawn; ``pictured``: the share of the page that pictures cover (0 to 1); ``shapes`` counts
    paths that are no rules: a page of hundreds may be text drawn as shapes.
    """

    rules: tuple[Rule, ...]
    pictured: float
    shapes: int


class DrawingReader:
    """Reads the drawings of one page after the other."""

    def __init__(self) -> None:
        self._matrix = pdfium.FS_MATRIX()
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._left = 0

    def read(self, page: pypdfium2.PdfPage, box: _Box) -> Drawings:
        """The drawings of a page with this box (left, bottom, right, top)."""
        rules: list[Rule] = []
        pictured, shapes, self._left = 0.0, 0, _MOST_OBJECTS
        # Places count from the upper left corner of the page.
        page_matrix = (1.0, 0.0, 0.0, -1.0, -box[0], box[3])
        for raw, matrix in self._objects(page, page_matrix, 0, is_form=False):
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                pictured += self._area(raw, matrix, box[2] - box[0], box[3] - box[1])
            elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(rules) < _MOST_SEGMENTS:
                found = list(self._rules(raw, matrix))
                shapes += not found
                rules += found
        size = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
        return Drawings(tuple(rules), min(pictured / size, 1.0), shapes)

    def _objects(self, parent: object, matrix: Matrix, depth: int, is_form: bool) -> Iterator[tuple[object, Matrix]]:
        count = pdfium.FPDFFormObj_CountObjects if is_form else pdfium.FPDFPage_CountObjects
        get = pdfium.FPDFFormObj_GetObject if is_form else pdfium.FPDFPage_GetObject
        for at in range(count(parent)):
            self._left -= 1
            raw = get(parent, at) if self._left > 0 else None
            if not raw:
                return
            if pdfium.FPDFPageObj_GetType(raw) != pdfium.FPDF_PAGEOBJ_FORM:
                yield raw, matrix
            elif depth < _DEEPEST:
                yield from self._objects(raw, times(self._matrix_of(raw), matrix), depth + 1, is_form=True)

    def _matrix_of(self, raw: object) -> Matrix:
        if not pdfium.FPDFPageObj_GetMatrix(raw, self._matrix):
            return UNIT
        m = self._matrix
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _area(self, raw: object, matrix: Matrix, page_width: float, page_height: float) -> float:
        """How much of the page a picture covers."""
        left, bottom, right, top = self._edges
        if not pdfium.FPDFPageObj_GetBounds(raw, left, bottom, right, top):
            return 0.0
        x0, y0 = applied(matrix, left.value, bottom.value)
        x1, y1 = applied(matrix, right.value, top.value)
        width = min(max(x0, x1), page_width) - max(min(x0, x1), 0.0)
        height = min(max(y0, y1), page_height) - max(min(y0, y1), 0.0)
        return max(width, 0.0) * max(height, 0.0)

    def _rules(self, raw: object, matrix: Matrix) -> Iterator[Rule]:
        """The level and upright stretches of a path: its lines, its thin or outlined rectangles."""
        count = pdfium.FPDFPath_CountSegments(raw)
        if not 2 <= count <= _MOST_SEGMENTS:
            return
        own = times(self._matrix_of(raw), matrix)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(raw, fill, stroke)
        for outline in self._outlines(raw, count, own):
            yield from rules_of(outline, bool(stroke.value), _THICKEST)

    def _outlines(self, raw: object, count: int, matrix: Matrix) -> Iterator[list[Point]]:
        """The corners of each part of a path; parts with curves are left out."""
        x, y = self._edges[0], self._edges[1]
        outline: list[Point] = []
        curved = False
        for at in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(raw, at)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(outline) > 1 and not curved:
                    yield outline
                outline, curved = [], False
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            outline.append(applied(matrix, x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                outline.append(outline[0])
        if len(outline) > 1 and not curved:
            yield outline
