"""The program ``wenda demo`` in a process of its own, and what its page does, over HTTP."""

from __future__ import annotations

import os
import re
import signal
import socket
from contextlib import ExitStack, suppress
from errno import EADDRINUSE
from pathlib import Path

import pytest

from bot.demo.app import FIRST_PORT, LAST_PORT
from bot.texts import chat, replies
from bot.texts.errors.system_errors import system_error
from bot.texts.pages import demo
from tests.bot.demo_visitor import Demo
from tests.bot.demo_visitor import demo as running_demo
from tests.waiting import wait_until

QUESTION = "执法记录仪配了多少"
LISTENING = "0A"  # in /proc/net/tcp


def test_the_conversation_begins_with_the_welcome(served: Demo) -> None:
    """The first messages are /start and the welcome of the bot, with example questions as buttons."""
    started, welcome = served.wait_for(2)[:2]
    assert started["mine"]
    assert not welcome["mine"]
    assert replies.WELCOME in welcome["html"]
    assert all(button["action"] == "press" for row in welcome["rows"] for button in row)
    assert len(welcome["rows"]) == 3


def test_a_question_is_answered_by_the_engine_with_all_buttons(served: Demo) -> None:
    """The answer has the figure in bold, the quotation, its citation, and the buttons of the chat in Telegram."""
    answer = served.say(QUESTION)
    assert answer["html"].startswith("<b>788台</b>\n<blockquote>")
    assert "《2021年度法治政府建设情况报告》一、(三)一是" in answer["html"]
    assert answer["replied"] == QUESTION
    assert [[(b["label"], b["action"]) for b in row] for row in answer["rows"]] == [
        [(chat.SOURCE_BUTTON, "press"), (chat.COPY_BUTTON, "copy")],
        [(chat.GOOD_BUTTON, "press"), (chat.BAD_BUTTON, "press")],
    ]


def test_a_press_changes_the_message_and_is_acknowledged(served: Demo) -> None:
    """The clause takes the answer's place and leads back; a thumb down is acknowledged and asks for the reason."""
    answer = served.say(QUESTION)
    before = served.state()
    assert served.press(answer, chat.SOURCE_BUTTON).status == 200
    changed = served.state(before["version"], before["session"])
    while not changed["messages"]:
        changed = served.state(changed["version"], before["session"])
    (source,) = changed["messages"]
    assert source["id"] == answer["id"]
    assert '<blockquote class="expandable">' in source["html"]
    assert 'data-send="/start p_' in source["html"]
    assert {"share", "copy"} <= {b["action"] for row in source["rows"] for b in row}
    assert served.press(source, chat.BACK_TO_ANSWER).status == 200
    wait_until(lambda: served.state()["messages"][-1]["html"] == answer["html"], "the answer again")
    seen = served.state()
    assert served.press(answer, chat.BAD_BUTTON).status == 200
    wait_until(lambda: served.state(seen["version"], seen["session"])["notice"] == chat.ASK_WHAT_WAS_WRONG, "a notice")


def test_a_button_that_is_gone_is_refused(served: Demo) -> None:
    """A press on a button that the message no longer has reaches no handler."""
    answer = served.say(QUESTION)
    refused = served.post("/press", {"message": answer["id"], "data": "no such button"})
    assert (refused.status, refused.body) == (409, demo.DEMO_GONE)
    assert served.post("/press", {"message": 10**6, "data": "q:0"}).status == 409


def test_a_link_to_a_clause_opens_it(served: Demo) -> None:
    """What a link to this bot sends is answered with the clause."""
    answer = served.say(QUESTION)
    served.press(answer, chat.SOURCE_BUTTON)
    wait_until(lambda: "data-send" in served.state()["messages"][-1]["html"], "the clause")
    (link,) = re.findall(r'data-send="(/start [^"]+)"', served.state()["messages"][-1]["html"])
    opened = served.say(link)
    assert "执法记录仪788台" in opened["html"]
    assert replies.DISCLAIMER in opened["html"]


