"""The dashboard's pages are Chinese: their words, labels and menus, on every page that a crawl finds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.dashboard.snapshot import TABLES
from bot.texts.pages import dashboard
from tests.bot.desk_visitor import Desk, Visitor

# Names of programs and formats, and endings of file names.
KNOWN = frozenset({"Datasette", "Telegram", "CSV", "wenda", "log", "export", "txt", "http", "localhost"})
_SPOKEN = ("title", "aria-label", "placeholder", "alt")


class Words(HTMLParser):
    """The texts of a page that a person sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Labels; scripts and styles are no texts."""
        self._hidden += tag in ("script", "style")
        found = dict(attributes)
        self.said += [found[name] or "" for name in _SPOKEN if name in found]
        if tag == "input" and found.get("type") in ("submit", "button"):
            self.said.append(found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        """The end of what is hidden."""
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """A text."""
        if not self._hidden:
            self.said.append(data)


def foreign(page: str) -> set[str]:
    """The words of a page that are not Chinese and no known name."""
    words = Words()
    words.feed(page)
    return set(re.findall(r"[A-Za-z]{3,}", " ".join(words.said))) - KNOWN


def test_the_checker_sees_what_a_person_sees() -> None:
    """Texts and labels, and neither scripts nor the values of hidden fields."""
    page = '<script>one</script><a title="two">三</a><input type=hidden value=four><input type=submit value=five>'
    assert foreign(f"{page}<p>six seven") == {"two", "five", "six", "seven"}


@pytest.mark.slow
def test_every_page_is_chinese(board: Desk, staff: Visitor) -> None:
    """Whatever a signed-in visitor reaches, with filters, orders, facets and pages, has no English word of its own."""
    starts = [f"/wenda/{table}" for table in TABLES]
    starts += [
        "/wenda/exchanges?_facet=outcome&_facet=day&outcome__exact=%E7%AD%94%E5%87%BA&short__notblank=1&_sort=count",
        "/wenda/exchanges?question__contains=nothing-that-is-there&_sort_desc=id",
        "/wenda/exchanges/1", "/wenda/days/1", "/wenda/lessons", "/-/logout", "/wenda/learned",
    ]  # fmt: skip
    found = staff.crawl("/-/dashboards/desk", "/wenda", "/-/dashboards", *starts)
    pages = {path: each for path, each in found.items() if "html" in each.headers.get("content-type", "")}
    assert len(pages) > 60
    data = {"nothing", "that", "there"}  # what this test itself filters by
    assert {path: words for path, each in pages.items() if (words := foreign(each.body) - data)} == {}
    assert all('<html lang="zh-CN">' in each.body for each in pages.values())


def test_a_table_says_what_is_shown(staff: Visitor) -> None:
    """The number of rows, each condition, the order, and names of columns, also for a narrow screen."""
    body = staff.ask("/wenda/exchanges?outcome__exact=%E7%AD%94%E5%87%BA&short__notblank=1&_sort_desc=day").body
    shown = re.sub(r"\s+", " ", body)
    assert "答复类型等于“答出”" in shown
    assert "简答不为空" in shown
    assert dashboard.DESK_SORTED_DOWN.format(column="日期").strip() in shown
    assert f'content: "{dashboard.DESK_HEADS["question"]}"' in shown
    assert f">{dashboard.DESK_NEXT_PAGE}</a>" in shown
    assert '<option value="outcome" selected>答复类型</option>' in shown
    row = staff.ask("/wenda/exchanges/1").body
    assert f"<h1>{dashboard.DESK_TABLE_TITLES['exchanges']} 1</h1>" in row


def test_a_filter_of_the_form_works(staff: Visitor) -> None:
    """What the form sends under Datasette's own names leads to the rows that fit."""
    sent = "/wenda/exchanges?_filter_column=outcome&_filter_op=exact&_filter_value=%E7%AD%94%E5%87%BA"
    answer = staff.ask(sent)
    assert answer.status == 302
    place = {name.lower(): value for name, value in answer.headers.items()}["location"].rpartition("/")[2]
    assert "答复类型等于“答出”" in re.sub(r"\s+", " ", staff.ask(f"/wenda/{place}").body)


@pytest.mark.parametrize("path", ["/wenda/nothing", "/wenda/exchanges/999999", "/wenda/exchanges?_sort=nothing"])
def test_what_is_not_there_is_said_in_chinese(staff: Visitor, path: str) -> None:
    """An error page is a Chinese sentence."""
    answer = staff.ask(path)
    assert answer.status >= 400
    assert foreign(answer.body) == set()
    assert re.search("[一-鿿]", answer.body)


def test_signing_out_is_said_in_chinese(board: Desk) -> None:
    """Also what Datasette notes for the next page."""
    visitor = board.visitor()
    token = re.search('name="csrftoken" value="([^"]+)"', visitor.ask("/-/logout").body)
    assert token
    assert visitor.ask("/-/logout", {"csrftoken": token.group(1)}).status == 302
    assert visitor.sign_in().status == 302
    board_page = visitor.ask("/-/dashboards/desk").body
    assert foreign(board_page) == set()
