"""placeholder until merged"""

from typing import Any


def minimal(body: dict[str, Any]) -> dict[str, Any]:
    """As is."""
    return body
