"""The comparison of speed runs on a small corpus, and engines of one formula agree on the best passages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peers, speed
from benchmarks.agreement import overlap, same_order
from benchmarks.engine_process import EngineFailedError, EngineProcess, EngineServer
from benchmarks.peers import PEERS, PRODUCT, Hits, OpenIndex, Passages, Peer
from benchmarks.speed_tables import as_markdown, as_text, plot
from benchmarks.synthetic import PassageFile, SyntheticCorpus, vocabulary

# Each starts several processes.
pytestmark = pytest.mark.slow

PASSAGES, QUERIES = 200, 20
FIGURES = {"index_s", "index_bytes", "on_disk", "memory_mb", "open_ms", "queries", "query_ms_p50", "query_ms_p99"}
RELATIONS = {"overlap", "index_s_ratio", "index_bytes_ratio", "query_ms_p50_ratio", "query_ms_p99_ratio"}
CORPUS = SyntheticCorpus(PASSAGES)
# Of those that need nothing but what the product needs, one on disk and one in memory.
FEW = [PRODUCT, "rank-bm25"]


def hits_of(peer: Peer, folder: Path) -> list[Hits]:
    """What an engine finds for each query, in this process; skips the test where it is not installed."""
    try:
        index = peer.build(CORPUS, folder)
        served = peer.open(folder) if peer.open else index
    except ImportError as error:
        pytest.skip(f"{error.name} is not installed")
    assert served
    return [served.hits(served.search(query)) for query in CORPUS.queries(QUERIES)]


@pytest.fixture(scope="module")
def product_hits(tmp_path_factory: pytest.TempPathFactory) -> list[Hits]:
    """What the product's BM25 finds."""
    return hits_of(PEERS[PRODUCT], tmp_path_factory.mktemp("product"))


@pytest.mark.parametrize("name", PEERS)
def test_engines_find_the_same(name: str, product_hits: list[Hits], tmp_path: Path) -> None:
    """Those of one formula rank alike, up to a factor; of the others most of the product's best are among theirs."""
    found = hits_of(PEERS[name], tmp_path)
    shares = [overlap(hits, wanted) for hits, wanted in zip(found, product_hits, strict=True)]
    if PEERS[name].same_formula:
        assert all(map(same_order, found, product_hits))
        assert sum(shares) > 0.95 * QUERIES  # Passages of equal scores may differ.
    else:
        assert sum(shares) > 0.4 * QUERIES


def test_the_product_finds_the_same_in_several_segments(
    product_hits: list[Hits], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positions count through all segments."""
    monkeypatch.setattr(peers, "_SEGMENT", 70)
    assert hits_of(PEERS[PRODUCT], tmp_path) == product_hits
    assert len(list(tmp_path.iterdir())) == 3


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The figures of some engines on a small corpus, each in a process of its own."""
    (measured,) = speed.measure([PASSAGES], QUERIES, 7, request.param)
    return measured


@pytest.mark.parametrize("table", [FEW, pytest.param(list(PEERS), marks=pytest.mark.slow)], indirect=True)
def test_every_engine_has_figures_or_is_absent(table: dict[str, Any]) -> None:
    """An engine that is not installed is reported, the others are measured on every query."""
    for name, row in table["engines"].items():
        if "absent" in row:
            assert row["absent"].startswith("not installed: "), name
            continue
        assert row.keys() >= FIGURES | RELATIONS, name
        assert row["queries"] == QUERIES
        assert 0 < row["query_ms_p50"] <= row["query_ms_p99"]
        assert row.get("same_order", 1.0) == 1.0
        assert ("same_order" in row) == PEERS[name].same_formula
    assert all("absent" not in table["engines"][name] for name in FEW)


@pytest.mark.parametrize("table", [FEW], indirect=True)
def test_the_table_shows_every_engine_under_every_head(table: dict[str, Any]) -> None:
    """One line an engine, in a terminal and on a page, with the command that made it."""
    absent = {"bm25s-numba": {"absent": "not installed: numba"}}
    table = table | {"engines": table["engines"] | absent}
    lines = as_text(table).splitlines()
    assert lines[0] == f"{PASSAGES} passages, {QUERIES} queries, seed 7"
    assert [line.split()[0] for line in lines[2:]] == [*FEW, "bm25s-numba"]
    page = as_markdown([table], Path("docs/speed.svg"))
    assert f"`python -m benchmarks.speed --passages {PASSAGES} --queries {QUERIES} --plot docs/speed.svg`" in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows} == {12}
    assert len(rows) == 1 + 3
    assert "absent (not installed: numba)" in page
    assert "(speed.svg)" in page


