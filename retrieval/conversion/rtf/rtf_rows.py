"""RTF rows: the shape of a table's row, as the control words before or behind its cells define it."""

from __future__ import annotations

from dataclasses import dataclass, field

from retrieval.conversion.word.word_markup import RowCell, RowShape

_MOST_CELLS = 2_000


@dataclass(slots=True)
class RtfRow:
    """The definition of a row, from ``\\trowd`` on."""

    left: int = 0
    cells: list[RowCell] = field(default_factory=list)
    below: bool = False
    behind: bool = False

    def define(self, word: str, number: int | None) -> bool:
        """Take in a control word; whether it is one of a row's definition."""
        match word:
            case "trowd":
                self.left, self.cells, self.below, self.behind = 0, [], False, False
            case "trleft":
                self.left = number or 0
            case "clvmrg":
                self.below = True
            case "clmrg":
                self.behind = True
            case "cellx":
                if len(self.cells) < _MOST_CELLS:
                    self.cells.append(RowCell(number or 0, self.below, self.behind))
                self.below = self.behind = False
            case _:
                return False
        return True

    def shape(self) -> RowShape:
        """The shape as it is defined now."""
        return RowShape(self.left, tuple(self.cells))
