"""Addresses: those in settings, http and https, one or several, with or without user and password; those of this
machine.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote, urlsplit

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z.-]+)(?::[0-9]{1,5})?", re.IGNORECASE)


def http_address(address: str) -> str:
    """The address without slashes at its end. Raises ValueError unless it is an http or https address with a host."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError("not an http address")
    return address.rstrip("/")


def plain_address(address: str) -> str:
    """The same for an address that others see, or that paths are added to. Raises ValueError also for one with user,
    password, a fragment, blanks or control characters.

    >>> plain_address("https://bot.example.gov.cn/wenda/")
    'https://bot.example.gov.cn/wenda'
    """
    parts = urlsplit(address)
    if "@" in parts.netloc or "#" in address or not address.isprintable() or " " in address:
        raise ValueError("more than an address")
    return http_address(address)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address. Of names only ``localhost`` counts.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_own_host(value: str) -> bool:
    """Whether the value of a header Host names this machine, by a loopback address or ``localhost``, with any port.

    A page of another site can have a browser send requests here under a name of its own that leads to this machine
    (DNS rebinding); this header tells.

    >>> [is_own_host(host) for host in ("127.0.0.1:8765", "[::1]", "LocalHost:1", "a.example", "x@[::1]")]
    [True, True, True, False, False]
    """
    found = _HOST.fullmatch(value)
    return found is not None and is_loopback(found[1].strip("[]").lower())


def cluster_hosts(addresses: str) -> tuple[tuple[str, ...], str, str]:
    """Addresses separated by commas, without user and password; then these, which may stand in any of them.

    Raises ValueError where one is no http or https address, or two name different users.

    >>> cluster_hosts("https://a:b%40@one:9200, https://two")
    (('https://one:9200', 'https://two:9200'), 'a', 'b@')
    """
    hosts, logins = [], set[tuple[str, str]]()
    for each in addresses.replace("，", ",").split(","):
        parts = urlsplit(http_address(each.strip()))
        if parts.path or parts.query or parts.fragment:
            raise ValueError("more than an address")
        if parts.username:
            logins.add((unquote(parts.username), unquote(parts.password or "")))
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        hosts.append(f"{parts.scheme}://{name}:{parts.port or 9200}")
    if len(logins) > 1 or len({host.split(":")[0] for host in hosts}) > 1:
        raise ValueError("addresses that do not fit together")
    user, password = logins.pop() if logins else ("", "")
    return tuple(hosts), user, password