def test_an_engine_that_takes_long_is_asked_fewer_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its row says how many, and those count."""
    monkeypatch.setattr(speed, "_LONGEST_S", 0.0)
    (table,) = speed.measure([50], 30, 7, ["rank-bm25", PRODUCT])
    assert table["engines"]["rank-bm25"]["queries"] == 10
    assert "rank-bm25 (10 q.)" in as_text(table)


def test_the_command_prints_an_object_a_size_draws_and_writes_its_section(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only what stands between the markers of the page is replaced."""
    page, picture = tmp_path / "page.md", tmp_path / "speed.svg"
    page.write_text("before\n<!-- speed: begin -->\nold\n<!-- speed: end -->\nafter\n", "utf-8")
    arguments = ["--passages", "20", "30", "--queries", "3", "--engines", *FEW, "--json"]
    assert speed.main([*arguments, "--plot", str(picture), "--report", str(page)]) == 0
    tables = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [table["passages"] for table in tables] == [20, 30]
    assert all(list(table["engines"]) == FEW for table in tables)
    assert "<svg" in picture.read_text("utf-8")
    text = page.read_text("utf-8")
    assert text.startswith("before\n<!-- speed: begin -->\n`python -m benchmarks.speed")
    assert text.endswith("<!-- speed: end -->\nafter\n")
    assert "old" not in text


def test_a_plot_leaves_out_absent_engines(tmp_path: Path) -> None:
    """A picture is drawn of what was measured."""
    picture = tmp_path / "speed.png"
    plot([{"passages": 10, "engines": {PRODUCT: {"query_ms_p50": 1.0}, "tantivy": {"absent": "…"}}}], picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_missing_library_is_no_error(tmp_path: Path) -> None:
    """A failed import is raised where the engine is made, and said by its process."""

    def build(passages: Passages, folder: Path) -> OpenIndex:
        raise ModuleNotFoundError("No module named 'peer'", name="peer")

    with pytest.raises(ModuleNotFoundError):
        EngineServer(Peer(build), PassageFile(tmp_path / "none"), tmp_path)


def test_a_process_that_ends_is_an_engine_that_failed(tmp_path: Path) -> None:
    """A request after the end is answered by an error that says how the process ended."""
    passages = PassageFile.write(tmp_path / "passages.txt", SyntheticCorpus(20))
    with EngineProcess("rank-bm25", passages, tmp_path) as process:
        assert process.ask("build")["on_disk"] is False
        with pytest.raises(EngineFailedError, match="ended with exit code"):
            process.ask("explode")


def test_the_same_seed_makes_the_same_corpus_in_zipf_proportions() -> None:
    """The most frequent word is drawn about twice as often as the second; a small corpus begins a larger one."""
    passages = list(SyntheticCorpus(2000))
    assert passages == list(SyntheticCorpus(2000))
    assert passages[:50] == list(SyntheticCorpus(50))
    assert passages != list(SyntheticCorpus(2000, seed=8))
    first, second = vocabulary()[:2]
    counts = [sum(words.count(word) for words in passages) for word in (first, second)]
    assert 1.8 < counts[0] / counts[1] < 2.2
    assert all(20 <= len(words) <= 60 for words in passages)


def test_every_query_stands_in_a_passage_word_for_word() -> None:
    """Queries come from the passages, also from those of later batches."""
    corpus = SyntheticCorpus(12_000)
    queries = corpus.queries(10)
    assert queries == corpus.queries(10)
    texts = [f" {' '.join(words)} " for words in corpus]
    assert all(any(f" {' '.join(query)} " in text for text in texts) for query in queries)


def test_passages_are_read_from_a_file_as_they_were_written(tmp_path: Path) -> None:
    """The file is read anew each time."""
    file = PassageFile.write(tmp_path / "passages.txt", _passages())
    assert list(file) == list(file) == list(_passages())


def _passages() -> Iterator[list[str]]:
    yield from SyntheticCorpus(30)


@pytest.mark.parametrize("value", ["0", "-3", "many"])
def test_a_corpus_of_no_passages_is_a_wrong_command_line(value: str) -> None:
    """A wrong command line gives exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        speed.main(["--passages", value])
    assert stopped.value.code == 2
