"""Rows of Word 97 tables: their cells after what was done to the row, as its modifications tell one after the other."""

from __future__ import annotations

import struct

import pytest

from retrieval.conversion.word.word_markup import RowCell, RowShape
from retrieval.conversion.word97.row_shapes import row_shape
from retrieval.conversion.word97.sprms import Sprm
from tests.retrieval.conversion.word97.word97_files import ROW_END, row

# Three cells of 100 twentieths of a point each.
THREE = row((0, 100, 200, 300)).changes.removeprefix(ROW_END)


def change(code: Sprm, operand: bytes) -> bytes:
    """A modification; where its code says that it is of any length, that comes first."""
    length = bytes((len(operand),)) if code >> 13 == 6 else b""
    return struct.pack("<H", code) + length + operand


def shaped(*changes: bytes) -> RowShape:
    """The row of three cells after these."""
    return row_shape(THREE + b"".join(changes), deleted=False)


@pytest.mark.parametrize(
    ("changes", "left", "edges"),
    [
        ([], 0, [100, 200, 300]),
        ([change(Sprm.ROW_WIDTH, struct.pack("<BBh", 1, 2, 150))], 0, [100, 250, 350]),
        ([change(Sprm.ROW_WIDTH, struct.pack("<BBh", 0, 9, 50))], 0, [50, 100, 150]),
        ([change(Sprm.ROW_LEFT, struct.pack("<h", -20))], -20, [80, 180, 280]),
        ([change(Sprm.ROW_INSERT, struct.pack("<BBH", 1, 2, 40))], 0, [100, 140, 180, 280, 380]),
        ([change(Sprm.ROW_INSERT, struct.pack("<BBH", 9, 1, 40))], 0, [100, 200, 300, 340]),
        ([change(Sprm.ROW_INSERT, struct.pack("<BBH", 0, 255, 1))], 0, [100, 200, 300]),
        ([change(Sprm.ROW_DELETE, bytes((2, 3)))], 0, [100, 200]),
        ([change(Sprm.ROW_DELETE, bytes((1, 3))), change(Sprm.ROW_LEFT, struct.pack("<h", 10))], 10, [110]),
    ],
)
def test_where_cells_end(changes: list[bytes], left: int, edges: list[int]) -> None:
    """Widths and places move the cells to the right; cells are put in and taken out, no more than Word allows."""
    assert shaped(*changes) == RowShape(left, tuple(map(RowCell, edges)))


@pytest.mark.parametrize(
    ("changes", "behind", "below"),
    [
        ([change(Sprm.ROW_MERGE, bytes((0, 2)))], [False, True, False], [False, False, False]),
        ([change(Sprm.ROW_MERGE, bytes((1, 9)))], [False, False, True], [False, False, False]),
        (
            [change(Sprm.ROW_MERGE, bytes((0, 3))), change(Sprm.ROW_SPLIT, bytes((1, 2)))],
            [False, False, True],
            [False, False, False],
        ),
        ([change(Sprm.ROW_VERTICAL_MERGE, bytes((1, 1)))], [False, False, False], [False, True, False]),
        ([change(Sprm.ROW_VERTICAL_MERGE, bytes((1, 3)))], [False, False, False], [False, False, False]),
        ([change(Sprm.ROW_VERTICAL_MERGE, bytes((7, 1)))], [False, False, False], [False, False, False]),
    ],
)
def test_which_cells_go_on_others(changes: list[bytes], behind: list[bool], below: list[bool]) -> None:
    """A merged cell goes on the one before it, or the one above it; one that begins anew does not."""
    cells = shaped(*changes).cells
    assert [cell.behind for cell in cells] == behind
    assert [cell.below for cell in cells] == below
