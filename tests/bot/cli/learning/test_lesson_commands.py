"""``wenda lessons``: what was learnt, shown and taken back from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.texts import staff_chat, teaching
from tests.retrieval.invented import HARBOUR, LIBRARIES, write

ASKED, ALIKE = "大船靠岸过夜的地儿有几处", "大船靠岸过夜的地方多了几处"
FIRST, SECOND = "--as=11", "--as=22"


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two of the staff and a folder of two reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    write(folder, {"a.txt": HARBOUR, "c.txt": LIBRARIES})
    monkeypatch.setenv("WENDA_STAFF", "11,22")
    monkeypatch.setenv("WENDA_LIBRARY", str(folder))


def wenda(*arguments: str, code: int = 0) -> Result:
    """Run, and expect this exit code."""
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result


def outcome(question: str) -> str:
    """What becomes of a question."""
    return str(json.loads(wenda("ask", question, "--json", "--no-log").stdout)["outcome"])


def test_looking_makes_no_database() -> None:
    """Where nothing was learnt there is nothing to list or take back, and that leaves no file."""
    assert wenda("lessons", "list").stderr.strip() == teaching.NO_LESSONS
    assert json.loads(wenda("lessons", "list", "--json").stdout) == []
    assert "a1" in wenda("lessons", "remove", "a1", FIRST, code=1).stderr
    assert not (Path("var") / "wenda.db").exists()


def test_a_lesson_that_is_not_in_the_log_is_said() -> None:
    """Where there is a log as where there is none; nothing is taken back."""
    wenda("ask", "新建泊位多少个")
    assert teaching.NO_LESSON.format(key="a1") in wenda("lessons", "remove", "a1", FIRST, code=1).stderr
    assert teaching.NO_LESSON.format(key="a1") in wenda("lessons", "restore", "a1", FIRST, code=1).stderr


@pytest.mark.slow
def test_what_was_learnt_is_shown_and_taken_back() -> None:
    """A clause that was pointed to is used by every command that asks, until one of the staff takes it back."""
    hit = json.loads(wenda("find", "泊位", "--json", "-n", "1").stdout)[0]
    assert outcome(ALIKE) != "answer"
    pointer = f"--text={staff_chat.POINTED_TEXT}", f"--cite={hit['passage']}=全年新建泊位12个", f"--ask={ASKED}"
    wenda("faq", "add", *pointer, FIRST)
    assert json.loads(wenda("lessons", "list", "--json").stdout) == []
    wenda("faq", "approve", "1", SECOND)
    assert outcome(ALIKE) == "answer"
    (lesson,) = json.loads(wenda("lessons", "list", "--json").stdout)
    assert (lesson["key"], lesson["kind"], lesson["used"]) == ("a1", "answers", True)
    assert lesson["passages"] == [hit["passage"]]
    assert len(lesson["who"]) == 2
    shown = wenda("lessons", "list").stdout
    assert ASKED in shown
    assert teaching.LESSON_USED["answers"] in shown
    assert "不是 WENDA_STAFF" in wenda("lessons", "remove", "a1", "--as=33", code=1).stderr
    wenda("lessons", "remove", "a1", FIRST)
    assert outcome(ALIKE) != "answer"
    (removed,) = json.loads(wenda("lessons", "list", "--json").stdout)
    assert removed["removed_by"][1].endswith("+08:00")
    shown = wenda("lessons", "list").stdout
    assert tuple(shown.splitlines()[0].split("\t")) == teaching.LESSONS_HEAD
    assert "已撤下" in shown
    assert removed["removed_by"][1][:10] in shown
    assert "先前已经撤下" in wenda("lessons", "remove", "a1", FIRST, code=1).stderr
    wenda("lessons", "restore", "a1", SECOND)
    assert outcome(ALIKE) == "answer"
    assert "没有撤下过" in wenda("lessons", "restore", "a1", SECOND, code=1).stderr
