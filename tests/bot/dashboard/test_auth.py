"""Who is let in, for how long, and what is said when something goes wrong: over real HTTP, to the letter."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn

from bot.dashboard import password, snapshot
from bot.dashboard.app import datasette, guarded
from bot.dashboard.auth import MAX_WRONG_PASSWORDS
from bot.dashboard.error_pages import ErrorPages
from bot.dashboard.request_guard import LONGEST_BODY
from bot.dashboard.sessions import COOKIE, SESSION_S, StaffSessions
from bot.storage.interactions import InteractionLog
from bot.texts.pages import dashboard
from tests.bot.desk_visitor import WORD, Answer, Desk, Visitor
from tests.waiting import LONGEST_S


def test_a_session_is_kept_from_scripts_and_other_sites(board: Desk) -> None:
    """Every cookie is HttpOnly and SameSite=Strict; that of the session ends after a working day."""
    visitor = board.visitor(signed_in=False)
    form = visitor.ask("/-/login")
    assert [{each.lower() for each in attributes(form)} >= {"httponly", "samesite=strict"}] == [True]
    entered = visitor.sign_in()
    assert entered.status == 302
    assert set(attributes(entered)) >= {"HttpOnly", "SameSite=Strict", f"Max-Age={SESSION_S}", "Path=/"}
    cookie = next(each for each in visitor.jar if each.name == COOKIE)
    assert cookie.expires is not None
    assert abs(cookie.expires - time.time() - SESSION_S) < LONGEST_S


def attributes(answer: Answer) -> list[str]:
    """What a cookie that was set is limited to."""
    return [each.strip() for each in answer.headers["set-cookie"].split(";")[1:]]


def test_the_bare_address_leads_to_the_board(staff: Visitor) -> None:
    """Who has signed in need not know its path."""
    answer = staff.ask("/")
    assert answer.status == 302
    assert staff.ask(answer.headers["location"]).status == 200


def test_after_signing_out_the_cookie_opens_nothing(board: Desk) -> None:
    """Whoever kept it gets no further than a stranger; other sessions go on."""
    visitor, other = board.visitor(), board.visitor()
    cookie = next(f"{each.name}={each.value}" for each in visitor.jar if each.name == COOKIE)
    keeper = board.visitor(signed_in=False)
    assert keeper.ask("/wenda.json", headers={"Cookie": cookie}).status == 200
    assert visitor.ask("/-/logout", {"csrftoken": "x"}).status == 403
    assert keeper.ask("/wenda.json", headers={"Cookie": cookie}).status == 200
    token = re.search('name="csrftoken" value="([^"]+)"', visitor.ask("/-/logout").body)
    assert token
    assert visitor.ask("/-/logout", {"csrftoken": token.group(1)}).status == 302
    assert keeper.ask("/wenda.json", headers={"Cookie": cookie}).status == 403
    assert other.ask("/wenda.json").status == 200


def test_no_password_is_looked_at_without_the_token_of_the_form(board: Desk) -> None:
    """With no cookie at all, with the cookie alone, with a token of somebody else; not even the right password."""
    form = {"username": "staff", "password": WORD}
    stranger, other = board.visitor(signed_in=False), board.visitor(signed_in=False)
    foreign = re.search('name="csrftoken" value="([^"]+)"', other.ask("/-/login").body)
    assert foreign
    assert stranger.ask("/-/login", form).status == 403
    assert stranger.ask("/-/login", form, headers={"Cookie": "a=b"}).status == 403
    assert stranger.ask("/-/login", form, headers={"Authorization": "Bearer x"}).status == 403
    stranger.ask("/-/login")
    tries = [form, {**form, "csrftoken": ""}, {**form, "csrftoken": foreign.group(1)}]
    for _ in range(MAX_WRONG_PASSWORDS):  # they are no wrong passwords: nobody is locked out by them
        assert [stranger.ask("/-/login", each).status for each in tries] == [403] * 3
    assert stranger.ask("/wenda.json").status == 403
    assert stranger.sign_in().status == 302


@pytest.mark.parametrize(
    "foreign", ["a", "a=b", "a=\xe4\xf6", "=; ;", 'a="', "a{}=b", "a[0]=1", "ds_messages=x", "ds_messages=", "ds_=\x7f"]
)
def test_cookies_of_other_programs_do_no_harm(board: Desk, foreign: str) -> None:
    """Before ours, behind ours and instead of ours, whatever they are: signing in works, and the log stays empty."""
    before, visitor = board.said(), board.visitor()
    ours = "; ".join(f"{each.name}={each.value}" for each in visitor.jar)
    for header, status in ((f"{foreign}; {ours}", 200), (f"{ours}; {foreign}", 200), (foreign, 403)):
        stranger = board.visitor(signed_in=False)
        assert stranger.ask("/wenda.json", headers={"Cookie": header}).status == status
        assert stranger.ask("/-/login", headers={"Cookie": header}).status == 200
    assert board.said() == before


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "", "a/b"])
def test_only_a_form_is_read(board: Desk, kind: str) -> None:
    """What Datasette would take apart in another way is refused, the right token in it or not."""
    stranger = board.visitor(signed_in=False)
    token = re.search('name="csrftoken" value="([^"]+)"', stranger.ask("/-/login").body)
    assert token
    form = {"username": "staff", "password": WORD, "csrftoken": token.group(1)}
    before = board.said()
    assert stranger.ask("/-/login", form, headers={"Content-Type": kind}).status == 415
    assert stranger.ask("/wenda.json").status == 403
    assert board.said() == before


@pytest.mark.parametrize(
    ("host", "is_own"),
    [("127.0.0.1", True), ("127.0.0.1:8765", True), ("localhost:1", True), ("LOCALHOST", True), ("[::1]", True),
     ("[::1]:8765", True), ("[0:0:0:0:0:0:0:1]", True), ("127.8.9.1", True),
     ("evil.example", False), ("evil.example:8765", False), ("127.0.0.1.evil.example", False), ("[::]", False),
     ("0.0.0.0", False), ("localhost.evil", False), ("[::ffff:10.0.0.1]", False), ("::1", False), ("[::1", False),
     ("10.0.0.1", False), ("127.1", False), ("2130706433", False), ("127.0.0.1@evil", False), ("127.0.0.1/x", False),
     ("127.0.0.1:x", False), ("127.0.0.1:123456", False), ("[]", False), ("", False)],
)  # fmt: skip
def test_only_a_host_of_this_machine_is_answered(board: Desk, staff: Visitor, host: str, is_own: bool) -> None:
    """A name that an attacker points here gets a short page, signed in or not, at every path."""
    for visitor in (staff, board.visitor(signed_in=False)):
        for path in ("/-/login", "/wenda.json", "/assets/desk.css"):
            answer = visitor.ask(path, headers={"Host": host})
            assert (answer.status == 400) != is_own
            assert is_own or dashboard.DESK_WRONG_HOST in answer.body
            assert is_own or len(answer.body) < 500


@pytest.mark.parametrize("lines", ["", "Host: 127.0.0.1\r\nHost: evil.example\r\n", "Host:\r\n"])
def test_a_request_names_one_host(board: Desk, lines: str) -> None:
    """None, two, or an empty one: refused."""
    assert raw(board, f"GET /-/login HTTP/1.1\r\n{lines}Connection: close\r\n\r\n").startswith("HTTP/1.1 400 ")
    assert " 200 " not in raw(board, f"GET /-/login HTTP/1.0\r\n{lines}\r\n")


def raw(desk: Desk, request: str) -> str:
    """What comes back, until the connection is closed."""
    with socket.create_connection(("127.0.0.1", desk.port)) as connection:
        connection.settimeout(LONGEST_S)
        connection.sendall(request.encode("latin-1"))
        said = b""
        while piece := connection.recv(65536):
            said += piece
    return said.decode("utf-8", "replace")


def test_a_long_form_is_not_read(board: Desk) -> None:
    """Announced or not, beyond eight kilobytes it is refused before anything looks at it."""
    stranger = board.visitor(signed_in=False)
    assert stranger.ask("/-/login", {"password": "x" * LONGEST_BODY}).status == 413
    head = "POST /-/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert raw(board, head + f"{LONGEST_BODY + 1:x}\r\n{'x' * (LONGEST_BODY + 1)}\r\n").startswith("HTTP/1.1 413 ")


def test_what_goes_wrong_is_a_short_page_and_a_short_line(board: Desk, staff: Visitor) -> None:
    """Neither shows a traceback, a path, a setting, or what Datasette says of its tables."""
    before = len(board.said())
    wrong = {"/nothing": 404, "/wenda/nothing": 404, "/wenda/exchanges/99999": 404, "/-/dashboards/nothing": 404,
             "/wenda/exchanges?_size=x": 400, "/wenda/exchanges.json?_size=x": 400}  # fmt: skip
    for path, status in wrong.items():
        answer = staff.ask(path)
        assert (answer.status, dashboard.DESK_ERRORS[status] in answer.body) == (status, True)
        assert len(answer.body) < 600
    assert board.said()[before:] == ""
    answer = staff.ask("/wenda/exchanges?_sort=nothing")
    assert (answer.status, dashboard.DESK_FAILED in answer.body) == (500, True)
    (line,) = board.said()[before:].splitlines()
    assert len(line) < 300
    assert "ERROR bot.dashboard.error_pages: GET /wenda/exchanges failed: DatasetteError: " in line


async def test_a_page_that_breaks_off_is_one_line_too(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever is raised outside of Datasette's own handler: before the answer has begun there is a page."""

    async def broken(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] == "/late":
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("x" * 1000)

    async with serving(ErrorPages(broken), lifespan="off") as address:
        visitor = Visitor(address)
        answer = await asyncio.to_thread(visitor.ask, "/early")
        assert (answer.status, dashboard.DESK_FAILED in answer.body) == (500, True)
        with pytest.raises(HTTPException):
            await asyncio.to_thread(visitor.ask, "/late")
    lines = [each for each in caplog.messages if "failed: RuntimeError" in each]
    assert [each.partition(" failed")[0] for each in lines] == ["GET /early", "GET /late"]
    assert max(map(len, lines)) < 300
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/-/login", "/-/dashboards/desk", "/wenda/exchanges", "/wenda/frequent.json"])
def test_no_method_makes_a_page_fail(board: Desk, staff: Visitor, path: str, method: str) -> None:
    """Whatever is asked in whichever way, by staff: an answer, and not a line in the log."""
    before = len(board.said())
    answer = staff.ask(path, method=method)
    assert answer.status < 500
    assert board.said()[before:] == ""
    assert method != "HEAD" or answer.body == ""


