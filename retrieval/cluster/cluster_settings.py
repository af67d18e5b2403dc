"""Cluster settings: where a cluster is and how it is spoken to. Loads nothing: who has no cluster needs no client."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """Where a cluster is and how it is spoken to.

    ``hosts`` are http or https addresses without user and password; ``authority`` is the file of the certificates that
    the nodes' are checked with, empty: those of the system. ``timeout`` is in seconds, for one try; ``prefix`` begins
    the names of all indices.
    """

    hosts: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    timeout: float = 10.0
    shards: int = 3
    replicas: int = 1
    prefix: str = "wenda"
