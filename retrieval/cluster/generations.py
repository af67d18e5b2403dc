"""Generations: the successive indices of a library on a cluster, and the alias that names the one that serves.

``wenda-passages`` is an alias of ``wenda-passages-000007``, and so for each kind; all are switched in one step. A
generation that serves is never written to. What it is made of stands in the mapping of its passages, under ``_meta``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from retrieval.cluster.connection import ClusterConnection
from retrieval.cluster.mappings import FORMAT, IndexKind, Json
from retrieval.models import LibraryError


@dataclass(frozen=True, slots=True)
class ClusterGeneration:
    """One complete set of indices; ``meta`` says what it was made of."""

    prefix: str
    number: int
    meta: Json

    def index(self, kind: IndexKind) -> str:
        """The name of the index of a kind."""
        return f"{self.prefix}-{kind.value}-{self.number:06d}"

    @property
    def version(self) -> str:
        """The version of the library that was indexed."""
        return str(self.meta["version"])


def alias(prefix: str, kind: IndexKind) -> str:
    """The name that the serving index of a kind has."""
    return f"{prefix}-{kind.value}"


def serving_generation(connection: ClusterConnection) -> ClusterGeneration | None:
    """The generation that serves, None where none was completed."""
    prefix = connection.settings.prefix
    found = connection.find(lambda client: client.indices.get_mapping(index=alias(prefix, IndexKind.PASSAGES)))
    return max((_generation(prefix, name, body) for name, body in (found or {}).items()), default=None, key=_number)


def open_generation(connection: ClusterConnection) -> ClusterGeneration:
    """The generation that serves.

    Raises `LibraryError` where there is none, or one of another format, `SearchUnavailableError` where the cluster
    does not answer.
    """
    generation = serving_generation(connection)
    if generation is None:
        where = ", ".join(connection.settings.hosts)
        raise LibraryError(f"{where}: wanted an index of a library, found none; to make one, run: wenda index DIR")
    if generation.meta.get("format") != FORMAT:
        found = generation.meta.get("format")
        raise LibraryError(
            f"{alias(generation.prefix, IndexKind.PASSAGES)}: wanted an index of format {FORMAT!r}, found {found!r}; "
            "to make a new one, run: wenda index DIR"
        )
    return generation


def all_generations(connection: ClusterConnection) -> list[ClusterGeneration]:
    """Every generation whose passages have an index, complete or not, oldest first."""
    prefix = connection.settings.prefix
    found = connection.find(lambda client: client.indices.get_mapping(index=f"{alias(prefix, IndexKind.PASSAGES)}-*"))
    return sorted((_generation(prefix, name, body) for name, body in (found or {}).items()), key=_number)


def switch(connection: ClusterConnection, generation: ClusterGeneration) -> None:
    """Let a generation serve in place of the one before, for all kinds at once."""
    actions: list[dict[str, Any]] = []
    for kind in IndexKind:
        name = alias(generation.prefix, kind)
        actions.append({"remove": {"index": f"{name}-*", "alias": name, "must_exist": False}})
        actions.append({"add": {"index": generation.index(kind), "alias": name}})
    connection.call(lambda client: client.indices.update_aliases(body={"actions": actions}))


def remove(connection: ClusterConnection, generation: ClusterGeneration) -> None:
    """Delete the indices of a generation; that of the passages, which names it, goes last."""
    for kind in sorted(IndexKind, key=lambda kind: kind is IndexKind.PASSAGES):
        connection.delete_index(generation.index(kind))


def _generation(prefix: str, name: str, body: Json) -> ClusterGeneration:
    number = re.search(r"[0-9]+\Z", name)
    return ClusterGeneration(prefix, int(number[0]) if number else 0, body["mappings"].get("_meta", {}))


def _number(generation: ClusterGeneration) -> int:
    return generation.number
