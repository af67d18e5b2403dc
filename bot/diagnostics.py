"""Logging to stderr that cannot show a secret.

The secrets are replaced in the finished line, traceback included, because other libraries put them there: httpx
logs every URL with the token in it, and python-telegram-bot's InvalidToken carries it in its message.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

HIDDEN = "[hidden]"
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_CHATTY = ("httpx", "httpcore", "telegram", "apscheduler", "jieba")


class HidingFormatter(logging.Formatter):
    """Formats a record and then hides the secrets, however they came in."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(_FORMAT)
        self._secrets = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """One log line, with its traceback if it has one."""
        return self.hide(super().format(record))

    def hide(self, text: str) -> str:
        """The text without the secrets.

        >>> HidingFormatter(["12:abcdefgh"]).hide("GET /bot12:abcdefgh/getMe, abcdefgh")
        'GET /bot[hidden]/getMe, [hidden]'
        """
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class JsonFormatter(HidingFormatter):
    """The same as one JSON object a line: time (UTC, ISO 8601), level, logger, message, and the traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        """One line. The secrets are hidden before the text is escaped, which would change how they look."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.hide(record.getMessage()),
        }
        if record.exc_info:
            said["traceback"] = self.hide(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def set_up(secrets: Iterable[str], level: int = logging.WARNING, as_json: bool = False) -> None:
    """Send all logging, warnings and uncaught exceptions of threads to stderr through the hiding formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(secrets) if as_json else HidingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    threading.excepthook = _log_thread_failure


def _forms(secret: str) -> Iterable[str]:
    """The secret as such, as part of a URL, and the half of a bot token that makes it secret."""
    yield secret
    yield quote(secret, safe="")
    half = secret.rpartition(":")[2]
    if len(half) >= 8:
        yield half


def _log_thread_failure(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        logging.getLogger(__name__).error("a thread failed", exc_info=failure.exc_value)
