"""Outline: articles, lists, tables, long chapters, and the ends of headings."""

from __future__ import annotations

from itertools import pairwise

import pytest

from retrieval.models import Clause, Region, Report
from retrieval.parsing.outline import build_outline
from retrieval.parsing.report import parse_report
from retrieval.text.segmentation import split_blocks, split_sentences


def outline(report: Report) -> list[tuple[str, str]]:
    return [(clause.path, clause.headings[-1] if clause.headings else "") for clause in report.clauses]


def at(report: Report, path: str) -> Clause:
    return next(clause for clause in report.clauses if clause.path == path)


def built(text: str) -> list[Clause]:
    return build_outline(text, split_blocks(text))


def own(report: Report, path: str) -> str:
    clause = at(report, path)
    return report.text[clause.start : clause.end].strip()


def test_articles_and_their_paragraphs() -> None:
    """第二款 after a list belongs to the article, and a short article is a statement, not a heading."""
    text = (
        "某市条例\n第一条　某局负责。\n某所配合。\n第二条　有下列行为的，"
        "处罚：\n（一）甲；\n（二）乙。\n情节严重的，加重。\n第三条　施行。"
    )
    report = parse_report(text, "x.txt")
    assert [path for path, _ in outline(report)] == [
        "标题",
        "第一条/第一款",
        "第一条/第二款",
        "第二条/第一款",
        "第二条/第一款/(一)",
        "第二条/第一款/(二)",
        "第二条/第二款",
        "第三条",
    ]
    assert own(report, "第二条/第二款") == "情节严重的，加重。"
    assert text[at(report, "第一条/第一款").body :].startswith("　某局负责。")


def test_text_after_a_list_belongs_to_its_parent() -> None:
    """Where every item is one paragraph, the paragraph after the last item belongs to the list's parent."""
    report = parse_report(
        "一、保障\n（一）领导。甲。\n（二）经费。乙。\n（三）考核。丙。\n其他单位参照执行。\n二、附则\n无。", "x.txt"
    )
    tail = [report.text[c.start : c.end].strip() for c in report.clauses if c.path == "一"]
    assert tail == ["一、保障", "其他单位参照执行。"]


def test_a_statement_is_no_heading() -> None:
    """A first sentence with figures or a finding is text, not a heading, and so is an item of one sentence."""
    report = parse_report(
        "一、目标\n（一）粮食产量1300亿斤以上。保持稳定。\n（二）机制还需完善。要改。\n（三）建设平台。", "x.txt"
    )
    for path, wanted in (("(一)", "粮食产量"), ("(二)", "机制还需"), ("(三)", "建设平台")):
        assert report.text[at(report, f"一/{path}").body :].startswith(wanted)


def test_rows_are_clauses_with_their_header() -> None:
    """A row is one sentence even if its cells contain line breaks; a repeated header is no answer."""
    table = "序号 | 单位 | 电\n话\n1 | 某\n局 | 123\n2 | 某委 | 456\n序号 | 单位 | 电\n话\n3 | 某办 | 789"
    report = parse_report(f"某市名单\n一、名单\n见表。\n\n{table}\n\n特此公告。\n二、附则\n无。", "x.txt")
    rows = [clause for clause in report.clauses if clause.place is Region.ROW]
    assert [report.text[c.start : c.end].strip() for c in rows] == [
        "1 | 某\n局 | 123",
        "2 | 某委 | 456",
        "3 | 某办 | 789",
    ]
    assert [clause.path for clause in report.clauses if clause.place is Region.NOISE] == [
        "一/表1/第1行",
        "一/表1/第4行",
    ]
    assert rows[0].path == "一/表1/第2行"
    assert rows[0].headings == ("名单", "", "序号 | 单位 | 电话")
    assert own(report, "一").startswith("一、名单")
    assert [c.path for c in report.clauses if "特此公告" in report.text[c.start : c.end]] == ["一"]


def test_a_caption_is_one_line() -> None:
    """A line break within it is none, and nothing of it is in the heads of the columns."""
    found = built("一、空气\n略。\n表1 有效降低PM\n2.5\n年均浓度\n区县 | 浓度\n东区 | 三十")
    assert found[-1].headings == ("空气", "表1 有效降低PM2.5年均浓度", "区县 | 浓度")


def test_the_text_around_a_table_at_the_front_is_the_introduction() -> None:
    """So is what stands below a table that has no mark above it."""
    text = "泵站如下。\n站名 | 数\n甲站 | 三\n乙站 | 四\n特此公告。\n另行通知。\n一、总则\n略。"
    found = built(text)
    assert [clause.path for clause in found] == ["前言", "表1/第1行", "表1/第2行", "表1/第3行", "前言", "一"]
    for clause, words in ((found[0], "泵站如下。\n"), (found[4], "特此公告。\n另行通知。\n")):
        assert (text[clause.start : clause.end], clause.body) == (words, clause.start)
        assert (clause.headings, clause.place) == ((), Region.INTRODUCTION)


