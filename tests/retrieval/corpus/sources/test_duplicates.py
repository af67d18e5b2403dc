"""Duplicates: a document held twice is served once, whatever became of it, and two documents never pass for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Engine, Library
from retrieval.corpus.builder import FileChange, build
from retrieval.corpus.sources.duplicates import DuplicateFinder
from retrieval.corpus.sources.folder_listing import FolderListing
from retrieval.corpus.sources.loader import read_corpus
from retrieval.models import Refusal
from retrieval.parsing.fingerprint import TextFingerprint
from retrieval.parsing.report import parse_report
from tests.examples import examples
from tests.retrieval.conversion.office_files import zipped
from tests.retrieval.conversion.test_formats import word

WORK = (
    "检查企业",
    "办理许可",
    "开展培训",
    "组织宣传",
    "受理投诉",
    "调解纠纷",
    "复核处罚",
    "公布清单",
    "修订规章",
    "评查案卷",
)
LINES = [
    f"（{at}）{WORK[at % 10]}工作由{WORK[at * 7 % 10]}科负责，"
    f"全年{WORK[at * 3 % 10]}{at * 37 % 900 + 100}次，比上年增加{at}次。"
    for at in range(60)
]
REPORT = "\n".join(["某市2021年度法治政府建设情况报告", "一、主要做法", *LINES, "某市人民政府", "2022年1月8日", ""])


def fingerprint(text: str) -> TextFingerprint:
    return TextFingerprint.parse(str(TextFingerprint.of(parse_report(text, "某.txt"))))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda text: text, True),
        (lambda text: text.replace("\n", "\n\n　　"), True),
        (lambda text: text.replace("，", ",").replace("（", "("), True),
        (lambda text: text.replace("一、主要做法", "一、主要做法\n第1页"), True),
        (lambda text: text + "某市人民政府办公室印发\n", True),
        (lambda text: text.replace("2022年1月8日", "2022年1月9日"), False),
        (lambda text: text.replace("2021", "2020"), False),
        (lambda text: text.replace("全年检查企业100次", "全年检查企业101次"), False),
        (lambda text: text.replace("某市", "另市"), False),
        (lambda text: text[: len(text) // 2], False),
        (lambda text: "某市关于印发通知的通知\n" + text, False),
    ],
    ids=[
        "equal", "set otherwise", "other signs", "a page number", "an imprint", "another day", "another year",
        "another figure", "another city", "one half", "another title",
    ],
)  # fmt: skip
def test_what_is_the_same(change: Callable[[str], str], same: bool) -> None:
    """What is written decides; a little more of it is another format, another date or figure another document."""
    assert fingerprint(REPORT).resembles(fingerprint(change(REPORT))) is same


def test_short_texts_are_the_same_where_they_are_equal() -> None:
    """Of a few lines too little is known to guess."""
    assert fingerprint("某市通知\n各局：请执行。").resembles(fingerprint("某市通知\n各局,请执行"))
    assert not fingerprint("某市通知\n各局：请执行。").resembles(fingerprint("某市通知\n各局：请即执行。"))


@settings(max_examples=examples(60))
@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_each_text_is_served_once(texts: list[str]) -> None:
    """A finder keeps the first of equal texts, and every text is served."""
    finder = DuplicateFinder()
    served = {f"{at}": text for at, text in enumerate(texts) if finder.add(f"{at}", fingerprint(text)) is None}
    for at, text in enumerate(texts):
        found = DuplicateFinder.add(finder, f"again{at}", fingerprint(text))
        assert found in served
        assert fingerprint(served[str(found)]).written == fingerprint(text).written


def state(folder: Path) -> dict[str, tuple[FileChange, str]]:
    """What became of each file, and the document that is served in its place."""
    built = build(folder)
    same = {each.file: each.same_as for each in built.skipped}
    return {result.file: (result.change, same.get(result.file, "")) for result in built.files}


def test_a_document_in_two_formats_is_served_once(tmp_path: Path) -> None:
    """It is found once, cited once, and both files are told of."""
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    (tmp_path / "b.docx").write_bytes(word(*REPORT.split("\n")))
    (tmp_path / "c.zip").write_bytes(zipped({"d.txt": REPORT.encode("utf-16")}))
    library = Library.open(tmp_path)
    assert [entry.metadata.file for entry in library.catalog] == ["a.txt"]
    assert [(each.file, each.same_as, each.refusal) for each in library.skipped] == [
        ("b.docx", "a.txt", Refusal.SAME),
        ("c.zip/d.txt", "a.txt", Refusal.SAME),
    ]
    reply = Engine(library).ask("全年检查企业多少次")
    assert {quote.passage.file for quote in reply.quotes} == {"a.txt"}
    corpus = read_corpus(FolderListing.of(tmp_path))
    assert [(each.file, each.same_as) for each in corpus.skipped] == [("b.docx", "a.txt"), ("c.zip/d.txt", "a.txt")]


def test_a_copy_takes_the_place_of_what_goes(tmp_path: Path) -> None:
    """Where the served one changes or goes, the other is read again; a new copy takes nobody's place."""
    (tmp_path / "b.txt").write_text(REPORT, "utf-8")
    assert state(tmp_path) == {"b.txt": (FileChange.NEW, "")}
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    assert state(tmp_path) == {"a.txt": (FileChange.DUPLICATE, "b.txt"), "b.txt": (FileChange.KEPT, "")}
    assert state(tmp_path) == {"a.txt": (FileChange.DUPLICATE, "b.txt"), "b.txt": (FileChange.KEPT, "")}
    (tmp_path / "b.txt").write_text(REPORT.replace("2021", "2020"), "utf-8")
    assert state(tmp_path) == {"a.txt": (FileChange.NEW, ""), "b.txt": (FileChange.CHANGED, "")}
    (tmp_path / "c.txt").write_text(REPORT, "utf-8")
    assert state(tmp_path)["c.txt"] == (FileChange.DUPLICATE, "a.txt")
    (tmp_path / "a.txt").unlink()
    assert state(tmp_path) == {
        "a.txt": (FileChange.REMOVED, ""), "b.txt": (FileChange.KEPT, ""), "c.txt": (FileChange.NEW, ""),
    }  # fmt: skip


def test_what_resembles_a_document_is_not_served_beside_it() -> None:
    """The first is served, also in the place of what resembles it alone."""
    finder = DuplicateFinder()
    assert finder.add("a", fingerprint(REPORT)) is None
    assert finder.add("b", fingerprint(REPORT + "某市人民政府办公室印发\n")) == "a"
    assert finder.add("c", fingerprint(REPORT.replace("2021", "2020"))) is None
