"""What a clerk reads of errors that the engine, the system and SQLite put in English."""

from __future__ import annotations

import errno
import json
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from bot.analytics.export import ExportError
from bot.operations.backups import find_damage
from bot.texts.errors.command_failures import error_message
from bot.texts.errors.engine_messages import in_chinese
from bot.texts.errors.system_errors import database_error, system_error
from bot.texts.unread_files import skipped_reason
from retrieval import Library
from retrieval.corpus.builder import build
from retrieval.corpus.sources.annotations import parse_gaps, parse_phrasings
from retrieval.corpus.sources.manifest import parse_manifest
from retrieval.evaluation.gold import load_gold
from retrieval.evaluation.grading import QualityTotals
from retrieval.evaluation.reporting import accepted_figures, compare, to_accept
from retrieval.models import (
    DamagedIndexError,
    LibraryError,
    ReportError,
    SearchRefusedError,
    SearchUnavailableError,
    WendaError,
)
from retrieval.sandbox.sandboxed_reader import Limits, SandboxedReader
from retrieval.text.lexicon import parse_lexicon
from tests.shipped import library

# What a process that reads files begins with, or refuses to begin with.
GREETS = (
    "import os; from multiprocessing.connection import Connection; own = Connection(os.dup(0)); own.send_bytes(b'ok'); "
)
REFUSES = GREETS.replace("b'ok'", "b'error'")
# Words of people, names of files, and what the formats themselves are written with.
_KNOWN = re.compile(
    r"'[^']*'|\"[^\"]*\"|[\w/.-]*\.\w+(?::\d+)?|/\S+"
    r"|\b(?:JSON|file|year|title|UTF-8|id|kind|question|quotes|wenda-\w+)\b"
)


def english(said: str) -> list[str]:
    """The English words that are left in a message."""
    return re.findall(r"[A-Za-z]{2,}", _KNOWN.sub("", said))


@pytest.mark.parametrize(
    "line",
    [
        "{bad", '"a"', "[" * 9999, "{}", '{"file": 5}', '{"file": "no.txt"}', '{"file": "a.txt", "year": "二零"}',
        '{"file": "a.txt", "title": 7}', '{"file": "a.txt"}\n{"file": "a.txt"}', "x" * 200_000, "x\n" * 200,
    ],
)  # fmt: skip
def test_lines_of_a_manifest(line: str) -> None:
    """Whatever is wrong with one, what was wanted and found is Chinese."""
    _, skipped = parse_manifest(line, ["a.txt"])
    assert skipped
    for each in skipped:
        assert english(skipped_reason(each)) == []


def _phrasings(text: str) -> object:
    return parse_phrasings(text, "a.phrasings", library().reports[0])


@pytest.mark.parametrize(
    "read",
    [
        lambda: _phrasings("x"),
        lambda: _phrasings("# wenda-phrasings 1\n问\n"),
        lambda: _phrasings("# wenda-phrasings 1\n> 没有这句\n"),
        lambda: _phrasings("# wenda-phrasings 1\n>没有\n"),
        lambda: _phrasings("# wenda-phrasings 1\n> 共保留审批事项189项\n= 三项\n"),
        lambda: parse_gaps("# wenda-gaps 1\n> 没有这句\n", "a.gaps", library().reports[0]),
        lambda: parse_lexicon("# wenda-lexicon 1\n民告官\n", "a.txt"),
        lambda: parse_lexicon("# wenda-lexicon 1\n民告官 => 应诉*7\n", "a.txt"),
        lambda: load_gold("{", "a.jsonl"),
        lambda: load_gold('{"id": "1"}', "a.jsonl"),
        lambda: load_gold("", "a.jsonl"),
        lambda: accepted_figures("[]", "a.json"),
        lambda: Library.open("/no/such/folder"),
        lambda: build(Path("/no/such/folder")),
        lambda: build(Path(__file__)),
    ],
)
def test_errors_of_the_engine(read: Callable[[], object]) -> None:
    """Files that staff write, gold questions, libraries: the place is kept, the rest is Chinese."""
    with pytest.raises(WendaError) as caught:
        read()
    said = error_message(caught.value)
    assert english(said) == []
    assert said != str(caught.value)


def test_an_index_that_cannot_be_used(tmp_path: Path) -> None:
    """Each fault names the command that mends it."""
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("一、工作\n共办理3件。\n", "utf-8")
    index = tmp_path / "index"
    build(tmp_path / "reports", index)
    with pytest.raises(WendaError) as caught:
        build(index)
    assert "是索引" in error_message(caught.value)
    for content in (b"wenda-index 1 0\n", b"\xff"):
        (index / "CURRENT").write_bytes(content)
        with pytest.raises(WendaError) as caught:
            Library.open(index)
        assert "请执行 wenda index DIR --output" in error_message(caught.value)
        assert "with DIR" not in error_message(caught.value)


def test_a_file_that_cannot_be_read() -> None:
    """Its name and the reason for people, in the form that lists have too."""
    said = error_message(ReportError("data.xlsx: wanted an Excel file, found a broken one: KeyError"))
    assert said.startswith("没能读入：data.xlsx：文件损坏")


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EISDIR, errno.EADDRINUSE, 9999])
def test_errors_of_the_system(number: int) -> None:
    """By their number, as their words depend on the system's language."""
    assert english(system_error(OSError(number, "some English words"))) == []


