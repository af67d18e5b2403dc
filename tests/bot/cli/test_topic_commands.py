"""``wenda faq``: topics, the queue and staff answers from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.texts import faq, replies, staff_chat
from retrieval import Engine
from tests.shipped import REPORTS

QUESTION = "市民活动中心几点开门"
OTHER, THIRD = "活动中心几点开门", "市民活动中心早上开门是几点"
ANSWER = "--text=报告没有写，请到窗口询问。", "--cite=p17=852名执法人员持证上岗", f"--ask={QUESTION}"
FIRST, SECOND = "--as=11", "--as=22"


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Two of the staff; commands in this process share the engine of the test run."""
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)
    monkeypatch.setenv("WENDA_STAFF", "11,22")
    monkeypatch.setenv("WENDA_LIBRARY", str(REPORTS))


def wenda(*arguments: str, code: int = 0, stdin: str | None = None) -> Result:
    """Run, and expect this exit code."""
    result = CliRunner().invoke(cli, list(arguments), input=stdin)
    assert result.exit_code == code, result.output
    return result


def listed(*arguments: str) -> list[dict[str, object]]:
    """What a command prints as JSON."""
    found = json.loads(wenda("faq", *arguments, "--json").stdout)
    assert isinstance(found, list)
    return found


def test_looking_makes_no_database() -> None:
    """Where nothing was asked there is nothing to list, check or write out, and that leaves no file."""
    for name, said in (("topics", faq.NO_TOPICS), ("unanswered", faq.NOTHING_WAITS), ("list", faq.NO_CURATED)):
        assert wenda("faq", name).stderr.strip() == said
        assert listed(name) == []
    assert "有 0 条" in wenda("faq", "check").stderr
    assert len(wenda("faq", "export").stdout.splitlines()) == 1
    assert "没有第 1 个问题" in wenda("faq", "show", "1", code=1).stderr
    assert not Path("var").exists()


def test_from_the_queue_to_an_answer() -> None:
    """What nobody could answer is in the queue; one writes, another approves, and the next person gets it from every
    command that asks, also in a batch; the topic has left the queue and says why."""
    wenda("ask", QUESTION)
    wenda("ask", f"请问{QUESTION}？")
    (waiting,) = listed("unanswered")
    assert (waiting["wording"], waiting["count"], waiting["decision"]) == (QUESTION, 2, None)
    assert wenda("faq", "add", *ANSWER, "--topic=1", FIRST).stdout == "1\n"
    assert "另一位" in wenda("faq", "approve", "1", FIRST, code=1).stderr
    assert "33 不是 WENDA_STAFF" in wenda("faq", "approve", "1", "--as=33", code=1).stderr
    assert "written" not in json.loads(wenda("ask", QUESTION, "--json").stdout)
    wenda("faq", "approve", "1", SECOND)
    assert listed("unanswered") == []
    results = [wenda("ask", f"{QUESTION}呢", "--json"), wenda("ask", QUESTION, "--json", "--no-log"),
               wenda("ask", "--json", "--batch", stdin=json.dumps({"id": 1, "question": QUESTION}))]  # fmt: skip
    for result in results:
        reply = json.loads(result.stdout)
        assert (reply["outcome"], reply["short"], reply["written"]) == ("answer", None, "报告没有写，请到窗口询问。")
        assert reply["quotes"][0]["text"] == "852名执法人员持证上岗"
    shown = json.loads(wenda("faq", "show", "1", "--json").stdout)
    assert (shown["count"], shown["answered"], shown["decision"]["action"]) == (5, 2, "curated")
    plain = wenda("ask", QUESTION).stdout.splitlines()
    assert (plain[0], plain[-1]) == ("报告没有写，请到窗口询问。", replies.WRITTEN_BY_STAFF)
    wenda("faq", "retire", "1", SECOND)
    assert "written" not in json.loads(wenda("ask", QUESTION, "--json").stdout)


