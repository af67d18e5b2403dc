"""Peers: the product and other search libraries behind one interface, fed with the words of passages.

The peers get words, so their times include no word segmentation. ``wenda-postings`` is the product's BM25 over the
same words, comparable to the peers. ``wenda`` is the whole retriever over text: its time includes the segmentation of
passages and queries, three kinds of tokens and the second stage, which ``wenda-fused`` leaves out.

The product, rank-bm25 and bm25s compute one formula, with k1 = 0.9, b = 0.4 and Lucene's idf (bm25s without the factor
k1 + 1, which all terms share). tantivy (k1 = 1.2, b = 0.75, lengths rounded to a byte) and SQLite FTS5 (k1 = 1.2,
b = 0.75, an idf of nearly 0 for words of more than half of the passages) have formulas of their own that cannot be set.
"""

from __future__ import annotations

import importlib
import math
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.index.postings import Postings, PostingsWriter, SegmentPostings
from retrieval.search.bm25 import Document, PassageRetriever
from retrieval.text.tokenization import TokenKind

K1, B = 0.9, 0.4
_K = 10
# Passages of a segment, as the product's index has them.
_SEGMENT = 50_000
_DATABASE = "passages.db"

Words = Sequence[str]
Passages = Iterable[Words]
Hits = list[tuple[int, float]]
"""Positions of passages with their scores, best first."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """An index that is being served: ``search`` is timed, ``hits`` reads what it returned and is not timed."""

    search: Callable[[Words], Any]
    hits: Callable[[Any], Hits]


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine: ``build`` writes the index of passages to a folder, ``open`` serves it.

    An engine without a form on disk has no ``open``, and its ``build`` returns the index. ``same_formula`` tells
    whether its scores are those of the product up to a factor; its process finds the module ``hidden`` not installed.
    """

    build: Callable[[Passages, Path], OpenIndex | None]
    open: Callable[[Path], OpenIndex] | None = None
    same_formula: bool = False
    hidden: str = ""


def retriever(two_stages: bool) -> Peer:
    """The retriever over text: the fused recipe alone, or the whole, which ranks the best a second time."""

    def build(passages: Passages, folder: Path) -> OpenIndex:
        documents = (Document(str(at), "", ",".join(words)) for at, words in enumerate(passages))
        searched = PassageRetriever(documents, two_stages)
        return OpenIndex(
            lambda query: searched.search(",".join(query), _K),
            lambda found: [(int(match.document.id), match.score) for match in found],
        )

    return Peer(build)


def build_postings(passages: Passages, folder: Path) -> None:
    """The retriever's BM25 alone, over words, in segments as an index has them."""
    rest = iter(passages)
    while batch := list(islice(rest, _SEGMENT)):
        writer = PostingsWriter(TokenKind.WORD)
        for words in batch:
            writer.add(words)
        segment = folder / f"{len(list(folder.iterdir())):03}"
        segment.mkdir()
        for name, array in writer.arrays("words").items():
            np.save(segment / name.rpartition("/")[2], array)


def open_postings(folder: Path) -> OpenIndex:
    """The stored postings, mapped."""
    segments = [
        {f"words/{file.stem}": np.load(file, mmap_mode="r") for file in segment.iterdir()}
        for segment in sorted(folder.iterdir())
    ]
    postings = Postings([SegmentPostings(arrays, "words") for arrays in segments], k1=K1, b=B)

    def search(query: Words) -> Hits:
        positions, scores = postings.best(query, _K)
        return list(zip(positions, scores.tolist(), strict=True))

    return OpenIndex(search, list)


class RankBm25WithLuceneIdf(BM25Okapi):  # type: ignore[misc]
    """rank-bm25 with another idf, which it leaves to subclasses; its scoring is its own."""

    def _calc_idf(self, nd: dict[str, int]) -> None:
        self.idf = {word: math.log(1 + (self.corpus_size - n + 0.5) / (n + 0.5)) for word, n in nd.items()}


def build_rank_bm25(passages: Passages, folder: Path) -> OpenIndex:
    """rank-bm25 with Lucene's idf; the best are taken by a partition, which is faster than its own sort."""
    model = RankBm25WithLuceneIdf(map(_interned, passages), k1=K1, b=B)

    def search(query: Words) -> Hits:
        scores = model.get_scores(query)
        best = np.argpartition(-scores, min(_K, len(scores) - 1))[:_K]
        return [(int(at), float(scores[at])) for at in best[np.argsort(-scores[best], kind="stable")]]

    return OpenIndex(search, _positive)


