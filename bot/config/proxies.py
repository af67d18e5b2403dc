"""Proxies on the way to Telegram: httpx reads them from the environment, here they are only looked at."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies

_SCHEMES = ("http", "https", "socks5", "socks5h")
_EXCEPTIONS = "NO_PROXY"


def set_proxies() -> Iterator[tuple[str, str]]:
    """The environment variables that httpx reads, with their values."""
    proxies = getproxies()
    for scheme in ("http", "https", "all"):
        if address := proxies.get(scheme):
            yield f"{scheme.upper()}_PROXY", address


def unusable_proxies() -> list[str]:
    """The names of the variables that httpx cannot use, ``NO_PROXY`` included."""
    import httpx

    if wrong := [name for name, address in set_proxies() if not _is_usable(address)]:
        return wrong
    try:
        httpx.Client().close()
    except (ValueError, ImportError, httpx.InvalidURL):
        return [_EXCEPTIONS]
    return []


def proxy_secrets() -> Iterator[str]:
    """Every form in which the passwords of the proxies can appear: as written, decoded, and as a header's value."""
    for _, address in set_proxies():
        try:
            parts = _split_url(address)
        except ValueError:  # an unpaired bracket; `unusable_proxies` tells
            yield address
            continue
        if parts.password:
            yield parts.password
            yield from password_forms(unquote(parts.username or ""), unquote(parts.password))


def password_forms(user: str, password: str) -> tuple[str, ...]:
    """A password, decoded and as the value of a header; nothing for an empty one."""
    return (password, base64.b64encode(f"{user}:{password}".encode()).decode()) if password else ()


def _is_usable(address: str) -> bool:
    import httpx

    try:
        parts = _split_url(address)
        httpx.Proxy(parts.geturl())
        return parts.scheme in _SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except (ValueError, httpx.InvalidURL):
        return False


def _split_url(address: str) -> SplitResult:
    return urlsplit(address if "://" in address else f"http://{address}")
