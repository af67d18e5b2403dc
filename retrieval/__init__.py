"""The engine of wenda: text in, cited evidence out. Knows no Telegram and no SQL."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.corpus.library import Library
    from retrieval.engine import Engine

__version__ = "0.1.0"

__all__ = ["Engine", "Library"]


def __getattr__(name: str) -> Any:
    """Import the engine when it is asked for: jieba and numpy are slow to load, and ``--help`` needs neither."""
    if name == "Engine":
        from retrieval.engine import Engine

        return Engine
    if name == "Library":
        from retrieval.corpus.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
