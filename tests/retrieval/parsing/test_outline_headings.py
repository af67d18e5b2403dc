"""Outline: where the headings of items, articles and annexes end, and what they are without their signs."""

from __future__ import annotations

import pytest

from retrieval.models import Clause
from retrieval.parsing.outline import build_outline
from retrieval.text.segmentation import split_blocks


def clauses(text: str) -> dict[str, Clause]:
    """The first clause of each path."""
    return {clause.path: clause for clause in reversed(build_outline(text, split_blocks(text)))}


def parted(text: str, path: str) -> tuple[str, str]:
    """The heading of a clause and its body."""
    clause = clauses(text)[path]
    return clause.headings[-1], text[clause.body : clause.end].strip()


@pytest.mark.parametrize(
    ("item", "heading", "body"),
    [
        # A short first line or sentence with more behind it; the limit of a line is twice that of a sentence.
        ("加强巡查。每日两次。每周汇总。", "加强巡查", "每日两次。每周汇总。"),
        (f"{'巡' * 29}。每日两次。", "巡" * 29, "每日两次。"),
        (f"{'巡' * 30}。每日两次。", "", f"{'巡' * 30}。每日两次。"),
        (f"{'巡' * 30}。每日两次。\n每周汇总。", "", f"{'巡' * 30}。每日两次。\n每周汇总。"),
        (f"{'巡' * 60}\n每日两次。", "巡" * 60, "每日两次。"),
        (f"{'巡' * 61}\n每日两次。", "", f"{'巡' * 61}\n每日两次。"),
        (f"{'巡' * 59}。\n每日两次。", "巡" * 59, "每日两次。"),
        ("\n每日两次。", "", "每日两次。"),
        # A line with figures or a finding is a heading where it is no sentence.
        ("治理河道30亩以上\n每日两次。", "治理河道30亩以上", "每日两次。"),
        ("着力解决力量不足问题\n每日两次。", "着力解决力量不足问题", "每日两次。"),
        # Only up to the next mark, though its line goes on.
        ("巡查要求：一是勤查。二是快修。", "巡查要求", ""),
        ("巡查要求：一是勤查；二是快修\n三是节水。", "巡查要求", ""),
        (f"{'巡' * 40}：一是勤查；二是快修。", "", f"{'巡' * 40}："),
        # A statement alone is no heading.
        ("加强巡查。", "", "加强巡查。"),
        # Without the signs around it; blanks that spread a short heading over the line go.
        ("巡查要求：\n每日两次。", "巡查要求", "每日两次。"),
        ("淘汰型号X\n每日两次。", "淘汰型号X", "每日两次。"),
        ("巡　　查\n每日两次。", "巡查", "每日两次。"),
        ("推广 AI 巡查\n每日两次。", "推广 AI 巡查", "每日两次。"),
        ("河道　湖泊　水库　巡查\n每日两次。", "河道湖泊水库巡查", "每日两次。"),
        ("河道　湖泊　水库的　巡查\n每日两次。", "河道湖泊水库的巡查", "每日两次。"),
        ("河道　湖泊　水库里的　巡查\n每日两次。", "河道　湖泊　水库里的　巡查", "每日两次。"),
    ],
)
def test_the_heading_of_an_item(item: str, heading: str, body: str) -> None:
    """It is a short first line, or a short first sentence that more follows."""
    assert parted(f"一、总则\n（一）{item}\n（二）略。\n", "一/(一)") == (heading, body)


@pytest.mark.parametrize(
    ("item", "heading", "body"),
    [
        ("**（一）巡查要求**\n\n每日两次。", "巡查要求", "每日两次。"),
        ("**（一）巡查要求。**\n\n每日两次。", "巡查要求", "每日两次。"),
        ("**（一）巡查要求。**每日两次。", "巡查要求", "每日两次。"),
        ("（一）__巡查要求。__每日两次。", "巡查要求", "每日两次。"),
        ("（一）巡查要求\n**每日**两次。", "巡查要求", "**每日**两次。"),
        (f"**（一）{'巡' * 59}。**\n\n每日两次。", "巡" * 59, "每日两次。"),
        # The signs of the next item are no text below this one.
        ("**（一）巡查要求。**\n\n**（二）检修。**", "", "巡查要求。**\n\n**"),
        ("### （一）巡查要求\n\n### （二）检修", "", "巡查要求\n\n###"),
    ],
)
def test_the_signs_of_markdown_are_in_no_heading(item: str, heading: str, body: str) -> None:
    """Nor do those that close a heading stand at the beginning of the text below it."""
    assert parted(f"## 一、总则\n\n{item}", "一/(一)") == (heading, body)


def test_notes_have_no_headings() -> None:
    """The first sentence of a note is text, however short."""
    assert parted("一、总则\n略。\n注释：\n[1]甲站指泵站。乙站另计。\n", "注释/[1]") == ("", "甲站指泵站。乙站另计。")


def test_an_article_has_no_heading() -> None:
    """Its first sentence is text, that of its later paragraphs too, and so its items have none above them."""
    found = clauses("第一条　某局负责。某所配合。\n乡镇参与。村组协助。包括：\n（一）巡查。每日两次。\n（二）检修。\n")
    assert {path: clause.headings for path, clause in found.items()} == {
        "第一条/第一款": ("", ""),
        "第一条/第二款": ("", ""),
        "第一条/第二款/(一)": ("", "", "巡查"),
        "第一条/第二款/(二)": ("", "", ""),
    }
    assert found["第一条/第一款"].body == len("第一条")
    assert found["第一条/第二款"].body == found["第一条/第二款"].start


@pytest.mark.parametrize(
    ("annex", "heading", "body"),
    [
        # The colon may stand on the line below the mark, as a link leaves it.
        ("附件1\n：某市泵站名单\n略。", "某市泵站名单", "略。"),
        ("附件1\nX站名单\n引航办法\n略。", "X站名单", "引航办法\n略。"),
        # The title is complete on the fourth line at the latest.
        ("附件1\n某市\n各处\n泵站\n引航办法\n略。", "某市各处泵站引航办法", "略。"),
        ("附件1\n某市\n各处\n泵站\n河道\n引航办法\n略。", "某市", "各处\n泵站\n河道\n引航办法\n略。"),
        ("附件1\n某市泵站名\n单\n略。", "某市泵站名单", "略。"),
        ("附件1\n某市泵站名\n\n单\n略。", "某市泵站名单", "略。"),
        # Lines that are no title: long ones, those that a sentence goes on from, and rows of links.
        (f"附件1\n{'长' * 60}\n略。", "长" * 60, "略。"),
        (f"附件1\n{'长' * 61}\n略。", "附件1", f"{'长' * 61}\n略。"),
        ("附件1\n关于泵站的说明，  \n略。", "附件1", "关于泵站的说明，  \n略。"),
        ("附件1\n首页 | 关于我们\n略。", "附件1", "首页 | 关于我们\n略。"),
        # Not on the line of a mark within it.
        ("附件：（一）某站名单\n略。", "附件", ""),
    ],
)
def test_the_title_of_an_annex(annex: str, heading: str, body: str) -> None:
    """It ends where it is complete, within the annex and before its text begins."""
    assert parted(f"一、总则\n略。\n{annex}", "附件1" if annex.startswith("附件1") else "附件") == (heading, body)