def test_a_contents_list_is_no_outline() -> None:
    """The lines of a table of contents are neither marks nor title."""
    listed = "一、总则........1\n二、分则........2\n三、附则........3"
    report = parse_report(f"某市预案\n目  录\n{listed}\n一、总则\n甲。\n二、分则\n乙。\n三、附则\n丙。", "x.txt")
    assert [path for path, _ in outline(report)] == ["标题", "网页", "一", "二", "三"]
    assert report.title == "某市预案"


@pytest.mark.parametrize(
    ("annex", "path", "heading", "body"),
    [
        ("附件1：\n某市港口名单\n乙。", "附件1", "某市港口名单", "乙。"),
        ("附件1\n某市港口\n引航办法\n乙。", "附件1", "某市港口引航办法", "乙。"),
        ("附件1\n\n某市港口\n\n引航办法\n乙。", "附件1", "某市港口引航办法", "乙。"),
        ("附件1\n某市港口\n灯塔若干\n乙。", "附件1", "某市港口", "灯塔若干\n乙。"),
        ("附件：某市港口引航办法\n乙。", "附件", "某市港口引航办法", "乙。"),
        ("附件2\n关于某事的说明，\n乙。", "附件2", "附件2", "关于某事的说明，\n乙。"),
        (f"附件2\n{'长' * 70}\n乙。", "附件2", "附件2", f"{'长' * 70}\n乙。"),
        ("附件2\n甲 | 乙 | 丙\n丁。", "附件2", "附件2", "甲 | 乙 | 丙\n丁。"),
        ("附件2\n名　　单\n乙。", "附件2", "名单", "乙。"),
    ],
)
def test_an_annex_has_its_title_for_a_heading(annex: str, path: str, heading: str, body: str) -> None:
    """It stands on the line of the mark or on short lines below, up to the one that completes it."""
    report = parse_report(f"某市通知\n一、甲\n乙某事。\n{annex}", "x.txt")
    clause = at(report, path)
    assert (clause.headings[-1], report.text[clause.body :].strip()) == (heading, body)


def test_a_long_clause_is_cited_by_its_paragraphs() -> None:
    """A chapter of thousands of characters without numbers is split into its paragraphs."""
    body = "\n".join(f"推进第{n}项改革。" + "要扎实做好各方面工作。" * 30 for n in "一二三")
    report = parse_report(f"某市工作报告\n一、改革\n{body}\n", "x.txt")
    assert [path for path, _ in outline(report)] == ["标题", "一/第1段", "一/第2段", "一/第3段"]
    assert at(report, "一/第2段").headings == ("改革", "推进第二项改革")


LONG = "要认真检修每一处泵站并及时通报，" * 30 + "完。"


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        (f"落实责任。{LONG}", "落实责任"),
        (f"　落实责任。{LONG}", "落实责任"),
        (f"{'责' * 31}。{LONG}", "责" * 31),
        (f"{'责' * 32}。{LONG}", ""),
        (f"责。{LONG}", ""),
        (f"推广型号X。{LONG}", "推广型号X"),
        (f"投资三千万元，新建泵站。{LONG}", "投资三千万元，新建泵站"),
        (f"检修泵站20个。{LONG}", ""),
        (LONG, ""),
        # Nothing else is in the paragraph.
        (f"{'责' * 31}。", ""),
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_heading_of_a_paragraph(paragraph: str, heading: str, number: int) -> None:
    """It is a short first sentence that states no figures and that more follows; it stays in the text."""
    lines = [LONG, LONG, LONG]
    lines[number - 1] = paragraph
    text = "一、供水\n" + "\n".join(lines) + "\n二、供电\n略。"
    found = built(text)
    clause = found[number - 1]
    assert (clause.path, clause.headings) == (f"一/第{number}段", ("供水", heading))
    assert text[clause.body : clause.end].strip() == paragraph.strip()
    assert [(c.start, c.end) for c in found[1:]] == [(a.end, b.end) for a, b in pairwise(found)]


