"""Report parser: title, number, header, clauses."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.conversion.decoding import decode
from retrieval.models import Clause, Region, Report
from retrieval.parsing.identity.attribution import agency_of, report_year
from retrieval.parsing.identity.genre import genre_of
from retrieval.parsing.report import parse_report, passages

SEED = next((Path(__file__).parents[3] / "data" / "reports").glob("*.txt"))
LIBRARY = Path(__file__).parents[3].parent / "shared" / "eval" / "library" / "library"


def outline(report: Report) -> list[tuple[str, str]]:
    return [(clause.path, clause.headings[-1] if clause.headings else "") for clause in report.clauses]


def at(report: Report, path: str) -> Clause:
    return next(clause for clause in report.clauses if clause.path == path)


def own(report: Report, path: str) -> str:
    clause = at(report, path)
    return report.text[clause.start : clause.end].strip()


# For each test anew: mutation testing runs for a function the tests that call it.
@pytest.fixture
def seed() -> Report:
    return parse_report(decode(SEED.read_bytes(), SEED.name), SEED.name)


def test_the_first_report_reads_as_ever(seed: Report) -> None:
    """The shipped report has twelve fields (three empty), title, number, 27 leaves and the regions around them."""
    assert len(seed.metadata) == 12
    assert [f.name for f in seed.metadata if not f.value] == ["文件状态", "文件废止时间", "文件失效时间"]
    assert (seed.title, seed.number) == ("2021年度法治政府建设情况报告", "威文政发〔2021〕13号")
    leaves = [clause.path for clause in seed.clauses if clause.place is Region.LEAF]
    assert len(leaves) == 27
    within = [sum(path.startswith(f"一/({n})/") for path in leaves) for n in "一二三四五六"]
    assert within == [4, 4, 2, 2, 2, 3]
    assert [sum(path.startswith(f"{part}/") for path in leaves) for part in "一二三四"] == [17, 2, 3, 5]
    assert at(seed, "二").place is Region.PARENT
    assert own(seed, "二").count("\n") > 0
    assert {"元数据", "标题", "前言", "落款", "页脚"} <= {clause.path for clause in seed.clauses}
    assert (report_year(seed), agency_of(seed), genre_of(seed)) == (2021, "威海市文登区人民政府", "法治政府建设报告")


def test_the_first_report_keeps_its_offsets(seed: Report) -> None:
    """Citations from earlier versions still point to the same text."""
    assert len(seed.clauses) == 42
    found = {clause.path: (clause.start, clause.end, clause.body) for clause in seed.clauses}
    assert found["一/(四)/一是"] == (3087, 3582, 3098)
    assert found["二/二是"] == (5493, 5608, 5495)
    assert found["四/(五)"] == (7241, 7439, 7263)
    assert found["落款"] == (7439, 7467, 7439)
    assert found["页脚"] == (7467, 7479, 7467)


@pytest.mark.parametrize(
    ("front", "title", "number"),
    [
        ("某市政府工作报告", "某市政府工作报告", None),
        (
            "某市政府关于全面推行\n\n公示制度记录制度\n\n审核制度的指导意见\n\n某政办发〔2018〕8号",
            "某市政府关于全面推行公示制度记录制度审核制度的指导意见",
            "某政办发〔2018〕8号",
        ),
        (
            "某市政府关于印发《某某集约化\n试点工作方案》的通知\n某政函(2018)71号",
            "某市政府关于印发《某某集约化试点工作方案》的通知",
            "某政函(2018)71号",
        ),
        (
            "政 府 工 作 报 告\n——2021年3月5日在某市第三届人民代表大会第四次会议上\n某市市长　某某某",
            "政府工作报告",
            None,
        ),
        ("政府工作报\n告\n\n国务院总理\n　某某某", "政府工作报告", None),
        (
            (
                "下载\n打印\n全屏\n收藏\n【字号：\n加大\n还原\n】\n"
                "2026年某省政府工作报告\n来源：某某日报\n时间：2026-02-02"
            ),
            "2026年某省政府工作报告",
            None,
        ),
        (
            "当前位置： 首页 > 公开 > 某局2018年部门预算情况说明\n某局2018年部门预算情况说明\n更新时间：2018-03-06",
            "某局2018年部门预算情况说明",
            None,
        ),
        (
            (
                "某市2022年统计公报\n访问量：48\n关联稿件：\n"
                "某市2022年统计公报[1]\n某市统计局  某调查队\n（2023年4月12日）"
            ),
            "某市2022年统计公报",
            None,
        ),
        (
            (
                "某某市人民政府令\n第7号\n现公布《某市某某条例》。\n市长　某某某\n"
                "2018年11月6日\n某市某某条例\n（2018年9月6日通过）"
            ),
            "某市某某条例",
            "某某市人民政府令第7号",
        ),
    ],
)
def test_titles(front: str, title: str, number: str | None) -> None:
    """The title is found over several lines, letter-spaced, broken, repeated, below menus, or below a decree."""
    report = parse_report(f"{front}\n\n一、总则\n为了某事，制定本文件。\n二、附则\n自发布之日起施行。\n", "x.txt")
    assert (report.title, report.number) == (title, number)


def test_a_title_that_is_absent() -> None:
    """A work report without a title is named after the body that it speaks for, any other document after its file."""
    work = parse_report(
        (
            "各位代表：\n现在，我代表国务院，向大会报告政府工作，请审议。"
            "\n一、2014年工作回顾\n好。\n二、2015年工作部署\n好。"
        ),
        "a.txt",
    )
    assert work.title == "2015年国务院政府工作报告"
    assert parse_report("一、总则\n好。", "某某办法.txt").title == "某某办法"


@pytest.mark.parametrize(
    "header",
    [
        "• 索引号：A1\n• 发布机构：某市统计局\n• 发文日期：2023-04-18\n• 失效日期：",
        "索 引 号：\nA1\n\n发布机构：\n某市统计局\n\n发文日期：\n2023-04-18\n\n失效日期：",
        "索引号：A1 发布机构：某市统计局 发文日期：2023-04-18 失效日期：",
        "| 索引号 | A1 | 发布机构 | 某市统计局 |\n| 发文日期 | 2023-04-18 | 失效日期 |  |",
    ],
)
def test_headers(header: str) -> None:
    """Bullets, values below their names, several fields in one line, and a table give the same fields."""
    text = f"{header}\n\n某市公报\n\n一、综合\n产值增长。\n"
    report = parse_report(text, "x.txt")
    assert [(f.name, f.value) for f in report.metadata] == [
        ("索引号", "A1"),
        ("发布机构", "某市统计局"),
        ("发文日期", "2023-04-18"),
        ("失效日期", ""),
    ]
    assert report.title == "某市公报"
    assert all(f.value in text[f.start : f.end] for f in report.metadata)
    assert agency_of(report) == "某市统计局"


def test_a_guide_is_its_keys() -> None:
    """Each key and its value is a clause that can be quoted; a line without a key belongs to the one above."""
    text = (
        "事项名称：某某许可\n实施机关：某省某厅\n办理地点：某路1号\n受理条件：1.有场所；\n2.有人员。\n咨询电话：12345\n"
    )
    report = parse_report(text, "2021-某.txt")
    assert report.title == "某某许可办事指南"
    assert (agency_of(report), genre_of(report), report_year(report)) == ("某省某厅", "办事指南", 2021)
    assert own(report, "受理条件") == "受理条件：1.有场所；\n2.有人员。"
    assert at(report, "咨询电话").place is Region.LEAF
    assert at(report, "咨询电话").body == text.index("咨询电话")


def test_what_a_page_adds_is_noise() -> None:
    """Menus, licences and print buttons are a region of their own, and the text between them is complete."""
    text = (
        "某市政府\n网站无障碍关怀版\n某市公报\n一、综合\n产值增长。\n相关解读：某某\n"
        "注释：\n1.初步数。\n2.按现价。\n扫一扫在手机打开当前页\n某ICP备0600号"
    )
    report = parse_report(text, "x.txt")
    noise = "".join(text[c.start : c.end] for c in report.clauses if c.place is Region.NOISE)
    assert noise.split() == [
        "某市政府",
        "网站无障碍关怀版",
        "相关解读：某某",
        "扫一扫在手机打开当前页",
        "某ICP备0600号",
    ]
    assert report.title == "某市公报"
    assert own(report, "注释/2.") == "2.按现价。"


def test_a_notice_carries_a_document() -> None:
    """A plan after a notice's signature has its own numbering; title and number are those of the notice."""
    text = (
        "某市政府关于印发某某方案的通知\n某政发〔2020〕1号\n各区政府：\n"
        "现印发给你们。\n某市政府\n2020年1月2日\n（此件公开发布）\n"
        "某某方案\n为了某事，制定本方案。\n一、目标\n快。\n附件\n某清单\n一、甲\n二、乙\n"
    )
    report = parse_report(text, "x.txt")
    assert [path for path, _ in outline(report)] == [
        "标题",
        "前言",
        "落款",
        "页脚",
        "标题",
        "前言",
        "一",
        "附件",
        "附件/一",
        "附件/二",
    ]
    assert (report.title, genre_of(report), report_year(report)) == ("某市政府关于印发某某方案的通知", "通知", 2020)
    assert at(report, "附件").headings == ("某清单",)


