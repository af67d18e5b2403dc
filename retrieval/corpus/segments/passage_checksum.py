"""Passage checksum: tells whether a passage that is about to be quoted is what was written to the index.

Mapped files are not read when they are opened, so that their own checksums are compared by whoever has the time:
`retrieval.corpus.storage.verify`. What is quoted is compared here, one passage at a time.
"""

from __future__ import annotations

import zlib

from retrieval.models import Passage


def passage_checksum(passage: Passage) -> int:
    """CRC-32 of all that is quoted and cited of a passage.

    >>> from dataclasses import replace
    >>> from retrieval.models import Clause
    >>> passage = Passage("p1", "a.txt", "报告", None, Clause("一", (), 0, 1, 0), 0, 4, "189项")
    >>> passage_checksum(passage) == passage_checksum(replace(passage, text="188项"))
    False
    """
    clause = passage.clause
    cited = (
        *(passage.file, passage.title, passage.number or "", str(passage.start), str(passage.end), passage.text),
        *(clause.path, *clause.headings, clause.place.value, clause.document, *sorted(passage.marks)),
    )
    return zlib.crc32("\0".join(cited).encode("utf-8", "surrogatepass"))
