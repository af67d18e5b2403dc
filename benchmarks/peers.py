"""Peers: the product and other search libraries behind one signature, from lists of words to a search function.

The peers get words, so their times include no word segmentation. The product appears twice. ``wenda-postings`` is its
BM25 over the same words, comparable to the peers. ``wenda`` is the whole retriever over text: its time includes the
segmentation of passages and queries, three kinds of tokens and the second stage.
"""

from __future__ import annotations

import importlib
import importlib.util
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.index.postings import Postings, top_positions
from retrieval.search.bm25 import Document, PassageRetriever

Words = Sequence[str]
# Takes the words of a query; returns the positions of the best passages.
Search = Callable[[Words], Sequence[int]]

_K = 10


def wenda(passages: Sequence[Words]) -> Search:
    """The whole retriever over text."""
    documents = (Document(str(at), "", ",".join(words)) for at, words in enumerate(passages))
    retriever = PassageRetriever(documents)
    return lambda query: [int(match.document.id) for match in retriever.search(",".join(query), _K)]


def wenda_postings(passages: Sequence[Words]) -> Search:
    """The retriever's BM25 alone."""
    postings = Postings.of(passages)
    return lambda query: top_positions(postings.scores(query), _K)


def rank_bm25(passages: Sequence[Words]) -> Search:
    """rank-bm25, with the k best taken by a partition, which is faster than its own sort."""
    model = BM25Okapi(passages)

    def search(query: Words) -> Sequence[int]:
        scores = model.get_scores(query)
        best = np.argpartition(-scores, min(_K, len(scores) - 1))[:_K]
        return [int(at) for at in best[np.argsort(-scores[best])]]

    return search


def bm25s(passages: Sequence[Words]) -> Search:
    """bm25s, compiled if numba is installed. Compilation is not counted."""
    backend = "numba" if importlib.util.find_spec("numba") else "numpy"
    model: Any = importlib.import_module("bm25s").BM25(backend=backend)
    model.index([list(words) for words in passages], show_progress=False)
    k = min(_K, len(passages))
    return lambda query: model.retrieve([list(query)], k=k, show_progress=False).documents[0]


def tantivy(passages: Sequence[Words]) -> Search:
    """tantivy in memory; words split at spaces, any of them matches."""
    library: Any = importlib.import_module("tantivy")
    builder = library.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="whitespace")
    builder.add_unsigned_field("at", stored=True)
    index = library.Index(builder.build())
    writer = index.writer()
    for at, words in enumerate(passages):
        writer.add_document(library.Document(body=" ".join(words), at=at))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: Words) -> Sequence[int]:
        parsed = index.parse_query(" ".join(query), ["body"])
        return [searcher.doc(place)["at"][0] for _, place in searcher.search(parsed, _K).hits]

    return search


def sqlite_fts5(passages: Sequence[Words]) -> Search:
    """SQLite FTS5 in memory; words split at spaces, any of them matches."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE passage USING fts5(body, content='', tokenize='unicode61')")
    rows = ((at, " ".join(words)) for at, words in enumerate(passages))
    database.executemany("INSERT INTO passage(rowid, body) VALUES (?, ?)", rows)
    statement = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"

    def search(query: Words) -> Sequence[int]:
        expression = " OR ".join(f'"{word}"' for word in query)
        return [row[0] for row in database.execute(statement, (expression, _K))]

    return search


PEERS: dict[str, Callable[[Sequence[Words]], Search]] = {
    "wenda": wenda,
    "wenda-postings": wenda_postings,
    "rank-bm25": rank_bm25,
    "bm25s": bm25s,
    "tantivy": tantivy,
    "sqlite-fts5": sqlite_fts5,
}
