"""The conversation in a terminal and through a pipe."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from bot.cli.main import cli
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply_blocks import ReplyFrame
from bot.terminal import TerminalConversation, TerminalScreen
from bot.texts import command_line, replies
from bot.texts.replies import ASKED, FORGOTTEN, GOODBYE, PROMPT, UNKNOWN_COMMAND
from bot.texts.small_talk import REPLIES
from retrieval import Engine, Library
from retrieval.models import DialogueAct
from tests.bot.conftest import Scripted
from tests.bot.outage import RemoteEngine, SearchSwitch
from tests.shipped import ROOT
from tests.waiting import LONGEST_S

QUESTION = "一共保留了多少审批事项"
SHOWN_PROMPT = rf"\n(\x1b\[\?2004h)?{PROMPT}"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What ``wenda run`` prints for lines from a pipe, reply by reply."""
    typed = f"{QUESTION}\n\n   \n那公共服务呢\n".encode() + b"\xff\xfe\n" + "/nonsense\n/show 一/(一)/一是\n".encode()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], input=typed + b"/help\n/quit\n" + QUESTION.encode(), capture_output=True,
        check=True, cwd=tmp_path_factory.mktemp("pipe"), env=environment,
    )  # fmt: skip
    assert done.stderr == b""
    return done.stdout.decode().split("\n\n")


class Typist:
    """A person at a terminal."""

    def __init__(self, screen: int) -> None:
        self._screen = screen

    def read_until(self, awaited: str) -> str:
        """What appears until some text does (a regular expression)."""
        seen, deadline = b"", time.monotonic() + LONGEST_S
        while not re.search(awaited, seen.decode(errors="replace")):
            assert time.monotonic() < deadline, f"{awaited!r} not in {seen.decode(errors='replace')!r}"
            if select.select([self._screen], [], [], 0.1)[0]:
                seen += os.read(self._screen, 65536)
        return seen.decode(errors="replace")

    def type(self, line: str) -> str:
        """Type a line and return what appears until the next prompt."""
        os.write(self._screen, f"{line}\n".encode())
        return self.read_until(SHOWN_PROMPT)


def listening(pid: int) -> None:
    """Wait until a process sleeps, and goes on doing so: it waits for a key."""
    asleep = 0
    while asleep < 20:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        asleep = asleep + 1 if state == "S" else 0
        time.sleep(0.01)


@contextmanager
def terminal() -> Iterator[tuple[Typist, subprocess.Popen[bytes]]]:
    """``wenda run`` in a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"}
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], stdin=theirs, stdout=theirs, stderr=theirs,
                               env=environment, start_new_session=True)  # fmt: skip
    os.close(theirs)
    try:
        yield Typist(ours), process
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_a_pipe_is_answered_line_by_line(said: list[str]) -> None:
    """Blank lines are skipped; there is no prompt, no greeting and no colour; follow-ups are understood.

    The disclaimer is said once.
    """
    assert said[0].startswith("189项\n原文：")
    assert "公共服务1项" in said[1]
    assert "\x1b" not in "".join(said)
    assert not any(line.startswith(PROMPT) for each in said for line in each.splitlines())
    assert ["原文：" in each and replies.DISCLAIMER in each for each in said[:2]] == [True, False]


def test_bytes_that_are_no_text_are_answered_all_the_same(said: list[str]) -> None:
    """Invalid UTF-8 ends nothing."""
    assert said[2]
    assert said[3] == UNKNOWN_COMMAND


def test_commands_work_in_a_pipe(said: list[str]) -> None:
    """A passage, the help, and the end, after which nothing is read."""
    assert said[4].startswith("一是持续优化政务服务。")
    assert said[5] == "怎么用"
    assert said[-1].strip() == GOODBYE


def test_questions_follow_each_other_until_a_new_topic(scripted: Scripted, library: Library) -> None:
    """The thread of a terminal is one chat's, and /new forgets it."""
    screen = TerminalScreen(Console(file=StringIO()), ReplyFrame())
    replies = TerminalConversation(screen, Conversation(scripted, None), lambda: library, "terminal", ())
    for line in ("甲", "乙", "/new", "丙"):
        assert replies.handle(line)
    assert scripted.asked == [("甲", ()), ("乙", ("甲",)), ("丙", ())]
    assert not replies.handle("/quit")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_commands_of_a_person_and_of_a_pipe_say_the_same(library: Library, engine: Engine, is_terminal: bool) -> None:
    """A passage with its citation and neighbours, the items of a clause, what is not there, and the fixed texts."""
    said = StringIO()
    screen = TerminalScreen(Console(file=said, force_terminal=is_terminal, width=200), ReplyFrame())
    session = TerminalConversation(screen, Conversation(engine, None), lambda: library, "terminal", (QUESTION,))

    def typed(line: str) -> str:
        said.seek(0)
        said.truncate()
        assert session.handle(line)
        return re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())

    shown = typed("/show 一/(一)/一是")
    assert "一是持续优化政务服务。" in shown
    assert replies.CITED.partition("{")[0] in shown
    assert [line.split()[0] for line in shown.splitlines()[-2:]] == [command_line.BEFORE, command_line.AFTER]
    items = typed("/show 一/(一)").splitlines()
    assert len(items) > 3
    assert all(re.match(r"p\d+  ", line) for line in items)
    assert "九十九" in typed("/show 九十九")
    assert "《2021年度法治政府建设情况报告》" in typed("/start")
    assert QUESTION in typed("/help")
    assert "《2021年度法治政府建设情况报告》" in typed("/library")
    assert typed("/privacy").strip() == replies.PRIVACY
    assert not session.handle("/exit")


