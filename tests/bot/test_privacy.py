"""Personal data never reaches the disk, and a pseudonym leads nowhere."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import pseudonym, redact

MOBILE, IDENTITY, CARD, EMAIL = "［手机号］", "［身份证号］", "［银行卡号］", "［邮箱］"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("电话13800138000", f"电话{MOBILE}"),
        ("13800138000的人", f"{MOBILE}的人"),
        ("电话１３８００１３８０００", f"电话{MOBILE}"),
        ("拨+86 138-0013-8000吧", f"拨{MOBILE}吧"),
        ("8613800138000", MOBILE),
        ("138 0013 8000", MOBILE),
        ("身份证11010519491231002X,", f"身份证{IDENTITY},"),
        ("11010519491231002x", IDENTITY),
        ("110105 19491231 0021", IDENTITY),
        ("卡号6222021234567890123。", f"卡号{CARD}。"),
        ("4111 1111 1111 1111", CARD),
        ("4111-1111-1111-1111", CARD),
        ("写信到zhang.san+a@mail.example.com谢谢", f"写信到{EMAIL}谢谢"),
        ("ａ＠ｂ．ｃｏｍ", EMAIL),
        ("13800138000和13900139000", f"{MOBILE}和{MOBILE}"),
    ],
)
def test_personal_data_is_replaced_by_its_kind(written: str, kept: str) -> None:
    """Numbers are found beside 汉字, full-width, spaced and with a country code."""
    assert redact(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "一共保留了189项审批事项",
        "威文政发〔2021〕13号",
        "2018 2019 2020 2021年的数据",
        "同比增加146.4%，3248笔",
        "电话0631-8452110",
        "ＡＢＣ１２３",
        "a@b",
        "时间2021-12-31 08:00:00",
        "",
    ],
)
def test_figures_and_documents_stay(text: str) -> None:
    """Years, counts, document numbers and offices' landlines are no personal data."""
    assert redact(text) == text


@given(st.text(), st.text())
def test_any_text_around_a_number_stays_to_the_letter(before: str, after: str) -> None:
    """Whatever stands around a mobile number, the number is gone and nothing is added but its kind."""
    kept = redact(f"{before}。13800138000。{after}")
    assert "13800138000" not in kept
    assert MOBILE in kept


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    """What was redacted once is clean."""
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize("unit", ["1", "1 ", "a", "a.", "a@", "1-", "13800138000", "@a.", "86"])
def test_long_lines_take_linear_time(unit: str) -> None:
    """A line of 100 kB made to hurt the expressions is done at once."""
    started = time.perf_counter()
    redact(unit * (100_000 // len(unit)))
    assert time.perf_counter() - started < 2


def test_a_pseudonym_depends_on_the_user_and_the_secret() -> None:
    """The same user under the same secret is the same sixteen hex characters, and no other is."""
    assert pseudonym(7, b"a") == pseudonym(7, b"a")
    assert len({pseudonym(7, b"a"), pseudonym(8, b"a"), pseudonym(7, b"b")}) == 3
    assert len(pseudonym(7, b"a")) == 16
