"""Numbered lists whose items are the answer."""

from __future__ import annotations

import pytest

from tests.retrieval.answering.documents.offices import OfficeLibrary


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        ("申请公租房要符合什么条件", "renting.txt", "(三)家庭人均可支配收入"),
        ("公租房申请程序", "renting.txt", "(三)住房保障部门公示并轮候"),
        ("图书馆招聘哪些岗位", "posts.txt", "(二)少儿阅读推广岗"),
        ("图书馆报名要带什么材料", "posts.txt", "1.报名表;\n2.毕业证书。"),
        ("2025年放假安排有哪些", "holidays.txt", "三、劳动节"),
    ],
)
def test_all_items_are_quoted(offices: OfficeLibrary, question: str, file: str, text: str) -> None:
    """The first quote is of the document that is meant, and states it."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote


def test_a_list_is_quoted_to_the_letter(offices: OfficeLibrary) -> None:
    """From the sentence that leads on to its last item, as the document has it."""
    quote = offices.engine.ask("申请公租房要符合什么条件").quotes[0]
    report = offices.engine.library.report_of(quote.passage)
    assert report.text[quote.start : quote.end] == quote.text
    assert quote.text.startswith("申请公共租赁住房应当同时符合下列条件:")
    assert quote.citation.endswith("第二条")


def test_one_item_that_is_asked_for_stays_alone(offices: OfficeLibrary) -> None:
    """古籍修复岗 is one of the posts."""
    assert offices.first("古籍修复岗要什么学历")[2] == "古籍修复岗1名,要求硕士研究生及以上学历;"
