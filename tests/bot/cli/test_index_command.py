"""``wenda index``, ``wenda library``, and a service that takes up a new index while it answers."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from bot.app import AppContext
from bot.cli.main import cli
from bot.dialogue import report_list
from bot.dialogue.conversation import Conversation
from bot.dialogue.reply_blocks import ReplyFrame
from bot.operations.engine_provider import EngineProvider, index_stamp, load_engine
from bot.operations.index_progress import index_progress
from bot.terminal import TerminalConversation, TerminalScreen
from bot.texts.holdings import HOLDINGS_HEAD, HOLDINGS_MORE, INDEX_CHANGES, INDEX_HEAD
from retrieval import Engine, Library
from retrieval.corpus import storage
from retrieval.corpus.builder import build
from tests.retrieval.invented import HARBOUR, LIBRARIES, write
from tests.waiting import wait_until

ASKED = "新建泊位多少个"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two reports."""
    root = tmp_path / "reports"
    root.mkdir()
    return write(root, {"a.txt": HARBOUR, "c.txt": LIBRARIES})


@pytest.fixture
def source(folder: Path) -> EngineProvider:
    """A source over the folder's first index."""
    build(folder)
    stamp = index_stamp(folder)
    return EngineProvider(folder, load_engine(folder), stamp)


def invoke(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, list(map(str, arguments)))


def built(root: Path, berths: int) -> None:
    """Index a report of so many berths."""
    write(root, {"a.txt": HARBOUR.replace("泊位12个", f"泊位{berths}个")})
    build(root)


def test_a_line_for_each_file(folder: Path) -> None:
    """Files, passages, what became of them and why, tab-separated, below a heading; the sum is on stderr."""
    write(folder, {"b.pdf": b"%PDF-1.7 broken", "manifest.jsonl": '{"file": "x.txt"}'})
    done = invoke("index", folder)
    assert done.exit_code == 0
    head, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert tuple(head) == INDEX_HEAD
    assert [row[0] for row in rows] == ["a.txt", "b.pdf", "c.txt", "manifest.jsonl"]
    assert [row[2] for row in rows] == [INDEX_CHANGES[change] for change in ("new", "skipped", "new", "skipped")]
    assert int(rows[0][1]) == sum(p.file == "a.txt" for p in Library.open(folder).passages)
    assert rows[1][3].startswith("文件损坏")
    assert "'x.txt'" in rows[3][3]
    assert str(folder / storage.HIDDEN) in done.stderr


def test_what_became_of_files_since(folder: Path) -> None:
    """A second run names what is new, changed, kept and removed."""
    invoke("index", folder)
    write(folder, {"a.txt": HARBOUR.replace("12个", "13个"), "b.txt": LIBRARIES})
    (folder / "c.txt").unlink()
    listed = json.loads(invoke("index", folder, "--json").stdout)
    assert {row["file"]: row["change"] for row in listed["files"]} == {
        "a.txt": "changed",
        "b.txt": "new",
        "c.txt": "removed",
    }
    assert listed["reports"] == 2
    assert listed["skipped"] == []