def test_passages_are_numbered_in_order(seed: Report) -> None:
    """Ids count on from the number that is given."""
    found = passages(seed, 5)
    assert [p.id for p in found[:2]] == ["p5", "p6"]
    assert all(seed.text[p.start : p.end] == p.text for p in found)


@pytest.mark.parametrize("signs", ["**", "__", "## ", "### **"])
def test_a_passage_ends_before_the_signs_of_the_next_heading(signs: str) -> None:
    """In Markdown they stand in front of its number; those within a text stay."""
    text = f"# 某市办法\n\n## 一、巡查\n\n每日**两次**。\n\n{signs}二、检修\n\n每年一次，另见\n**附录**\n"
    assert [passage.text for passage in passages(parse_report(text, "a.md"))] == [
        "# 某市办法",
        "一、巡查\n\n每日**两次**。",
        "二、检修\n\n每年一次，另见\n**附录**",
    ]


@pytest.mark.parametrize("end", ["\n", "。", "，"])
def test_a_text_of_many_pages_without_numbers_has_many_passages(end: str) -> None:
    """They are cut at ends of paragraphs, else of lines, else of sentences, else anywhere; nothing is lost."""
    lines = (f"{at}号窗口按照要求认真办理各项审批事项并向社会公开" for at in range(3_000))
    report = parse_report("某市报告\n一、总则\n" + end.join(lines) + "\n二、附则\n完。", "a.txt")
    cut = [passage for passage in passages(report) if passage.clause.path == "一"]
    assert 3 < len(cut) < 20
    assert max(len(passage.text) for passage in cut) <= 20_000
    assert "".join(passage.text for passage in cut).replace("\n", "") == own(report, "一").replace("\n", "")
    assert [each.id for each in passages(report)] == [f"p{at + 1}" for at in range(len(passages(report)))]
    if end != "，":
        assert all(passage.text.endswith(("总则", "公开", "。")) for passage in cut)


