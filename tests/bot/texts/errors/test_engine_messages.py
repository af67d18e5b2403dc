"""What a clerk reads of errors that the engine, the system and SQLite put in English."""

from __future__ import annotations

import errno
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.texts.errors.command_failures import error_message
from bot.texts.errors.engine_messages import in_chinese
from bot.texts.errors.system_errors import system_error
from bot.texts.unread_files import skipped_reason
from retrieval import Library
from retrieval.corpus.builder import build
from retrieval.corpus.sources.annotations import parse_gaps, parse_phrasings
from retrieval.corpus.sources.manifest import parse_manifest
from retrieval.evaluation.gold import load_gold
from retrieval.evaluation.reporting import accepted_figures
from retrieval.models import ReportError, WendaError
from retrieval.text.lexicon import parse_lexicon
from tests.shipped import library

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


def test_other_messages_stay_as_they_are() -> None:
    """What is Chinese already, and what nobody foresaw."""
    assert in_chinese("没有“p9”这一条。") == "没有“p9”这一条。"
    assert in_chinese("something new") == "something new"
