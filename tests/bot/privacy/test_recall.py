"""What is masked and what stays is published, and the published figures are these."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from bot.privacy.redaction import redact
from bot.texts.replies import MASKS, PRIVACY
from tests.bot.privacy.recall import PAGE, held_out_forms, personal_forms, plain_figures, recall_section
from tests.shipped import ROOT


@pytest.mark.parametrize("text", plain_figures())
def test_plain_figures_stay(text: str) -> None:
    """Document numbers, amounts, dates, counts, percentages, times, articles and hotlines stay to the letter."""
    assert redact(text) == text


def test_the_figures_of_the_docs_are_measured() -> None:
    """The page for operators has the share of each kind that is masked, and of plain figures that stay."""
    assert f"<!-- recall: begin -->\n{recall_section()}\n<!-- recall: end -->" in PAGE.read_text("utf-8")


def test_the_chinese_table_has_the_same_figures() -> None:
    """Row by row: the mask, the number of made forms, how many of them are masked, and the share."""
    measured = re.findall(r"\| (\S*) ?\| (\d+) of (\d+) \((.*)\) \|", recall_section())
    page = (ROOT / "docs" / "zh" / "privacy.md").read_text("utf-8")
    stated = re.findall(r"^\| .+? \| (\S*) ?\| (\d+) 种中 (\d+) 种（(.*)） \|$", page, re.MULTILINE)
    assert len(measured) == len(MASKS) + 2
    assert [(mask, masked, made, share) for mask, made, masked, share in stated] == measured


def test_the_tables_are_large_and_their_lines_differ() -> None:
    """Over 300 forms of every kind that is masked, over 200 texts that stay, none twice."""
    forms, figures = personal_forms(), plain_figures()
    assert len(forms) > 300
    assert len(figures) > 200
    assert len(held_out_forms()) > 50
    assert len({form.written for form in forms + held_out_forms()}) == len(forms) + len(held_out_forms())
    assert len(set(figures)) == len(figures)
    assert min(Counter(form.kind for form in forms)[kind] for kind in MASKS) >= 10


def test_a_masked_form_is_masked_in_a_sentence() -> None:
    """What is masked alone is masked within a question, which keeps its words."""
    for form in personal_forms() + held_out_forms():
        if form.is_masked:
            asked = redact(f"想问一下，{form.written}。一共保留了多少审批事项？")
            assert asked == f"想问一下，{redact(form.written)}。一共保留了多少审批事项？", form


def test_two_forms_beside_each_other_are_both_masked() -> None:
    """Whatever stands between them, and masking once is enough."""
    chance = Random(16)
    masked = [form for form in personal_forms() if form.is_masked]
    for _ in range(500):
        one, other = chance.sample(masked, 2)
        written = one.written + chance.choice("，；。、和/ \n") + other.written
        kept = redact(written)
        assert not [part for form in (one, other) for part in form.parts if len(part) > 4 and part in kept], written
        assert redact(kept) == kept


def test_the_texts_for_people_name_every_kind() -> None:
    """What `/privacy` and the statement to publish list is what is masked, kind by kind."""
    words = {
        "mobile": "手机号 电话号码", "landline": "座机号 电话号码", "identity": "身份证号", "card": "银行卡号",
        "email": "邮箱", "plate": "车牌号", "document": "护照", "insurance": "社保号", "account": "微信号",
    }  # fmt: skip
    statement = (ROOT / "docs" / "zh" / "privacy.md").read_text("utf-8").split("## 对外公布的处理规则")[1]
    assert words.keys() == MASKS.keys()
    for named in words.values():
        assert any(word in PRIVACY for word in named.split())
        assert any(word in statement for word in named.split())