def test_commands_are_those_of_the_bot_and_staff_have_none_here(served: Demo) -> None:
    """The menu is the one that the bot sets; a command of staff is unknown, even to who is staff in Telegram."""
    assert served.state()["menu"] == chat.MENU
    assert served.say("/unanswered")["html"].startswith(replies.UNKNOWN_COMMAND[:6])
    assert served.say("/outline")["rows"]
    assert "788" not in served.say("/forget")["html"]


def test_what_is_kept_of_a_person_is_their_questions_here(served: Demo) -> None:
    """The log is a real one: /mydata shows what was asked since it was erased, and masks a number."""
    served.say("/forget")
    served.say("我的电话13800138000，执法记录仪几台")
    kept = served.say("/mydata")["html"]
    assert replies.MASKS["mobile"] in kept
    assert "13800138000" not in kept


def test_the_state_is_its_own(served: Demo) -> None:
    """Neither the state folder that is set nor the working folder gets a file; the temporary one is its owner's."""
    served.say(QUESTION)
    assert not (served.folder / "var").exists()
    (state,) = served.temporary.glob("wenda-demo-*")
    assert (state / "wenda.db").exists()
    assert state.stat().st_mode & 0o077 == 0
    assert "a-token-that-is-somebody-elses" not in served.said()


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="there is no /proc")
def test_nothing_else_listens(served: Demo) -> None:
    """The process has one socket that listens, on 127.0.0.1, and is connected to nobody elsewhere."""
    own = set[str]()
    for descriptor in Path(f"/proc/{served.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since
            own.update(re.findall(r"socket:\[(\d+)\]", os.readlink(descriptor)))
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()]
    ours = [row for row in rows if len(row) > 9 and row[9] in own]
    port = int(served.address.rstrip("/").rpartition(":")[2])
    assert [row[1] for row in ours if row[3] == LISTENING] == [f"0100007F:{port:04X}"]
    assert all(row[2].startswith(("0100007F:", "00000000:")) for row in ours)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it with 0 and a sentence, while a page waits for news; the questions are gone."""
    with running_demo(tmp_path) as running:
        running.say(QUESTION)
        state = running.state()
        with socket.create_connection(("127.0.0.1", int(running.address.rstrip("/").rpartition(":")[2]))) as waiting:
            path = f"/state?session={state['session']}&since={state['version']}"
            waiting.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            assert running.stop(how) == 0
        assert running.said().splitlines()[-1] == demo.DEMO_STOPPED
        assert "Traceback" not in running.said()
        assert list(running.temporary.iterdir()) == []


@pytest.mark.slow
def test_a_taken_port_is_said_or_passed_over(tmp_path: Path) -> None:
    """A port that is asked for and taken ends the start with a sentence; without one the next free port serves."""
    with ExitStack() as taken:
        holder = taken.enter_context(socket.create_server(("127.0.0.1", 0)))
        (tmp_path / "asked").mkdir()
        asked = holder.getsockname()[1]
        with running_demo(tmp_path / "asked", "--no-browser", "--port", str(asked)) as refused:
            assert refused.process.wait() == 1
        said = demo.DEMO_PORT_TAKEN.format(address=f"127.0.0.1:{asked}", error=system_error(OSError(EADDRINUSE, "")))
        assert said in refused.said().splitlines()[-1]
        (tmp_path / "next").mkdir()
        with suppress(OSError):  # where somebody else has it, it is taken too
            taken.enter_context(socket.create_server(("127.0.0.1", FIRST_PORT)))
        with running_demo(tmp_path / "next", "--no-browser") as running:
            port = int(running.address.rstrip("/").rpartition(":")[2])
            assert FIRST_PORT < port <= LAST_PORT


@pytest.mark.slow
def test_the_browser_is_opened_at_the_address(tmp_path: Path) -> None:
    """The command of BROWSER gets the address, which is printed all the same."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{tmp_path}/opened"\n')
    browser.chmod(0o755)
    with running_demo(tmp_path, "--port", "0", BROWSER=str(browser)) as running:
        opened = tmp_path / "opened"
        wait_until(lambda: opened.exists() and opened.read_text() == running.address, "the browser")
        assert demo.DEMO_OPEN.format(address=running.address) in running.said()
