"""The product and its peers behind one signature: passages as lists of words in, a search for words out.

Every peer gets the words as they were drawn, so none pays for cutting. The product appears twice: ``wenda-postings``
is one BM25 over the same words, like the peers; ``wenda`` is the whole retriever, fed text, which pays for cutting
passages and questions, for three ways of matching and for the second stage.
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
# A question's words; the positions of the best passages.
Search = Callable[[Words], Sequence[int]]

_K = 10


def wenda(passages: Sequence[Words]) -> Search:
    """The whole retriever over text."""
    documents = (Document(str(at), "", ",".join(words)) for at, words in enumerate(passages))
    retriever = PassageRetriever(documents)
    return lambda query: [int(match.document.id) for match in retriever.search(",".join(query), _K)]


def wenda_postings(passages: Sequence[Words]) -> Search:
    """The retriever's BM25 alone."""
    postings = Postings(passages)
    return lambda query: top_positions(postings.scores(query), _K)


def rank_bm25(passages: Sequence[Words]) -> Search:
    """rank-bm25, its k best by a partition, which is faster than its own sort."""
    model = BM25Okapi(passages)

    def search(query: Words) -> Sequence[int]:
        scores = model.get_scores(query)
        best = np.argpartition(-scores, min(_K, len(scores) - 1))[:_K]
        return [int(at) for at in best[np.argsort(-scores[best])]]

    return search


def bm25s(passages: Sequence[Words]) -> Search:
    """bm25s, compiled where numba is installed; compiling is done before the clock runs."""
    backend = "numba" if importlib.util.find_spec("numba") else "numpy"
    model: Any = importlib.import_module("bm25s").BM25(backend=backend)
    model.index([list(words) for words in passages], show_progress=False)
    k = min(_K, len(passages))
    return lambda query: model.retrieve([list(query)], k=k, show_progress=False).documents[0]


def tantivy(passages: Sequence[Words]) -> Search:
    """tantivy in memory, words split at spaces, any of them enough."""
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
    """SQLite's full-text index in memory, words split at spaces, any of them enough."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE passage USING fts5(body, content='', tokenize='unicode61')")
    rows = ((at, " ".join(words)) for at, words in enumerate(passages))
    database.executemany("INSERT INTO passage(rowid, body) VALUES (?, ?)", rows)
    found = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?"

    def search(query: Words) -> Sequence[int]:
        wanted = " OR ".join(f'"{word}"' for word in query)
        return [row[0] for row in database.execute(found, (wanted, _K))]

    return search


PEERS: dict[str, Callable[[Sequence[Words]], Search]] = {
    "wenda": wenda,
    "wenda-postings": wenda_postings,
    "rank-bm25": rank_bm25,
    "bm25s": bm25s,
    "tantivy": tantivy,
    "sqlite-fts5": sqlite_fts5,
}