def test_an_index_elsewhere_is_a_library(folder: Path, tmp_path: Path) -> None:
    """What ``--output`` wrote is given to ``--library``."""
    assert invoke("index", folder, "--output", tmp_path / "index").exit_code == 0
    found = json.loads(invoke("find", "--library", tmp_path / "index", "--json", "起重机").stdout)
    assert found[0]["file"] == "a.txt"


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_that_cannot_be_indexed(tmp_path: Path, name: str) -> None:
    """A folder that is absent or holds nothing is one line on stderr and the exit code 1."""
    (tmp_path / "empty").mkdir()
    done = invoke("index", tmp_path / name)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("wenda: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_refused_index_says_what_to_run(folder: Path, tmp_path: Path) -> None:
    """A damaged index is the exit code 1, and the line says which command makes a new one."""
    write(tmp_path, {storage.FILE: b"wenda-index 1 0\n"})
    done = invoke("library", "--library", tmp_path)
    assert done.exit_code == 1
    assert f"wenda index DIR --output {tmp_path}" in done.stderr


def test_a_second_build_is_turned_away(folder: Path) -> None:
    """While an index is being built another process is told so and leaves."""
    with storage.locked(folder / storage.HIDDEN):
        done = subprocess.run(
            [sys.executable, "-m", "bot", "index", str(folder)], capture_output=True, check=False, text=True
        )
    assert done.returncode == 1
    assert "另一个 wenda index 正在这里运行" in done.stderr


def test_the_list_of_what_is_held(folder: Path) -> None:
    """What each report is, its passages, day of reading and file, a report a line; what was skipped on stderr."""
    write(folder, {"b.txt": b"", "manifest.jsonl": '{"file": "c.txt", "agency": "青禾县文化局"}'})
    done = invoke("library", "--library", folder)
    head, harbour, libraries = [line.split("\t") for line in done.stdout.splitlines()]
    assert tuple(head) == HOLDINGS_HEAD
    assert (harbour[0], harbour[1], harbour[3], harbour[10]) == (
        "2023年度港务工作报告",
        "青禾县人民政府",
        "2023",
        "a.txt",
    )
    assert libraries[1] == "青禾县文化局"
    assert harbour[9].startswith("20")
    assert "没能读入：b.txt：文件是空的（请" in done.stderr


def test_a_document_held_twice_is_said(folder: Path) -> None:
    """The index, the list and the self-check name both files; it counts once."""
    (folder / "sub").mkdir()
    write(folder, {"b.txt": HARBOUR, "sub/d.txt": LIBRARIES})
    rows = {row[0]: row for row in (line.split("\t") for line in invoke("index", folder).stdout.splitlines()[1:])}
    assert {name: row[2] for name, row in rows.items() if name != "manifest.jsonl"} == {
        "a.txt": "新增", "b.txt": "重复", "c.txt": "新增", "sub/d.txt": "重复",
    }  # fmt: skip
    assert "与 a.txt 是同一份文件" in rows["b.txt"][3]
    done = invoke("library", "--library", folder)
    assert len(done.stdout.splitlines()) == 3
    assert "重复：sub/d.txt：与 c.txt 是同一份文件" in done.stderr


def test_why_nothing_could_be_read(tmp_path: Path) -> None:
    """In Chinese, with what to do."""
    write(tmp_path, {"a.docx": b"PK\x03\x04 x", "b.png": b"\x89PNG\r\n\x1a\n"})
    done = invoke("index", tmp_path)
    assert done.exit_code == 1
    assert "2 个文件没有一个能读入。例如 a.docx：文件损坏，读不出来（请" in done.stderr


def test_the_list_as_json(folder: Path) -> None:
    """One object: the version, the reports, the skipped files with their reasons."""
    write(folder, {"b.txt": b""})
    listed = json.loads(invoke("library", "--library", folder, "--json").stdout)
    assert [report["file"] for report in listed["reports"]] == ["a.txt", "c.txt"]
    assert listed["reports"][0]["number"] == "青政发〔2023〕7号"
    (skipped,) = listed["skipped"]
    assert skipped["reason"].startswith("文件是空的（请")
    told = {
        "file": "b.txt",
        "line": 0,
        "refusal": "empty",
        "found": "wanted a text, found an empty file",
        "same_as": None,
    }
    assert {key: skipped[key] for key in told} == told
    assert listed["version"] == Library.open(folder).version


def test_the_list_for_a_chat(folder: Path) -> None:
    """A message names the first reports and says how many more there are."""
    library = Library.open(folder)
    assert "《2022年度图书馆工作报告》" in report_list.message(library)
    assert report_list.message(library, limit=1).endswith(HOLDINGS_MORE.format(count=1))


def test_a_new_index_is_taken_up(folder: Path, source: EngineProvider) -> None:
    """The next question after a refresh is answered from the new index; without one nothing happens."""
    before = source.current()
    assert not source.refresh()
    assert source.ask(ASKED).short == "12个"
    built(folder, 99)
    assert source.refresh()
    assert source.ask(ASKED).short == "99个"
    assert source.current() is not before
    assert before.ask(ASKED).short == "12个"


def test_no_question_fails_while_indexes_change(folder: Path, source: EngineProvider) -> None:
    """A thread asks all the time through five rebuilds: every question is answered, and the answers follow."""
    answers: list[str | None] = []
    failures: list[Exception] = []
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.002):
            try:
                engine = source.current()
                reply = engine.ask(ASKED)
                assert engine.library.passage(reply.quotes[0].passage.id) == reply.quotes[0].passage
                answers.append(reply.short)
            except Exception as error:
                failures.append(error)

    asking = threading.Thread(target=ask)
    source.watch(0.02)
    asking.start()
    try:
        wait_until(lambda: answers)
        for berths in range(21, 26):
            built(folder, berths)
            wait_until(lambda berths=berths: f"{berths}个" in answers)  # type: ignore[misc]
    finally:
        done.set()
        asking.join()
        source.close()
    assert failures == []
    assert list(dict.fromkeys(answers)) == ["12个", *(f"{berths}个" for berths in range(21, 26))]


