"""No secret in any log line, nothing personal, and no line that we did not write."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.log_format import JsonFormatter, RedactingFormatter, configure
from bot.strings import escape_controls
from tests.pace import cost

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
    configure([TOKEN])
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
    assert RedactingFormatter([TOKEN]).hide_secrets(f"<{form}>") == "<[hidden]>"


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
    assert said["trace"].endswith("ValueError: refused: [hidden]")
    assert (said["level"], said["logger"]) == ("ERROR", "bot.x")


def test_the_token_is_hidden_in_a_stack_and_in_a_traceback_that_was_formatted_before() -> None:
    """What other handlers have put into a record, and where it was logged, is shown without secrets too."""
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "said", (), None)
    record.exc_text = f"Traceback\nValueError: {TOKEN}"
    record.stack_info = f"Stack\n  call({TOKEN!r})"
    shown = RedactingFormatter([TOKEN]).format(record)
    assert "ValueError: [hidden]" in shown
    assert "call('[hidden]')" in shown
    assert TOKEN not in shown


def test_a_thread_that_fails_is_logged_through_the_same_formatter(capsys: pytest.CaptureFixture[str]) -> None:
    """An uncaught exception of a thread does not print the token either."""
    configure([TOKEN])

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
    configure([], logging.INFO)
    assert logging.getLogger("httpx").level == logging.WARNING
    assert logging.getLogger("bot").getEffectiveLevel() == logging.INFO


FORGED = "x\n2026-01-01 00:00:00,000 ERROR bot: forged\r\x1b[2J\u2028\u2029\x85\u202eend"
RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ \S+: ")
SEPARATORS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def _record(message: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("bot.x", logging.ERROR, __file__, 1, message, args, exc_info)


def _raised(make: Callable[[], BaseException]) -> BaseException:
    """An exception with a traceback of its own."""
    try:
        raise make()
    except BaseException as error:
        return error


def _chained() -> Exception:
    try:
        try:
            raise ValueError(FORGED)
        except ValueError as error:
            raise KeyError(FORGED) from error
    except KeyError:
        try:
            raise RuntimeError(FORGED)
        except RuntimeError as last:
            last.add_note(FORGED)
            return last


def test_a_message_is_one_line() -> None:
    """What came in from outside is shown escaped, in the message and in its arguments."""
    shown = RedactingFormatter([]).format(_record(f"said {FORGED}: %s, %r", FORGED, FORGED))
    assert len(shown.splitlines()) == 1
    assert shown.count("x\\n2026-01-01") == 3
    assert "\\x1b[2J\\u2028\\u2029\\x85\\u202eend" in shown


@pytest.mark.parametrize("make", [lambda: ValueError(FORGED), _chained, lambda: ExceptionGroup(FORGED, [_chained()])])
def test_a_traceback_looks_like_no_record(make: Callable[[], BaseException]) -> None:
    """Our own lines stay lines, each indented; what exceptions and their notes say breaks none."""
    shown = RedactingFormatter([]).format(_record("failed", error=_raised(make)))
    first, *rest = shown.splitlines()
    assert RECORD.match(first)
    assert len(rest) > 3
    assert all(line.startswith("    ") for line in rest)
    assert not set(shown) & set(SEPARATORS) - {"\n"}
    assert "Traceback (most recent call last):" in shown
    assert "test_log_format.py" in shown


def test_a_chain_is_told_from_its_beginning() -> None:
    """As Python does: the cause, the context, the exception itself, each with the sentence that leads on."""
    lines = RedactingFormatter([]).trace_of(_record("failed", error=_chained()))
    told = [line.split(":")[0] for line in lines if line[:1].strip() and not line.startswith("Traceback")]
    assert told[:5] == [
        "ValueError",
        "The above exception was the direct cause of the following exception",
        "KeyError",
        "During handling of the above exception, another exception occurred",
        "RuntimeError",
    ]


def test_an_exception_that_leads_to_itself_ends() -> None:
    """A ring of contexts is told once."""
    error, other = ValueError("a"), KeyError("b")
    error.__cause__, other.__cause__ = other, error
    assert len(RedactingFormatter([]).trace_of(_record("failed", error=error))) == 3


@given(st.text(), st.text())
def test_whatever_is_said_makes_one_record(message: str, reason: str) -> None:
    """In both forms: one line that begins as a record does, and one that is a JSON object."""
    record = _record("%s", message, error=_raised(lambda: ValueError(reason)))
    lines = RedactingFormatter([]).format(record).splitlines()
    assert [bool(RECORD.match(line)) for line in lines] == [True] + [False] * (len(lines) - 1)
    written = JsonFormatter([]).format(record)
    assert len(written.splitlines()) == 1
    assert json.loads(written)["level"] == "ERROR"


def test_personal_data_is_masked_and_numbers_of_ours_are_not() -> None:
    """In the message, the arguments and what an exception says; times, update ids and references stay."""
    error = _raised(lambda: ValueError("no such user a.b@example.com"))
    shown = RedactingFormatter([]).format(_record("update %s of %s failed", 987654321, "13800138000", error=error))
    assert RECORD.match(shown)
    assert "update 987654321 of ［手机号］ failed" in shown
    assert "no such user ［邮箱］" in shown


def test_a_message_that_cannot_be_put_together_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in a call says where it is, and nothing of what it was handed."""
    configure([])
    logging.getLogger("x").error("one %d", "13800138000\n")
    said = capsys.readouterr().err
    assert "test_log_format.py" in said
    assert "TypeError" in said
    assert "13800138000" not in said
    assert len(said.splitlines()) == 1


def test_json_is_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With time, level, logger, message and trace; the secret is hidden here too."""
    configure([TOKEN], as_json=True)
    logging.getLogger("bot.x").error("at %s\n%s", TOKEN, "13800138000", exc_info=_raised(lambda: ValueError(TOKEN)))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("careful", stacklevel=1)
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("ERROR", "bot.x", "at [hidden]\n［手机号］")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", first["time"])
    assert first["trace"].startswith("Traceback")
    assert first["trace"].endswith("ValueError: [hidden]")
    assert second["logger"] == "py.warnings"
    assert "trace" not in second


def test_json_keeps_what_was_said() -> None:
    """Who reads the object gets the text itself; the line holds no control character all the same."""
    written = JsonFormatter([]).format(_record("%s", FORGED))
    assert json.loads(written)["message"] == FORGED
    assert written == escape_controls(written)


def test_masking_costs_little() -> None:
    """A usual record with a traceback is written in a millisecond or so."""
    formatter, record = RedactingFormatter([TOKEN]), _record("update %s: %s", 1, "甲" * 80, error=_raised(_chained))
    assert cost(lambda: [formatter.format(record) for _ in range(100)], 100 * 0.01) < 100 * 0.01
