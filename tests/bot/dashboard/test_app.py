"""The dashboard over real HTTP: who gets in, what they find, how it starts and ends."""

from __future__ import annotations

import base64
import json
import os
import pty
import select
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.dashboard import password
from bot.dashboard.auth import LOCKOUT_SECONDS, MAX_WRONG_PASSWORDS, LoginThrottle
from bot.dashboard.datasette_metadata import metadata
from bot.dashboard.password import DashboardError
from bot.dashboard.queries import QUERIES
from bot.dashboard.snapshot import TABLES
from bot.storage.interactions import Interaction, InteractionLog
from bot.texts.pages import dashboard
from retrieval import Engine
from tests.bot.desk_visitor import WORD, Desk, Visitor, desk
from tests.waiting import LONGEST_S, wait_until

OPEN = ("/-/login", "/-/static/", "/-/static-plugins/", "/assets/")
# Whatever Datasette and its plugins serve, linked or not.
KNOWN = (
    "/", "/wenda", "/wenda.json", "/wenda.db", "/wenda.csv", "/wenda/exchanges", "/wenda/exchanges.json",
    "/wenda/exchanges.csv?_stream=1", "/wenda/exchanges/1", "/wenda/exchanges/1.json", "/wenda/exchanges/1.csv",
    "/wenda/frequent", "/wenda/frequent.json", "/wenda/frequent.csv", "/wenda?sql=select+1", "/wenda.json?sql=select+1",
    "/_internal", "/_internal/databases.json", "/_memory", "/-/dashboards", "/-/dashboards/desk",
    "/-/dashboards/desk/embed", "/-/dashboards/desk/volume", "/-/dashboards/desk/volume/embed", "/-/metadata",
    "/-/metadata.json", "/-/plugins.json", "/-/settings.json", "/-/databases.json", "/-/versions.json",
    "/-/config.json", "/-/threads.json", "/-/actor.json", "/-/messages", "/-/allow-debug", "/-/permissions",
    "/-/patterns", "/-/auth-token?token=1", "/-/create-token", "/-/password-tool", "/-/logout", "/favicon.ico",
    "/.json", "/nothing", "/%2d/metadata.json", "//wenda", "/-/login/", "/-/login/../metadata.json",
)  # fmt: skip


def invoke(*arguments: str, stdin: str = "") -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(cli, ["desk", *arguments], input=stdin)


@pytest.mark.slow
def test_everything_is_there_after_signing_in_and_nothing_before(board: Desk, staff: Visitor) -> None:
    """Each address that a crawl finds once signed in gives 403 to a stranger, but the sign-in page and its style."""
    found = staff.crawl("/-/dashboards/desk", "/wenda", "/-/dashboards", *(f"/wenda/{table}" for table in TABLES))
    shown = [path for path, answer in found.items() if answer.status == 200 and not path.startswith(OPEN)]
    assert len(shown) > 60
    assert {f"/wenda/{name}" for name in (*QUERIES, *TABLES)} <= set(shown)
    assert [path for path, answer in found.items() if answer.status >= 500] == []
    stranger = board.visitor(signed_in=False)
    answers = {path: stranger.ask(path) for path in (*found, *KNOWN) if not path.startswith(OPEN)}
    assert {path: answer.status for path, answer in answers.items() if answer.status != 403} == {}
    assert {answer.body for answer in answers.values()} == {answers["/"].body}
    assert dashboard.DESK_SIGN_IN_FIRST in answers["/"].body


@pytest.mark.parametrize("path", ["/-/login/", "/-/login/../metadata.json", "/-/login.json"])
def test_what_only_looks_like_the_sign_in_page_is_refused(board: Desk, path: str) -> None:
    """The one open page is open under its own address only."""
    assert board.visitor(signed_in=False).ask(path).status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_other_methods_are_refused_as_well(board: Desk, method: str) -> None:
    """A stranger gets no further by asking in another way."""
    assert board.visitor(signed_in=False).ask("/wenda/exchanges.json", method=method).status == 403