def test_errors_of_encoding_json_databases_and_the_network(tmp_path: Path) -> None:
    """As they are raised."""
    (tmp_path / "a.db").write_bytes(b"x" * 4096)
    for provoke in (
        lambda: b"\xff".decode("utf-8"),
        lambda: json.loads("{\n\n"),
        lambda: json.loads("{"),
        lambda: json.loads("[" * 99_999),
        lambda: sqlite3.connect(tmp_path / "a.db").execute("select * from sqlite_master"),
        lambda: sqlite3.connect(":memory:").execute("select * from interactions"),
        lambda: sqlite3.connect(tmp_path / "no" / "a.db"),
        lambda: httpx.get("http://127.0.0.1:9", trust_env=False),
    ):
        with pytest.raises((ValueError, RecursionError, sqlite3.Error, httpx.HTTPError)) as caught:
            provoke()
        assert english(system_error(caught.value).replace("interactions", "")) == []


@pytest.mark.parametrize(
    "code",
    [
        "exit(3)",
        "import os; os.kill(os.getpid(), 9)",
        "import time; time.sleep(60)",
        f"{GREETS}own.send_bytes(b'no JSON')",
        f"{REFUSES}own.send_bytes(b\"No module named 'lxml'\")",
        f"{REFUSES}own.send_bytes(b'something else is wrong with it')",
    ],
)
def test_how_the_process_that_reads_files_ended(code: str) -> None:
    """Whatever keeps it from starting, the sentence is Chinese; only a name, a code or a signal is not."""
    with (
        SandboxedReader(Limits(start=0.5), (sys.executable, "-c", code)) as reader,
        pytest.raises(ReportError) as caught,
    ):
        reader.confinement()
    said = in_chinese(str(caught.value))
    assert not said.startswith("原因不明")
    assert set(english(re.sub("（[^）]*）", "", said))) <= {"lxml"}


def test_a_process_that_the_system_does_not_start() -> None:
    """The system's reason is Chinese as well."""
    with (
        SandboxedReader(command=("/no/such/program",)) as reader,
        pytest.raises(ReportError) as caught,
    ):
        reader.confinement()
    assert in_chinese(str(caught.value)) == "没有启动：没有这个文件或文件夹"


@pytest.mark.parametrize(
    "error",
    [
        SearchUnavailableError("http://127.0.0.1:9200: N/A <urllib3.HTTPConnection>: Failed to establish a connection"),
        SearchUnavailableError("http://127.0.0.1:9200, http://b:9200: TIMEOUT read timeout=3"),
        SearchUnavailableError("http://127.0.0.1:9200: 503 no_shard_available_action_exception"),
        SearchUnavailableError("wenda-passages: wanted an answer of every shard, found {'failed': 1}"),
        SearchRefusedError("https://127.0.0.1:9200: 401 Unauthorized"),
        DamagedIndexError("a.txt: p3: wanted the passage that was indexed, found another"),
        LibraryError("wenda-lock: the index is being built by another process; wait until it is done"),
        LibraryError(
            "wenda-passages: wanted an index of format 'a 2', found 'a 1'; to make a new one, run: wenda index"
        ),
    ],
)
def test_errors_of_searching(error: WendaError) -> None:
    """A cluster that is away, refuses or is at work, and an index that is damaged."""
    said = error_message(error)
    assert "原因不明" not in said
    assert set(english(said.replace("wenda index", "").replace("OPENSEARCH_", ""))) <= {"http", "env"}


@pytest.mark.parametrize("figure", [each.name for each in fields(QualityTotals)])
def test_figures_that_fell(figure: str) -> None:
    """Each figure that is compared has its name in Chinese."""
    names: list[str] = [each.name for each in fields(QualityTotals)]
    before, now = (QualityTotals(**dict.fromkeys(names, value)) for value in (0, 100))
    for accepted, found in ((before, now), (now, before)):
        for line in compare("甲", found, {"甲": to_accept(accepted)}):
            assert english(in_chinese(line)) == []


def test_what_nobody_foresaw_is_said_in_chinese() -> None:
    """The words of whoever raised it stand behind that, on one line; what is Chinese already stays as it is."""
    assert in_chinese("something\nnew") == "原因不明（something new）"
    assert error_message(LibraryError("something new")) == "原因不明（something new）"
    assert error_message(ExportError("没有“p9”这一条。")) == "没有“p9”这一条。"
    assert system_error(ValueError("bad magic")) == "原因不明（bad magic）"
    assert system_error(KeyError()) == "原因不明（KeyError）"
    assert database_error("no such column: a") == "缺少列 a"


def test_a_damaged_page_of_a_database(tmp_path: Path) -> None:
    """What SQLite's own check found stands behind words that say so."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table a (b text)")
        db.executemany("insert into a values (?)", [["x" * 500]] * 40)
        db.commit()
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 3 * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)
    assert find_damage(path).startswith(("完整性检查没有通过：", "内容已损坏"))
