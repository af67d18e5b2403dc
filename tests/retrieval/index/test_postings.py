"""Postings of segments score like one corpus by every kernel, whichever rows no longer count."""

from __future__ import annotations

import errno
import importlib.util
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval.index.fingerprints import fingerprints, positions
from retrieval.index.postings import (
    Members,
    Postings,
    PostingsArrays,
    PostingsWriter,
    SegmentPostings,
    kernels,
    smallest_unsigned,
    top_positions,
)
from retrieval.index.postings.kernels import NUMPY, Kernel, NumbaKernel, kernel_for
from retrieval.text.tokenization import TokenKind

TERMS = [f"t{n}" for n in range(12)]
CORPORA = st.lists(st.lists(st.sampled_from(TERMS), max_size=12), min_size=1, max_size=14)
QUERIES = st.lists(st.sampled_from([*TERMS, "unknown"]), max_size=8)
NEEDS_NUMBA = pytest.mark.skipif(not importlib.util.find_spec("numba"), reason="needs the extra `fast`: numba")


def segments_of(
    corpus: Sequence[Sequence[str]], cuts: Sequence[int], dead: Sequence[int] = ()
) -> list[SegmentPostings]:
    """The corpus cut into segments before the texts of some numbers; ``dead`` texts no longer count."""
    found = []
    for start, end in pairwise(sorted({0, len(corpus), *(min(cut, len(corpus)) for cut in cuts)})):
        live = np.array([at not in dead for at in range(start, end)])
        found.append(SegmentPostings(arrays_of(corpus[start:end]), "w", None if live.all() else live))
    return found


def arrays_of(corpus: Sequence[Sequence[str]]) -> PostingsArrays:
    """The arrays of one segment."""
    writer = PostingsWriter(TokenKind.WORD)
    for text in corpus:
        writer.add(text)
    return writer.arrays("w")


def expected(corpus: Sequence[list[str]], query: Sequence[str], k1: float, b: float) -> list[float]:
    """The scores of rank-bm25, with the smoothed idf."""
    model = BM25Okapi(corpus, k1=k1, b=b)
    model.idf = dict(zip(TERMS, Postings.of(corpus).idf(TERMS), strict=True))
    scores: list[float] = model.get_scores(list(query)).tolist()
    return scores


@settings(deadline=None)
@given(CORPORA, QUERIES, st.lists(st.integers(0, 14), max_size=3), st.sampled_from([(0.9, 0.4), (1.5, 0.75)]))
def test_segments_score_like_one_corpus(
    corpus: list[list[str]], query: list[str], cuts: list[int], parameters: tuple[float, float]
) -> None:
    """To the last bit, also a query that repeats a term."""
    assume(any(corpus))
    postings = Postings(segments_of(corpus, cuts), TokenKind.WORD, *parameters, kernel=NUMPY)
    assert postings.scores(query).tolist() == expected(corpus, query, *parameters)


@settings(deadline=None)
@given(CORPORA, QUERIES, st.lists(st.integers(0, 14), max_size=3), st.integers(1, 5))
def test_the_best_are_the_first_of_all(corpus: list[list[str]], query: list[str], cuts: list[int], k: int) -> None:
    """Exactly the k best of a full sort, ties in order, none that scores nothing."""
    postings = Postings(segments_of(corpus, cuts), kernel=NUMPY)
    scores = postings.scores(query)
    wanted = top_positions(scores, k)
    assert postings.best(query, k)[0] == wanted
    assert postings.best(query, k)[1].tolist() == scores[wanted].tolist()


@NEEDS_NUMBA
@settings(deadline=None)
@given(CORPORA, QUERIES, st.lists(st.integers(0, 14), max_size=3))
def test_compiled_loops_score_like_arrays(corpus: list[list[str]], query: list[str], cuts: list[int]) -> None:
    """Both kernels add the same numbers in the same order."""
    segments = segments_of(corpus, cuts)
    compiled = Postings(segments, kernel=NumbaKernel()).scores(query)
    assert compiled.tolist() == Postings(segments, kernel=NUMPY).scores(query).tolist()


@settings(deadline=None)
@given(CORPORA, QUERIES, st.lists(st.integers(0, 14), max_size=2), st.sets(st.integers(0, 13), max_size=6))
def test_texts_that_no_longer_count_change_nothing(
    corpus: list[list[str]], query: list[str], cuts: list[int], dead: set[int]
) -> None:
    """The others score as if these had never been, and these score nothing."""
    kept = [text for at, text in enumerate(corpus) if at not in dead]
    assume(kept)
    scores = Postings(segments_of(corpus, cuts, sorted(dead)), kernel=NUMPY).scores(query).tolist()
    assert [score for at, score in enumerate(scores) if at not in dead] == Postings.of(kept).scores(query).tolist()
    assert not any(scores[at] for at in dead if at < len(corpus))


