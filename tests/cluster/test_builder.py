"""Builds that are interrupted, repeated and done by two at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from retrieval.cluster.cluster_retriever import ClusterRetriever
from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.generations import all_generations, open_generation, serving_generation
from retrieval.cluster.indexing.build_lock import locked
from retrieval.corpus.sources.loader import Progress
from retrieval.models import LibraryError
from retrieval.search.retriever import Query
from tests.cluster.sources import build_files
from tests.retrieval.search.retriever_contract import LIBRARY, Files

pytestmark = pytest.mark.slow
OTHER: Files = {"a.txt": "某县档案局通知\n\n第一条 档案应当移交。\n"}


class InterruptError(Exception):
    """What ends a build in the middle."""


def interrupted_at(report: int) -> Progress:
    """Progress that ends the build before the report of this number is read."""

    def progress(file: str, at: int, of: int) -> None:
        if at == report:
            raise InterruptError(file)

    return progress


def everything(connection: ClusterConnection) -> list[tuple[str, float]]:
    """The texts and scores of all passages that are served, ranked for a question."""
    hits = ClusterRetriever(connection, open_generation(connection)).search(Query("档案就业罚款"), k=1_000)
    return [(hit.passage.text, hit.score) for hit in hits]


def test_without_an_index_it_is_said_how_to_make_one(connection: ClusterConnection) -> None:
    """And not that nothing was found."""
    with pytest.raises(LibraryError, match="wanted an index of a library, found none; to make one, run: wenda index"):
        open_generation(connection)


def test_what_is_there_already_is_not_written_again(connection: ClusterConnection, tmp_path: Path) -> None:
    """A second build of the same library is over at once."""
    first = build_files(connection, tmp_path, OTHER)
    again = build_files(connection, tmp_path, OTHER)
    assert first.written > 0
    assert (again.written, again.generation.number) == (0, first.generation.number)


def test_an_interrupted_build_leaves_the_old_index_whole(connection: ClusterConnection, tmp_path: Path) -> None:
    """It serves as before, and the next build takes up what was written."""
    build_files(connection, tmp_path, OTHER)
    before = everything(connection)
    with pytest.raises(InterruptError):
        build_files(connection, tmp_path, LIBRARY, interrupted_at(4))
    assert everything(connection) == before


def test_an_interrupted_build_is_taken_up(
    connection: ClusterConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports that were written are not written again, and the result is as if nothing had happened."""
    monkeypatch.setattr("retrieval.cluster.indexing.bulk_writer._BATCH_DOCUMENTS", 3)
    with pytest.raises(InterruptError):
        build_files(connection, tmp_path, LIBRARY, interrupted_at(4))
    assert serving_generation(connection) is None
    resumed = build_files(connection, tmp_path, LIBRARY)
    hits = everything(connection)
    build_files(connection, tmp_path, OTHER)
    build_files(connection, tmp_path, {**OTHER, "b.txt": OTHER["a.txt"]})
    whole = build_files(connection, tmp_path, LIBRARY)
    assert everything(connection) == hits
    assert 0 < resumed.written < whole.written


def test_old_generations_go(connection: ClusterConnection, tmp_path: Path) -> None:
    """One is kept beside the one that serves, for those who still read it."""
    numbers = []
    for text in ("甲", "乙", "丙"):
        files = {"a.txt": f"某县档案局通知\n\n第一条 {text}应当移交。\n"}
        numbers.append(build_files(connection, tmp_path, files).generation.number)
    assert [each.number for each in all_generations(connection)] == numbers[-2:]
    assert open_generation(connection).number == numbers[-1]


def test_two_cannot_build_at_once(connection: ClusterConnection, tmp_path: Path) -> None:
    """The second is told to wait, whatever it wants to build."""
    done = threading.Event()
    with locked(connection) as lock:

        def build_on() -> None:
            while not done.wait(0.1):
                lock.renew()

        builder = threading.Thread(target=build_on)
        builder.start()
        try:
            with pytest.raises(LibraryError, match="is being built by another process"):
                build_files(connection, tmp_path, OTHER)
        finally:
            done.set()
            builder.join()
    assert build_files(connection, tmp_path, OTHER).written > 0


def test_a_lock_that_was_left_behind_is_taken_over(connection: ClusterConnection, tmp_path: Path) -> None:
    """Its builder, if it wakes up after all, writes nothing more."""
    with locked(connection) as lock:
        assert build_files(connection, tmp_path, OTHER, patience=0.2).written > 0
        with pytest.raises(LibraryError, match="is being built by another process"):
            lock.renew()
