"""The engine of wenda: text in, cited evidence out. Knows no Telegram and no SQL."""

__version__ = "0.1.0"

from retrieval.engine import Engine
from retrieval.library import Library

__all__ = ["Engine", "Library"]
