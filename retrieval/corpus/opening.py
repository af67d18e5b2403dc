"""Opening: the index of a library, made first where it is missing or not up to date."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.corpus import storage
from retrieval.corpus.builder import is_up_to_date, update, usable_index
from retrieval.corpus.segments.index_conversion import convert, converted_in_memory
from retrieval.corpus.segments.report_index import ReportIndex, UnindexableDocumentError
from retrieval.corpus.segments.segment_writer import IndexParts
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.loader import Progress, read_corpus
from retrieval.corpus.storage import StoredIndex
from retrieval.models import EmptyLibraryError
from retrieval.resources import read_gazetteer

_LOGGER = logging.getLogger(__name__)
# Below the user's cache folder: indexes of folders that cannot be written.
_CACHE = Path(".cache") / "wenda" / "indexes"


def index_places(root: Path) -> list[Path]:
    """Where the index of a folder may stand: in the folder itself, else in the user's cache folder, by its path."""
    try:
        cache = Path.home() / _CACHE
    except RuntimeError:  # a user without a home
        return [root / storage.HIDDEN]
    return [root / storage.HIDDEN, cache / hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]]


def index_of(root: Path) -> Path | None:
    """The folder of the index that a library has: the library itself, or one of its places; None where it has none."""
    return next((place for place in (root, *index_places(root)) if storage.is_index(place)), None)


def discard_if_damaged(root: Path) -> bool:
    """Compare the index of a library with its checksums; whether it is damaged, and is made anew when it is opened.

    Reads the whole index. The log names the file. Raises `UnusableIndexError`, with the command that mends it, for an
    index in a folder of its own, and for one that may not be written here: these are not made anew.
    """
    index = index_of(root)
    if index is None:
        return False
    try:
        storage.verify(index)
    except storage.UnusableIndexError as error:
        if index == root:
            raise
        try:
            with storage.locked(index, wait=True):
                storage.discard(index)
        except storage.UnwritableIndexError:
            raise error from None
        _LOGGER.error("%s; it is made anew now", error)
        return True
    return False


def open_index(root: Path, progress: Progress, parts: IndexParts) -> ReportIndex:
    """The index of a file, a folder, or the index that a folder holds.

    A folder of reports whose index is missing or not up to date gets one, which the log tells: in the folder, else in
    the user's cache folder, else in memory alone. The same happens to an index in a folder of its own that another
    version of the program made. Another process that is at work there is waited for. Raises `LibraryError` where there
    is no readable report, or where an index in a folder of its own is damaged.
    """
    if root.is_file():
        return _in_memory(FolderListing.of_file(root), root, progress, parts)
    if storage.is_index(root):
        return _of_this_version(root, progress, parts)
    places = index_places(root)
    for place in places:
        if found := _up_to_date(place, root):
            return found
    return _made(places, root, progress, parts)


def _up_to_date(place: Path, root: Path) -> ReportIndex | None:
    stored = usable_index(place)
    return stored.index if stored and is_up_to_date(stored, root) else None


def _of_this_version(root: Path, progress: Progress, parts: IndexParts) -> ReportIndex:
    """The index in a folder of its own; made anew from its reports where another version of the program made it."""
    stored = storage.load(root)
    if stored.generation.header.code_fingerprint == storage.code_fingerprint():
        return stored.index
    place = index_places(root)[-1]
    with storage.reading(root / storage.FILE):
        try:
            with storage.locked(place, wait=True):
                found = usable_index(place)
                if found is None or not _is_conversion(found, stored):
                    told = "%s was made by another version; indexing its reports anew in %s. Better run: %s"
                    _LOGGER.warning(told, root, place, storage.command_for(root))
                    storage.verify(root)
                    convert(stored, place, parts, progress)
                    found = storage.load(place)
            return replace(found.index, stamp=stored.index.stamp)
        except storage.UnwritableIndexError as error:
            _LOGGER.warning("%s; the index of %s is made anew in memory alone", error, root)
            storage.verify(root)
            return converted_in_memory(stored, parts, progress)


def _is_conversion(found: StoredIndex, stored: StoredIndex) -> bool:
    """Whether an index of this version holds the reports of another."""
    is_current = found.generation.header.code_fingerprint == storage.code_fingerprint()
    return is_current and found.index.checksum == stored.index.checksum


def _made(places: Sequence[Path], root: Path, progress: Progress, parts: IndexParts) -> ReportIndex:
    """The index of a folder, made now."""
    listing = FolderListing.of(root)
    if not listing.files:
        raise EmptyLibraryError(str(root), listing.problems, 0)
    for place in places:
        try:
            with storage.locked(place, wait=True):
                found = _up_to_date(place, root)  # another process may have made it meanwhile
                if found is None:
                    is_first = index_of(root) is None
                    state = "is not made yet" if is_first else "is out of date or damaged"
                    # A first one, where it belongs, is what everybody begins with.
                    level = logging.INFO if is_first and place == places[0] else logging.WARNING
                    _LOGGER.log(level, "the index of %s %s; making it in %s", root, state, place)
                    update(root, place, progress, parts)
                return found or storage.load(place).index
        except storage.UnwritableIndexError as error:
            _LOGGER.warning("%s", error)
    _LOGGER.warning("the index of %s is kept in memory alone", root)
    return _in_memory(listing, root, progress, parts)


def _in_memory(listing: FolderListing, root: Path, progress: Progress, parts: IndexParts) -> ReportIndex:
    corpus = read_corpus(listing, progress)
    while corpus.loaded_reports:
        try:
            return ReportIndex.of(corpus, parts, read_gazetteer())
        except UnindexableDocumentError as error:
            _LOGGER.exception("%s; the index is made without it", error)
            corpus = corpus.without(error.source)
    raise EmptyLibraryError(str(root), corpus.skipped, len(corpus.files))
