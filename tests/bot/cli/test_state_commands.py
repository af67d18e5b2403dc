"""``wenda backup``, ``restore``, ``inbox``, ``doctor`` and ``log stats``: the state folder from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.erasure.replaced_databases import ReplacedDatabases
from bot.storage.update_inbox import UpdateInbox
from bot.texts import chat, faq, operator
from tests.retrieval.invented import HARBOUR, indexed

DATABASE = Path("var/wenda.db")


def wenda(*arguments: str, code: int = 0) -> Result:
    """Run, and expect this exit code."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def harbour(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A small library."""
    folder = indexed(tmp_path, {"a.txt": HARBOUR})
    monkeypatch.setenv("WENDA_LIBRARY", str(folder))
    return folder


def test_a_log_is_brought_back_from_its_copy(harbour: Path) -> None:
    """Where there is none it is put there; where there is one, it is kept beside, which is said."""
    wenda("ask", "购置起重机多少台")
    wenda("backup", "copy.db")
    DATABASE.unlink()
    said = wenda("restore", "copy.db").stderr
    assert said.strip() == operator.RESTORE_DONE.format(path=DATABASE)
    wenda("ask", "购置叉车多少台")
    said = wenda("restore", "copy.db").stderr
    (kept,) = ReplacedDatabases(DATABASE).paths()
    assert operator.RESTORE_KEPT.format(kept=kept) in said
    (row,) = json.loads(wenda("log", "list", "--json").stdout)
    assert row["question"] == "购置起重机多少台"


def test_what_was_set_aside_is_listed_for_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The body as an object; of numbers that are not set aside none is retried."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:x")
    assert json.loads(wenda("inbox", "list", "--json").stdout) == []
    inbox = UpdateInbox.at(Path("var/inbox.db"), 7)
    inbox.put([{"update_id": 1}, {"update_id": 2}]).result()
    inbox.bury(1, "Traceback\nKeyError: 'x'").result()
    inbox.close()
    listed = wenda("inbox", "list", "--json")
    (row,) = json.loads(listed.stdout)
    assert row["body"] == {"update_id": 1}
    assert listed.stderr.strip() == operator.INBOX_COUNTS.format(aside=1, waiting=1)
    refused = wenda("inbox", "retry", "8", code=1)
    assert operator.INBOX_NOTHING_TO_RETRY.format(numbers="8") in refused.stderr


def test_the_self_check_is_a_table_or_json_and_fails_with_what_it_finds(harbour: Path) -> None:
    """Exit code 0 where nothing must be done, else 1 and how many things there are to do."""
    head, *rows = (line.split("\t") for line in wenda("doctor").stdout.splitlines())
    assert tuple(head) == operator.DOCTOR_HEAD
    assert operator.DOCTOR_FAILED not in {row[0] for row in rows}
    DATABASE.parent.mkdir(exist_ok=True)
    DATABASE.write_bytes(b"not a database, but long enough to be looked at" * 9)
    failed = wenda("doctor", "--json", code=1)
    found = {each["what"]: each["health"] for each in json.loads(failed.stdout)}
    assert list(found) == [row[1] for row in rows]
    assert [what for what, health in found.items() if health == "failed"] == [operator.DOCTOR_LOG]
    assert operator.DOCTOR_UNWELL.format(count=1) in failed.stderr


def test_statistics_of_the_last_days(harbour: Path) -> None:
    """In the words of the chat, or as figures for a program."""
    wenda("ask", "购置起重机多少台")
    said = wenda("log", "stats", "--days", "3").stdout
    assert said.startswith(chat.STATS_LEAD.partition("{")[0])
    assert chat.STATS_SHARE.partition("{")[0] in said
    figures = json.loads(wenda("log", "stats", "--json").stdout)
    assert figures["totals"]["count"] == 1
    assert figures["shorts_by_week"] == {}


def test_statistics_of_days_on_which_nobody_asked_anything(harbour: Path) -> None:
    """Greetings are counted and have no share of answers; a day without anything is said to have none."""
    wenda("ask", "你好")
    said = wenda("log", "stats", "--days", "1").stdout
    assert chat.OUTCOMES["smalltalk"] in said
    assert chat.STATS_SHARE.partition("{")[0] not in said


def test_an_answer_that_no_log_holds_is_said() -> None:
    """Looking for its further wordings makes no database."""
    assert faq.CURATED_NONE.format(number=1) in wenda("faq", "phrasings", "1", code=1).stderr
    assert not DATABASE.exists()
