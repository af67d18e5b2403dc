"""Judged collections in BEIR's layout: ``corpus.jsonl``, ``queries.jsonl``, ``qrels.tsv``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.search.bm25 import Document

Qrels = dict[str, dict[str, int]]


class CollectionError(Exception):
    """Collection that cannot be measured. The message says where, what was wanted and what was found."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages, queries by id, and relevance judgements by query and passage."""

    documents: tuple[Document, ...]
    queries: dict[str, str]
    qrels: Qrels

    @property
    def judged(self) -> dict[str, str]:
        """The queries with a relevant passage. Only these can be scored."""
        return {name: text for name, text in self.queries.items() if any(self.qrels.get(name, {}).values())}


def load_collection(folder: Path, queries: Path | None = None, qrels: Path | None = None) -> Collection:
    """Read a collection's folder, or the given files instead of its own. Raises CollectionError."""
    queries, qrels = queries or folder / "queries.jsonl", qrels or folder / "qrels.tsv"
    collection = Collection(
        parse_corpus(read_file(folder / "corpus.jsonl"), "corpus.jsonl"),
        parse_queries(read_file(queries), queries.name),
        parse_qrels(read_file(qrels), qrels.name),
    )
    if not collection.judged:
        raise CollectionError("wanted at least one question with a relevant passage in the qrels, found none")
    return collection


def read_file(path: Path) -> str:
    """The text of a file. Raises CollectionError for one that cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise CollectionError(f"{path}: wanted a file to read, found: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CollectionError(f"{path}: wanted UTF-8, found byte {error.object[error.start]:#x}") from None


def parse_corpus(text: str, name: str) -> tuple[Document, ...]:
    """Parse passages, in order; ``title`` and ``parent`` may be absent.

    >>> parse_corpus('{"id": "p1", "title": "t", "text": "x"}', "corpus.jsonl")
    (Document(id='p1', title='t', text='x', parent=''),)
    """
    documents: dict[str, Document] = {}
    for line, row in _rows(text, name):
        document = Document(
            _id(row, name, line),
            _text(row, "title", name, line, ""),
            _text(row, "text", name, line),
            _text(row, "parent", name, line, ""),
        )
        if document.id in documents:
            raise CollectionError(f"{name}:{line}: wanted an id of its own, found {document.id!r} again")
        documents[document.id] = document
    if not documents:
        raise CollectionError(f"{name}: wanted at least one passage, found none")
    return tuple(documents.values())


def parse_queries(text: str, name: str) -> dict[str, str]:
    """Parse queries by id.

    >>> parse_queries('{"id": "q1", "text": "谁负责"}', "queries.jsonl")
    {'q1': '谁负责'}
    """
    return {_id(row, name, line): _text(row, "text", name, line) for line, row in _rows(text, name)}


def parse_qrels(text: str, name: str) -> Qrels:
    """Parse relevance by query and passage. A header line, as BEIR has it, is skipped.

    >>> parse_qrels("q1\\tp1\\t1", "qrels.tsv")
    {'q1': {'p1': 1}}
    """
    qrels: Qrels = {}
    for line, row in enumerate(text.splitlines(), 1):
        cells = row.split("\t")
        if not row.strip() or (line == 1 and cells[-1].strip() in ("score", "relevance")):
            continue
        try:
            query, passage, relevance = cells
            qrels.setdefault(query, {})[passage] = int(relevance)
        except ValueError:
            wanted = "wanted query, passage and a whole number between tabs"
            raise CollectionError(f"{name}:{line}: {wanted}, found {row[:40]!r}") from None
    return qrels


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    # Not splitlines, because JSON lines may contain U+2028 and the like.
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        try:
            value = json.loads(row)
        except json.JSONDecodeError:
            value = None
        if not isinstance(value, dict):
            raise CollectionError(f"{name}:{line}: wanted a JSON object, found {row[:40]!r}")
        yield line, value


def _id(row: dict[str, Any], name: str, line: int) -> str:
    found = row.get("id", row.get("_id"))
    if not isinstance(found, str | int):
        raise CollectionError(f"{name}:{line}: wanted an id, found {found!r}")
    return str(found)


def _text(row: dict[str, Any], key: str, name: str, line: int, default: str | None = None) -> str:
    found = row.get(key, default)
    if not isinstance(found, str):
        raise CollectionError(f"{name}:{line}: wanted {key!r} to be a string, found {found!r}")
    return found