def test_only_a_long_clause_of_three_paragraphs_is_split() -> None:
    """Up to 800 characters it is one, wherever it stands; lines of up to thirty belong to the paragraph below them."""
    front = f"一、供水\n{LONG}\n"
    mark, line = "二、供电\n", f"{'电' * 38}。\n"
    short = mark + line * 19 + "电" * (800 - len(mark) - 19 * len(line))
    assert (len(short), len(built(front + short))) == (800, 2)
    assert len(built(f"{front}{short}电")) > 2
    assert len(built(f"{front}{mark}{LONG * 2}\n{LONG * 2}\n")) == 2
    assert [clause.path for clause in built(f"一、供水\n{'电' * 30}\n{LONG}\n{LONG}\n{LONG}")] == [
        "一/第1段",
        "一/第2段",
        "一/第3段",
    ]
    assert len(built(f"一、供水\n{'电' * 31}\n{LONG}\n{LONG}\n{LONG}")) == 4


def test_the_paragraphs_of_a_path_are_numbered_on() -> None:
    """Behind a list within a clause its paragraphs count on; only the last before the list is above it."""
    listed = "（一）泵站。\n（二）管网。\n（三）水表。\n"
    text = f"一、供水\n{LONG}\n{LONG}\n{LONG}\n{listed}{LONG}\n{LONG}\n{LONG}\n"
    leaf, parent = Region.LEAF, Region.PARENT
    assert [(clause.path, clause.place) for clause in built(text)] == [
        *(("一/第1段", leaf), ("一/第2段", leaf), ("一/第3段", parent)),
        *((f"一/({n})", leaf) for n in "一二三"),
        *(("一/第4段", leaf), ("一/第5段", leaf), ("一/第6段", leaf)),
    ]


def test_sentences_are_not_torn() -> None:
    """A sentence continues across a line break that a link or a subscript caused."""
    text = "一、环境\n有效降低PM\n2.5\n年均浓度。空气好。\n另起一段。"
    clause = parse_report(text, "x.txt").clauses[0]
    found = [text[a:b] for a, b in split_sentences(text, clause.body, clause.end)]
    assert found == ["有效降低PM\n2.5\n年均浓度。", "空气好。", "另起一段。"]


def test_markdown_signs_hide_no_mark() -> None:
    """A Markdown heading is a heading, and its signs are in no title."""
    report = parse_report("# 某市工作报告\n\n## 一、总则\n\n好。\n\n**二、分则**\n\n1. 甲\n2. 乙\n", "x.md")
    assert report.title == "某市工作报告"
    assert outline(report) == [("标题", ""), ("一", "总则"), ("二", "分则"), ("二/1.", ""), ("二/2.", "")]


def test_a_list_behind_an_article_is_no_paragraph_of_it() -> None:
    """Lines that end like none stand under the heading above; a formula or two within an article stay paragraphs."""
    text = "某办法\n第一章　总则\n第一条　用水单位如下：\n（一）甲。\n（二）乙。\n自某日起施行。\n" + "".join(
        f"第{n}用水户\n" for n in range(1, 4)
    )
    report = parse_report(text, "a.txt")
    assert [clause.path for clause in report.clauses][-2:] == ["第一章/第一条/第二款", "第一章"]
    assert report.text[report.clauses[-1].start :].split() == ["第1用水户", "第2用水户", "第3用水户"]
    plain = parse_report("某办法\n第一条　好。\n第二条　快。\n甲公司\n乙公司\n丙公司\n", "a.txt")
    assert plain.clauses[-1].path == "正文"
    formula = parse_report("某办法\n第一条　按下式计算：\n甲乘以乙\n除以丙\n第二条　快。\n", "a.txt")
    assert "第一条/第二款" in [clause.path for clause in formula.clauses]


def test_each_article_counts_its_own_paragraphs() -> None:
    """However many items it has, where its number repeats one above it, and up to a last line of one character."""
    items = "（一）甲。\n（二）乙。\n（三）丙。\n"
    text = f"第一条　如下：\n{items}丁。\n第一条　戊。\n己。\n第二条　庚。\n完"
    assert [(clause.path, text[clause.body : clause.end].strip()) for clause in built(text)] == [
        ("第一条/第一款", "如下："),
        *((f"第一条/第一款/({n})", f"{own}。") for n, own in zip("一二三", "甲乙丙", strict=True)),
        ("第一条/第二款", "丁。"),
        ("第一条/第一款", "戊。"),
        ("第一条/第二款", "己。"),
        ("第二条/第一款", "庚。"),
        ("第二条/第二款", "完"),
    ]


def test_two_lines_behind_the_items_of_an_article_are_paragraphs() -> None:
    """The last item is not counted with them, though it ends like a line; three lines are a list of their own."""
    text = "第一条　如下：\n（一）甲站\n（二）乙站\n甲乘以乙\n除以丙\n"
    assert [clause.path for clause in built(text)][-2:] == ["第一条/第二款", "第一条/第三款"]
    assert [clause.path for clause in built(f"{text}丙站\n")][-1] == "正文"
