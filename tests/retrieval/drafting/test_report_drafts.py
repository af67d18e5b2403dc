"""Drafts for a report: what is asked of its statements, in a file that reads back, and what staff make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine
from retrieval.corpus.sources.annotations import parse_gaps, parse_phrasings
from retrieval.drafting.draft_file import approved, draft_count, gaps_file, phrasings_file
from retrieval.drafting.report_drafts import AnchoredDraft, ReportDrafter, ReportDrafts
from retrieval.question.attributes import read_attributes
from retrieval.text.lexicon import Lexicon, Term
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of, report_of

RULES = """\
青禾县养犬管理办法

第一条 本办法所称犬只,是指个人饲养的狗。

第二条 养犬人应当自取得犬只之日起三十日内办理登记。

第三条 犬只不得进入公园草坪。携带犬只进入公园草坪的,由城市管理部门处二百元以下罚款。
"""
TURN_TO = "请向县港务局咨询"


@pytest.fixture(scope="module")
def drafter() -> ReportDrafter:
    """One with the shipped attributes and a lexicon of one word."""
    return ReportDrafter.of(Lexicon({"吊机": (Term("起重机", 1.0),)}), read_attributes())


def drafts_of(drafter: ReportDrafter, folder: Path, text: str) -> ReportDrafts:
    """The drafts for a report."""
    return drafter.drafts(library_of(folder, {"a.txt": text}).loaded_reports[0])


def about(drafts: tuple[AnchoredDraft, ...], words: str) -> set[str]:
    """What is asked of the place that these words name."""
    return {question for draft in drafts if words in draft.anchor for question in draft.questions}


def test_figures_are_asked_for_in_official_and_in_everyday_words(drafter: ReportDrafter, tmp_path: Path) -> None:
    """How many, how much, what share; what the lexicon has an everyday word for is asked in that too."""
    facts = drafts_of(drafter, tmp_path, HARBOUR).facts
    assert {"购置了多少台起重机", "购置了多少台吊机"} <= about(facts, "购置起重机8台")
    assert "投入资金多少钱" in about(facts, "投入资金340.5万元")
    assert "隐患整改率是百分之几" in about(facts, "隐患整改率98.5%")
    shorts = {draft.anchor: draft.short for draft in facts}
    assert shorts["购置起重机8台"] == "8台"


def test_rules_are_asked_for(drafter: ReportDrafter, tmp_path: Path) -> None:
    """What is forbidden, punished, demanded and defined."""
    facts = drafts_of(drafter, tmp_path, RULES).facts
    asked = {question for draft in facts for question in draft.questions}
    assert {"能不能进入公园草坪", "携带犬只进入公园草坪怎么处罚", "什么是犬只"} <= asked


def test_gaps_ask_what_is_not_stated(drafter: ReportDrafter, tmp_path: Path) -> None:
    """Of what the report names, attributes that its passage does not state."""
    gaps = drafts_of(drafter, tmp_path, HARBOUR).gaps
    assert "泊位比去年多了多少" in about(gaps, "新建泊位12个")
    assert "泊位花了多少钱" not in about(gaps, "新建泊位12个")
    assert "读书会分别是哪些" in about(drafts_of(drafter, tmp_path, LIBRARIES).gaps, "读书会33场次")
    assert not any("投入资金花了多少钱" in draft.questions for draft in gaps)


def test_every_draft_names_its_place_to_the_letter(drafter: ReportDrafter, tmp_path: Path) -> None:
    """Anchors stand where they stand first, on one line; answers stand in them; no question comes twice."""
    for number, text in enumerate((HARBOUR, RULES)):
        folder = tmp_path / str(number)
        folder.mkdir()
        drafts = drafts_of(drafter, folder, text)
        for draft in (*drafts.facts, *drafts.gaps):
            assert draft.anchor in text
            assert "\n" not in draft.anchor
            assert draft.short in draft.anchor
        asked = [question for draft in drafts.facts for question in draft.questions]
        assert len(asked) == len(set(asked)) > 5


def test_the_shipped_report_can_be_drafted(drafter: ReportDrafter) -> None:
    """Hundreds of questions, all of which are read back once they are approved."""
    from tests.shipped import library

    (loaded,) = library().loaded_reports
    drafts = drafter.drafts(loaded)
    text = phrasings_file("", drafts.facts)
    assert draft_count(text) > 300
    assert len(parse_phrasings(approved(text), "a.phrasings", loaded.report)) == draft_count(text)
    gaps = gaps_file("", drafts.gaps, TURN_TO)
    assert len(parse_gaps(approved(gaps), "a.gaps", loaded.report)) == draft_count(gaps) > 50


def test_drafts_do_nothing_until_they_are_approved(drafter: ReportDrafter, tmp_path: Path) -> None:
    """A file of drafts reads as empty; approved, the everyday word finds its sentence without any lexicon."""
    drafts = drafts_of(drafter, tmp_path, HARBOUR)
    text, report = phrasings_file("", drafts.facts), report_of(HARBOUR)
    assert parse_phrasings(text, "a.phrasings", report) == []
    assert parse_gaps(gaps_file("", drafts.gaps, TURN_TO), "a.gaps", report) == []
    files: dict[str, str | bytes] = {"a.txt": HARBOUR, "a.phrasings": text}
    waiting = Engine(library_of(folder_in(tmp_path, "waiting"), files))
    assert waiting.parts.known.asked == 0
    files["a.phrasings"] = approved(text)
    used = Engine(library_of(folder_in(tmp_path, "used"), files))
    assert used.ask("购置了多少台吊机").quotes[0].text.startswith("购置起重机8台")


def folder_in(folder: Path, name: str) -> Path:
    """A new folder."""
    (folder / name).mkdir()
    return folder / name


def test_what_staff_wrote_stays_and_what_they_turned_down_is_not_drafted_again() -> None:
    """Drafts are added behind; a question that stands in the file, as a remark too, is left out."""
    before = "# wenda-phrasings 1\n> 购置起重机8台\n买了几台吊机\n# ? 起重机有多少台\n? 起重机数量\n# 起重机台数\n"
    drafts = [
        AnchoredDraft(
            "购置起重机8台", "8台", ("起重机有多少台", "买了几台吊机", "起重机数量", "起重机台数", "起重机几台")
        )
    ]
    text = phrasings_file(before, drafts)
    assert text == before + "\n> 购置起重机8台\n= 8台\n? 起重机几台\n"
    assert phrasings_file(text, drafts) == text
    asked = [each.question for each in parse_phrasings(text, "a.phrasings", report_of(HARBOUR))]
    assert asked == ["买了几台吊机"]


def test_a_block_of_drafts_alone_lends_nothing_to_the_next() -> None:
    """Where to turn belongs to the block that says so."""
    text = "# wenda-gaps 1\n> 购置起重机8台\n@ 请向县港务局咨询\n? 起重机多少钱\n> 叉车21台\n叉车多少钱\n"
    (gap,) = parse_gaps(text, "a.gaps", report_of(HARBOUR))
    assert (gap.question, gap.turn_to) == ("叉车多少钱", "")