@settings(deadline=None)
@given(CORPORA, st.data())
def test_texts_that_share_parts_score_like_whole_ones(parts: list[list[str]], data: st.DataObject) -> None:
    """A part is counted once, however many texts it belongs to."""
    texts = data.draw(st.lists(st.lists(st.integers(0, len(parts) - 1), max_size=4), min_size=1, max_size=6))
    pairs = [(part, at) for at, text in enumerate(texts) for part in text]
    part_of, text_of = np.array(pairs, np.uint32).reshape(-1, 2).T
    members = Members(part_of, text_of, len(texts))
    writer = PostingsWriter(TokenKind.WORD)
    for part in parts:
        writer.add(part)
    whole = Postings.of([[token for part in text for token in parts[part]] for text in texts])
    shared = Postings([SegmentPostings(writer.arrays_of("v", {"w": members}), "w", vocabulary="v")], kernel=NUMPY)
    assert shared.scores(TERMS).tolist() == whole.scores(TERMS).tolist()


def test_nothing_that_counts_is_an_empty_corpus() -> None:
    """Segments whose texts were all replaced are no corpus."""
    with pytest.raises(ValueError, match="wanted at least one text to index, found none"):
        Postings(segments_of([["t0"]], [], [0]))


def test_many_and_often_take_wider_numbers() -> None:
    """More than 65,536 texts in a segment, and a term more than 65,535 times in a text."""
    corpus = [["t0"] * 70_000, *[["t1"]] * 66_000, ["t2", "t2"]]
    arrays = arrays_of(corpus)
    assert arrays["w/slots"].dtype == arrays["w/lengths"].dtype == np.uint32
    postings = Postings([SegmentPostings(arrays, "w")], kernel=NUMPY)
    assert np.flatnonzero(postings.scores(["t2", "t0"])).tolist() == [0, 66_001]
    assert postings.scores(["t2", "t0"]).tolist() == expected(corpus, ["t2", "t0"], 0.9, 0.4)
    if importlib.util.find_spec("numba"):
        compiled = Postings([SegmentPostings(arrays, "w")], kernel=NumbaKernel())
        assert compiled.scores(["t2", "t0", "t1"]).tolist() == postings.scores(["t2", "t0", "t1"]).tolist()


def test_a_segment_is_the_same_from_a_file(tmp_path: Path) -> None:
    """Mapped arrays, read-only and of a subclass, score like those in memory."""
    corpus = [["t0", "t1"], ["t1", "t1"], []]
    (segment,) = segments_of(corpus, [])
    mapped = {}
    for name, array in arrays_of(corpus).items():
        path = tmp_path / f"{name.replace('/', '-')}.npy"
        np.save(path, array)
        mapped[name] = np.load(path, mmap_mode="r")
    every: list[Kernel] = [NUMPY, *([NumbaKernel()] if importlib.util.find_spec("numba") else [])]
    for kernel in every:
        again = Postings([SegmentPostings(mapped, "w")], kernel=kernel)
        assert again.scores(["t1"]).tolist() == Postings([segment], kernel=NUMPY).scores(["t1"]).tolist()


def test_few_texts_need_no_compiler() -> None:
    """Importing numba takes longer than searching a small library."""
    assert kernel_for(100) is NUMPY


def test_without_numba_arrays_serve_many_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is not needed."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert kernel_for(1_000_000) is NUMPY


def test_where_no_code_may_be_made_arrays_serve_many_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing numba fails in a service that may not have memory both written and executed."""

    def refused() -> Kernel:
        raise PermissionError(errno.EACCES, "cannot allocate executable memory")

    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setattr(kernels, "NumbaKernel", refused)
    kernels._numba.cache_clear()
    assert kernel_for(1_000_000) is NUMPY
    kernels._numba.cache_clear()


@given(st.lists(st.text(st.characters(codec=None), max_size=4), max_size=20, unique=True))
def test_terms_are_found_by_their_fingerprints(terms: list[str]) -> None:
    """Whatever they consist of, and none in an empty table."""
    table = np.sort(fingerprints(TokenKind.PAIR, terms))
    found = positions(table, fingerprints(TokenKind.PAIR, [*terms, "neither"]))
    assert sorted(found[:-1].tolist()) == list(range(len(terms)))
    assert found[-1] == -1


def test_kinds_do_not_share_fingerprints() -> None:
    """A word of two characters is not the pair."""
    assert fingerprints(TokenKind.WORD, ["复议"]) != fingerprints(TokenKind.PAIR, ["复议"])


def test_numbers_take_as_little_room_as_they_need() -> None:
    """Two bytes at least, which compiled loops are made for."""
    assert smallest_unsigned(np.zeros(0, np.uint32)).dtype == np.uint16
    assert smallest_unsigned(np.array([65_536])).dtype == np.uint32


def test_loops_are_compiled_where_nothing_can_be_kept() -> None:
    """Without a folder for compiled code, which numba refuses as soon as it is told to keep it."""

    class Compiler:
        def njit(
            self, signatures: list[str], nogil: bool, cache: bool = False
        ) -> Callable[[object], tuple[object, ...]]:
            if cache:
                raise RuntimeError("cannot cache function: no locator available for file")
            return lambda function: (function, signatures, nogil)

    assert kernels._compiled(Compiler(), print, ["void()"]) == (print, ["void()"], True)
