"""Index conversion: the index of another version of the program, made anew from the reports that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from retrieval.corpus import storage
from retrieval.corpus.passages import SegmentPassages
from retrieval.corpus.segments.generation import generation_arrays
from retrieval.corpus.segments.index_update import SegmentSink
from retrieval.corpus.segments.report_index import ReportIndex, indexed, memory_segments
from retrieval.corpus.segments.segment_writer import IndexedReport, IndexParts
from retrieval.corpus.sources.loader import Progress
from retrieval.corpus.storage import GenerationWriter, StoredIndex
from retrieval.resources import read_gazetteer


def stored_reports(stored: StoredIndex, progress: Progress) -> Iterator[IndexedReport]:
    """The reports of an index in document order, with nothing that was worked out of them but the ids of passages."""
    passages = SegmentPassages(stored.index.segments, stored.index.document_order)
    gazetteer, count = read_gazetteer(), len(stored.index.document_order)
    for number, loaded in enumerate(passages.loaded_reports()):
        file = loaded.report.file
        progress(file, number, count)
        unread = tuple(replace(passage, reading=None) for passage in loaded.passages)
        yield indexed(replace(loaded, passages=unread), gazetteer, passages.read_at(file))
    progress("", count, count)


def convert(stored: StoredIndex, folder: Path, parts: IndexParts, progress: Progress) -> None:
    """Write the reports of an index as one of this version to a folder; call it within `storage.locked`."""
    output = GenerationWriter(folder)
    sink = SegmentSink(output, parts)
    for report in stored_reports(stored, progress):
        sink.add(report)
    segments = sink.close()
    before, order = stored.generation, np.arange(len(stored.index.document_order))
    header = replace(before.header, code_fingerprint=storage.code_fingerprint(), segments=tuple(segments))
    removed = [np.zeros(0, np.intp) for _ in segments]
    output.publish(header, generation_arrays(order, removed, [{} for _ in segments], before.files()))
    storage.remove_leftovers(folder)


def converted_in_memory(stored: StoredIndex, parts: IndexParts, progress: Progress) -> ReportIndex:
    """The reports of an index as one of this version, which nothing is kept of."""
    segments, order = memory_segments(stored_reports(stored, progress), parts)
    return replace(stored.index, segments=segments, document_order=order)