def test_a_pipe_is_read_to_its_end_or_to_the_word_that_ends_it(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Each question is logged beside those of before; what comes after the end is not asked."""
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)
    for lines in (f"{QUESTION}\n", f"\n{QUESTION}\n/quit\n{QUESTION}\n"):
        done = CliRunner().invoke(cli, ["run"], input=lines)
        assert done.exit_code == 0, done.output
        assert done.stdout.count("189项") > 0
    assert done.stdout.strip().endswith(GOODBYE)
    rows = json.loads(CliRunner().invoke(cli, ["log", "list", "--json"]).stdout)
    assert [(row["channel"], row["question"]) for row in rows] == [("pipe", QUESTION)] * 2


def test_a_message_of_several_questions_has_a_line_for_each(library: Library, engine: Engine) -> None:
    """Each part with its answer in colour on a terminal, plain to a pipe, then the sentence once."""
    message = "普法宣传活动开展了多少场次，惠及群众多少人，发了多少奖金"
    for is_terminal in (True, False):
        said = StringIO()
        screen = TerminalScreen(Console(file=said, force_terminal=is_terminal, width=200), ReplyFrame())
        TerminalConversation(screen, Conversation(engine, None), lambda: library, "terminal", ()).handle(message)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())
        lines = plain.split("\n")
        assert lines[0] == "普法宣传活动开展了多少场次：120多场次"
        assert lines[1].startswith("惠及群众多少人：10万多人")
        assert lines[2].startswith("发了多少奖金：未写明（")
        assert plain.count("惠及群众10万多人") == 1
        assert ("\x1b[1;32m120多场次\x1b[0m" in said.getvalue()) is is_terminal


def test_a_terminal_goes_on_while_the_search_is_away(library: Library, engine: Engine) -> None:
    """It says so, keeps no question, and answers the next one once the search is back."""
    said, remote = StringIO(), RemoteEngine(engine, SearchSwitch(is_away=True))
    screen = TerminalScreen(Console(file=said), ReplyFrame())
    session = TerminalConversation(screen, Conversation(remote, None), lambda: library, "terminal", ())
    assert session.handle(QUESTION)
    assert said.getvalue() == f"{replies.SEARCH_AWAY}\n"
    remote.switch.is_away = False
    assert session.handle(QUESTION)
    assert "189项" in said.getvalue()


def test_a_person_is_greeted_and_answered() -> None:
    """The greeting comes first; then titles, examples, a prompt, and answers in colour."""
    with terminal() as (person, process):
        assert replies.LOADING in person.read_until(replies.LOADING)
        assert "《2021年度法治政府建设情况报告》" in person.read_until(SHOWN_PROMPT)
        answer = person.type(QUESTION)
        assert "189项" in answer
        assert "\x1b[" in answer
        assert replies.DISCLAIMER not in answer
        assert ASKED.partition("{")[0] in person.type("1")
        assert REPLIES[DialogueAct.NUMBER] in person.type("7")
        assert REPLIES[DialogueAct.COMPLAINT] in person.type("态度太差了")
        assert FORGOTTEN in person.type("/new")
        assert person.type("  ").strip().startswith(PROMPT)
        os.write(person._screen, b"/quit\n")
        person.read_until(replies.GOODBYE)
        assert process.wait(LONGEST_S) == 0


def test_a_person_is_greeted_before_the_library_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is none: loading takes a second, and nobody is to wait in silence."""
    monkeypatch.setenv("WENDA_LIBRARY", str(tmp_path / "nowhere"))
    with terminal() as (person, process):
        assert replies.LOADING in person.read_until("nowhere")
        assert process.wait(LONGEST_S) == 1


@pytest.mark.parametrize(("key", "code"), [(b"\x04", 0), (b"\x03", 130)], ids=["ctrl-d", "ctrl-c"])
def test_a_person_can_leave_by_a_key(key: bytes, code: int) -> None:
    """Ctrl-D says goodbye, Ctrl-C ends quietly."""
    with terminal() as (person, process):
        person.read_until(SHOWN_PROMPT)
        if key == b"\x03":
            listening(process.pid)  # a person does not press it within the microseconds before the line editor does
            process.send_signal(signal.SIGINT)
        else:
            os.write(person._screen, key)
        assert process.wait(LONGEST_S) == code
