"""The comparison of speed runs on a small corpus, and engines of one formula agree on the best passages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import speed
from benchmarks.engine_process import EngineFailedError, EngineProcess, EngineServer
from benchmarks.peers import PEERS, PRODUCT, OpenIndex, Passages, Peer
from benchmarks.speed_tables import as_markdown, as_text, plot
from benchmarks.synthetic import PassageFile, SyntheticCorpus, vocabulary

PASSAGES, QUERIES = 200, 20
FIGURES = {"index_s", "index_bytes", "on_disk", "memory_mb", "open_ms", "queries", "query_ms_p50", "query_ms_p99"}
RELATIONS = {"overlap", "index_s_ratio", "index_bytes_ratio", "query_ms_p50_ratio", "query_ms_p99_ratio"}
COMPUTED = [name for name, peer in PEERS.items() if peer.same_formula]


@pytest.fixture(scope="module")
def table() -> dict[str, Any]:
    """The figures of all engines on a small corpus."""
    (measured,) = speed.measure([PASSAGES], QUERIES, 7, list(PEERS))
    return measured


def test_every_engine_has_figures_or_is_absent(table: dict[str, Any]) -> None:
    """An engine that is not installed is reported, the others are measured on every query."""
    assert list(table["engines"]) == list(PEERS)
    for name, row in table["engines"].items():
        if "absent" in row:
            assert row["absent"].startswith("not installed: "), name
            continue
        assert row.keys() >= FIGURES | RELATIONS, name
        assert row["queries"] == QUERIES
        assert 0 < row["query_ms_p50"] <= row["query_ms_p99"]
    for name in ("wenda", PRODUCT, f"{PRODUCT}-numpy", "rank-bm25", "sqlite-fts5"):
        assert "absent" not in table["engines"][name]


@pytest.mark.parametrize("name", COMPUTED)
def test_engines_of_one_formula_rank_alike(table: dict[str, Any], name: str) -> None:
    """The ten best of every query have the same scores in the same order, up to a factor."""
    row = table["engines"][name]
    if "absent" in row:
        pytest.skip(row["absent"])
    assert row["same_order"] == 1.0
    assert row["overlap"] > 0.95  # Passages of equal scores may differ.


@pytest.mark.parametrize("name", [name for name in PEERS if name not in COMPUTED])
def test_engines_of_other_formulas_find_about_the_same(table: dict[str, Any], name: str) -> None:
    """Their order is not compared, and most of the product's best passages are among theirs."""
    row = table["engines"][name]
    if "absent" in row:
        pytest.skip(row["absent"])
    assert "same_order" not in row
    assert row["overlap"] > 0.4


def test_the_table_shows_every_engine_under_every_head(table: dict[str, Any]) -> None:
    """One line an engine, in a terminal and on a page, with the command that made it."""
    absent = {"bm25s-numba": {"absent": "not installed: numba"}}
    table = table | {"engines": table["engines"] | absent}
    lines = as_text(table).splitlines()
    assert lines[0] == f"{PASSAGES} passages, {QUERIES} queries, seed 7"
    assert [line.split()[0] for line in lines[2:]] == list(PEERS)
    page = as_markdown([table], Path("docs/speed.svg"))
    assert f"`python -m benchmarks.speed --passages {PASSAGES} --plot docs/speed.svg`" in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {line.count("|") for line in rows} == {12}
    assert len(rows) == 1 + len(PEERS)
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
    arguments = ["--passages", "20", "30", "--queries", "3", "--engines", PRODUCT, "sqlite-fts5", "--json"]
    assert speed.main([*arguments, "--plot", str(picture), "--report", str(page)]) == 0
    tables = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [table["passages"] for table in tables] == [20, 30]
    assert all(list(table["engines"]) == [PRODUCT, "sqlite-fts5"] for table in tables)
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
