"""Report catalog: metadata by file, counts and listings over segments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus import catalog as catalog_module
from retrieval.corpus.catalog import CatalogEntry, CatalogPart, SegmentCatalog
from retrieval.corpus.filters import EVERY_REPORT, Is, ReportField
from retrieval.index.segments import Segment
from retrieval.parsing.identity.genre import Genre, GenreFamily
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.text.gazetteer import Gazetteer, Place
from tests.retrieval.invented import library_of
from tests.retrieval.invented_library import FILES

NOWHERE = Gazetteer([], {})
texts = st.text(max_size=5)


def catalog_of(*parts: Sequence[CatalogEntry]) -> SegmentCatalog:
    """A catalog with a segment of each part."""
    segments, first = [], 0
    for entries in parts:
        part = CatalogPart(NOWHERE)
        for entry in entries:
            part.add(entry, "")
        segments.append(Segment(part.arrays(), len(entries), 0, first))
        first += len(entries)
    return SegmentCatalog(segments)


def entry_of(file: str, title: str = "") -> CatalogEntry:
    """An entry that says little."""
    return CatalogEntry(DocumentMetadata(file, title or f"{file}号报告"), 1, "")


@given(
    st.builds(
        CatalogEntry,
        st.builds(
            DocumentMetadata,
            *[texts] * 4,
            st.lists(texts).map(tuple),
            st.sampled_from(Genre),
            st.sampled_from(GenreFamily),
            texts,
            st.none() | st.integers(1900, 2099),
            st.frozensets(st.integers(1900, 2099), max_size=2),
            st.none() | st.builds(Place, texts, st.lists(texts, max_size=2).map(tuple)),
            texts,
            st.booleans(),
            texts,
            texts,
        ),
        st.integers(0, 9),
        texts,
    )
)
def test_an_entry_is_read_as_it_was_written(entry: CatalogEntry) -> None:
    """Every field, whatever characters stand in it."""
    assert list(catalog_of([entry])) == [entry]
    assert catalog_of([entry]).metadata[entry.metadata.file] == entry.metadata


def test_the_catalog_of_a_library(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Its reports in the order of their files."""
    library = library_of(tmp_path_factory.mktemp("library"), FILES)
    catalog = library.catalog
    assert [entry.metadata.file for entry in catalog] == list(catalog.metadata) == sorted(FILES)
    assert len(catalog) == len(catalog.metadata) == len(FILES)
    assert catalog.titles(2) == [library.reports[0].title, library.reports[1].title]
    assert catalog.newest_year == 2031
    assert catalog.place_names == {"云南省", "贵州省"}
    work_reports = Is(ReportField.FAMILY, GenreFamily.WORK_REPORT)
    assert (catalog.count(work_reports), catalog.count(EVERY_REPORT)) == (2, len(FILES))
    assert catalog.select(work_reports, 1) == ["2031-云南省-政府工作报告.txt"]
    assert catalog.select(Is(ReportField.MENTIONED_PLACE, "昆明市"), 9) == sorted(f for f in FILES if "许可" in f)


def test_a_file_that_is_not_there_is_no_key() -> None:
    """Not of the listing, and not of many."""
    metadata = catalog_of([entry_of("a")]).metadata
    assert "b" not in metadata
    with pytest.raises(KeyError):
        metadata.get_many(["a", "b"])


def test_titles_like_a_question_come_first() -> None:
    """By the pairs of characters that they share with it."""
    catalog = catalog_of([entry_of("a", "停车办法"), entry_of("c", "燃气办法")], [entry_of("b", "停车场")])
    assert catalog.resembling(["停车", "办法"]) == ["a", "b", "c"]
    assert catalog.resembling(["停车"], Is(ReportField.FILE, "b")) == ["b"]
    assert catalog.resembling(["火星"]) == []


def test_only_what_is_asked_for_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 3,000 reports a count decodes none, a listing what is taken of it, metadata one, and that once."""
    catalog = catalog_of([entry_of(f"{at:04}") for at in range(3_000)])
    decoded, read = list[str](), catalog_module.from_record

    def counted(text: str) -> CatalogEntry:
        decoded.append(text)
        return read(text)

    monkeypatch.setattr(catalog_module, "from_record", counted)
    assert catalog.count(Is(ReportField.TITLE, "号报告")) == len(catalog) == 3_000
    assert catalog.select(EVERY_REPORT, 3) == ["0000", "0001", "0002"]
    assert decoded == []
    assert len(list(islice(catalog, 4))) == len(decoded) == 4
    assert catalog.metadata["2999"] is catalog.metadata["2999"]
    assert len(decoded) == 5