def test_a_topic_is_shown_and_decided() -> None:
    """Counts, the clause that comes nearest, the questions, and what was decided by whom with what note."""
    wenda("ask", QUESTION)
    shown = wenda("faq", "show", "1").stdout
    assert QUESTION in shown
    assert "问了 1 次" in shown
    assert "最近的条款：" in shown
    assert "没有第 2 个问题" in wenda("faq", "decide", "2", "beyond", FIRST, code=1).stderr
    wenda("faq", "decide", "1", "curated", FIRST, code=2)
    wenda("faq", "decide", "1", "beyond", FIRST, "--note=不归我们管")
    assert listed("unanswered") == []
    assert "处理：超出资料范围" in wenda("faq", "show", "1").stdout
    (topic,) = listed("topics")
    assert isinstance(topic["decision"], dict)
    assert (topic["decision"]["action"], topic["decision"]["note"]) == ("beyond", "不归我们管")
    assert wenda("faq", "topics").stdout.splitlines()[1].startswith(f"1\t{QUESTION}\t1\t1\t0%\t")
    assert listed("topics", "--since=2999-01-01") == []
    wenda("faq", "topics", "--since=昨天", code=2)


def test_a_clause_is_pointed_to_and_a_decision_undone() -> None:
    """A pointer is a draft for all wordings of its topic; the newest decision can be taken back, once."""
    for question in (QUESTION, OTHER):
        wenda("ask", question)
    assert wenda("faq", "point", "1", "p17", FIRST).stdout == "1\n"
    (draft,) = listed("list")
    assert (draft["phrasings"], draft["topic"], draft["state"]) == ([OTHER, QUESTION], 1, "draft")
    assert "没有“p999”" in wenda("faq", "point", "1", "p999", FIRST, code=1).stderr
    assert "没有第 9 个问题" in wenda("faq", "point", "9", "p17", FIRST, code=1).stderr
    wenda("faq", "approve", "1", SECOND)
    assert listed("unanswered") == []
    wenda("faq", "undo", "1", SECOND)
    wenda("faq", "undo", "1", SECOND)
    assert [each["id"] for each in listed("unanswered")] == [1]
    assert faq.FAQ_NOTHING_TO_UNDO.format(number=1) in wenda("faq", "undo", "1", SECOND, code=1).stderr


def test_other_wordings_of_a_topic_become_phrasings() -> None:
    """Those that the answer is not given to are listed, and what is added is given from the next question on."""
    for question in (QUESTION, OTHER, THIRD, f"请问{QUESTION}？"):
        wenda("ask", question)
    assert faq.CURATED_NONE.format(number=1) in wenda("faq", "phrasings", "1", code=1).stderr
    wenda("faq", "add", *ANSWER, "--topic=1", FIRST)
    assert "批准以后" in wenda("faq", "phrasings", "1", code=1).stderr
    wenda("faq", "approve", "1", SECOND)
    assert "written" not in json.loads(wenda("ask", OTHER, "--json", "--no-log").stdout)
    assert [each["question"] for each in listed("phrasings", "1")] == [THIRD, OTHER]
    wenda("faq", "phrasings", "1", "--add", code=2)
    wenda("faq", "phrasings", "1", "--only=1", code=2)
    assert staff_chat.PROPOSED_GONE in wenda("faq", "phrasings", "1", "--add", "--only=9", SECOND, code=1).stderr
    added = wenda("faq", "phrasings", "1", "--add", "--only=2", SECOND).stderr
    assert staff_chat.PROPOSED_ADDED.format(number=1, count=1) in added
    assert json.loads(wenda("ask", OTHER, "--json", "--no-log").stdout)["written"]
    head, row = (line.split("\t") for line in wenda("faq", "phrasings", "1").stdout.splitlines())
    assert tuple(head) == faq.PROPOSED_HEAD
    assert row[:2] == ["1", THIRD]
    wenda("faq", "phrasings", "1", "--add", SECOND)
    assert staff_chat.PROPOSED_NONE.format(number=1) in wenda("faq", "phrasings", "1").stderr
    (one,) = listed("list")
    assert (one["state"], one["phrasings"]) == ("approved", [QUESTION, OTHER, THIRD])