def test_neither_forged_cookies_nor_passwords_in_a_header_get_in(board: Desk) -> None:
    """A cookie that the dashboard did not sign counts for nothing, and so do HTTP's own ways to sign in."""
    stranger = board.visitor(signed_in=False)
    basic = base64.b64encode(f"staff:{WORD}".encode()).decode()
    actor = base64.urlsafe_b64encode(json.dumps({"a": {"id": "staff"}}).encode()).decode()
    tries = [{"Authorization": f"Basic {basic}"}, {"Authorization": "Basic ?"}, {"Authorization": "Bearer dstok_x"},
             {"Cookie": f"ds_actor={actor}"}, {"Cookie": f"ds_actor={actor}.{actor}"}, {"Cookie": "ds_actor=x; ="},
             {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-User": "staff"}]  # fmt: skip
    assert [stranger.ask("/wenda.json", headers=headers).status for headers in tries] == [403] * len(tries)


@pytest.mark.slow
def test_a_wrong_password_is_refused_and_guessing_slowed_down(tmp_path: Path) -> None:
    """The page says that it was wrong; after five none is looked at, not even the right one, and sessions go on."""
    with desk(tmp_path / "var") as running:
        guest, inside = running.visitor(signed_in=False), running.visitor()
        said = [guest.sign_in(f"wrong {number}") for number in range(MAX_WRONG_PASSWORDS)]
        assert [answer.status for answer in said] == [200] * MAX_WRONG_PASSWORDS
        assert all(dashboard.DESK_WRONG in answer.body for answer in said)
        assert guest.ask("/wenda.json").status == 403
        late = guest.sign_in()
        assert (late.status, guest.ask("/wenda.json").status) == (429, 403)
        assert inside.ask("/wenda.json").status == 200


def test_nobody_else_can_sign_in(board: Desk) -> None:
    """There is one account: its password opens no other name."""
    assert board.visitor(signed_in=False).sign_in(user="root").status == 200


def test_guessing_rests_for_half_a_minute() -> None:
    """A right password starts the count anew, five wrong ones in a row start a rest that ends."""
    now = [100.0]
    guesses = LoginThrottle(lambda: now[0])
    for right in [False] * (MAX_WRONG_PASSWORDS - 1) + [True] + [False] * (MAX_WRONG_PASSWORDS - 1):
        guesses.record(right)
    assert guesses.locked_seconds() == 0
    guesses.record(False)
    assert guesses.locked_seconds() == LOCKOUT_SECONDS
    now[0] += LOCKOUT_SECONDS + 1
    assert guesses.locked_seconds() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/wenda?sql=select+1",
        "/wenda.json?sql=select+*+from+exchanges",
        "/wenda/exchanges?_where=1",
        "/wenda.db",
        "/-/password-tool",
        "/-/metadata.json",
        "/-/settings",
    ],
)
def test_staff_get_no_further_than_the_board(staff: Visitor, path: str) -> None:
    """SQL by hand, the file itself and Datasette's inner pages are refused to everybody."""
    assert staff.ask(path).status == 403


@pytest.mark.parametrize("path", ["/wenda/exchanges.csv", "/wenda/frequent.csv", "/wenda/exchanges.csv?_stream=1"])
def test_there_is_no_csv(staff: Visitor, path: str) -> None:
    """Datasette would write formulas as they are; the page names the export that does not."""
    answer = staff.ask(path)
    assert answer.status == 403
    assert "wenda log export" in answer.body


def test_nothing_comes_from_elsewhere(staff: Visitor) -> None:
    """No page names a script, a style or a picture on another host, and the browser is told to load none."""
    for path in ("/-/dashboards/desk", "/-/dashboards/desk/volume", "/wenda", "/wenda/frequent", "/wenda/exchanges"):
        answer = staff.ask(path)
        assert answer.status == 200
        assert 'src="http' not in answer.body
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_query_has_a_chinese_title_and_chinese_headings(staff: Visitor, name: str) -> None:
    """A query's page and its JSON give rows under headings that people can read."""
    assert f"<h1>{dashboard.DESK_QUERY_TITLES[name]}</h1>" in staff.ask(f"/wenda/{name}").body
    rows = json.loads(staff.ask(f"/wenda/{name}.json?_shape=objects").body)["rows"]
    assert rows
    assert all(any(character > "一" for character in head) or "%" in head for head in rows[0])


@pytest.mark.slow
def test_new_exchanges_appear_without_a_restart(engine: Engine, tmp_path: Path) -> None:
    """Within the interval the running dashboard shows a row that was logged after it had started."""
    with desk(tmp_path / "var", "--refresh", "1") as running:
        visitor = running.visitor()
        log = InteractionLog.at(running.state / "wenda.db")
        log.add(Interaction("2026-06-09T01:00:00+00:00", "telegram", "新来的问题", "none", "1", "1", 1.0))
        log.close()

        def rows() -> list[dict[str, Any]]:
            return list(json.loads(visitor.ask("/wenda/exchanges.json?_shape=objects").body).get("rows", []))

        wait_until(rows)
        assert [row["question"] for row in rows()] == ["新来的问题"]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_to_and_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    """SIGTERM and Ctrl-C end it with 0 while a visitor holds a connection; its snapshot and its port are gone."""
    with desk(tmp_path / "var") as running:
        port = running.port
        (folder,) = running.temporary.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        with socket.create_connection(("127.0.0.1", port)):
            assert running.stop(how) == 0
        assert list(running.temporary.iterdir()) == []
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))


