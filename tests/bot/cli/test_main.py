"""The command line: outputs, exit codes, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.texts.command_line import CANNOT_SEARCH, LOG_HEAD
from bot.texts.errors.system_errors import unknown_cause
from retrieval import Engine
from tests.bot.outage import REASON, RemoteEngine, SearchSwitch
from tests.shipped import REPORTS
from tests.waiting import LONGEST_S

QUESTION = "一共保留了多少审批事项"
FILE = next(REPORTS.glob("*.txt")).name


@pytest.fixture(autouse=True)
def one_engine(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Commands in this process share the engine of the test run."""
    monkeypatch.setattr("retrieval.Engine", lambda library: engine)


def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run in this process."""
    return CliRunner().invoke(cli, list(arguments), input=stdin)


def wenda(*arguments: str, stdin: bytes = b"", check: bool = True) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m bot`` as a person would."""
    return subprocess.run([sys.executable, "-m", "bot", *arguments], input=stdin, capture_output=True, check=check)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Sequence[tuple[tuple[str, ...], click.Command]]:
    """All commands with their paths."""
    found: list[tuple[tuple[str, ...], click.Command]] = [(path, group)]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [((*path, name), command)]
    return found


@pytest.mark.parametrize(("path", "command"), [pytest.param(*each, id=" ".join(each[0])) for each in commands(cli)])
def test_every_command_and_option_has_help(path: tuple[str, ...], command: click.Command) -> None:
    """Help is there for each command and says what each option does."""
    assert command.help
    options = [p for p in command.get_params(click.Context(command)) if isinstance(p, click.Option)]
    assert all(option.help for option in options)
    assert invoke(*path, "--help").exit_code == 0


