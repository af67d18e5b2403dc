"""Passages, reports, catalog and term statistics on the cluster are those of the library that was indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from retrieval import Library
from retrieval.cluster.cluster_catalog import ClusterCatalog
from retrieval.cluster.cluster_passages import ClusterPassages
from retrieval.cluster.cluster_statistics import ClusterTermStatistics
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import open_generation
from retrieval.cluster.indexing.cluster_builder import build
from retrieval.corpus.filters import AllOf, Condition, Is, NoneOf, ReportField, YearRange
from retrieval.index.term_statistics import SentenceTerms
from retrieval.text.tokenization import TokenKind, bigrams, unigrams, words
from tests.cluster.conftest import connected
from tests.cluster.opensearch import Cluster
from tests.cluster.sources import index_of
from tests.retrieval.search.retriever_contract import GUIZHOU, KITE, LIBRARY, RULES, TEA, YUNNAN, written

pytestmark = pytest.mark.slow

NOTES = {
    f"{RULES.removesuffix('.txt')}.phrasings": "# wenda-phrasings 1\n> 记录保存3年\n= 3年\n记录留多久\n",
    f"{KITE.removesuffix('.txt')}.gaps": "# wenda-gaps 1\n@ 请向体育局咨询\n风筝多少钱\n",
}


@dataclass
class Pair:
    """A library on this machine and the same one on the cluster."""

    library: Library
    connection: ClusterConnection
    passages: ClusterPassages
    catalog: ClusterCatalog
    statistics: ClusterTermStatistics
    expected: SentenceTerms


@pytest.fixture(scope="module")
def pair(nodes: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The invented library with questions by staff."""
    library = Library.open(written(tmp_path_factory.mktemp("stores"), {**LIBRARY, **NOTES}))
    for connection in connected(nodes, "stores"):
        build(connection, index_of(library), library.gazetteer)
        parts = connection, open_generation(connection)
        yield Pair(
            library,
            connection,
            ClusterPassages(*parts),
            ClusterCatalog(*parts),
            ClusterTermStatistics(*parts),
            SentenceTerms(index_of(library).segments),
        )


def test_passages_are_the_same_with_their_readings(pair: Pair) -> None:
    """All of them, in order, one by one and several at once."""
    wanted = list(pair.library.passages)
    assert list(pair.passages) == wanted
    assert [each.reading for each in pair.passages] == [each.reading for each in wanted]
    assert len(pair.passages) == len(wanted)
    assert pair.passages.get([each.id for each in reversed(wanted)]) == wanted[::-1]
    assert pair.passages.passage(wanted[3].id) == wanted[3]
    assert pair.passages.get([]) == []


def test_neighbours_stand_in_the_same_report(pair: Pair) -> None:
    """Also where the passage before or after is another report's."""
    for passage in pair.library.passages:
        assert pair.passages.neighbours(passage) == pair.library.neighbours(passage)


def test_reports_are_the_same_to_the_letter(pair: Pair) -> None:
    """Text, header, clauses and facts; and their passages."""
    for report in pair.library.reports:
        assert pair.passages.report(report.file) == report
        assert list(pair.passages.of_report(report.file)) == list(pair.library.passages.of_report(report.file))


def test_what_is_not_there_is_a_key_error(pair: Pair) -> None:
    """Whatever it is asked for by."""
    for ask in (pair.passages.passage, pair.passages.of_report, pair.passages.report):
        with pytest.raises(KeyError):
            ask("nothing")
    with pytest.raises(KeyError):
        pair.catalog.metadata["nothing"]
    with pytest.raises(KeyError):
        pair.passages.get([next(iter(pair.library.passages)).id, "nothing"])


def test_questions_by_staff_come_with_their_reports(pair: Pair) -> None:
    """Those reports alone that have any."""
    wanted = [each for each in pair.library.loaded_reports if each.phrasings or each.gaps]
    assert len(wanted) == 2
    assert list(pair.passages.annotated()) == wanted


def test_the_catalog_is_the_same(pair: Pair) -> None:
    """Listing, metadata, titles, the newest year and the places."""
    mine, wanted = pair.catalog, pair.library.catalog
    assert list(mine) == list(wanted)
    assert dict(mine.metadata) == dict(wanted.metadata)
    assert (len(mine), mine.newest_year, mine.place_names) == (len(wanted), wanted.newest_year, wanted.place_names)
    assert (mine.titles(2), mine.titles(9)) == (wanted.titles(2), wanted.titles(9))
    assert mine.metadata.get_many([TEA, RULES]) == wanted.metadata.get_many([TEA, RULES])


@pytest.mark.parametrize(
    ("condition", "files"),
    [
        (AllOf(), [RULES, KITE, TEA, YUNNAN, GUIZHOU]),
        (YearRange(2031, 2031), [YUNNAN, GUIZHOU]),
        (NoneOf((Is(ReportField.PLACE, "云南省"),)), [RULES, GUIZHOU]),
    ],
)
def test_conditions_count_and_select(pair: Pair, condition: Condition, files: Sequence[str]) -> None:
    """By the names of the files, at most as many as are wanted."""
    wanted = pair.library.catalog
    assert pair.catalog.count(condition) == wanted.count(condition) == len(files)
    assert pair.catalog.select(condition, 9) == wanted.select(condition, 9)
    assert set(wanted.select(condition, 9)) == set(files)
    assert pair.catalog.select(condition, 1) == wanted.select(condition, 1)


@pytest.mark.parametrize("text", ["风筝试飞指南", "政府工作", "火星", "办法2029"])
def test_titles_that_resemble_a_text(pair: Pair, text: str) -> None:
    """Best first, within a condition."""
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    for condition in (AllOf(), Is(ReportField.PLACE, "云南省")):
        wanted = pair.library.catalog.resembling(pairs, condition, 3)
        assert pair.catalog.resembling(pairs, condition, 3) == wanted


def test_terms_are_counted_in_sentences(pair: Pair) -> None:
    """Every term of the library, and one that it lacks."""
    assert pair.statistics.sizes == pair.expected.sizes
    text = "\n".join(each.reading.folded for each in pair.library.passages if each.reading)
    for kind, split in ((TokenKind.WORD, words), (TokenKind.PAIR, bigrams), (TokenKind.CHARACTER, unigrams)):
        terms = [*dict.fromkeys(split(text)), "火星人"]
        found = pair.statistics.frequencies(kind, terms)
        assert found == pair.expected.frequencies(kind, terms)
        assert found[-1] == 0
        assert any(found)
