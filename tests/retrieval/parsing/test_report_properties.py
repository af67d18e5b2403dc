"""Properties of reading: any file is read completely or refused with a reason, in bounded time."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.models import Report, ReportError
from retrieval.parsing.identity.attribution import agency_of, report_year
from retrieval.parsing.identity.genre import Genre, genre_of
from retrieval.parsing.numbering import find_marks
from retrieval.parsing.report import parse_report, passages
from retrieval.text.segmentation import split_blocks
from tests.examples import examples
from tests.pace import cost, growth
from tests.reading import read_text

SHARED = Path(__file__).parents[3].parent / "shared" / "eval" / "library"
SEED = next((Path(__file__).parents[3] / "data" / "reports").glob("*.txt"))
PIECES = st.sampled_from(
    "一、 二、 (一) （二） （三） 1. 1.1 ① ② 第一章　".split(" ")
    + "第一条　 第二条　 一是 二是 —— 第一， 第二， 01 02 目标 好 。 ； ：".split(" ")
    + "发布机构： 索引号： 事项名称： 办理地点： 受理条件： 咨询电话： 各位代表！".split(" ")
    + "某市工作报告 2.5 PM 打印 扫一扫".split(" ")
    + "某市人民政府 2021年1月2日 某政发〔2021〕3号 （此件公开发布） 本作品是中华人民共和国的 # ** |".split(" ")
    + [
        "，",
        " | ",
        "附件1\n",
        "注释：\n",
        "目录\n",
        "\n",
        "\n\n",
        "\r\n",
        "\u3000",
        "\u200b",
        "\ufeff",
        "\x0c",
        "\0",
        "\U00020000",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


@settings(deadline=None, max_examples=examples(300))
@given(TEXTS)
@example("0\r附件\r打印\n0")
def test_no_character_is_lost(text: str) -> None:
    """The clauses of any text, in order, make it up; nothing raises."""
    report = parse_report(text, "某.txt")
    assert "".join(text[c.start : c.end] for c in report.clauses) == text
    assert all(c.start <= c.body <= c.end for c in report.clauses)
    assert all(text[p.start : p.end] == p.text for p in passages(report))
    assert all(text[f.start : f.end].strip() for f in report.metadata)
    assert all(len(c.headings) <= c.path.count("/") + 1 for c in report.clauses)
    assert report.title
    assert genre_of(report) in Genre
    assert agency_of(report) != ""
    assert report_year(report) != 0


@settings(deadline=None, max_examples=examples(300))
@given(TEXTS)
def test_marks_are_in_order(text: str) -> None:
    """Marks are in text order, and no level between a mark and its ancestors is missing."""
    found = find_marks(text, [(b.start, b.end) for b in split_blocks(text) if not b.row])
    assert all(first.start <= second.start for first, second in pairwise(found))
    seen: set[tuple[str, ...]] = set()
    for mark in found:
        assert len(mark.path) == 1 or mark.path[:-1] in seen
        seen.add(mark.path)


@settings(deadline=None, max_examples=examples(200))
@given(st.binary(max_size=300) | TEXTS.map(lambda text: text.encode("utf-8", "replace")))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    """No bytes raise anything but a `ReportError` that names the file."""
    read(data, "某.txt")


def read(data: bytes, name: str) -> Report | None:
    """The report, or None where reading is refused with an error that names the file."""
    try:
        return parse_report(read_text(data, name), name)
    except ReportError as error:
        if not str(error).startswith(f"{name}:"):
            raise
        return None


def read_whole(data: bytes, name: str) -> None:
    """Read or refused; where it is read, its clauses make it up."""
    report = read(data, name)
    if report:
        assert "".join(report.text[c.start : c.end] for c in report.clauses) == report.text


def mutations(data: bytes) -> list[bytes]:
    chance = random.Random(7)
    text = data.decode("utf-8", "replace")
    lines = text.splitlines(keepends=True)
    shuffled = chance.sample(lines, len(lines))
    places = [chance.randrange(len(data)) for _ in range(4)]
    return [
        data[: len(data) // 3],
        data[len(data) // 2 + 1 :],
        "".join(shuffled).encode(),
        text.encode("gb18030", "replace"),
        text.encode("utf-16"),
        text.encode("utf-16-le"),
        data[: places[0]] + b"\0\0" + data[places[0] :],
        text.replace("\n", "").encode(),
        text.replace("\n", "\r\n").encode(),
        text.replace("。", "").encode(),
        *(data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :] for at in places),
        data[: places[1]] * 2,
    ]


def files() -> list[Path]:
    real = [*sorted((SHARED / "library").glob("*.txt")), *sorted((SHARED / "library_raw").glob("*.*"))]
    return [SEED, *(path for path in real if path.suffix != ".jsonl")]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name[:24])
def test_mutated_files_are_read_or_refused(path: Path) -> None:
    """Truncated, shuffled, re-encoded and damaged files are read completely or refused, in bounded time."""
    for data in [path.read_bytes(), *mutations(path.read_bytes())]:
        assert cost(lambda: read_whole(data, path.name), 10) < 10  # noqa: B023 - called at once


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared library of real documents is absent")
def test_originals_hold_what_their_texts_hold() -> None:
    """The original files of five documents contain the sentences that were copied from them."""
    import json

    for line in (SHARED / "library_raw" / "map.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        text = "".join(read_text((SHARED / "library_raw" / pair["raw"]).read_bytes(), pair["raw"]).split())
        copied = (SHARED / "library" / pair["txt"]).read_text("utf-8").splitlines()
        lost = [row for row in copied if len(row) > 25 and "".join(row.split()) not in text]
        assert len(lost) <= 4, lost
        assert not any("。" in row for row in lost)


UNITS = [
    *"一 ( （ 。 ： ； 1 . | · … - —".split(" "),
    *"a 年 的 第 是 、 [ PM 一是 第一条 2021年 各位代表！ 发布机构： 我代表 < # **".split(" "),
    *(" ", "\u3000", "\u2002", "\t", "\u200b", " | ", "某局 ", "主任 ", "政 "),
]


@pytest.mark.parametrize("unit", UNITS)
def test_long_lines_take_no_long_time(unit: str) -> None:
    """100,000 characters of anything on a line are read within a second."""
    for text in (unit * (100_000 // len(unit)), f"某市报告\n一、{unit * (100_000 // len(unit))}。\n二、完"):
        assert cost(lambda: described(text), 1) < 1  # noqa: B023 - called at once


def described(text: str) -> None:
    """Parse a report and find out what it is."""
    report = parse_report(text, "x.txt")
    report_year(report), agency_of(report), genre_of(report)


@pytest.mark.slow
def test_many_lines_take_linear_time() -> None:
    """Twice as many marks take about twice the time, for every kind of mark."""
    for unit in (
        "1.\n",
        "附件1\n",
        "事项：\n",
        "一、甲\n二、乙\n",
        "某局\n2021年1月1日\n",
        "1 | 二\n",
        "第一条\n",
        "目录\n甲\n",
    ):
        lines = unit.count("\n")
        assert growth(lambda size: parse_report(unit * (size // lines), "x.txt"), 4_000) < 10, unit  # noqa: B023


def test_ten_megabytes_on_one_line() -> None:
    """A line of ten megabytes is a report with one clause."""
    data = ("好" * 3_400_000).encode()
    assert len(parse_report(read_text(data, "x.txt"), "x.txt").clauses) == 1
    assert cost(lambda: parse_report(read_text(data, "x.txt"), "x.txt"), 10) < 10
