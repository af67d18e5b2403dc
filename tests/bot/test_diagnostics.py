"""No secret in any log line."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from bot.diagnostics import HidingFormatter, JsonFormatter, set_up

TOKEN = "123456:AAabcdefghijk"


@pytest.fixture(autouse=True)
def restore_logging() -> Iterator[None]:
    """Leave the logging of the test run as it was."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, threading.excepthook
    yield
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)
    logging.captureWarnings(False)


def test_the_token_is_hidden_in_message_arguments_and_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """However the token gets into a record, the line does not show it."""
    set_up([TOKEN])
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")
    except ValueError:
        logging.getLogger("x").exception("at %s", f"https://h/bot{TOKEN}/getMe")
    said = capsys.readouterr().err
    assert "was rejected" in said
    assert TOKEN not in said
    assert "AAabcdefghijk" not in said


@pytest.mark.parametrize("form", [TOKEN, "123456%3AAAabcdefghijk", "AAabcdefghijk"])
def test_the_token_is_hidden_in_every_form(form: str) -> None:
    """As such, quoted for a URL, and its secret half by itself."""
    assert HidingFormatter([TOKEN]).hide(f"<{form}>") == "<[hidden]>"


def test_a_json_line_hides_what_escaping_would_disguise() -> None:
    """One object a line whatever the message holds; a secret with a quote and 汉字 is hidden throughout."""
    secret = 'pass"word\\with 汉字'
    try:
        raise ValueError(f"refused: {secret}")
    except ValueError:
        caught = sys.exc_info()
    record = logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, "two\nlines, %s", (secret,), caught)
    line = JsonFormatter([secret]).format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert said["message"] == "two\nlines, [hidden]"
    assert said["traceback"].endswith("ValueError: refused: [hidden]")
    assert (said["level"], said["logger"]) == ("ERROR", "bot.x")


def test_a_thread_that_fails_is_logged_through_the_same_formatter(capsys: pytest.CaptureFixture[str]) -> None:
    """An uncaught exception of a thread does not print the token either."""
    set_up([TOKEN])

    def fail() -> None:
        raise ValueError(TOKEN)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert TOKEN not in said


def test_chatty_libraries_are_quiet() -> None:
    """httpx logs each URL at INFO; it is asked for warnings only, also when we log at INFO."""
    set_up([], logging.INFO)
    assert logging.getLogger("httpx").level == logging.WARNING
    assert logging.getLogger("bot").getEffectiveLevel() == logging.INFO
