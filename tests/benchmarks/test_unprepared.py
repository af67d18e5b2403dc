"""Libraries that nobody prepared: what is right by its words and of the wrong document is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import fit_ranking, unprepared
from retrieval.scoring.reranking.sentence_reranker import RankingModel
from tests.retrieval.invented import HARBOUR

RULES = """\
2021年度砀山县办事规程

一、养犬
饲养犬只应当办理登记,费用为30元。

二、劳动
用人单位应当按时足额支付劳动报酬。
"""
# The same sentence in a document that no question means.
OTHER = RULES.replace("砀山", "风车").replace("30元", "45元")


def questions(folder: Path) -> Path:
    """A file of gold questions over three documents."""

    def span(file: str, text: str, sentence: str) -> list[object]:
        start = text.index(sentence)
        return [file, start, start + len(sentence)]

    dogs, wages = span("b.txt", RULES, "饲养犬只应当办理登记,费用为30元。"), "用人单位应当按时足额支付劳动报酬。"
    rows = [
        {
            "id": "1",
            "kind": "fact",
            "question": "砀山县养犬登记费用是多少",
            "answer": "30元",
            "doc": "b.txt",
            "spans": [dogs],
        },
        {
            "id": "2",
            "kind": "fact",
            "question": "风车县养犬登记费用是多少",
            "answer": "30元",
            "doc": "c.txt",
            "spans": [dogs],
        },
        {
            "id": "3",
            "kind": "lay",
            "question": "老板不发工钱咋办",
            "doc": "b.txt",
            "spans": [span("b.txt", RULES, wages)],
        },
        {"id": "4", "kind": "near-miss", "question": "青禾县灯塔谁设计的", "doc": "a.txt", "spans": []},
    ]
    path = folder / "invented.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the documents of the questions, and one that they do not name."""
    for name, text in {"a.txt": HARBOUR, "b.txt": RULES, "c.txt": OTHER, "d.txt": OTHER}.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_only_the_documents_of_the_questions_are_indexed(folder: Path, tmp_path: Path) -> None:
    """The library is the one that the questions were written over."""
    path = questions(folder)
    library = unprepared.library_of(folder, path, tmp_path / "work")
    assert {each.report.file for each in library.loaded_reports} == {"a.txt", "b.txt", "c.txt"}
    golds, files = unprepared.gold_of(path, library)
    assert golds[0].quotes == ("饲养犬只应当办理登记,费用为30元。",)
    assert files == [("b.txt",), ("b.txt",), ("b.txt",), ()]


def test_a_quote_of_another_document_is_wrong(folder: Path, tmp_path: Path) -> None:
    """Question 2 asks for the other county, whose sentence is not the one that its gold names."""
    path = questions(folder)
    found = unprepared.measure(unprepared.library_of(folder, path, tmp_path / "work"), path)
    points = {each.gold.id: each.points for each in found.replies}
    assert points["1"] == points["4"] == 1.0
    assert points["2"] == 0.0
    assert found.kinds["fact"] == (2, 50.0)
    given = {each.gold.id: each.given_right for each in found.replies}
    assert given["1"] is True
    assert given["2"] is not True


def test_the_tables_are_written_where_they_belong(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between two markers of a page; what fell short as JSON lines."""
    page, shown = tmp_path / "page.md", tmp_path / "shown.jsonl"
    page.write_text("A\n<!-- unprepared: begin -->\n<!-- unprepared: end -->\nB\n", "utf-8")
    arguments = [str(folder), str(questions(folder)), "--report", str(page), "--show", str(shown)]
    assert unprepared.main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.strip() in page.read_text("utf-8")
    assert "| fact | 50.0 (2) |" in printed
    assert [json.loads(line)["id"] for line in shown.read_text("utf-8").splitlines()] == ["1", "2", "3", "4"]


def test_a_model_is_fitted_and_written(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same sentence of another document is all that may come first; the file is what the engine reads."""
    path, out = questions(folder), tmp_path / "ranking.json"
    cases = list(fit_ranking.cases_of(unprepared.library_of(folder, path, tmp_path / "work"), path))
    model = fit_ranking.fit(cases)
    ranks = [fit_ranking.rank(case, model) for case in cases if case.right.any()]
    assert ranks[0] == 0
    assert max(ranks) <= 1
    assert fit_ranking.main([str(folder), str(path), "--check", str(path), "--out", str(out)]) == 0
    assert "invented, after" in capsys.readouterr().out
    assert RankingModel.load(out).weights.keys() == model.weights.keys()