# Datasette leaves the file of the password open each time that it reads it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_session_ends_with_its_day(tmp_path: Path) -> None:
    """The cookie is refused once its time is over, whoever kept it; signing in again begins another."""
    now = [0.0]
    snapshot.create(empty_log(tmp_path), tmp_path / "wenda.db")
    served = datasette(tmp_path / "wenda.db", password.save(tmp_path, WORD))
    app = guarded(served, StaffSessions(served, lambda: now[0]))
    async with serving(app) as address:
        visitor = Visitor(address)
        assert (await asyncio.to_thread(visitor.sign_in)).status == 302
        cookie = "; ".join(f"{each.name}={each.value}" for each in visitor.jar)
        now[0] = SESSION_S - 1
        assert (await asyncio.to_thread(visitor.ask, "/wenda.json")).status == 200
        now[0] = SESSION_S
        assert (await asyncio.to_thread(visitor.ask, "/wenda.json")).status == 403
        keeper = Visitor(address)
        assert (await asyncio.to_thread(keeper.ask, "/wenda.json", headers={"Cookie": cookie})).status == 403
        assert (await asyncio.to_thread(visitor.sign_in)).status == 302
        assert (await asyncio.to_thread(visitor.ask, "/wenda.json")).status == 200


def empty_log(folder: Path) -> Path:
    """A log without a question."""
    log = InteractionLog.at(folder / "log" / "wenda.db")
    assert log.recent(1) == []
    log.close()
    return log.path


@asynccontextmanager
async def serving(app: Any, lifespan: Literal["auto", "off"] = "auto") -> AsyncIterator[str]:
    """Serve an application in this process; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan=lifespan))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running
