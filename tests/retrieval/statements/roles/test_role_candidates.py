"""Fillers of a role: those of the asked act, of the asked kind, and none that only repeats the question."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from retrieval.question.analysis import analyse
from retrieval.statements.roles.role_candidates import RoleCandidate, RoleReader
from retrieval.statements.roles.role_fit import fills, noun_fits
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot, role_slot
from retrieval.statements.staff_fact import StaffFact
from retrieval.text.lexicon import Lexicon
from retrieval.text.question_text import ask_tokens

SHORTS = (
    "县海事局制定预案,由县应急局组织渔民开展演练,拍摄的宣传片被海岸之声转载;"
    "在县政府网站公示处罚结果36件,向县人大汇报进展"
)


def read(question: str, text: str, told: tuple[StaffFact, ...] = ()) -> dict[str, RoleCandidate]:
    """The candidates of a question in a sentence, by their text; all words weigh the same."""
    asked = analyse(question, (), Lexicon(), 2025)
    wanted = role_slot(asked)
    assert wanted is not None
    found = RoleReader(asked, wanted, lambda word: 1.0).candidates(text, told)
    return {text[slice(*each.span)]: each for each in found}


def best(question: str, text: str) -> str:
    """The filler whose act holds most of the question."""
    found = read(question, text)
    names = ("asked act covered", "act covered", "marker")
    return max(found, key=lambda each: [found[each].features[name] for name in names])


@pytest.mark.parametrize(
    ("question", "filler"),
    [
        ("预案是谁制定的", "县海事局"),
        ("演练由谁组织", "县应急局"),
        ("宣传片被谁转载了", "海岸之声"),
        ("谁拍摄的宣传片", "渔民"),
        ("处罚结果在哪公示", "县政府网站"),
        ("向谁汇报进展", "县人大"),
    ],
)
def test_filler_of_the_asked_act(question: str, filler: str) -> None:
    """Of several agencies the one that does what is asked is taken."""
    assert filler in read(question, SHORTS)
    if question != "谁拍摄的宣传片":
        assert best(question, SHORTS) == filler


def test_who_another_one_is_done_by_does_not_do_it() -> None:
    """海岸之声 did not shoot the film that it shows."""
    found = read("谁拍摄的宣传片", SHORTS)
    assert found["海岸之声"].features["asked act covered"] == 0
    assert found["渔民"].features["asked act covered"] == 1


def test_shares_of_two_lists() -> None:
    """分别 ties the items of two lists."""
    text = "邀请法官和律师分别就《海商法》和《渔业法》开展讲座"
    assert set(read("请谁讲的渔业法", text)) == {"律师"}
    assert "法官和律师" in read("讲座请的是谁", text)


def told(text: str, short: str, phrasing: str, fit: float = 1.0) -> StaffFact:
    """A short answer of staff with one phrasing."""
    at = text.index(short)
    return StaffFact((at, at + len(short)), (at, at + len(short)), ask_tokens(phrasing), fit, fit, fit, fit)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("处罚结果在哪公示", "36件"),
        ("演练由谁组织", "36件"),
        ("怎么申请演练", "县政府网站"),
        ("处罚结果在哪公示", "县海事局"),
        ("为什么要演练", "渔民"),
    ],
)
def test_staff_answer_of_another_role(question: str, short: str) -> None:
    """A short answer that staff gave to another question is none where it does not fill the role."""
    assert short not in read(question, SHORTS, (told(SHORTS, short, question),))


def test_half_a_list_of_staff() -> None:
    """Two of three items are not given."""
    text = "开设渔业、航运、旅游等专栏"
    assert "渔业、航运" not in read("开设了哪些专栏", text, (told(text, "渔业、航运", "有啥专栏"),))
    assert "渔业、航运、旅游" in read("开设了哪些专栏", text)


def test_phrasings_explain_a_part() -> None:
    """What people call it, as phrasings of the part have it, counts as held."""
    text = "县海事局制定预案,由县应急局组织演练"
    fact = replace(told(text, "县应急局", "防台风排练谁张罗的"), span=(9, len(text)))
    plain, explained = (read("防台风排练谁张罗的", text, facts)["县应急局"] for facts in ((), (fact,)))
    assert explained.features["act covered"] > plain.features["act covered"]


@pytest.mark.parametrize(
    ("asked", "text", "span", "expected"),
    [
        (AskedRole.WHERE, "下发《港口管理办法》", (2, 10), False),
        (AskedRole.WHERE, "建设滨海公园", (2, 6), True),
        (AskedRole.REASON, "办理量同比下降", (3, 7), False),
        (AskedRole.REASON, "因台风停航", (1, 3), True),
        (AskedRole.PERSON, "县长王海涛主持会议", (0, 5), True),
        (AskedRole.PERSON, "县海事局主持会议", (0, 4), False),
        (AskedRole.LIST, "受理9件", (2, 4), False),
        (AskedRole.DEED, "出庭率100%", (3, 7), True),
        (AskedRole.DEED, "受理9件", (2, 4), False),
        (AskedRole.PROCEDURE, "方便申请", (0, 4), False),
    ],
)
def test_fit(asked: AskedRole, text: str, span: tuple[int, int], expected: bool) -> None:
    """Whether a span can be what is asked."""
    assert fills(RoleSlot(asked, ""), text, span) is expected


def test_kind_of_thing() -> None:
    """哪个企业 is not answered with an office, 哪一级 not with a building."""
    firm, level = RoleSlot(AskedRole.WHO, "", noun="企业"), RoleSlot(AskedRole.WHAT, "", noun="级")
    assert (noun_fits(firm, "县海事局", ""), noun_fits(firm, "两家造船企业", "")) == (0.0, 1.0)
    assert (noun_fits(level, "规范化建设", ""), noun_fits(level, "乡镇一级", "")) == (0.0, 1.0)


@pytest.mark.parametrize("piece", ["区司法局第{}科在网站公示结果{}件,由各镇街核查;", "甲乙局、丙丁局{}", "甲乙丙丁{}"])
def test_long_sentences_are_read_around_the_words_of_the_question(piece: str) -> None:
    """A sentence of 10,000 characters takes hardly longer than a short one, and what is asked is found in it."""
    filling = "".join(piece.replace("{}", str(at)) for at in range(2000))[:5000]
    text = f"{filling};由县海事局拆除旧码头;{filling}"
    read("谁拆除的旧码头", text[:400])
    started = time.process_time()
    found = read("谁拆除的旧码头", text)
    assert time.process_time() - started < 0.2
    assert found["县海事局"].features["act covered"] == 1
