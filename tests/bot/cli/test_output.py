"""Output of commands: tables and texts in a terminal, and where nobody can read any."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.curation import lexicon_entries
from bot.storage.database import DatabaseWorker
from bot.texts import operator, teaching
from tests.retrieval.invented import HARBOUR, indexed


def on_a_terminal(*arguments: str) -> str:
    """What a command shows in a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "dumb", "COLUMNS": "120"}
    with subprocess.Popen([sys.executable, "-m", "bot", *arguments], stdout=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        try:
            while read := os.read(ours, 65536):
                shown += read
        except OSError:  # nobody writes to it any more
            pass
        os.close(ours)
    assert process.returncode == 0
    return shown.decode().replace("\r\n", "\n")


def test_a_terminal_has_a_table(store: DatabaseWorker) -> None:
    """Columns stand below their names; none is parted by a tab, as in a pipe."""
    store.write(lambda db: lexicon_entries.add(db, "停船位 => 泊位, 港口设施", "who", {}))
    head, row = on_a_terminal("words", "list").splitlines()
    assert all(name in head for name in teaching.WORDS_HEAD)
    assert row.split()[:4] == ["1", "停船位", "泊位,", "港口设施"]
    assert "\t" not in head + row


def test_a_text_on_a_terminal_has_no_control_characters(tmp_path: Path) -> None:
    """What a file says must not command the terminal; a program gets the file's own text."""
    folder = indexed(tmp_path, {"a.txt": HARBOUR.replace("灯塔一座", "灯塔\x1b[2J一座")})
    arguments = "--library", str(folder), "show", "--text", "a.txt"
    assert "灯塔\x1b[2J一座" in CliRunner().invoke(cli, arguments).stdout
    shown = on_a_terminal(*arguments)
    assert "改造灯塔" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize(("closed", "said"), [(">&-", ""), ("2>&-", "[]\n")])
def test_a_closed_stream_is_no_failure(closed: str, said: str) -> None:
    """A command does its work where nobody can read what it prints, or what it says of it."""
    command = f'"{sys.executable}" -m bot inbox list --json {closed}'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout == said
    assert (operator.INBOX_COUNTS.format(aside=0, waiting=0) in done.stderr) is (not said)
