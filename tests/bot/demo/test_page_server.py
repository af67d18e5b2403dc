"""Who may talk to the page server, and what it refuses."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from bot.demo.page_server import LONGEST_BODY
from bot.texts.pages import demo
from tests.bot.demo_visitor import Demo

TEXT = {"text": "执法记录仪有几台"}


@pytest.mark.parametrize("host", ["bot.example", "127.0.0.1.bot.example", "10.0.0.1", "127.0.0.1:80:80", ""])
@pytest.mark.parametrize("path", ["/", "/state", "/demo.js", "/nowhere"])
def test_only_this_machine_is_named(served: Demo, host: str, path: str) -> None:
    """A request under any other name is refused, whatever it asks for."""
    refused = served.ask("GET", path, Host=host)
    assert (refused.status, refused.body) == (403, demo.DEMO_REFUSED[403])


def test_two_names_are_refused(served: Demo) -> None:
    """A request that names two hosts is for nobody."""
    assert served.ask("GET", "/", Host="127.0.0.1, bot.example").status == 400


@pytest.mark.parametrize("host", ["127.0.0.1:9999", "localhost", "[::1]:80"])
def test_another_port_of_this_machine_may_lead_here(served: Demo, host: str) -> None:
    """A tunnel to the page has another port; its page may send under that name."""
    assert served.ask("GET", "/", Host=host).status == 200
    before = len(served.state()["messages"])
    assert served.post("/send", {"text": "/help"}, Host=host, Origin=f"http://{host}").status == 200
    served.wait_for(before + 2)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://bot.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": ""},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": ""},
    ],
)
@pytest.mark.parametrize("path", ["/send", "/press"])
def test_no_other_page_can_send(served: Demo, path: str, headers: dict[str, str]) -> None:
    """Neither from another origin nor in a form that a page of another site could send without asking."""
    before = served.state()["version"]
    refused = served.post(path, TEXT, **headers)
    assert refused.status == (415 if "Content_Type" in headers else 403)
    assert served.state()["version"] == before


def test_without_an_origin_nothing_is_sent(served: Demo) -> None:
    """A request that does not say from where it comes is none of the page's."""
    body = json.dumps(TEXT).encode()
    assert served.ask("POST", "/send", body, Content_Type="application/json").status == 403


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/send", [], 400),
        ("/send", {}, 400),
        ("/send", {"text": 1}, 400),
        ("/send", {"text": " \n"}, 400),
        ("/send", {"text": "几" * 4097}, 413),
        ("/press", {"message": "1", "data": "q:0"}, 400),
        ("/press", {"message": 1}, 400),
        ("/", {}, 405),
        ("/nowhere", {}, 404),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(served: Demo, path: str, content: object, status: int) -> None:
    """Bad content, an unknown path and an unknown method have each their status; nothing is shown."""
    before = served.state()["version"]
    refused = served.post(path, content)
    assert (refused.status, refused.body) == (status, demo.DEMO_REFUSED[status])
    assert served.state()["version"] == before


def test_bodies_that_are_no_json_or_too_long_are_refused(served: Demo) -> None:
    """Neither reaches the chat."""
    own = {"Content_Type": "application/json", "Origin": served.address.rstrip("/")}
    for body in (b"{", b"\xff", b"[" * 50_000):
        assert served.ask("POST", "/send", body, **own).status == 400
    assert served.ask("POST", "/send", None, Content_Length=str(LONGEST_BODY + 1), **own).status == 400


@pytest.mark.parametrize("since", ["-1", "x", "９", "9" * 99])
def test_a_version_is_a_number(served: Demo, since: str) -> None:
    """Anything else is refused."""
    assert served.ask("GET", f"/state?since={quote(since)}").status == 400


def test_a_lone_surrogate_harms_nothing(served: Demo) -> None:
    """Half of a character is replaced, and the question is answered."""
    assert "788台" in served.say("\ud83d执法记录仪有几台\udc4d")["html"]


@pytest.mark.parametrize("path", ["/", "/demo.css", "/demo.js", "/state", "/nowhere"])
def test_every_answer_is_hardened(served: Demo, path: str) -> None:
    """Nothing is framed, sniffed, kept or shared; scripts and styles come from here alone."""
    headers = served.ask("GET", path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in headers
    assert "ornado" not in headers["Server"]


def test_the_page_loads_nothing_from_elsewhere(served: Demo) -> None:
    """No address of another host stands in the page, its styles or its script; all its texts are filled in."""
    for path in ("/", "/demo.css", "/demo.js"):
        assert not re.search(r"https?://|url\(|@import", served.ask("GET", path).body)
    page = served.ask("GET", "/").body
    assert demo.DEMO_NOTE in page
    assert "{{" not in page


def test_markup_in_a_question_is_shown_and_not_taken_for_markup(served: Demo) -> None:
    """Tags that a person types stand there as text."""
    typed = "<img src=x onerror=alert(1)>几台"
    served.say(typed)
    mine = [message for message in served.state()["messages"] if message["mine"]][-1]
    assert mine["html"] == "&lt;img src=x onerror=alert(1)&gt;几台"
