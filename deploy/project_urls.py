"""Addresses of the project in the metadata of its package: where the copy that is built was cloned from.

Hatchling runs it. Whoever publishes a package from their own clone thereby names that, and nothing has to be kept in
step. A copy without git, or cloned from a folder or over SSH, has none.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from hatchling.metadata.plugin.interface import MetadataHookInterface


class CloneAddresses(MetadataHookInterface):
    """Sets ``project.urls`` by the remote ``origin``."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, object]) -> None:
        """Put the addresses in, if there are any."""
        metadata["urls"] = urls_of(_origin(Path(self.root)))


def urls_of(origin: str) -> dict[str, str]:
    """The addresses by their labels, for the address that a repository was cloned from; never its user or password.

    >>> urls_of("https://somebody:secret@git.example.org:8443/offices/wenda.git")
    {'Source': 'https://git.example.org:8443/offices/wenda', 'Issues': 'https://git.example.org:8443/offices/wenda/issues'}
    >>> urls_of("git@git.example.org:offices/wenda.git"), urls_of("/srv/wenda"), urls_of("")
    ({}, {}, {})
    """
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return {}
    place = parts.netloc.rpartition("@")[2]
    source = urlunsplit((parts.scheme, place, parts.path.rstrip("/").removesuffix(".git"), "", ""))
    return {"Source": source, "Issues": f"{source}/issues"}


def _origin(root: Path) -> str:
    """The address of the remote of a folder that is itself a clone; empty where it is none, or git is not there."""
    if not (root / ".git").exists():
        return ""
    asked = ["git", "-C", str(root), "remote", "get-url", "origin"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
