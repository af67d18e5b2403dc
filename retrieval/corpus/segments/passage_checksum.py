"""Passage checksum: tells whether a passage that is about to be quoted is what was written to the index.

Mapped files are not read when they are opened; their own checksums are compared by whoever has the time
(`retrieval.corpus.storage.verify`). What is quoted is compared here, one passage at a time.
"""

from __future__ import annotations

import zlib

from retrieval.models import Passage, PassageReading


def passage_checksum(passage: Passage, reading: PassageReading) -> int:
    """CRC-32 of all that is quoted and cited of a passage, and of how it was read.

    >>> from dataclasses import replace
    >>> from retrieval.models import Clause
    >>> passage = Passage("p1", "a.txt", "报告", None, Clause("一", (), 0, 1, 0), 0, 4, "189项")
    >>> reading = PassageReading("189项", ((0, 4),))
    >>> passage_checksum(passage, reading) == passage_checksum(replace(passage, text="188项"), reading)
    False
    """
    clause = passage.clause
    sentences = (f"{start}-{end}" for start, end in reading.sentences)
    parts = (
        *(passage.file, passage.title, passage.number or "", str(passage.start), str(passage.end), passage.text),
        *(clause.path, *clause.headings, clause.place.value, clause.document, *sorted(passage.marks)),
        *(reading.folded, reading.time_frame, *sentences),
    )
    return zlib.crc32("\0".join(parts).encode("utf-8", "surrogatepass"))
