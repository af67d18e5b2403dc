"""Methods of the Bot API, by area; importing the package fills the table."""

from . import account, editing, media, queries, sending, updating

__all__ = ["account", "editing", "media", "queries", "sending", "updating"]