@pytest.mark.skipif(not LIBRARY.is_dir(), reason="the shared library of real documents is absent")
def test_real_documents() -> None:
    """Every real document is read completely, with its own title, year and agency."""
    import json

    known = [json.loads(line) for line in (LIBRARY.parent / "manifest.jsonl").read_text("utf-8").splitlines()]
    same = 0
    for entry in known:
        report = parse_report(decode((LIBRARY / entry["file"]).read_bytes(), entry["file"]), entry["file"])
        assert "".join(report.text[c.start : c.end] for c in report.clauses) == report.text
        assert report_year(report) == entry["year"]
        assert agency_of(report) in (entry["agency"], None)
        assert not report.title.startswith(("下载", "各位代表", "当前位置", "您当前"))
        same += report.title == entry["title"]
    assert same >= 18


@pytest.mark.parametrize(
    ("field", "value"),
    [("主题词", ""), ("有效性", ""), ("废止日期", ""), ("关键词", ""), ("主 题 词", "")],
)
def test_an_empty_field_does_not_take_the_title(field: str, value: str) -> None:
    """Though the title's first line stands right below it."""
    head = f"发布机构：\n某市财政局\n名称：某市财政局关于某某的通知\n{field}：\n"
    text = f"{head}某市财政局关于\n某某的通知\n各区：\n请执行。\n"
    report = parse_report(text, "a.txt")
    found = {f.name: f.value for f in report.metadata}
    assert (found["发布机构"], found[field.replace(" ", "")]) == ("某市财政局", value)
    assert report.title == "某市财政局关于某某的通知"
    assert [clause.path for clause in report.clauses][:2] == ["元数据", "标题"]


def test_a_field_takes_the_value_below_it() -> None:
    """Unless it is of another sort: a day has figures, a state is short."""
    text = "主题词：\n财政 补贴 办法\n成文日期：\n某市财政局关于某某的通知\n\n各区：\n请执行。\n"
    assert [(f.name, f.value) for f in parse_report(text, "a.txt").metadata] == [
        ("主题词", "财政 补贴 办法"),
        ("成文日期", ""),
    ]


def test_a_path_through_a_site_is_no_title() -> None:
    """Its steps stand on lines of their own, with signs between them."""
    text = (
        "当前位置：\n首页\n>\n政务公开\n>\n某省要闻\n2026年某省政府工作报告\n来源：某报\n各位代表：\n现在报告工作。\n"
    )
    assert parse_report(text, "a.txt").title == "2026年某省政府工作报告"
