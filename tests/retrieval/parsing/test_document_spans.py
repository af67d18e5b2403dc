"""Documents in documents: what a notice carries, with a title of its own, and what is no footer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Region, Report
from retrieval.parsing.report import parse_report, passages

NOTICE = (
    "某市人民政府办公室关于印发某市{what}的通知\n某政办发〔2024〕5号\n各区：\n《某市{what}》已经同意，现印发给你们。\n"
)
SIGNED = NOTICE + "某市人民政府办公室\n2024年3月1日\n"
RULES = "第一章　总则\n第一条　为了某事，制定本文件。\n第二条　某局每年检查四次。\n"


def cited(report: Report, words: str) -> str:
    """The citation of the passage that holds some words."""
    return next(passage.citation for passage in passages(report) if words in passage.text)


@pytest.mark.parametrize(
    "what", ["若干措施", "促消费规范", "工作指引", "管理规程", "促进消费二十条", "安全守则", "某某手则"]
)
@pytest.mark.parametrize("between", ["", "（此件公开发布）\n", "— 1 —\n", "抄送：市委各部门，市人大办公室。\n"])
def test_what_a_notice_carries_is_cited_by_its_own_title(what: str, between: str) -> None:
    """Whatever kind of document it is, and whatever stands between the signature and its title."""
    report = parse_report(f"{SIGNED.format(what=what)}{between}某市{what}\n{RULES}附件1：申请表\n", "a.txt")
    assert report.title == f"某市人民政府办公室关于印发某市{what}的通知"
    assert cited(report, "检查四次") == f"《某市{what}》(某政办发〔2024〕5号)第一章第二条"
    assert cited(report, "现印发") == f"《{report.title}》(某政办发〔2024〕5号)前言"
    assert cited(report, "申请表") == f"《某市{what}》(某政办发〔2024〕5号)附件1"
    footer = "".join(report.text[c.start : c.end] for c in report.clauses if c.place is Region.FOOTER)
    assert "".join(footer.split()) in ("".join(between.split()), "")


def test_a_title_over_two_lines() -> None:
    """As wide as a page, with a draft's mark below it."""
    text = SIGNED.format(what="网联汽车道路测试与示范应用管理办法（试行）") + (
        "某市网联汽车道路测试与示范应用\n管理办法（试行）\n（审议稿）\n" + RULES
    )
    assert cited(parse_report(text, "a.txt"), "检查四次").startswith(
        "《某市网联汽车道路测试与示范应用管理办法（试行）》"
    )


def test_a_notice_without_signature() -> None:
    """What it has named in 《》 begins where that title stands alone."""
    report = parse_report(f"{NOTICE.format(what='若干措施')}某市若干措施\n{RULES}", "a.txt")
    assert cited(report, "检查四次") == "《某市若干措施》(某政办发〔2024〕5号)第一章第二条"


def test_nothing_between_signature_and_annex_is_a_footer() -> None:
    """Text without a title of its own belongs to the document, and is quoted."""
    report = parse_report(
        f"{SIGNED.format(what='方案')}有关事项说明如下。\n每个单位报送两名联络员。\n附件\n名额表\n一、甲\n二、乙\n",
        "a.txt",
    )
    assert not any(clause.place is Region.FOOTER for clause in report.clauses)
    assert "联络员" in cited_text(report, "联络员")


def cited_text(report: Report, words: str) -> str:
    """The text of the passage that holds some words."""
    return next(passage.text for passage in passages(report) if words in passage.text)


def test_a_few_short_lines_at_the_end_are_a_footer() -> None:
    """As a page adds them; a sentence among them is none."""
    report = parse_report(f"{SIGNED.format(what='方案')}文件下载\n某市政府网\n", "a.txt")
    assert [clause.path for clause in report.clauses][-1] == "页脚"
    told = parse_report(f"{SIGNED.format(what='方案')}文件下载\n联络员由各区另行报送。\n", "a.txt")
    assert not any("联络员" in told.text[c.start : c.end] for c in told.clauses if c.place is Region.FOOTER)


def test_two_documents_are_carried() -> None:
    """Each with its own title and numbering."""
    report = parse_report(
        f"{SIGNED.format(what='奖励办法')}某市奖励办法\n{RULES}某市人民政府\n2024年3月1日\n"
        "某市处罚细则\n第一条　另行规定。\n第二条　罚二十元。\n",
        "a.txt",
    )
    assert cited(report, "检查四次").startswith("《某市奖励办法》")
    assert cited(report, "二十元").startswith("《某市处罚细则》")


def test_an_annex_has_its_own_numbering_and_title() -> None:
    """Which may stand on several lines."""
    report = parse_report(
        "某某院关于某某的意见\n各院：\n请遵照执行。\n附件2\n某某院\n"
        "关于规范立案的\n若干要求\n第一条　依法立案。\n第二条　及时立案。\n",
        "a.txt",
    )
    clause = next(clause for clause in report.clauses if clause.path == "附件2/第二条")
    assert (clause.headings[0], clause.label) == ("某某院关于规范立案的若干要求", "附件2第二条")


def test_a_whole_document_below_the_word_for_annex() -> None:
    """It is cited by its own title, though no signature stands above it."""
    report = parse_report(
        "某某院关于印发某某意见的通知\n各院：\n请遵照执行。\n附：\n某某院\n"
        "关于规范立案的\n若干意见（试行）\n第一条　依法立案。\n第二条　及时立案。\n",
        "a.txt",
    )
    assert cited(report, "及时") == "《某某院关于规范立案的若干意见（试行）》第二条"


@given(
    st.lists(
        st.sampled_from(
            [
                *SIGNED.format(what="若干措施").splitlines(),
                "某市若干措施",
                *RULES.splitlines(),
                "附件1",
                "— 2 —",
                "a | b",
            ]
        ),
        max_size=14,
    )
)
def test_every_character_stays_in_one_clause(lines: list[str]) -> None:
    """However the lines of such documents are mixed."""
    report = parse_report("\n".join(lines), "a.txt")
    assert "".join(report.text[c.start : c.end] for c in report.clauses) == report.text
