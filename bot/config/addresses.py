"""Addresses in settings: http and https addresses, one or several, with or without user and password."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit


def http_address(address: str) -> str:
    """The address without slashes at its end. Raises ValueError unless it is an http or https address with a host."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError("not an http address")
    return address.rstrip("/")


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