def test_an_index_that_cannot_be_loaded_is_logged_once(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The engine at hand goes on serving, and the next good index is taken up."""
    index = tmp_path / "index"
    build(folder, index)
    stamp = index_stamp(index)
    source = EngineProvider(index, load_engine(index), stamp)
    (index / storage.FILE).write_bytes(b"wenda-index 1 0\n")
    with caplog.at_level(logging.ERROR):
        assert [source.refresh() for _ in range(3)] == [False, False, False]
    assert len(caplog.records) == 1
    assert source.ask(ASKED).short == "12个"
    write(folder, {"a.txt": HARBOUR.replace("12个", "77个")})
    build(folder, index)
    assert source.refresh()
    assert source.ask(ASKED).short == "77个"


def test_an_index_that_goes_away_changes_nothing(folder: Path, source: EngineProvider) -> None:
    """Between two indexes, and without any, the engine at hand serves."""
    (folder / storage.HIDDEN / storage.FILE).unlink()
    assert not source.refresh()
    assert source.ask(ASKED).short == "12个"


def test_the_first_index_of_a_folder_is_taken_up(folder: Path) -> None:
    """A service that began without an index takes up the first one."""
    source = EngineProvider(folder, Engine(Library.open(folder)), index_stamp(folder))
    built(folder, 31)
    assert source.refresh()
    assert source.ask(ASKED).short == "31个"


@pytest.mark.slow
def test_a_conversation_follows_the_index(folder: Path) -> None:
    """What ``wenda run`` holds is a live conversation; what answers a batch keeps to one library."""
    from bot.dialogue.conversation import QuestionSource

    app_context = AppContext()
    app_context.library_option = folder
    live, still = app_context.conversation(log=False), app_context.conversation(log=False, live=False)
    try:
        built(folder, 41)
        wait_until(lambda: live.ask(ASKED, QuestionSource("test")).reply.short == "41个")
        assert still.ask(ASKED, QuestionSource("test")).reply.short == "12个"
    finally:
        app_context.close()


def test_a_terminal_lists_the_library_that_serves_now(folder: Path, source: EngineProvider) -> None:
    """/library names the reports of the index that was taken up last."""
    said = StringIO()
    screen = TerminalScreen(Console(file=said), ReplyFrame())
    replies = TerminalConversation(screen, Conversation(source, None), lambda: source.current().library, "terminal", ())
    (folder / "c.txt").unlink()
    built(folder, 12)
    source.refresh()
    assert replies.handle("/library")
    assert "《2023年度港务工作报告》" in said.getvalue()
    assert "图书馆" not in said.getvalue()


STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Of a command line, after the library.
COMMANDS = (
    ["library"], ["library", "--json"], ["ask", "--no-log", ASKED], ["ask", "--no-log", "--json", ASKED],
    ["find", "泊位"], ["find", "--json", "泊位"], ["cite", "p1"], ["show", "p1"],
)  # fmt: skip


def test_names_and_titles_reach_no_terminal_as_they_are(folder: Path) -> None:
    """Escape sequences and marks of direction are escaped in tables, lines and JSON; JSON says the names whole."""
    name, title = "红\x1b]0;x\x07\u202e\x9b.txt", "题\x1b[31m\u2066目"
    manifest = json.dumps({"file": name, "title": title})
    write(folder, {name: HARBOUR.replace("泊位12个", "泊位13个"), "manifest.jsonl": manifest})
    said = [invoke("index", folder), invoke("index", folder, "--json")]
    assert json.loads(said[1].stdout)["files"][-1]["file"] == name
    said += [invoke("--library", folder, *words) for words in COMMANDS]
    assert {each.exit_code for each in said} == {0}
    assert not [each.output for each in said if STEERING.search(each.output)]
    assert any("\\x1b[31m\\u2066目" in each.output for each in said)
    assert "泊位13个" in invoke("--library", folder, "show", "--text", name).stdout


def test_the_bar_takes_no_name_for_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with brackets ends no command, and one with escape sequences does nothing."""
    screen = StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    for name in ("[/b]甲\x1b]0;x\x07\n乙[red].txt", "["):
        with index_progress() as progress:
            progress(name, 0, 2)
    assert "[/b]甲\\x1b]0;x\\x07 乙[red].txt" in screen.getvalue()
