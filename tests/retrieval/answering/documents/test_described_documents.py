"""Documents that a question describes: by the words of a title, abbreviated, by year, by what they are about."""

from __future__ import annotations

import pytest

from retrieval.answering.documents.described_documents import DocumentFinder, described
from retrieval.answering.documents.document_names import named_file
from retrieval.corpus.filters import EVERY_REPORT, Condition, Is, ReportField
from retrieval.question.analysis import analyse
from retrieval.question.scope import Scope
from retrieval.text.lexicon import Lexicon
from tests.retrieval.answering.documents.offices import OfficeLibrary
from tests.retrieval.corpus.test_catalog import catalog_of, entry_of


@pytest.mark.parametrize(
    ("rest", "reports", "file"),
    [
        ("停车管理办法", EVERY_REPORT, "b.txt"),
        ("管理办法", EVERY_REPORT, None),
        ("火星登陆计划", EVERY_REPORT, None),
        ("停车管理办法", Is(ReportField.FILE, "a.txt"), None),
        ("停车收费标准", EVERY_REPORT, None),
        ("停车管理办法凭证", EVERY_REPORT, None),
        ("", EVERY_REPORT, None),
        ("", Is(ReportField.FILE, "c.txt"), "c.txt"),
    ],
)
def test_a_document_is_described_by_most_of_its_title(rest: str, reports: Condition, file: str | None) -> None:
    """By one alone, and by more than half of what is said; the kind alone tells little."""
    titles = {"a.txt": "某市燃气管理办法", "b.txt": "某市停车管理办法", "c.txt": "某市通报"}
    catalog = catalog_of([entry_of(name, title) for name, title in titles.items()])
    only = catalog.select(reports, 2)
    scope = Scope(reports, len(only), only[0] if len(only) == 1 else None)
    assert described(rest, catalog, scope) == file


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("蜂业条例", "nation.txt"),
        ("《蜂业条例》自", "nation.txt"),
        ("中华人民共和国蜂业条例", "nation.txt"),
        ("云台省蜂业条例", "province.txt"),
        ("蜂业条例实施细则", "rules.txt"),
    ],
)
def test_a_whole_title_comes_before_titles_that_have_it(said: str, file: str) -> None:
    """The nation's law, where those of provinces and its own rules have its name in theirs."""
    titles = {"nation.txt": "中华人民共和国蜂业条例", "province.txt": "云台省蜂业条例", "rules.txt": "蜂业条例实施细则"}
    catalog = catalog_of([entry_of(name, title) for name, title in titles.items()])
    assert described(said, catalog, Scope(EVERY_REPORT, len(catalog)), list(reversed(titles))) == file
    question = analyse(said, (), Lexicon(), None)
    assert named_file(said, question, catalog, EVERY_REPORT) == file


@pytest.mark.parametrize(
    ("said", "file"),
    [
        ("公租房细则", "renting.txt"),
        ("公共租赁住房实施细则", "renting.txt"),
        ("电动车办法", "bikes.txt"),
        ("2022年统计公报", "figures2022.txt"),
        ("统计公报", "figures2023.txt"),
        ("月球车办法", None),
        ("公租房细则，" * 40, None),
    ],
)
def test_a_title_may_be_abbreviated(offices: OfficeLibrary, said: str, file: str | None) -> None:
    """Of a series the report of the year that is named is meant, else the newest; a whole page describes none."""
    catalog = offices.engine.library.catalog
    finder = DocumentFinder(catalog, offices.engine.parts.retriever)
    expansions = offices.engine.parts.analyzer.analyse(said).expansions
    assert finder.find(said, Scope(EVERY_REPORT, len(catalog)), expansions) == file
