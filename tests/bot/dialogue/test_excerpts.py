"""Excerpts around what was looked for, and ``wenda find`` with phrases, exclusions and filters."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.excerpts import excerpt, excerpt_for, snippet
from bot.strings import mend, one_line
from bot.telegram.views.lookup_view import LookupResult
from bot.texts import lookup
from retrieval import Engine
from retrieval.models import Hit
from retrieval.search.query import LookupQuery
from retrieval.search.syntax import parse_query
from tests.bot.cli.test_main import invoke
from tests.bot.telegram.outgoing.test_markup import LONG, NASTY, PASSAGE, check
from tests.bot.telegram.views.test_answer_view import VIEWS
from tests.botapi.keyboard import check_markup
from tests.examples import examples

TEXT = "甲" * 100 + "。乙乙，配备执法记录仪788台，" + "丙" * 100 + "执法。"
SPANS = st.lists(st.tuples(st.integers(0, 199), st.integers(1, 30)), max_size=8).map(
    lambda found: sorted((start, min(200, start + size)) for start, size in found)
)


@pytest.fixture
def one_engine(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Commands in this process share the engine of the test run."""
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)


def test_an_excerpt_is_around_what_was_asked() -> None:
    """The phrase is in it, marked, with words on both sides, and its offsets are those of the text."""
    found = excerpt_for(TEXT, parse_query('"记录仪788台"'), 30)
    assert TEXT[found.start : found.end] == found.text
    assert [found.text[a:b] for a, b in found.marks] == ["记录仪788台"]
    assert found.text.startswith("乙乙，")
    line, marks = found.marked_line
    assert (line[0], line[-1]) == ("…", "…")
    assert [line[a:b] for a, b in marks] == ["记录仪788台"]


def test_an_excerpt_holds_the_most_different_words() -> None:
    """Where all words stand together comes before where one of them stands first."""
    text = "执法" + "甲" * 80 + "记录仪数量，执法记录仪" + "乙" * 80
    assert "数量" in excerpt_for(text, parse_query("执法 数量"), 30).text


def test_blanks_and_line_breaks_are_shown_as_one_blank() -> None:
    """Marks move along."""
    line, marks = excerpt_for("甲  乙\n\n行政\n复议 了", parse_query('"行政复议"'), 60).marked_line
    assert (line, [line[a:b] for a, b in marks]) == ("甲 乙 行政 复议 了", ["行政 复议"])


def test_without_words_it_is_the_beginning() -> None:
    """A label of the contents is how a clause begins."""
    assert snippet(" 一是好。" + "乙" * 50, "", 8) == "一是好。乙乙乙乙…"


@given(st.text(alphabet="甲乙。，\n ", min_size=200, max_size=200), SPANS, st.integers(5, 80))
def test_any_marks_give_an_excerpt(text: str, marks: list[tuple[int, int]], width: int) -> None:
    """It is a slice within the width, and its marks lie in it, in what is shown as well."""
    found = excerpt(text, marks, width)
    assert found.text == text[found.start : found.end]
    assert 0 < len(found.text) <= width
    assert all(0 <= a < b <= len(found.text) for a, b in found.marks)
    line, shown = found.marked_line
    marked = "".join(found.text[a:b] for a, b in found.marks)
    assert "".join("".join(line[a:b] for a, b in shown).split()) == "".join(marked.split())
    assert all(0 <= a < b <= len(line) for a, b in shown)
    assert bool(found.marks) == bool(marks)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.tuples(LONG, LONG), min_size=1, max_size=9), NASTY, st.integers(-1, 3))
def test_any_hits_can_be_shown(made: list[tuple[str, str]], words: str, page: int) -> None:
    """Whatever passages are called and say, Telegram takes a page of them, and its first line is the look-up."""
    written = one_line(mend(words)).replace("\0", "") or "甲"
    passages = [replace(PASSAGE, id=f"x{at}", title=title, text=text) for at, (title, text) in enumerate(made)]
    query = LookupQuery(words=(written,))
    view = LookupResult(written, query, [Hit(passage, 1.0) for passage in passages]).view(VIEWS.contents, page)
    check(view.markup)
    check_markup(view.keyboard.to_dict() if view.keyboard else None)
    assert view.markup.plain.startswith(lookup.SEARCHED.format(query=""))


@pytest.mark.usefixtures("one_engine")
class TestFind:
    """``wenda find``."""

    def test_a_phrase_and_what_is_left_out(self) -> None:
        """Each hit holds the phrase in its snippet; a dash leaves out, for letters too, and is no option."""
        hits = json.loads(invoke("find", "--json", '"执法记录仪"', "-n", "50").stdout)
        assert hits
        assert all("执法记录仪" in hit["snippet"] for hit in hits)
        some = json.loads(invoke("find", "--json", "行政复议", "-n", "50").stdout)
        less = json.loads(invoke("find", "--json", "行政复议", "-调解", "-pdf", "-n", "50").stdout)
        assert 0 < len(less) < len(some)
        assert not [hit for hit in less if "调解" in hit["snippet"]]

    def test_filters(self) -> None:
        """The year and the keeper of the report are found in what it says of itself."""
        assert invoke("find", "年:2021", "机关:司法局", "法律顾问", "-n", "1").stdout.startswith("1. p")
        done = invoke("find", "年:1999", "法律顾问")
        assert (done.exit_code, done.stdout) == (0, "")
        assert "年:1999" in done.stderr

    def test_offsets_are_those_of_the_passage(self, engine: Engine) -> None:
        """An object has the fields that it always had."""
        (hit,) = json.loads(invoke("find", "--json", "-n", "1", "审批事项").stdout)
        passage = engine.library.passage(hit["passage"])
        assert (hit["start"], hit["end"], hit["file"]) == (passage.start, passage.end, passage.file)
        assert set(hit) == {"passage", "score", "citation", "snippet", "file", "start", "end", "clause"}

    @pytest.mark.parametrize("words", ['执法 "记录', "年:abc", "机关:", "-执法", " "])
    def test_a_query_that_cannot_be_read_is_a_usage_error(self, words: str) -> None:
        """Exit code 2 and a sentence in Chinese on stderr."""
        done = invoke("find", words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.rstrip().endswith("。")


def test_the_syntax_is_told_in_three_lines() -> None:
    """Each with an example."""
    lines = lookup.FIND_NEEDS_WORDS.splitlines()
    assert len(lines) == 3
    assert all("/find " in line for line in lines)
