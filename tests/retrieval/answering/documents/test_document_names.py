"""Documents that a question names: those that are held come first, for others none stands in."""

from __future__ import annotations

import pytest

from retrieval.answering.documents.document_names import is_held, named_file
from retrieval.corpus.filters import EVERY_REPORT
from retrieval.models import Outcome
from retrieval.question.scope import Scope
from tests.retrieval.answering.documents.offices import OfficeLibrary


@pytest.mark.parametrize(
    ("name", "held", "file"),
    [
        ("公共租赁住房管理实施细则", True, "renting.txt"),
        ("医疗器械监督管理条例", False, None),
        ("教育部关于校外培训的通知", False, None),
        ("电动自行车管理条例", True, None),
    ],
)
def test_a_name_is_held_against_the_titles(offices: OfficeLibrary, name: str, held: bool, file: str | None) -> None:
    """What kind of document it is counts little; two that fit are none."""
    catalog, question = offices.engine.library.catalog, offices.engine.parts.analyzer.analyse(name)
    assert is_held(name, question, catalog, Scope(EVERY_REPORT, len(catalog))) is held
    assert named_file(name, question, catalog, EVERY_REPORT) == file


@pytest.mark.parametrize(
    "question",
    [
        "民法典离婚冷静期多少天",
        "嘉兴市物业管理条例物业费谁定",
        "教育部关于校外培训的通知说了什么",
        "昆山养狗要登记吗",
        "2019年茶叶产量多少",
        "2019年统计公报茶叶产量多少",
        "2030年行政复议多少件",
    ],
)
def test_what_is_not_held_is_said_with_at_most_five_titles(offices: OfficeLibrary, question: str) -> None:
    """A law, a local rule, a notice, a county, a year."""
    reply = offices.engine.ask(question)
    assert reply.outcome is Outcome.SCOPE
    assert reply.reason is not None
    assert 0 < len(reply.reason.held) <= 5


@pytest.mark.parametrize("question", ["搞集资骗局罚多少", "餐厅里能带狗吗"])
def test_what_ends_like_an_agency_is_none(offices: OfficeLibrary, question: str) -> None:
    """骗局 and 餐厅 are no agencies that could be lacking."""
    assert offices.engine.ask(question).outcome is not Outcome.SCOPE
