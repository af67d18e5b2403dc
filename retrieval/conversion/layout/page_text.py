"""Page text: the text of a document from the content of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from retrieval.conversion.layout.lines import TextLine, find_lines, with_downward_lines
from retrieval.conversion.layout.margins import measure
from retrieval.conversion.layout.page import PageContent
from retrieval.conversion.layout.paragraphs import paragraphs
from retrieval.conversion.layout.running_heads import find_running_lines
from retrieval.conversion.layout.runs import find_runs
from retrieval.conversion.layout.tables.aligned_tables import with_aligned_tables
from retrieval.conversion.layout.tables.ruled_tables import take_tables
from retrieval.conversion.layout.tables.table_block import TableBlock
from retrieval.conversion.layout.text_columns import Flow, find_flows


def text_of_pages(pages: Sequence[PageContent]) -> str:
    """The text of a document: a line for each paragraph and each row of a table.

    Page numbers and running heads are left out, columns are read one after the other, and a sentence goes on over
    the end of a page.
    """
    lines = [find_lines(find_runs(page.glyphs)) for page in pages]
    sizes = [line.size for each in lines for line in each]
    size = median(sizes) if sizes else 0.0
    tables: list[list[TableBlock]] = []
    outside: list[list[TextLine]] = []
    for page, each in zip(pages, lines, strict=True):
        found, rest = take_tables(each, page.rules, size)
        tables.append(found)
        outside.append(with_downward_lines(sorted(rest, key=lambda line: (line.baseline, line.left))))
    aside = [[line for group in page.aside for line in find_lines(find_runs(group))] for page in pages]
    flows: list[Flow] = []
    for found, rest, beside in zip(tables, _in_text(outside), _in_text(aside), strict=True):
        flows += find_flows(sorted([*found, *rest], key=lambda item: (item.baseline, item.left)))
        flows += find_flows(beside)
    flows = [Flow(tuple(with_aligned_tables(flow.items)), flow.left, flow.right, flow.depth) for flow in flows]
    return "".join(f"{line}\n" for line in paragraphs(flows, measure(flows)))


def _in_text(pages: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """The lines of pages without their running heads and numbers."""
    running = find_running_lines(pages)
    return [
        [line for at, line in enumerate(lines) if at not in dropped]
        for lines, dropped in zip(pages, running, strict=True)
    ]