def bm25s(backend: str) -> Peer:
    """bm25s, whose scoring is numpy's or compiled by numba. Compilation is not counted."""

    def build(passages: Passages, folder: Path) -> None:
        importlib.import_module(backend)
        model: Any = importlib.import_module("bm25s").BM25(K1, B, method="lucene", backend=backend)
        model.index([_interned(words) for words in passages], show_progress=False)
        model.save(folder, show_progress=False)

    def open_index(folder: Path) -> OpenIndex:
        model: Any = importlib.import_module("bm25s").BM25.load(folder, show_progress=False)
        k = min(_K, int(model.scores["num_docs"]))
        return OpenIndex(
            lambda query: model.retrieve([query], k=k, show_progress=False),
            lambda found: _positive(zip(found.documents[0].tolist(), found.scores[0].tolist(), strict=True)),
        )

    return Peer(build, open_index, same_formula=True)


def build_tantivy(passages: Passages, folder: Path) -> None:
    """tantivy, with words split at spaces, in as many segments as it makes by itself."""
    library: Any = importlib.import_module("tantivy")
    schema = library.SchemaBuilder()
    schema.add_text_field("body", stored=False, tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("at", fast=True)
    writer = library.Index(schema.build(), path=str(folder)).writer()
    for at, words in enumerate(passages):
        writer.add_document(library.Document(body=" ".join(words), at=at))
    writer.commit()
    writer.wait_merging_threads()


def tantivy(counting: bool) -> Peer:
    """tantivy; any of the words matches. ``counting``: also count the matches, as is its default, without pruning."""

    def open_index(folder: Path) -> OpenIndex:
        library: Any = importlib.import_module("tantivy")
        index = library.Index.open(str(folder))
        searcher = index.searcher()

        def search(query: Words) -> Any:
            return searcher.search(index.parse_query(" ".join(query), ["body"]), _K, count=counting)

        def hits(found: Any) -> Hits:
            positions = searcher.fast_field_values("at", [place for _, place in found.hits])
            return [(int(at), score) for at, (score, _) in zip(positions, found.hits, strict=True)]

        return OpenIndex(search, hits)

    return Peer(build_tantivy, open_index)


def build_sqlite(passages: Passages, folder: Path) -> None:
    """SQLite FTS5 without the texts, with words split at spaces."""
    with sqlite3.connect(folder / _DATABASE) as database:
        database.execute("CREATE VIRTUAL TABLE passage USING fts5(body, content='', tokenize='unicode61')")
        rows = ((at, " ".join(words)) for at, words in enumerate(passages))
        database.executemany("INSERT INTO passage(rowid, body) VALUES (?, ?)", rows)
    database.close()


def open_sqlite(folder: Path) -> OpenIndex:
    """The database; any of the words matches. FTS5 ranks the best lowest."""
    database = sqlite3.connect(folder / _DATABASE)
    statement = "SELECT rowid, -rank FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"

    def search(query: Words) -> Hits:
        expression = " OR ".join(f'"{word}"' for word in query)
        return database.execute(statement, (expression, _K)).fetchall()

    return OpenIndex(search, list)


def _positive(hits: Iterable[tuple[int, float]]) -> Hits:
    """The hits with a score, for engines that fill up with passages that hold no word of the query."""
    return [(at, score) for at, score in hits if score > 0]


def _interned(words: Words) -> list[str]:
    """The words as one object each, however many passages hold them, for engines that keep what they are given."""
    return [sys.intern(word) for word in words]


PRODUCT = "wenda-postings"
PEERS: dict[str, Peer] = {
    "wenda": retriever(two_stages=True),
    "wenda-fused": retriever(two_stages=False),
    PRODUCT: Peer(build_postings, open_postings, same_formula=True),
    f"{PRODUCT}-numpy": Peer(build_postings, open_postings, same_formula=True, hidden="numba"),
    "rank-bm25": Peer(build_rank_bm25, same_formula=True),
    "bm25s-numpy": bm25s("numpy"),
    "bm25s-numba": bm25s("numba"),
    "tantivy": tantivy(counting=True),
    "tantivy-pruning": tantivy(counting=False),
    "sqlite-fts5": Peer(build_sqlite, open_sqlite),
}
