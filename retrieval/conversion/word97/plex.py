"""Plex: a table of positions, each with a record of fixed size between it and the next ([MS-DOC] 2.2.2)."""

from __future__ import annotations

import struct


def read_plex(data: bytes, size: int) -> tuple[list[int], list[bytes]]:
    """The positions, one more than there are records, and the records of ``size`` bytes.

    >>> read_plex(struct.pack("<3I2H", 0, 5, 9, 1, 2), 2)
    ([0, 5, 9], [b'\\x01\\x00', b'\\x02\\x00'])
    """
    count = max((len(data) - 4) // (4 + size), 0)
    if not count:
        return [], []
    positions = list(struct.unpack_from(f"<{count + 1}I", data))
    first = 4 * (count + 1)
    return positions, [data[first + at * size : first + (at + 1) * size] for at in range(count)]