@pytest.mark.slow
def test_commands_load_only_what_they_need() -> None:
    """``--help`` is at once: no engine, no database, no Telegram; asking has no need of the network either."""
    script = """
import sys
from bot.cli.main import cli
cli(["--help"], standalone_mode=False)
heavy = {"jieba", "numpy", "rank_bm25", "telegram", "sqlite_utils", "pydantic", "rich"} & set(sys.modules)
assert not heavy, heavy
cli(["ask", "谁"], standalone_mode=False)
heavy = {"telegram", "httpx", "tornado"} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_version() -> None:
    """``--version`` names the program and its version."""
    assert invoke("--version").output.startswith("wenda 0.")


def test_ask_for_a_person() -> None:
    """The short answer comes first, then the quotation to the letter and its citation."""
    lines = invoke("ask", QUESTION).stdout.splitlines()
    assert lines[0] == "189项"
    assert "共保留审批事项189项" in lines[1]
    assert "威文政发〔2021〕13号" in lines[2]


def test_ask_for_a_program() -> None:
    """``--json`` is one object, and its quote stands in the file at its offsets."""
    found = json.loads(invoke("ask", "--json", QUESTION).stdout)
    assert (found["id"], found["question"], found["outcome"], found["short"]) == (None, QUESTION, "answer", "189项")
    quote = found["quotes"][0]
    assert (REPORTS / quote["file"]).read_text("utf-8")[quote["start"] : quote["end"]] == quote["text"]


def test_ask_while_the_search_is_away(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Exit code 1 and one line on stderr; nothing is logged."""
    away = RemoteEngine(engine, SearchSwitch(is_away=True))
    monkeypatch.setattr("retrieval.Engine", lambda library: away)
    for arguments in (("ask", QUESTION), ("ask", "--json", QUESTION), ("find", "执法")):
        done = invoke(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"wenda: {CANNOT_SEARCH.format(error=unknown_cause(REASON))}\n"
    assert invoke("log", "list").stdout == ""


@pytest.mark.slow
def test_a_batch_answers_each_line_as_it_comes() -> None:
    """A reply is flushed before the next question is there to read."""
    command = [sys.executable, "-m", "bot", "ask", "--json", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "question": QUESTION}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(LONGEST_S) == 0


def test_each_question_is_logged_unless_told_otherwise() -> None:
    """``ask`` writes a row, ``--no-log`` does not, and ``log list`` shows the rows."""
    invoke("ask", "--no-log", QUESTION)
    assert invoke("log", "list").stdout == ""
    invoke("ask", QUESTION)
    assert "\t命令行\t已答\t" + QUESTION in invoke("log", "list").stdout
    (row,) = json.loads(invoke("log", "list", "--json").stdout)
    assert row["passages"][0]["clause"] == "一/(一)/一是"


def test_a_log_that_cannot_be_written_does_not_cost_the_reply() -> None:
    """With a file in the place of the state folder, the reply is printed and the trouble is on stderr."""
    Path("var").write_text("")
    done = invoke("ask", QUESTION)
    assert done.stdout.startswith("189项")
    assert "cannot be written" in done.stderr


def test_find_ranks_passages() -> None:
    """Each hit has its rank, id, citation and snippet; ``-n`` says how many."""
    printed = invoke("find", "行政复议", "-n", "3").stdout
    assert printed.startswith("1. p")
    assert len(printed.splitlines()) == 6
    hits = json.loads(invoke("find", "--json", "-n", "3", "行政", "复议").stdout)
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert set(hits[0]) == {"passage", "score", "citation", "snippet", "file", "start", "end", "clause"}


def test_finding_nothing_is_said_on_stderr() -> None:
    """No hits are no failure: stdout stays empty, or an empty list."""
    done = invoke("find", "zzzz")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr
    assert json.loads(invoke("find", "--json", "zzzz").stdout) == []


@pytest.mark.parametrize("wanted", ["一/(四)/一是", "一、(四)一是", "一、（四）一是", "一（四）一是"])
def test_show_takes_a_clause_however_it_is_written(wanted: str) -> None:
    """The passage whole, its citation, and its neighbours."""
    lines = invoke("show", wanted).stdout.splitlines()
    assert lines[0].startswith("一是深入推进政务公开。")
    assert lines[1].startswith("出处：《2021年度法治政府建设情况报告》")
    assert [line.split()[0] for line in lines[2:]] == ["上一条", "下一条"]


def test_show_takes_an_id() -> None:
    """The id of a hit opens the same passage."""
    (hit,) = json.loads(invoke("find", "--json", "-n", "1", "行政复议").stdout)
    assert invoke("show", hit["passage"]).stdout == invoke("show", hit["clause"]).stdout


def test_show_lists_what_is_under_a_heading() -> None:
    """An upper clause is a list of its items."""
    assert len(invoke("show", "一/(一)").stdout.splitlines()) >= 4


def test_show_text_prints_the_text_that_offsets_count_in() -> None:
    """To the byte, without a newline of its own."""
    assert wenda("show", "--text", FILE).stdout == (REPORTS / FILE).read_bytes()


@pytest.mark.parametrize("arguments", [("show", "p999"), ("show", "九十九"), ("show", "--text", "no.txt")])
def test_what_is_not_there_is_one_line_on_stderr(arguments: tuple[str, ...]) -> None:
    """Exit code 1, nothing on stdout, and a line that says what to do."""
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_without_reports_is_one_line_on_stderr(tmp_path: Path) -> None:
    """Also before the command's name, and also for every command that needs the library."""
    for arguments in (("--library", str(tmp_path / "no"), "ask", "谁"), ("find", "--library", str(tmp_path), "谁")):
        done = invoke(*arguments)
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1


def test_a_wrong_setting_is_one_line_on_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command names the setting and exits with 1."""
    monkeypatch.setenv("WENDA_RETENTION_DAYS", "soon")
    done = invoke("ask", "谁")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "WENDA_RETENTION_DAYS" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("ask",), ("ask", "--batch", "谁"), ("ask", "  "), ("find",), ("show",),
     ("show", "p1", "--text", "x"), ("find", "-n", "0", "谁"), ("run", "--listen", "nowhere")],
)  # fmt: skip
def test_a_wrong_command_line_exits_with_2(arguments: tuple[str, ...]) -> None:
    """Usage errors have their own exit code and leave stdout alone."""
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_closed_pipe_ends_quietly() -> None:
    """``wenda show … | head -c 1`` complains of nothing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--batch", "--no-log"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    process.stdout.close()
    _, errors = process.communicate(b'{"question":"a"}\n' * 5, timeout=LONGEST_S)
    assert (process.returncode, errors) == (0, b"")


def test_an_unforeseen_failure_is_logged_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug exits with 1 and a line that asks to report it; the trace is in the log."""

    def fail(library: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("retrieval.Engine", fail)
    done = invoke("find", "谁")
    assert done.exit_code == 1
    assert "RuntimeError" in done.stderr.splitlines()[-1]


def test_show_for_a_program() -> None:
    """One passage is an object whose text stands in the file at its offsets; several are a list; a text is whole."""
    found = json.loads(invoke("show", "--json", "p17").stdout)
    text = (REPORTS / found["file"]).read_text("utf-8")
    assert text[found["start"] : found["end"]] == found["text"]
    assert (found["passage"], found["before"], found["after"]) == ("p17", "p16", "p18")
    several = json.loads(invoke("show", "--json", "一/(一)").stdout)
    assert [each["passage"] for each in several][:2] == ["p5", "p6"]
    assert json.loads(invoke("show", "--json", "--text", FILE).stdout) == {"file": FILE, "text": text}


def test_nothing_found_is_said() -> None:
    """For a program the list is empty; for a person the words are repeated."""
    done = invoke("find", "--json", "火星移民")
    assert (done.exit_code, done.stdout.strip()) == (0, "[]")
    assert "火星移民" in done.stderr


def test_a_batch_with_a_bad_line_fails_at_its_end() -> None:
    """Every line has its reply before; one with good lines alone exits with 0."""
    good = json.dumps({"id": 1, "question": QUESTION})
    done = invoke("ask", "--no-log", "--json", "--batch", stdin=f"{good}\n{{bad\n{good}\n")
    assert [json.loads(line)["outcome"] for line in done.stdout.splitlines()] == ["answer", "error", "answer"]
    assert done.exit_code == 1
    assert "有 1 行没有答复" in done.stderr
    assert invoke("ask", "--no-log", "--json", "--batch", stdin=f"{good}\n").exit_code == 0


def test_times_are_those_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """In China, whatever the zone of the machine, in lists, JSON and exports; with a heading above the lines."""
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setattr("bot.clock.now", lambda: datetime(2026, 11, 30, 18, 30, tzinfo=UTC))
    invoke("ask", QUESTION)
    head, row = invoke("log", "list").stdout.splitlines()
    assert tuple(head.split("\t")) == LOG_HEAD
    assert row.startswith("2026-12-01 02:30:00\t命令行\t已答\t")
    assert json.loads(invoke("log", "list", "--json").stdout)[0]["time"] == "2026-12-01T02:30:00.000+08:00"
    assert json.loads(invoke("log", "export", "--format", "jsonl").stdout)["time"] == "2026-12-01T02:30:00.000+08:00"
    assert invoke("log", "export", "--format", "jsonl", "--until", "2026-11-30").stdout == ""
    assert "\t2026-12-01\t" in invoke("faq", "topics").stdout
    assert len(invoke("faq", "topics", "--since", "2026-12-01").stdout.splitlines()) == 2
    assert invoke("faq", "topics", "--since", "2026-12-02").stdout == ""


@pytest.mark.slow
def test_one_answer_is_cheap() -> None:
    """From start to end `wenda ask` takes few calls of functions, which tell processor time on any machine."""
    script = """
import contextlib, cProfile, io, pstats
profile = cProfile.Profile()
with contextlib.redirect_stdout(io.StringIO()):
    profile.enable()
    from bot.cli.main import cli
    cli(["ask", "--no-log", "执法记录仪有多少台"], standalone_mode=False)
    profile.disable()
print(pstats.Stats(profile).total_calls)
"""
    for _ in range(2):  # the first time caches and compiled files are made
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(done.stdout) < 1_700_000
