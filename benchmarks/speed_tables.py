"""Tables and plot of `benchmarks.speed`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers import PEERS, PRODUCT
from benchmarks.report import machine, markdown_table

_HEADS = (
    "engine",
    "build s",
    "size MB",
    "memory MB",
    "open ms",
    "p50 ms",
    "p99 ms",
    "p50 ratio",
    "p99 ratio",
    "same order",
    "overlap",
)
_WIDTH = 11
_NOTE = """\
Size is that of the files, or with *m* that of the memory where an engine has no form on disk. Memory is what became
resident by opening the index and by all queries, mapped files included. Imports and compilation are not counted.
Ratios are to `{product}`. *Same order*: the share of queries whose ten best have the same scores in the same order,
where the formula is the same; tantivy and SQLite have formulas of their own, with fixed parameters. *Overlap*: the
share of the product's ten best that were found. `tantivy` also counts the matches, as is its default; without that it
leaves out passages that cannot be among the best (`tantivy-pruning`). `wenda-fused` is the recipe of the product's
first stage: it reads text, segments passages and queries, and adds up words, character pairs and characters; `wenda`
also ranks the best a second time. The hits of these two are not meant to be the same.
"""


def as_text(table: Mapping[str, Any]) -> str:
    """The table of one size for a terminal."""
    lines = [f"{table['passages']:,} passages, {table['queries']} queries, seed {table['seed']}"]
    lines.append(f"{_HEADS[0]:22}" + "".join(f"{head:>{_WIDTH}}" for head in _HEADS[1:]))
    for name, row in table["engines"].items():
        cells = "".join(f"{cell:>{_WIDTH}}" for cell in _cells(row)) if "absent" not in row else f"  {_absent(row)}"
        lines.append(f"{_label(name, row, table['queries']):22}{cells}")
    return "\n".join(lines) + "\n"


def as_markdown(tables: Sequence[Mapping[str, Any]], picture: Path | None) -> str:
    """The section of the tables in ``docs/performance.md``, with the command that made it."""
    sizes = " ".join(str(table["passages"]) for table in tables)
    options = f"--queries {tables[0]['queries']}" + (f" --plot {picture}" if picture else "")
    parts = [f"`python -m benchmarks.speed --passages {sizes} {options}` on {machine()}."]
    for table in tables:
        rows = [
            [f"{_label(name, row, table['queries'])}", *([_absent(row), *[""] * 9] if "absent" in row else _cells(row))]
            for name, row in table["engines"].items()
        ]
        parts.append(f"{table['passages']:,} passages, {table['queries']} queries:\n\n{markdown_table(_HEADS, rows)}")
    if picture:
        parts.append(f"![Median time of a query by the number of passages]({picture.name})")
    return "\n\n".join([*parts, _NOTE.format(product=PRODUCT)])


def _label(name: str, row: Mapping[str, Any], queries: int) -> str:
    fewer = row.get("queries", queries) < queries
    return f"{name} ({row['queries']} q.)" if fewer else name


def _absent(row: Mapping[str, Any]) -> str:
    return f"absent ({row['absent']})"


def _cells(row: Mapping[str, Any]) -> list[str]:
    size = f"{row['index_bytes'] / 1e6:.1f}{'' if row['on_disk'] else ' m'}"
    return [
        f"{row['index_s']:.3g}" if row["index_s"] < 100 else f"{row['index_s']:.0f}",
        size,
        f"{row['memory_mb']:.1f}",
        "–" if row["open_ms"] is None else f"{row['open_ms']:.1f}",
        f"{row['query_ms_p50']:.3f}",
        f"{row['query_ms_p99']:.3f}",
        _ratio(row.get("query_ms_p50_ratio")),
        _ratio(row.get("query_ms_p99_ratio")),
        f"{row['same_order']:.0%}" if "same_order" in row else "–",
        f"{row['overlap']:.0%}" if "overlap" in row else "–",
    ]


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def plot(tables: Sequence[Mapping[str, Any]], picture: Path) -> None:
    """Draw the median times by the number of passages, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "wenda"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 5))
    for name in PEERS:
        rows = [(table["passages"], table["engines"].get(name, {})) for table in tables]
        points = [(size, row["query_ms_p50"]) for size, row in rows if "query_ms_p50" in row]
        if points:
            own = name.startswith("wenda")
            axes.plot(*zip(*points, strict=True), marker="o", linewidth=2.5 if own else 1.2, label=name)
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="median time of a query, ms")
    axes.grid(which="both", alpha=0.3)
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.01, 1.0))
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None} if picture.suffix == ".svg" else None)
    pyplot.close(figure)
