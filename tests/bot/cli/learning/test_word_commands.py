"""``wenda words`` and ``wenda gold``: what the chat of staff offers, from the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.curation import lexicon_entries, regression_trials
from bot.storage.database import DatabaseWorker
from bot.texts import faq, staff_chat, teaching
from retrieval import Engine
from tests.retrieval.invented import HARBOUR, indexed
from tests.shipped import REPORTS

ASKED, ENTRY = "停船位弄了几个", "停船位 => 泊位"
ANSWERED = "一共保留了多少审批事项"
FIRST = "--as=11"


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the staff, and few gold questions of the shipped report to try words on."""
    monkeypatch.setattr(regression_trials, "SHIPPED_SETS", ())
    monkeypatch.setenv("WENDA_STAFF", "11")
    monkeypatch.setenv("WENDA_LIBRARY", str(REPORTS))


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Commands in this process share the engine of the test run."""
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)


@pytest.fixture
def harbour(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A small library, of which an engine with other words is soon made."""
    monkeypatch.setenv("WENDA_LIBRARY", str(indexed(tmp_path, {"a.txt": HARBOUR})))


def wenda(*arguments: str, code: int = 0) -> Result:
    """Run, and expect this exit code."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result


def waiting() -> list[str]:
    """The queue."""
    return [each["wording"] for each in json.loads(wenda("faq", "unanswered", "--json").stdout)]


def test_looking_makes_no_database() -> None:
    """Where nothing was added there is nothing to list or remove, and that leaves no file."""
    assert wenda("words", "list").stderr.strip() == teaching.NO_WORDS
    assert wenda("gold", "list").stderr.strip() == teaching.NO_GOLD
    assert teaching.NO_WORD.format(number=1) in wenda("words", "remove", "1", FIRST, code=1).stderr
    assert teaching.NO_GOLD_CASE.format(number="s1") in wenda("gold", "remove", "s1", FIRST, code=1).stderr
    assert teaching.GOLD_NO_RECORD.format(number=1) in wenda("gold", "add", "1", FIRST, code=1).stderr
    assert not Path("var/wenda.db").exists()


def test_words_are_tried_added_listed_and_removed(harbour: None) -> None:
    """The trial shows the effect, what is kept serves at once, and what is removed brings its topic back."""
    wenda("ask", ASKED)
    assert waiting() == [ASKED]
    tried = wenda("words", "try", " 停船位＝＞泊位 ", "--topic=1").stdout
    assert staff_chat.WORDS_NO_GOLD in tried
    asked = staff_chat.WORDS_ASKED.format(before=staff_chat.OUTCOME_UNANSWERED, after=staff_chat.OUTCOME_ANSWERED)
    assert asked in tried
    assert json.loads(wenda("words", "list", "--json").stdout) == []
    assert teaching.WORD_IN_USE.format(line=ENTRY) in wenda("words", "add", ENTRY, "--topic=1", FIRST).stderr
    assert waiting() == []
    assert json.loads(wenda("ask", ASKED, "--json", "--no-log").stdout)["short"] == "12个"
    (kept,) = json.loads(wenda("words", "list", "--json").stdout)
    assert (kept["id"], kept["lay"], kept["official"], kept["forced"]) == (1, "停船位", "泊位", False)
    assert teaching.NO_WORD.format(number=2) in wenda("words", "remove", "1", "2", FIRST, code=1).stderr
    assert teaching.WORD_OUT.format(line=ENTRY) in wenda("words", "remove", "1", FIRST).stderr
    assert json.loads(wenda("ask", ASKED, "--json", "--no-log").stdout)["short"] is None
    assert waiting() == [ASKED]


def test_words_that_lower_the_score_need_force(harbour: None) -> None:
    """What answers a gold question that is not stated is refused, and kept by force with a note."""
    wenda("ask", ASKED)
    wenda("gold", "add", "--topic=1", FIRST)
    assert teaching.WORDS_ARE_WORSE in wenda("words", "add", ENTRY, "--topic=1", FIRST, code=1).stderr
    assert json.loads(wenda("words", "try", ENTRY, "--json").stdout)["is_worse"]
    wenda("words", "add", ENTRY, "--topic=1", FIRST, "--force")
    head, row = (line.split("\t") for line in wenda("words", "list").stdout.splitlines())
    assert tuple(head) == teaching.WORDS_HEAD
    assert row[3] == teaching.WORDS_FORCED.format(effect="100.0% → 0.0%")


def test_a_topic_waits_again_when_none_of_its_words_is_left(harbour: None) -> None:
    """Words of no topic are removed by themselves, and one of two that a topic was given leaves it settled."""
    wenda("ask", ASKED)
    wenda("words", "add", ENTRY, "吊机 => 起重机", "--topic=1", FIRST)
    assert staff_chat.WORDS_ASKED.partition("{")[0] not in wenda("words", "add", "会演 => 演练", FIRST).stdout
    assert [each["id"] for each in json.loads(wenda("words", "list", "--json").stdout)] == [3, 2, 1]
    wenda("words", "remove", "3", "2", FIRST)
    assert waiting() == []
    wenda("words", "remove", "1", FIRST)
    assert waiting() == [ASKED]


def test_words_have_the_day_of_the_office(store: DatabaseWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """In China, whatever the zone of the machine, in the list and in JSON; with a heading above the lines."""
    monkeypatch.setattr("bot.clock.now", lambda: datetime(2026, 11, 30, 18, 30, tzinfo=UTC))
    store.write(lambda db: lexicon_entries.add(db, ENTRY, "who", {}))
    head, row = (line.split("\t") for line in wenda("words", "list").stdout.splitlines())
    assert tuple(head) == teaching.WORDS_HEAD
    assert row[4] == "2026-12-01"
    assert json.loads(wenda("words", "list", "--json").stdout)[0]["time"] == "2026-12-01T02:30:00+08:00"


def test_what_is_wrong_with_an_entry_is_said(shared: None) -> None:
    """An entry that is none, and somebody who is not of the staff, change nothing."""
    assert staff_chat.WORD_SHAPE.format(found="讼师") in wenda("words", "add", "讼师", FIRST, code=1).stderr
    assert faq.FAQ_NOT_STAFF.format(number=12) in wenda("words", "add", ENTRY, "--as=12", code=1).stderr
    assert faq.CURATED_NO_TOPIC.format(number=9) in wenda("words", "try", ENTRY, "--topic=9", code=1).stderr
    assert json.loads(wenda("words", "list", "--json").stdout) == []


def test_gold_questions_are_added_listed_and_removed(shared: None) -> None:
    """A right answer by the number of its exchange, an absent one by its topic; small talk and doubles are refused."""
    for question in (ANSWERED, "市民活动中心几点开门", "你好"):
        wenda("ask", question)
    added = wenda("gold", "add", "1", FIRST).stderr
    assert teaching.GOLD_ADDED.format(id="s1", question=ANSWERED) in added
    assert teaching.GOLD_BEFORE.format(number=1) in wenda("gold", "add", "1", FIRST, code=1).stderr
    assert teaching.GOLD_CANNOT.format(number=3) in wenda("gold", "add", "3", FIRST, code=1).stderr
    wenda("gold", "add", FIRST, code=2)
    wenda("gold", "add", "--topic=2", FIRST)
    absent, right = json.loads(wenda("gold", "list", "--json").stdout)
    assert (absent["id"], absent["quotes"]) == ("s2", [])
    assert (right["answer"], right["clause"]) == ("189项", "一/(一)/一是")
    for number in ("s" + "9" * 39, "9" * 39, "-1", "s1.0", "一"):
        refused = wenda("gold", "remove", FIRST, "--", number, code=1)
        assert teaching.NO_GOLD_CASE.format(number=number) in refused.stderr
    assert teaching.GOLD_OUT.format(number=1) in wenda("gold", "remove", "s1", FIRST).stderr
    assert [row.split("\t")[0] for row in wenda("gold", "list").stdout.splitlines()] == [teaching.GOLD_HEAD[0], "s2"]