def test_a_draft_without_a_wording_takes_those_of_its_topic() -> None:
    """As in the chat; without a topic a wording must be given."""
    for question in (QUESTION, OTHER):
        wenda("ask", question)
    text, cite, _ = ANSWER
    wenda("faq", "add", text, cite, FIRST, code=2)
    wenda("faq", "add", text, cite, "--topic=1", FIRST)
    assert listed("list")[0]["phrasings"] == [OTHER, QUESTION]


def test_an_answer_is_edited_and_listed() -> None:
    """What is given is replaced and the rest stays; personal data is masked, and the author is told."""
    assert faq.CURATED_MASKED not in wenda("faq", "add", *ANSWER, FIRST).stderr
    wenda("faq", "edit", "1", FIRST, code=2)
    assert faq.CURATED_MASKED in wenda("faq", "edit", "1", "--text=请打13800138000。", SECOND).stderr
    (one,) = listed("list", "--state=draft")
    assert (one["text"], one["phrasings"]) == ("请打［手机号］。", [QUESTION])
    assert wenda("faq", "list").stdout.splitlines()[1].split("\t")[:4] == ["1", "待审核", QUESTION, "请打［手机号］。"]
    assert listed("list", "--state=approved") == []
    assert "一字不差" in wenda("faq", "edit", "1", "--cite=p17=别的话", FIRST, code=1).stderr
    assert "没有“p999”" in wenda("faq", "edit", "1", "--cite=p999", FIRST, code=1).stderr


def test_a_file_goes_out_and_comes_back(tmp_path: Path) -> None:
    """Into another state folder the same answers come as drafts; a bad line, and not UTF-8, take nothing in."""
    wenda("faq", "add", *ANSWER, FIRST)
    wenda("faq", "approve", "1", SECOND)
    wenda("faq", "export", "a.jsonl")
    assert Path("a.jsonl").stat().st_mode & 0o077 == 0
    environment = {"WENDA_STATE": str(tmp_path / "other")}
    run = CliRunner().invoke(cli, ["faq", "import", "a.jsonl", FIRST], env=environment)
    assert "读入了 1 条" in run.stderr
    run = CliRunner().invoke(cli, ["faq", "list", "--json"], env=environment)
    (one,) = json.loads(run.stdout)
    assert (one["state"], one["phrasings"], one["citations"]) == (
        "draft", [QUESTION], listed("list")[0]["citations"])  # fmt: skip
    Path("bad.jsonl").write_text(Path("a.jsonl").read_text("utf-8") + "{}\n", "utf-8")
    assert "bad.jsonl:3: text" in wenda("faq", "import", "bad.jsonl", FIRST, code=1).stderr
    Path("bad.jsonl").write_bytes(b"\xff")
    assert "bad.jsonl 读不出来" in wenda("faq", "import", "bad.jsonl", FIRST, code=1).stderr
    assert len(listed("list")) == 1


def test_a_check_suspends_and_says_so(tmp_path: Path) -> None:
    """Against reports that lack the words, each answer that falls is a line on stdout, and the next check is quiet."""
    wenda("faq", "add", *ANSWER, FIRST)
    wenda("faq", "approve", "1", SECOND)
    assert "有 1 条" in wenda("faq", "check").stderr
    shipped = next(REPORTS.glob("*.txt"))
    (tmp_path / "changed").mkdir()
    changed = tmp_path / "changed" / shipped.name
    changed.write_text(shipped.read_text("utf-8").replace("852名执法人员", "853名执法人员"), "utf-8")
    fallen = wenda("faq", "check", f"--library={changed.parent}").stdout
    assert fallen.startswith("第 1 号整理答案已暂停使用：")
    assert wenda("faq", "check", f"--library={changed.parent}").stdout == ""
    assert [one["state"] for one in listed("list")] == ["suspended"]


def test_a_database_that_is_none_is_told_of() -> None:
    """One line on stderr that says which file."""
    Path("var").mkdir()
    Path("var/wenda.db").write_text("not a database" * 100)
    for arguments in (("topics",), ("list",), ("check",), ("retire", "1", FIRST)):
        result = wenda("faq", *arguments, code=1)
        assert "wenda.db 读不出来" in result.stderr
        assert result.stdout == ""
