"""Report columns part: the fields of the reports of one segment, as arrays that `ReportColumns` reads."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from retrieval.corpus.filters import ReportField
from retrieval.index.segments import Arrays
from retrieval.index.text_column import TextColumn
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.normalization import compact, fold, normalize_number
from retrieval.text.tokenization import bigrams

NO_YEAR = -1
PAIR = "pair"
"""The field of the pairs of `title_pairs`; no condition asks for it."""

TEXTS = (ReportField.FILE, ReportField.TITLE, ReportField.AGENCY, ReportField.PLACE_NAME, ReportField.NUMBER)
"""The fields that are kept as texts."""

_MENTIONED_YEAR = re.compile(r"(?=((?:19|20)[0-9]{2}))")


class ReportColumnsPart:
    """The columns of the reports of one segment, in the order of their files."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Places that are mentioned are those of the gazetteer."""
        self._gazetteer = gazetteer
        self._rows: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._years: list[int] = []
        self._works: list[int] = []
        self._versions: list[int] = []
        self._places: list[str] = []
        self._texts: dict[ReportField, list[str]] = {field: [] for field in TEXTS}

    def add(self, metadata: DocumentMetadata, folded: str) -> None:
        """Take in a report; ``folded`` is its folded text."""
        row = len(self._years)
        for key in set(_keys(metadata)):
            self._rows[key].append(row)
        for year in mentioned_years(folded):
            self._rows[ReportField.MENTIONED_YEAR, year].append(row)
        for name in self._gazetteer.mentioned_in(folded):
            self._rows[ReportField.MENTIONED_PLACE, name].append(row)
        self._years.append(NO_YEAR if metadata.year is None else metadata.year)
        self._works.append(fingerprint(ReportField.WORK, metadata.work) if metadata.version else 0)
        self._versions.append(int(metadata.version.replace("-", "")) if metadata.version else 0)
        self._places.append("\n".join((metadata.place.name, *metadata.place.above)) if metadata.place else "")
        for field, text in _texts(metadata).items():
            self._texts[field].append(text)

    def arrays(self) -> Arrays:
        """The arrays, under names that begin with ``reports/``."""
        keys = np.array([fingerprint(*key) for key in self._rows], np.uint64)
        order = np.argsort(keys)
        rows = list(self._rows.values())
        places, codes = np.unique(np.array(self._places, dtype=object), return_inverse=True)
        found: dict[str, NDArray[np.generic]] = {
            "reports/keys": keys[order],
            "reports/key_starts": np.cumsum([0, *(len(rows[at]) for at in order)], dtype=np.int64),
            "reports/rows": np.array([row for at in order for row in rows[at]], np.int32),
            "reports/year": np.array(self._years, np.int16),
            "reports/work": np.array(self._works, np.uint64),
            "reports/version": np.array(self._versions, np.int32),
            "reports/place": codes.astype(np.int32),
            **TextColumn.pack("reports/places", places),
        }
        for field, texts in self._texts.items():
            found |= TextColumn.pack(f"reports/{field}", texts)
        return found


def _texts(metadata: DocumentMetadata) -> dict[ReportField, str]:
    """The texts that are scanned; compact names hold no line break."""
    return {
        ReportField.FILE: metadata.file,
        ReportField.TITLE: "\n".join(map(fold, metadata.titles)),
        ReportField.AGENCY: "\n".join(map(compact, metadata.agencies)),
        ReportField.PLACE_NAME: "\n".join(map(compact, metadata.place_names)),
        ReportField.NUMBER: normalize_number(metadata.number),
    }


def _keys(metadata: DocumentMetadata) -> Iterator[tuple[str, str]]:
    """Fields with the values that they have; a report of no place has an empty one."""
    place = metadata.place
    yield ReportField.FILE, metadata.file
    yield ReportField.FAMILY, metadata.family.value
    yield ReportField.PLACE, place.name if place else ""
    yield from ((ReportField.PLACE_ABOVE, name) for name in (place.above if place else ()))
    yield ReportField.NATIONAL, str(metadata.national)
    yield ReportField.ANNUAL, str(metadata.annual)
    yield ReportField.WORK, metadata.work if metadata.version else ""
    yield from ((ReportField.YEAR, str(year)) for year in (metadata.year,) if year is not None)
    yield from ((ReportField.COVERED_YEAR, str(year)) for year in metadata.years)
    yield from ((PAIR, pair) for pair in title_pairs(metadata))


def mentioned_years(folded: str) -> set[str]:
    """The years that stand in a folded text, wherever four digits make one.

    >>> sorted(mentioned_years("2019至2020年,第120210号"))
    ['2019', '2020', '2021']
    """
    return set(_MENTIONED_YEAR.findall(folded))


def title_pairs(metadata: DocumentMetadata) -> set[str]:
    """The pairs of neighbouring Han characters in a report's title and in the name of its file, folded.

    >>> sorted(title_pairs(DocumentMetadata("2021-市.txt", "甲辦法")))
    ['办法', '甲办']
    """
    return set(bigrams(fold(" ".join((*metadata.titles, metadata.file)))))


def fingerprint(field: str, value: str) -> int:
    """64 bits that stand for a field with its value."""
    key = f"{field}={value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little")
