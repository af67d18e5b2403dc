"""Titles as their issuers give them."""

from __future__ import annotations

import pytest

from retrieval.parsing.identity.kinds import bare_title, is_title
from retrieval.parsing.identity.title import derived_title, title_of
from retrieval.parsing.report import parse_report
from tests.retrieval.parsing.identity.bodies import ARTICLES


@pytest.mark.parametrize(
    ("line", "complete"),
    [
        ("某省促进消费若干措施", True),
        ("某省水资源管理办法（试行）", True),
        ("某某公司法人守则（2021年版）（征求意见稿）", True),
        ("关于办理某某案件适用法律若干问题的解释（二）", True),
        ("某某部对某某协会第12号提案的答复", True),
        ("关于内地与某地相互认可判决的安排", True),
        ("关于支持某某产业发展的十条措施", True),
        ("关于印发某市消防规划的通知", True),
        ("关于印发某市消防规划", False),
        ("关于某某条例", False),
        ("某某社会团体管理和执法", False),
        ("某市人民政府", False),
        ("关于修改《某某办法", False),
    ],
)
def test_a_title_ends_with_its_own_kind(line: str, complete: bool) -> None:
    """Of a title about something the kind stands behind 的, 若干 or the like, and outside the title of another."""
    assert is_title(line) is complete


def test_what_follows_the_kind_is_no_part_of_it() -> None:
    """One pair of brackets or several."""
    assert bare_title("某某办法（试行）(2020年修订)") == "某某办法"


@pytest.mark.parametrize(
    ("front", "title"),
    [
        (["某最高法院", "关于审理某某案件", "若干问题的规定"], "某最高法院关于审理某某案件若干问题的规定"),
        (["某某法院　　某某检察院", "关于办理某某案件的解释"], "某某法院、某某检察院关于办理某某案件的解释"),
        (["某某法院", "某某检察院", "关于办理某某案件的解释"], "某某法院、某某检察院关于办理某某案件的解释"),
        (["某某省财政厅", "文件", "某财〔2024〕3号", "关于印发某某细则", "的通知"], "关于印发某某细则的通知"),
        (
            [
                "AB12—2024—0010001",
                "某市财政局",
                "某 市 审 计 局",
                "某财〔2024〕3号",
                "文件",
                "关于印发《某市某某与",
                "示范管理办法（试行）》的通知",
            ],
            "关于印发《某市某某与示范管理办法（试行）》的通知",
        ),
        (["中华人民共和国境内某某组织", "活动管理法"], "中华人民共和国境内某某组织活动管理法"),
        (["某某条例", "某某", "条例", "（2020年1月2日通过）"], "某某条例"),
        (["要闻", "2026年某省政府工作报告", "某省省长　某某某"], "2026年某省政府工作报告"),
        (
            ["某省人民政府办公厅关于加快发展", "某某产业的指导意见", "某政办发〔2018〕1号"],
            "某省人民政府办公厅关于加快发展某某产业的指导意见",
        ),
        (
            ["某省财政厅", "文件", "某省财政厅公告", "2021年第5号", "某省财政厅关于某某的公告"],
            "某省财政厅关于某某的公告",
        ),
        (
            ["某省人民政府办公厅文件", "某办发〔2023〕1号", "某省人民政府办公厅", "关于某某的意见"],
            "某省人民政府办公厅关于某某的意见",
        ),
        (["某市总体规划", "（2021—2035年）", "某市人民政府"], "某市总体规划（2021—2035年）"),
        (["某市办法", "（征求意见稿）", "（2023年4月12日）"], "某市办法（征求意见稿）"),
        (["某局关于全面推行公示制度", "记录制度", "审核制度的意见"], "某局关于全面推行公示制度记录制度审核制度的意见"),
        (["某省", "开发区管理条例"], "某省开发区管理条例"),
        (
            ["某某法院研究室", "关于对“当事人不服某某", "应否受理”的答复", "1995年6月14日　　〔1995〕行他字第6号"],
            "某某法院研究室关于对“当事人不服某某应否受理”的答复",
        ),
    ],
)
def test_a_title_over_several_lines(front: list[str], title: str) -> None:
    """With its issuer in front of what it is about, without red head, mark, menu and number."""
    assert title_of(front, []) == title


ANNOUNCED = (
    "某国最高法院\n公    告\n某国最高法院《关于查询存款的规定》已于2013年8月26日由审判委员会第7次会议通过，"
    "现予公布，自2013年9月2日起施行。\n2013年8月29日\n某国最高法院\n关于查询存款的规定\n某释〔2013〕20号\n"
    "（2013年8月26日审判委员会第7次会议通过　2013年8月29日公布）\n为规范查询，制定本规定。\n"
)


def test_an_announcement_makes_way_for_what_it_announces() -> None:
    """Title and number are those of the rules; the announcement stays above them, and its text with it."""
    report = parse_report(ANNOUNCED + ARTICLES, "a.docx")
    assert (report.title, report.number) == ("某国最高法院关于查询存款的规定", "某释〔2013〕20号")
    assert [clause.path for clause in report.clauses][:5] == ["标题", "前言", "落款", "标题", "前言"]
    assert {clause.document for clause in report.clauses} == {""}


def test_a_page_names_its_article() -> None:
    """The tag of a page tells the title where nothing is printed, and completes one that is printed in part."""
    tags = {"ArticleTitle": "某省人民政府关于某某的通知"}
    assert parse_report(f"各市：\n请执行。\n{ARTICLES}", "a.html", tags).title == "某省人民政府关于某某的通知"
    assert parse_report(f"关于某某的通知\n各市：\n请执行。\n{ARTICLES}", "a.html", tags).title == tags["ArticleTitle"]
    assert parse_report(f"某某公报\n各市：\n请执行。\n{ARTICLES}", "a.html", tags).title == "某某公报"


def test_the_day_in_a_file_name_is_no_title() -> None:
    """Nor the place behind it."""
    assert derived_title("一段话。", [], None, "某某办法(2020-12-29)_某省.txt") == "某某办法"
    assert derived_title("一段话。", [], None, "某某解释_20201229.docx") == "某某解释"
    assert derived_title("一段话。", [], None, "20201229.docx") == "20201229"


def test_a_decision_on_changes_republishes_the_law() -> None:
    """The file is named after the law as changed; the decision is cited by its own title."""
    text = (
        "某某院\n关于修改《某某院关于查询存款的规定》的决定\n将第一条修改为：好。\n某某院\n2015年7月20日\n某某院关于查询存款的规定\n"
        f"（2010年5月17日某会通过，根据2015年7月6日某会通过的《某决定》修正）\n{ARTICLES}"
    )
    report = parse_report(text, "a.docx")
    assert report.title == "某某院关于查询存款的规定"
    assert {clause.document for clause in report.clauses} == {"", "某某院关于修改《某某院关于查询存款的规定》的决定"}
    assert report.clauses[-1].document == ""