def test_it_listens_on_this_machine_only(board: Desk) -> None:
    """The port is open at 127.0.0.1 alone, and no option says otherwise."""
    port = board.port
    listening = [line.split()[1] for line in Path(f"/proc/{board.process.pid}/net/tcp").read_text().splitlines()[1:]
                 if line.split()[3] == "0A"]  # fmt: skip
    assert [place for place in listening if place.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    assert invoke("--host", "0.0.0.0").exit_code == 2


def test_a_port_that_is_taken_is_said(board: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second dashboard at a port says so in one line and ends with 1."""
    monkeypatch.setenv("WENDA_STATE", str(board.state))
    found = invoke("--port", str(board.port))
    assert found.exit_code == 1
    assert "--port" in found.stderr


def test_the_password_is_kept_as_a_hash_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A piped line sets it; the file has the hash, mode 0600, and no word of it."""
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    assert invoke("--set-password", stdin="correct horse\n").exit_code == 0
    path = tmp_path / "var" / password.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("pbkdf2_sha256$480000$")
    assert b"horse" not in path.read_bytes()
    assert [each.name for each in path.parent.iterdir()] == [password.FILE]


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(tmp_path: Path) -> None:
    """Whoever types it sees the questions and none of the word; two that differ are asked for again."""
    ours, theirs = pty.openpty()
    command = ["setsid", "--ctty", sys.executable, "-m", "bot", "desk", "--set-password"]
    environment = {**os.environ, "WENDA_STATE": str(tmp_path / "var")}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    first, again = dashboard.DESK_ASK_PASSWORD.format(least=password.MIN_LENGTH), dashboard.DESK_ASK_AGAIN
    said = b""
    for question, typed in zip(
        (first, again) * 2, ("correct horse", "corect horse", *["correct horse"] * 2), strict=True
    ):
        said += _until(ours, f"{question}: ".encode())
        os.write(ours, typed.encode() + b"\n")
    said += _until(ours, password.FILE.encode())
    assert process.wait(LONGEST_S) == 0
    os.close(ours)
    assert b"horse" not in said
    assert (tmp_path / "var" / password.FILE).exists()


def _until(terminal: int, wanted: bytes) -> bytes:
    said = b""
    while wanted not in said:
        assert select.select([terminal], [], [], LONGEST_S)[0], said.decode()
        said += os.read(terminal, 1000)
    return said


def test_without_a_password_nothing_is_served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where nobody can be asked for one, the command says how to set it."""
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    found = invoke()
    assert (found.exit_code, dashboard.DESK_NO_PASSWORD in found.stderr) == (1, True)


def test_a_short_password_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Fewer than eight characters are no password, and nothing is written."""
    monkeypatch.setenv("WENDA_STATE", str(tmp_path / "var"))
    assert invoke("--set-password", stdin="short\n").exit_code == 1
    assert not (tmp_path / "var").exists()


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """The message says which file and what to do."""
    path = password.save(tmp_path, WORD)
    path.chmod(0o644)
    with pytest.raises(DashboardError, match="chmod 600"):
        password.require_password_file(tmp_path)


def test_a_password_file_that_holds_no_hash_is_named(tmp_path: Path) -> None:
    """Nobody could sign in with it: the command says so instead of serving a board that stays shut."""
    path = password.save(tmp_path, WORD)
    path.write_text(WORD, "ascii")
    with pytest.raises(DashboardError, match=str(path)):
        password.require_password_file(tmp_path)


def test_every_panel_has_its_query_and_every_column_its_heading(tmp_path: Path) -> None:
    """What the board names exists: its queries, and a heading for each column of each table."""
    charts = metadata(tmp_path / "x")["plugins"]["datasette-dashboards"]["desk"]["charts"]
    assert {chart["canned"] for chart in charts.values()} <= set(QUERIES)
    assert {name for columns in TABLES.values() for name in columns} <= set(dashboard.DESK_HEADS)


@pytest.mark.slow
def test_what_no_service_has_grouped_is_grouped_at_the_start(tmp_path: Path) -> None:
    """Exchanges of a terminal stand among the topics and in the queue as soon as the dashboard is opened."""
    log = InteractionLog.at(tmp_path / "var" / "wenda.db")
    log.add(Interaction("2026-06-09T01:00:00+00:00", "terminal", "审批收费标准是多少", "related", "1", "1", 1.0))
    log.close()
    with desk(tmp_path / "var") as running:
        rows = json.loads(running.visitor().ask("/wenda/unanswered.json?_shape=objects").body)["rows"]
        assert [row["wording"] for row in rows] == ["审批收费标准是多少"]
