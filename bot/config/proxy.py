"""The proxy that the environment names for the way to Telegram, read the way httpx reads it.

HTTP proxies with CONNECT work, with a name and a password too. SOCKS does not: it takes a library that is not among
our dependencies, and httpx would end the start with a traceback that tells nobody so.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from bot.texts import operator
from retrieval.models import WendaError

_SCHEMES = ("http", "https")


class ProxyError(WendaError):
    """A proxy that cannot be used; the message does not repeat it, since it may hold a password."""


def secrets() -> Iterator[str]:
    """Every form in which the passwords of the proxies can show up: as written, decoded, and as a header's value."""
    for _, written in _proxies():
        try:
            parts = urlsplit(written if "://" in written else f"http://{written}")
        except ValueError:  # a bracket without its pair; `check` says so to the person
            yield written
            continue
        if parts.password:
            name, password = unquote(parts.username or ""), unquote(parts.password)
            yield from (parts.password, password, base64.b64encode(f"{name}:{password}".encode()).decode())


def check() -> None:
    """Look at the proxies before anything is opened.

    Raises:
        ProxyError: one of them is no ``http://`` address with a host.
    """
    for name, written in _proxies():
        if not _usable(written):
            raise ProxyError(operator.PROXY_UNUSABLE.format(name=name))


def _proxies() -> Iterator[tuple[str, str]]:
    """The variables that httpx looks at and what they say."""
    proxies = getproxies()
    for scheme in ("http", "https", "all"):
        if written := proxies.get(scheme):
            yield f"{scheme.upper()}_PROXY", written


def _usable(written: str) -> bool:
    try:
        parts = urlsplit(written if "://" in written else f"http://{written}")
        return parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
