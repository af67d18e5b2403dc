"""Log format: one line for each record on stderr, without secrets and personal data.

Secrets are replaced in the finished text, traceback included, because other libraries put them there: httpx logs every
URL with the token in it, and the message of the InvalidToken of python-telegram-bot holds it. Control characters from
outside are shown escaped, so that nobody can forge a record.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

from bot.clock import CHINA
from bot.privacy.redaction import redact
from bot.strings import escape_controls, json_line

HIDDEN = "[hidden]"
# They report as warnings what their callers raise or try again elsewhere.
_REPEATING_LOGGERS = ("opensearch", "urllib3.connectionpool")
_VERBOSE_LOGGERS = ("httpx", "httpcore", "telegram", "apscheduler", "jieba")
_INDENT = "    "
_MAX_EXCEPTIONS = 20  # in a chain, and within a group
_CAUSE = "The above exception was the direct cause of the following exception:"
_CONTEXT = "During handling of the above exception, another exception occurred:"


class RedactingFormatter(logging.Formatter):
    """Formats a record as one line with its traceback indented below it, without secrets and personal data."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = sorted({form for secret in secrets for form in _secret_forms(secret)}, key=len, reverse=True)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The time in China, whatever the zone of the machine."""
        return datetime.fromtimestamp(record.created, CHINA).strftime("%Y-%m-%d %H:%M:%S,") + f"{record.msecs:03.0f}"

    def format(self, record: logging.LogRecord) -> str:
        """The line; the traceback follows on lines that begin with blanks, as no record does."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: {escape_controls(self.message_of(record))}"
        return "\n".join([head, *(_INDENT + escape_controls(line) for line in self.trace_of(record))])

    def message_of(self, record: logging.LogRecord) -> str:
        """The message, without secrets and personal data."""
        try:
            message = record.getMessage()
        except Exception as error:  # a mistake of the caller, which logging itself would print with all arguments
            place = f"{record.pathname}:{record.lineno}"
            message = f"a message of {place} cannot be formatted: {type(error).__name__}"
        return self._redact(message)

    def trace_of(self, record: logging.LogRecord) -> list[str]:
        """The lines of the traceback and of the stack, without secrets and personal data."""
        lines = traceback_lines(record.exc_info[1]) if record.exc_info and record.exc_info[1] else []
        if not lines and record.exc_text:
            lines = record.exc_text.split("\n")
        if record.stack_info:
            lines += record.stack_info.split("\n")
        return [self._redact(line) for line in lines]

    def hide_secrets(self, text: str) -> str:
        """The text without the secrets.

        >>> RedactingFormatter(["12:abcdefgh"]).hide_secrets("GET /bot12:abcdefgh/getMe, abcdefgh")
        'GET /bot[hidden]/getMe, [hidden]'
        """
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    def _redact(self, text: str) -> str:
        # Secrets first: once the digits of a token are masked, the rest of it would not be found.
        return redact(self.hide_secrets(text))


class JsonFormatter(RedactingFormatter):
    """Formats a record as one JSON object: time, level, logger, message, and trace where there is one.

    Strings are unescaped text; only unsafe characters are written as JSON's own escapes.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The object on one line."""
        time = datetime.fromtimestamp(record.created, CHINA).isoformat(timespec="milliseconds")
        fields = {"time": time, "level": record.levelname, "logger": record.name, "message": self.message_of(record)}
        if trace := self.trace_of(record):
            fields["trace"] = "\n".join(trace)
        return json_line(fields)


def configure(secrets: Iterable[str], level: int = logging.WARNING, as_json: bool = False) -> None:
    """Send all logging, warnings and uncaught exceptions of threads to stderr through the redacting formatter."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(secrets) if as_json else RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _VERBOSE_LOGGERS:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in _REPEATING_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
    threading.excepthook = _log_thread_failure


def traceback_lines(error: BaseException) -> list[str]:
    """The lines of an exception and its causes, oldest first; a message is one line, its line breaks still in it.

    >>> traceback_lines(ValueError("a\\nb"))
    ['ValueError: a\\nb']
    """
    lines: list[str] = []
    for exception, link in reversed(list(_exception_chain(error))):
        lines += _exception_lines(exception) + ([link] if link else [])
    return lines


def _secret_forms(secret: str) -> Iterable[str]:
    """The secret itself, its form in a URL, and the part of a bot token that makes it secret."""
    yield secret
    yield quote(secret, safe="")
    half = secret.rpartition(":")[2]
    if len(half) >= 8:
        yield half


def _log_thread_failure(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        logging.getLogger(__name__).error("a thread failed", exc_info=failure.exc_value)


def _exception_chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """The exception and those before it, each with the sentence that connects it to the next; empty for the first."""
    seen: set[int] = set()
    link, current = "", error
    while id(current) not in seen and len(seen) < _MAX_EXCEPTIONS:
        seen.add(id(current))
        yield current, link
        if current.__cause__ is not None:
            current, link = current.__cause__, _CAUSE
        elif current.__context__ is not None and not current.__suppress_context__:
            current, link = current.__context__, _CONTEXT


def _exception_lines(error: BaseException) -> list[str]:
    lines = []
    if error.__traceback__ is not None:
        lines.append("Traceback (most recent call last):")
        for frame in traceback.format_tb(error.__traceback__):
            lines += frame.rstrip("\n").split("\n")
    lines += [line.rstrip("\n") for line in traceback.format_exception_only(error)]
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions[:_MAX_EXCEPTIONS]:
            lines += [f"  | {line}" for line in traceback_lines(inner)]
    return lines
