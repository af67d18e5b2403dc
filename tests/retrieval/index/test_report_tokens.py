"""Report tokens: the texts of a report as the parts of its segment take them in."""

from __future__ import annotations

from dataclasses import replace

from retrieval.index.report_tokens import ReportTokens, folded_sentences
from retrieval.models import Passage, PassageReading, Report
from retrieval.parsing.report import parse_report, passages
from retrieval.text.normalization import fold

REPORT = parse_report("某局工作報告\n一、成效\n(一)公开。面积20㎡。办结5件。\n(二)服务。接待9人。\n", "a.txt")


def read(passage: Passage, *sentences: str) -> Passage:
    """A passage with its reading."""
    spans = [(REPORT.text.index(each), REPORT.text.index(each) + len(each)) for each in sentences]
    return replace(passage, reading=PassageReading(fold(passage.text), tuple(spans)))


def leaves(report: Report) -> list[Passage]:
    """The passages of the two clauses."""
    return [passage for passage in passages(report) if passage.clause.path.startswith("一/")]


def test_titles_hold_the_headings_above() -> None:
    """Each passage's title is the report's with the headings of its clause, folded."""
    assert ReportTokens(REPORT, leaves(REPORT)).titles == ["某局工作报告 成效 公开", "某局工作报告 成效 服务"]


def test_sentences_are_folded_by_themselves_where_offsets_differ() -> None:
    """One sign that folds to two does not shift the sentences after it."""
    public, service = leaves(REPORT)
    assert folded_sentences(read(public, "面积20㎡。", "办结5件。")) == ["面积20m2。", "办结5件。"]
    assert folded_sentences(read(service, "接待9人。")) == ["接待9人。"]


def test_sentences_are_folded_by_themselves_where_lengths_agree_by_chance() -> None:
    """One sign becomes two and two become one: the text is as long as before, and no offset is the same."""
    text = "新建㎡。cafe\u0301开张。"
    reading = PassageReading(fold(text), ((0, 4), (4, len(text))))
    passage = replace(leaves(REPORT)[0], start=0, end=len(text), text=text, reading=reading)
    assert len(reading.folded) == len(text)
    assert folded_sentences(passage) == ["新建m2。", "café开张。"]


def test_a_passage_without_a_reading_is_one_sentence() -> None:
    """What nobody has cut is taken whole."""
    tokens = ReportTokens(REPORT, leaves(REPORT))
    assert tokens.sentences == [[text] for text in tokens.texts]
    assert tokens.text == fold(REPORT.text)
