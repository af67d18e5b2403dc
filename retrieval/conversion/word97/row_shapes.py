"""Row shapes: the cells of a table's row, from the modifications of the paragraph that ends it ([MS-DOC] 2.6.3)."""

from __future__ import annotations

from dataclasses import replace

from retrieval.conversion.word.word_markup import RowCell, RowShape
from retrieval.conversion.word97.sprms import Sprm, number, signed, sprms

_CELL = 20
_BEHIND, _VERTICAL, _FIRST_BELOW = 0x02, 0x20, 0x40
_MOST_CELLS = 255


def row_shape(changes: bytes, deleted: bool) -> RowShape:
    """The shape of the row that these modifications define."""
    edges: list[int] = [0]
    cells: list[RowCell] = []
    for code, operand in sprms(changes):
        match code:
            case Sprm.ROW_CELLS if operand:
                edges, cells = _defined(operand)
            case Sprm.ROW_WIDTH if len(operand) == 4:
                _set_width(edges, operand[0], operand[1], signed(operand[2:]))
            case Sprm.ROW_LEFT if len(operand) == 2:
                edges = [edge + signed(operand) - edges[0] for edge in edges]
            case Sprm.ROW_INSERT if len(operand) == 4:
                _insert(edges, cells, operand[0], operand[1], number(operand[2:]))
            case Sprm.ROW_DELETE if len(operand) == 2:
                del cells[operand[0] : operand[1]]
                del edges[operand[0] + 1 : operand[1] + 1]
            case Sprm.ROW_MERGE | Sprm.ROW_SPLIT if len(operand) == 2:
                for at in range(operand[0], min(operand[1], len(cells))):
                    cells[at] = replace(cells[at], behind=code == Sprm.ROW_MERGE and at > operand[0])
            case Sprm.ROW_VERTICAL_MERGE if len(operand) == 2 and operand[0] < len(cells):
                cells[operand[0]] = replace(cells[operand[0]], below=operand[1] == 1)
    shaped = (replace(cell, edge=edge) for cell, edge in zip(cells, edges[1:], strict=False))
    return RowShape(edges[0], tuple(shaped), deleted)


def _defined(operand: bytes) -> tuple[list[int], list[RowCell]]:
    count = operand[0]
    edges = [signed(operand[1 + 2 * at : 3 + 2 * at]) for at in range(count + 1)]
    flags = [number(operand[3 + 2 * count + _CELL * at :][:2]) for at in range(count)]
    cells = [RowCell(0, bool(f & _VERTICAL) and not f & _FIRST_BELOW, bool(f & _BEHIND)) for f in flags]
    return edges, cells


def _set_width(edges: list[int], first: int, end: int, width: int) -> None:
    for at in range(first, min(end, len(edges) - 1)):
        moved = edges[at] + width - edges[at + 1]
        edges[at + 1 :] = [edge + moved for edge in edges[at + 1 :]]


def _insert(edges: list[int], cells: list[RowCell], first: int, count: int, width: int) -> None:
    if len(cells) + count > _MOST_CELLS:
        return
    first = min(first, len(cells))
    start = edges[first]
    edges[first + 1 :] = [
        *(start + width * (at + 1) for at in range(count)),
        *(edge + width * count for edge in edges[first + 1 :]),
    ]
    cells[first:first] = [RowCell(0)] * count
