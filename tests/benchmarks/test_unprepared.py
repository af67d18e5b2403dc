"""Libraries that nobody prepared: what is right by its words and of the wrong document is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import fit_ranking, lexicon_themes, unprepared
from benchmarks.fit_answering import AnswerCase, answering_table
from benchmarks.unprepared_ablation import library_variants
from retrieval.scoring.logistic_model import LogisticModel
from retrieval.scoring.reranking.answer_model import SLOT_MISSING, AnswerModel
from retrieval.scoring.reranking.sentence_reranker import RankingModel
from retrieval.text.lexicon import Lexicon, Term
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


def test_both_models_are_fitted_and_written(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same sentence of another document is all that may come first; the files are what the engine reads."""
    path = questions(folder)
    cases = list(fit_ranking.cases_of(unprepared.library_of(folder, path, tmp_path / "work"), path))
    model = fit_ranking.fit(cases)
    ranks = [fit_ranking.rank(case, model) for case in cases if case.right.any()]
    assert ranks[0] == 0
    assert max(ranks) <= 1
    assert [case.stated for case in cases] == [True, True, True, False]
    out = tmp_path / "models"
    out.mkdir()
    assert fit_ranking.main([str(folder), str(path), "--check", str(path), "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "invented, by the model" in printed
    assert "right from unanswerable" in printed
    assert RankingModel.load(out / "ranking.json").weights.keys() == model.weights.keys()
    answering = AnswerModel.load(out / "answering.json")
    told = cases[0].answer_case(model).features
    assert answering.right.names == answering.stated.names == tuple(told)


def test_how_well_answers_are_told_is_an_area_under_the_curve() -> None:
    """Two right ones above, one of two wrong ones between them: 3 of 4 pairs; what nothing states is below all."""
    model = LogisticModel(("x",), np.zeros(1), np.ones(1), np.ones(1), 0.0, 0.35)
    cases = [
        AnswerCase({"x": x, SLOT_MISSING: 0.0}, right, stated)
        for x, right, stated in ((3.0, True, True), (1.0, True, True), (2.0, False, True), (-4.0, False, False))
    ]
    table = answering_table({"all": cases, "none": cases[3:]}, {}, AnswerModel(model, model))
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[2:]]
    assert rows == [["all", "0.750", "1.000", "3 of 4", "66.7", "0.0"], ["none", "–", "–", "0 of 1", "–", "0.0"]]


def test_the_gain_of_a_theme_is_what_is_lost_without_it(folder: Path, tmp_path: Path) -> None:
    """Only questions with one of its forms are asked again."""
    path = questions(folder)
    library = unprepared.library_of(folder, path, tmp_path / "work")
    themes = {"pay": Lexicon({"工钱": (Term("劳动报酬", 1.0),)}), "sea": Lexicon({"浮标": (Term("航标", 1.0),)})}
    found = dict(lexicon_themes.gains(replace(library, lexicon=themes["pay"]), path, themes))
    assert (found["pay"].forms, found["pay"].questions, found["sea"].questions) == (1, 1, 0)
    assert found["pay"].with_it >= found["pay"].without
    assert (found["pay"] + found["pay"]).questions == 2


def test_each_ingredient_is_left_out_in_turn(folder: Path, tmp_path: Path) -> None:
    """A row each, of the same questions; without the order by meaning the words alone decide."""
    path = questions(folder)
    library = unprepared.library_of(folder, path, tmp_path / "work")
    rows = unprepared.ablation(library, path).splitlines()[2:]
    names = [row.split("|")[1].strip() for row in rows]
    assert names[0] == "nothing: the whole engine"
    assert {"the lexicon", "the meaning of words", "the fitted answers, for trust set by hand"} <= set(names)
    assert len(set(names)) == len(names) == 9
    engines = dict(library_variants(library))
    assert engines["the meaning of words"].pipeline.reader.reranker is None
    reranker = engines["the fitted answers, for trust set by hand"].pipeline.reader.reranker
    reader = engines["nothing: the whole engine"].pipeline.reader
    assert reranker is not None
    assert reader.reranker is not None
    evidence = reader.evidence(reader.analyzer.analyse("老板不发工钱咋办"))
    assert replace(reader.reranker, fitted_on=1).rerank(evidence).features
    assert reranker.rerank(evidence).features is None


def test_every_shipped_theme_is_read() -> None:
    """A theme a file, named as it is."""
    assert {"信用", "交通与公安"} <= lexicon_themes.themes().keys()
