"""Table block: a table on a page, with the edges of its columns and the texts of its cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableBlock:
    """Table: ``grid`` has a text for each row and column, merged cells repeated; ``edges`` are those of the columns."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    edges: tuple[float, ...]
    grid: tuple[tuple[str, ...], ...]

    @property
    def baseline(self) -> float:
        """Where it stands among the lines."""
        return self.bottom

    def continues(self, above: TableBlock) -> bool:
        """Whether it has the columns of a table that ended the page before."""
        same_count = len(self.edges) == len(above.edges)
        reach = 0.5 * self.size
        return same_count and all(abs(a - b) <= reach for a, b in zip(self._widths, above._widths, strict=True))

    @property
    def _widths(self) -> list[float]:
        return [edge - self.edges[0] for edge in self.edges]
