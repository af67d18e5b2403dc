"""Text recognition in pictures of pages (rapidocr, extra ``ocr``): glyphs with their places, as from any other page.

The models come with the package; nothing is fetched. What is recognised is marked as such wherever it is shown, because
it may be wrong.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import mean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.conversion.layout.page import Glyph, PageContent
from retrieval.conversion.layout.spacing import is_wide
from retrieval.models import Refusal, ReportError

Pixels = NDArray[np.uint8]
"""Rows of dots, each blue, green, red."""
Draw = Callable[[float, int], Pixels]
"""Draws a page with so many dots an inch, and at most so many along its longer side."""

_RESOLUTION, _LONGEST = 200.0, 3_000
_MOST_PAGES = 500
_LIBRARIES = ("rapidocr", "onnxruntime")
# Of a box around a line: the height of the type, and where its baseline is.
_TYPE, _BASELINE = 0.78, 0.82
_SAME_SIZE = 0.3
# Boxes that are so much higher than wide are lines that stand upright.
_UPRIGHT = 2.0
# A longer line is not recognised, in heights of the line; less sure ones are stains and pictures.
_LONGEST_PIECE, _LEAST_SURE = 18, 0.5
_SETTINGS = {
    "Global.log_level": "critical",
    # Lines are found in a smaller picture, which takes a third of the time, and recognised in the whole one.
    "Global.max_side_len": 1_400,
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def can_recognise() -> bool:
    """Whether the libraries of the extra are installed."""
    return all(importlib.util.find_spec(name) for name in _LIBRARIES)


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """Line of a picture: its text, its box in dots, and how sure it is (0 to 1)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def is_upright(self) -> bool:
        """Whether it runs down or up the picture."""
        return self.bottom - self.top > _UPRIGHT * (self.right - self.left)


class Recogniser:
    """Recognises the pages of one file."""

    def __init__(self, name: str, on_page: Callable[[], None]) -> None:
        """``on_page`` is called before each page, which takes seconds."""
        self._name, self._on_page = name, on_page
        self._pages = 0

    def recognise(self, draw: Draw) -> PageContent:
        """The content of a page. Raises `ReportError` for more pages than are recognised of a file."""
        self._pages += 1
        if self._pages > _MOST_PAGES:
            found = f"wanted at most {_MOST_PAGES} pages to recognise, found more"
            raise ReportError(f"{self._name}: {found}", Refusal.TOO_LARGE)
        self._on_page()
        pixels = draw(_RESOLUTION, _LONGEST)
        lines = _lines(pixels)
        if sum(line.is_upright for line in lines) * 2 > len(lines):
            turns = (np.ascontiguousarray(np.rot90(pixels, quarters)) for quarters in (1, 3))
            lines = max(map(_lines, turns), key=_certainty)
        sure = [line for line in lines if line.score >= _LEAST_SURE and line.text.strip()]
        return PageContent(tuple(_glyphs(sure)), recognised=True)


@cache
def _engine() -> Any:
    """The models, loaded once a process."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    return RapidOCR(params=_SETTINGS)


def _lines(pixels: Pixels) -> list[RecognisedLine]:
    """The lines of a picture, found in it as a whole and recognised piece by piece."""
    engine = _engine()
    found = engine(pixels, use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None or not len(found.boxes):
        return []
    boxes = [np.asarray(box, dtype=np.float32) for box in found.boxes]
    pieces = [piece for box in boxes for piece in _pieces(engine.crop_text_regions(pixels, [box])[0], box)]
    result = engine.recognize_txt([image for image, _ in pieces])
    read = zip(result.txts, result.scores, (box for _, box in pieces), strict=True)
    return [_recognised_line(str(text), box, float(score)) for text, score, box in read]


def _recognised_line(text: str, box: NDArray[np.float32], score: float) -> RecognisedLine:
    (left, top), (right, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
    return RecognisedLine(text, left, top, right, bottom, score)


def _pieces(image: Pixels, box: NDArray[np.float32]) -> Iterator[tuple[Pixels, NDArray[np.float32]]]:
    """A line in pieces that are short enough to be recognised, cut where the least ink is, each with its own box."""
    height, width = image.shape[:2]
    longest = _LONGEST_PIECE * height
    ink = 255.0 * 3 * height - image.astype(np.float64).sum(axis=(0, 2))
    cuts = [0]
    while width - cuts[-1] > longest:
        first, last = cuts[-1] + longest // 2, cuts[-1] + longest
        cuts.append(first + int(ink[first:last].argmin()))
    top_left, top_right, bottom_right, bottom_left = box
    for left, right in pairwise([*cuts, width]):
        a, b = left / width, right / width
        corners = [
            top_left + a * (top_right - top_left),
            top_left + b * (top_right - top_left),
            bottom_left + b * (bottom_right - bottom_left),
            bottom_left + a * (bottom_right - bottom_left),
        ]
        yield image[:, left:right], np.array(corners)


def _certainty(lines: Sequence[RecognisedLine]) -> float:
    return mean(line.score for line in lines) if lines else 0.0


def _glyphs(lines: Sequence[RecognisedLine]) -> Iterator[Glyph]:
    """The characters of the lines, spread over their boxes: a Chinese one takes twice the room of a Latin one."""
    sizes = [_TYPE * (line.bottom - line.top) for line in lines]
    usual = median(sizes) if sizes else 0.0
    for line, size in zip(lines, sizes, strict=True):
        # Boxes of one type differ by a few dots, which would look like other type.
        size = usual if abs(size - usual) <= _SAME_SIZE * usual else size
        baseline = line.top + _BASELINE * (line.bottom - line.top)
        shares = [2.0 if is_wide(char) else 1.0 for char in line.text]
        step = (line.right - line.left) / max(sum(shares), 1.0)
        left = line.left
        for char, share in zip(line.text, shares, strict=True):
            yield Glyph(char, left, left + share * step, baseline, size)
            left += share * step
