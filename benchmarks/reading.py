"""Reading of real documents, measured: ``python -m benchmarks.reading DIR``.

DIR holds documents, in folders too, and ``truth.jsonl``: what is known of them from elsewhere, an object a file
(``file``, ``title``, and where known ``year`` of the version, ``prov``, ``genre``, ``number``); it may also stand
beside DIR, or be named by ``--truth``. Every document is read as `wenda index` reads it, and what is known of it is
compared; its text, rows, articles and parts with what `benchmarks.raw_documents` takes out of the file.
``--write`` puts the table into ``docs/reading.md``; ``--misses NAME`` lists what one line of it missed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.raw_documents import raw_document
from benchmarks.reading_checks import Line, ReadDocument, table_lines
from benchmarks.report import markdown_table, replace_section
from retrieval.conversion.formats import convert
from retrieval.models import WendaError
from retrieval.parsing.metadata import read_metadata
from retrieval.parsing.report import parse_report
from retrieval.resources import read_gazetteer
from retrieval.text.gazetteer import Gazetteer

PAGE = Path(__file__).parent.parent / "docs" / "reading.md"
_TRUTH = "truth.jsonl"


def read_documents(folder: Path, truth: Iterable[Mapping[str, Any]], gazetteer: Gazetteer) -> Iterator[ReadDocument]:
    """The documents that something is known of, one after the other; one that cannot be read is named on the way."""
    paths = {path.name: path for path in folder.rglob("*") if path.is_file()}
    for known in truth:
        path = paths.get(known["file"])
        if path is None:
            continue
        data = path.read_bytes()
        try:
            converted = convert(data, path.name)
            report = parse_report(converted.text, path.name, converted.tags)
        except WendaError as error:
            print(f"not read: {error}")
            continue
        yield ReadDocument(known, report, read_metadata(report, gazetteer), raw_document(data, path.name))


def measure(documents: Iterable[ReadDocument]) -> list[Line]:
    """The table of some documents."""
    lines = table_lines()
    for document in documents:
        for line in lines:
            line.add(document)
    return lines


def truth_of(folder: Path, named: Path | None) -> list[dict[str, Any]]:
    """What is known of the documents of a folder. Raises FileNotFoundError where no ``truth.jsonl`` is near it."""
    tried = [named] if named else [folder / _TRUTH, folder.parent / _TRUTH]
    found = next((path for path in tried if path.is_file()), None)
    if found is None:
        raise FileNotFoundError(f"wanted {_TRUTH} in {folder} or beside it, found none")
    return [json.loads(line) for line in found.read_text("utf-8").splitlines() if line.strip()]


def main() -> None:
    """Print the table, and write it into the page where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--misses", action="append", default=[])
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    truth = truth_of(chosen.folder, chosen.truth)
    lines = measure(read_documents(chosen.folder, truth, read_gazetteer()))
    table = markdown_table(("what is right", "wanted, %", "measured, %", "counted"), [line.cells() for line in lines])
    print(table)
    for line in lines:
        if line.name in chosen.misses:
            print(f"\n{line.name}:", *line.missed[: chosen.limit], sep="\n")
    if chosen.write:
        replace_section(PAGE, "figures", table)


if __name__ == "__main__":
    main()
