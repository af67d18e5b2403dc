"""Articles that are asked for by their number."""

from __future__ import annotations

import pytest

from retrieval.models import Outcome
from tests.retrieval.answering.documents.offices import OfficeLibrary


@pytest.mark.parametrize(
    ("question", "file", "text"),
    [
        (
            "嘉兴市电动自行车管理办法第三条说什么",
            "bikes.txt",
            "第三条 驾驶电动自行车应当佩戴安全头盔。",
        ),
        ("嘉兴电动车办法第4条", "bikes.txt", "禁止在楼道"),
        # An article that is one paragraph is quoted whole, whichever of its paragraphs is asked for.
        ("嘉兴市电动自行车管理办法第三条第二款", "bikes.txt", "第三条 驾驶电动自行车应当佩戴安全头盔。"),
        ("嘉兴电动自行车管理办法第四条罚多少", "bikes.txt", "五百元"),
        ("嘉兴电动自行车管理办法最后一条", "bikes.txt", "2021年7月1日"),
        ("湖州养犬条例第二条", "dogs2022.txt", "不收取费用"),
        ("旧版湖州养犬管理条例第二条怎么规定", "dogs2015.txt", "500元"),
        ("湖州市养犬管理条例2015年版第二条", "dogs2015.txt", "500元"),
    ],
)
def test_an_article_is_quoted(offices: OfficeLibrary, question: str, file: str, text: str) -> None:
    """The first quote is of the document that is meant, and states it."""
    outcome, found, quote = offices.first(question)
    assert (outcome, found) == ("answer", file)
    assert text in quote


def test_the_article_of_the_law_before(offices: OfficeLibrary) -> None:
    """第四条呢 is of the law that the question before names."""
    assert offices.first("第四条呢", "嘉兴市电动自行车管理办法第三条说什么")[1:] == (
        "bikes.txt",
        "第四条 禁止在楼道停放电动自行车。违反规定的,由消防救援机构责令改正,处五百元罚款。",
    )


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("嘉兴电动自行车管理办法第二十条说什么", "第二十条"),
        ("道路交通安全法第九十条说什么", "道路交通安全法"),
        ("湖州市停车场管理办法第二条说什么", "停车场管理办法"),
    ],
)
def test_an_article_or_a_law_that_is_not_held_is_said_to_be_lacking(
    offices: OfficeLibrary, question: str, what: str
) -> None:
    """No other article or law stands in."""
    reply = offices.engine.ask(question)
    assert reply.outcome is Outcome.SCOPE
    assert reply.reason is not None
    assert what in reply.reason.what
    assert len(reply.reason.held) <= 5
