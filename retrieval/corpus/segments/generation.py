"""Generation: what one state of an index consists of, as a header and arrays of its own.

The header is JSON behind a line with the format and its checksum. The arrays are the rows of reports in document order,
those that count no longer, arrays of segments that have changed thereby, and the files that were read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from retrieval.corpus.segments.array_file import ArrayTable
from retrieval.corpus.sources.source_file import SourceFile
from retrieval.index.packed_texts import PackedTexts, TextPacker
from retrieval.index.postings import Ids
from retrieval.index.segments import Arrays, NumberArray
from retrieval.models import ManifestFacts, Refusal, Skipped

FORMAT = "wenda-index 2"


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A segment on the disk: the name of its file, what stands where in it, and its numbers of rows."""

    name: str
    table: ArrayTable
    reports: int
    passages: int


@dataclass(frozen=True, slots=True)
class GenerationHeader:
    """What a generation tells of itself without its arrays.

    ``code_fingerprint`` identifies the code that read the files; ``next_number`` is that of the next new passage;
    ``problems`` is how many of ``skipped``, the last ones, are no documents: lines of a manifest, links
    out of the folder.
    """

    code_fingerprint: str
    segments: tuple[StoredSegment, ...]
    next_number: int
    skipped: tuple[Skipped, ...]
    problems: int
    checksum: str

    def to_bytes(self, table: ArrayTable) -> bytes:
        """The header as it is stored, with the table of the generation's arrays."""
        segments = [[each.name, each.table.to_json(), each.reports, each.passages] for each in self.segments]
        skipped = [_skipped_to_json(each) for each in self.skipped]
        content = {
            "code": self.code_fingerprint,
            "segments": segments,
            "next_number": self.next_number,
            "skipped": skipped,
            "manifest_problems": self.problems,
            "checksum": self.checksum,
            "table": table.to_json(),
        }
        rest = json.dumps(content).encode()
        return f"{FORMAT} {hashlib.sha256(rest).hexdigest()}\n".encode() + rest

    @classmethod
    def from_bytes(cls, data: bytes) -> tuple[GenerationHeader, ArrayTable]:
        """The inverse of `to_bytes`. Raises ValueError, KeyError or TypeError for anything else."""
        first, _, rest = data.partition(b"\n")
        if first.decode("ascii", "replace") != f"{FORMAT} {hashlib.sha256(rest).hexdigest()}":
            raise ValueError("its checksum does not fit its content: it is damaged")
        told = json.loads(rest)
        segments = tuple(
            StoredSegment(name, ArrayTable.from_json(table), reports, passages)
            for name, table, reports, passages in told["segments"]
        )
        skipped, problems = tuple(map(_skipped_from_json, told["skipped"])), told["manifest_problems"]
        header = cls(told["code"], segments, told["next_number"], skipped, problems, told["checksum"])
        return header, ArrayTable.from_json(told["table"])


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """A header and its arrays."""

    header: GenerationHeader
    arrays: Arrays

    @property
    def problems(self) -> tuple[Skipped, ...]:
        """What is wrong with the folder and its manifests."""
        skipped = self.header.skipped
        return skipped[len(skipped) - self.header.problems :]

    @property
    def document_order(self) -> Ids:
        """The rows of the reports that count, by the names of their files."""
        return self.arrays["order"].astype(np.intp)

    def removed(self, segment: int) -> NumberArray:
        """The rows of the reports of a segment, by its position, that count no longer."""
        return self.arrays[f"removed/{segment}"]

    def corrections(self, segment: int) -> Arrays:
        """Arrays of a segment that have changed with the removal of reports."""
        prefix = f"corrected/{segment}/"
        return {name.removeprefix(prefix): array for name, array in self.arrays.items() if name.startswith(prefix)}

    def files(self) -> list[SourceFile]:
        """The files of the folder, by name, as they were read."""
        return [_file_from_json(json.loads(line)) for line in PackedTexts(self.arrays, "files")]


def generation_arrays(
    document_order: Ids, removed: Sequence[Ids], corrections: Sequence[Arrays], files: Sequence[SourceFile]
) -> Arrays:
    """The arrays of a generation; ``removed`` and ``corrections`` are those of each segment."""
    lines = TextPacker(json.dumps(_file_to_json(file), ensure_ascii=False) for file in files)
    arrays: dict[str, NumberArray] = {"order": np.asarray(document_order, np.int32), **lines.arrays("files")}
    arrays |= {f"removed/{at}": np.asarray(rows, np.int32) for at, rows in enumerate(removed)}
    for at, corrected in enumerate(corrections):
        arrays |= {f"corrected/{at}/{name}": array for name, array in corrected.items()}
    return arrays


def _file_to_json(file: SourceFile) -> list[Any]:
    skipped = _skipped_to_json(file.skipped) if file.skipped else None
    told = [file.name, file.stamps, file.digest, file.read_at, asdict(file.facts), file.passages, skipped]
    return [*told, file.archive, file.fingerprint]


def _file_from_json(stored: list[Any]) -> SourceFile:
    name, stamps, digest, read_at, facts, passages, skipped, *more = stored
    facts = ManifestFacts(**facts | {"more": tuple((key, value) for key, value in facts["more"])})
    stamps = tuple((each, size, time) for each, size, time in stamps)
    problem = _skipped_from_json(skipped) if skipped else None
    return SourceFile(name, stamps, digest, read_at, facts, passages, problem, *more)


def _skipped_to_json(skipped: Skipped) -> list[Any]:
    return [skipped.file, skipped.line, skipped.reason, skipped.refusal, skipped.same_as]


def _skipped_from_json(stored: list[Any]) -> Skipped:
    """An index of an earlier version tells neither kind nor likeness."""
    file, line, reason = stored[:3]
    refusal, same_as = stored[3:] or (Refusal.BROKEN, "")
    return Skipped(file, line, reason, Refusal(refusal), same_as)
