"""Personal data never reaches the disk, and a pseudonym leads nowhere."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from bot.privacy.personal_data import find
from bot.privacy.redaction import pseudonym, redact, remove_masks
from bot.texts import replies
from tests.pace import cost

MOBILE, LANDLINE, IDENTITY = "［手机号］", "［电话号码］", "［身份证号］"
CARD, EMAIL, PLATE = "［银行卡号］", "［邮箱］", "［车牌号］"

MOBILES = [
    ("电话13800138000", f"电话{MOBILE}"),
    ("13800138000的人", f"{MOBILE}的人"),
    ("13800138000元旦放假吗", f"{MOBILE}元旦放假吗"),
    ("①13800138000", f"①{MOBILE}"),
    ("电话１３８００１３８０００", f"电话{MOBILE}"),
    ("１３８－００１３－８０００", MOBILE),
    ("١٣٨٠٠١٣٨٠٠٠", MOBILE),
    ("拨+86 138-0013-8000吧", f"拨{MOBILE}吧"),
    ("(+86)13800138000", MOBILE),
    ("（+86）138 0013 8000", MOBILE),
    ("0086-138-0013-8000", MOBILE),
    ("+86 1380 0138 000", MOBILE),
    ("8613800138000", MOBILE),
    ("013800138000", MOBILE),
    ("138 0013 8000", MOBILE),
    ("138 001 38000", MOBILE),
    ("1380 0138 000", MOBILE),
    ("138 00138000", MOBILE),
    ("138.0013.8000", MOBILE),
    ("138—0013—8000", MOBILE),
    ("1 3 8 0 0 1 3 8 0 0 0", MOBILE),
    ("1-3-8-0-0-1-3-8-0-0-0", MOBILE),
    ("138\u200b0013\u200b8000", MOBILE),
    ("13800138000和13900139000", f"{MOBILE}和{MOBILE}"),
    ("138 0013 8000 139 0013 9000", f"{MOBILE} {MOBILE}"),
    ("2021 13800138000", f"2021 {MOBILE}"),
    ("二〇二一年13800138000。", f"二〇二一年{MOBILE}。"),
]
LANDLINES = [
    ("电话0631-8452110", f"电话{LANDLINE}"),
    ("(0631)8451234", LANDLINE),
    ("（０６３１）８４５１２３４", LANDLINE),
    ("0631 845 1234", LANDLINE),
    ("0631－8451234", LANDLINE),
    ("06318451234", LANDLINE),
    ("010-62345678转8001", LANDLINE),
    ("0631-8451234-801", LANDLINE),
    ("0631-8451234转分机801找我", f"{LANDLINE}找我"),
    ("0631-8451234 ext. 801", LANDLINE),
    ("+86-631-8451234", LANDLINE),
    ("+86 10 6234 5678", LANDLINE),
    ("0631-8451234-0631 8451235", f"{LANDLINE}-{LANDLINE}"),
    ("0631-8451234、13800138000", f"{LANDLINE}、{MOBILE}"),
]
IDENTITIES = [
    ("身份证11010519491231002X,", f"身份证{IDENTITY},"),
    ("11010519491231002x", IDENTITY),
    ("110105 19491231 0021", IDENTITY),
    ("110105-1949-1231-002X", IDENTITY),
    ("110 105 1949 1231 002 X", IDENTITY),
    ("１１０１０５１９４９１２３１００２Ｘ", IDENTITY),
    ("110105194912310021", IDENTITY),
    ("11010519491331002X", IDENTITY),
    ("老身份证110105491231002号", f"老身份证{IDENTITY}号"),
    ("110105 491231 002", IDENTITY),
    ("1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 1", IDENTITY),
]
CARDS = [
    ("卡号6222021234567890123。", f"卡号{CARD}。"),
    ("4111 1111 1111 1111", CARD),
    ("4111-1111-1111-1111", CARD),
    ("４１１１　１１１１　１１１１　１１１１", CARD),
    ("378282 246310 005", "378282 246310 005"),
    ("3782 822463 10005", CARD),
    ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", CARD),
    ("1234567890123", CARD),
    ("12345678901234567890123456", CARD),
]
EMAILS = [
    ("写信到zhang.san+a@mail.example.com谢谢", f"写信到{EMAIL}谢谢"),
    ("ａ＠ｂ．ｃｏｍ", EMAIL),
    ("13800138000@example.com", EMAIL),
    ("邮箱:a_b@example.com.cn。", f"邮箱:{EMAIL}。"),
]
PLATES = [
    ("车牌京A12345", f"车牌{PLATE}"),
    ("鲁K·12345违章", f"{PLATE}违章"),
    ("鲁K•12345", PLATE),
    ("鲁 k 12345", PLATE),
    ("京ａ１２３４５", PLATE),
    ("鲁KD12345", PLATE),
    ("鲁K12345D", PLATE),
    ("粤BF12345,", f"{PLATE},"),
    ("鲁K1234学", PLATE),
    ("鲁K1234警", PLATE),
    ("鲁K1234挂", PLATE),
    ("粤Z1234港", PLATE),
    ("粤Z1234澳", PLATE),
    ("沪A1234领", PLATE),
    ("使014·578", PLATE),
    ("鲁KAB123", PLATE),
]
STAYS = [
    "",
    "一共保留了189项审批事项",
    "威文政发〔2021〕13号",
    "鲁政发〔2021〕10号、国发〔2020〕2号",
    "2018 2019 2020 2021年的数据",
    "2015-2016-2017-2018",
    "4000 2010 2015 2020",
    "2021-12-31 08:00:00",
    "2021.12.31",
    "20211231",
    "同比增加146.4%，3248笔",
    "13,800,138,000元",
    "15000000000元",
    "共13800138000.50元",
    "¥15000000000",
    "15000000000平方米",
    "1200 1500 2000 300",
    "拨打12345或110",
    "0631-12345",
    "400-123-4567",
    "统一社会信用代码91110000600037341L",
    "914403001922038216",
    "91110108551385082q",
    "新Redmi5",
    "京B2-20090059",
    "京ICP备12345678号",
    "新A股",
    "惠民政策使120000人受益",
    "ＡＢＣ１２３",
    "a@b",
    "@wenda_bot 你好",
    "@qq.com 是什么",
    "ping failed at api.example.org",
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬",
    "第3.1.2.1条",
    "192.168.100.200",
    "4111 1111 1111 1112",
    "110105 1949",
]


@pytest.mark.parametrize(("written", "kept"), [*MOBILES, *LANDLINES, *IDENTITIES, *CARDS, *EMAILS, *PLATES])
def test_personal_data_is_replaced_by_its_kind(written: str, kept: str) -> None:
    """Numbers are found beside 汉字, in any width and grouping, with a country code or an extension."""
    assert redact(written) == kept


@pytest.mark.parametrize("text", STAYS)
def test_figures_and_documents_stay(text: str) -> None:
    """Years, dates, counts, sums, document numbers, hotlines and codes of organisations are no personal data."""
    assert redact(text) == text


DIGITS = st.text("0123456789", min_size=8, max_size=8)
GROUPINGS = st.sampled_from([(11,), (3, 4, 4), (3, 3, 5), (4, 4, 3), (1,) * 11])
DENSE_CHARACTERS = st.text("0123456789086 -.·()（）+xX@aD京鲁A学转，\u200b１３８", max_size=60)
PIECES = [
    "0", "1", "138", "0013", "8000", "86", "852", "0086", "00", "010", "0631", "400", "13800138000", "8451234", "2021",
    "6222", "370000", "19491231", "一", "三", "〇", "①", "⑧", "O", "l", " ", "-", "，", "、", "。", "\n", "/", ".",
    "(", ")", "+", "x", "×", "电话", "账号", "护照", "社保号", "微信", "QQ", "鲁K", "WJ", "E", "@", "a", "abc", "艾特",
    "点com", "转", "或", "是我的电话", "元", "件", "张三", "李四", "第", "\u200b", "😀", "［手机号］",
]  # fmt: skip
DENSE = DENSE_CHARACTERS | st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@given(st.text(), st.text())
def test_any_text_around_a_number_stays_to_the_letter(before: str, after: str) -> None:
    """Whatever stands around a mobile number, the number is gone and nothing is added but its kind."""
    kept = redact(f"{before}。13800138000。{after}")
    assert "13800138000" not in kept
    assert MOBILE in kept


@given(st.sampled_from("3456789"), DIGITS, st.data(), GROUPINGS, st.sampled_from(["", " ", "-", "．", "　"]))
def test_every_mobile_number_is_found_in_every_grouping(
    second: str, rest: str, data: st.DataObject, sizes: tuple[int, ...], gap: str
) -> None:
    """Eleven digits in a usual grouping, narrow or wide, directly after 汉字."""
    number = "1" + second + data.draw(st.sampled_from("0123456789")) + rest
    at, groups = 0, []
    for size in sizes:
        groups.append(number[at : at + size])
        at += size
    written = gap.join(groups) if gap else number
    wide = written.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert redact(f"我的手机{written}，谢谢") == redact(f"我的手机{wide}，谢谢") == f"我的手机{MOBILE}，谢谢"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["110105", "371081", "522223"]))
def test_every_valid_identity_number_is_found(born: date, place: str) -> None:
    """What python-stdnum holds to be valid is masked, and so is the same number with another check digit."""
    body = f"{place}{born:%Y%m%d}012"
    good = body + ric.calc_check_digit(body + "0")
    assert redact(f"身份证{good}") == f"身份证{IDENTITY}"
    slip = body + ("0" if good[-1] != "0" else "1")
    assert redact(f"身份证{slip}") == f"身份证{IDENTITY}"


@given(st.sampled_from("3456"), st.text("0123456789", min_size=14, max_size=14))
def test_every_card_number_with_a_check_digit_is_found(first: str, rest: str) -> None:
    """Sixteen digits in fours that pass Luhn's check are masked; years are not, which pass it now and then."""
    number = first + rest
    number += luhn.calc_check_digit(number)
    grouped = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    assert redact(f"卡{grouped}") == f"卡{CARD}"


@given(st.lists(st.integers(1950, 2030), min_size=1, max_size=8), st.sampled_from([" ", "-", "、", "/"]))
def test_years_in_a_row_stay(years: list[int], gap: str) -> None:
    """However many years stand side by side, they are years."""
    text = gap.join(map(str, years)) + "年"
    assert redact(text) == text


@given(DENSE)
@example("京A1234D13800138000")
@example("鲁K12345-1380-0138-000")
@example("138 0013 8000 1500 2000 300")
@example("0631-8451234-1380-0138-000")
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    """What was redacted once is clean, also where one number hid another."""
    assert redact(redact(text)) == redact(text)
    assert find(redact(text)) == []


@given(DENSE)
def test_findings_are_in_order_and_apart(text: str) -> None:
    """Each is a piece of the text, after the one before it."""
    position = 0
    for finding in find(text):
        assert position <= finding.start < finding.end <= len(text)
        assert finding.kind in replies.MASKS
        position = finding.end


@given(DENSE)
def test_nothing_but_masks_is_new(text: str) -> None:
    """Without its masks, a redacted text is the text with pieces left out."""
    kept = redact(text)
    for mask in replies.MASKS.values():
        kept = kept.replace(mask, "")
    remaining = iter(text)
    assert all(char in remaining for char in kept)


UNITS = [
    "1", "1 ", "12 ", "1234 ", "86 ", "a", "a.", "a@", "1-", "1-.", "13800138000", "@a.", "86", "１", "京A", "使0",
    "京A1234D13800138000", "91110000600037341", "11010519491231002X ", "4111 1111 1111 1111 ", "0631-8451234-",
    "1380 0138 000 ", "\u200b1", "一", "一、", "①", "一三八零零一三八零零零", "1，", "1…", "1\n", "138，", "0 ", "+",
    "+852 6", "+1", "00852 ", "电话8451234或", "电话", "账号1", "社保1 ", "微信a", "微信1", "qq1-", "护照A1", "a艾特",
    "张@", "@a点", "#163.", "WJ", "V·", "京", "O0", "O", "第一", "李四", "1转", "154 0013 8000",
    "1，5，4，0，0，1，3，8，0，0，0，",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_long_lines_take_linear_time(unit: str) -> None:
    """A line of 100 kB made to hurt the expressions is done at once."""
    assert cost(lambda: redact(unit * (100_000 // len(unit))), 2) < 2


def test_a_message_of_any_shape_is_redacted_at_once() -> None:
    """The 4,096 characters that Telegram sends at most take under 50 ms of processor time, whatever they are."""
    chance = Random(4096)
    han = "".join(chr(chance.randrange(0x4E00, 0x9FA6)) for _ in range(4096))
    mixed = "".join(chance.choice("0123456789一二①²，、 -/\n@.电话微信QQ社保aV京军+()") for _ in range(4096))
    for text in (han, mixed, *(unit * (4096 // len(unit)) for unit in UNITS)):
        assert cost(lambda text=text: redact(text), 0.05) < 0.05, text[:40]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("redacted", "left"),
    [
        ("有多少名法律顾问", "有多少名法律顾问"),
        ("我的电话［手机号］，有多少名法律顾问", "我的电话，有多少名法律顾问"),
        ("我的电话［手机号］，［邮箱］，有多少名法律顾问", "我的电话，有多少名法律顾问"),
        ("［手机号］，请问有多少名法律顾问", "请问有多少名法律顾问"),
        ("法律顾问有多少名？［车牌号］", "法律顾问有多少名？"),
        ("我叫［身份证号］、 想问 什么", "我叫、想问 什么"),
        ("找［手机号］吗", "找吗"),
        ("［手机号］［邮箱］", ""),
        ("", ""),
    ],
)
def test_what_is_left_beside_the_masks(redacted: str, left: str) -> None:
    """Masks go, and with them the second of two separators."""
    assert remove_masks(redacted) == left


@given(st.lists(st.sampled_from([*replies.MASKS.values(), "，", " ", "、", "有多少", "名"])))
def test_no_mask_is_left(pieces: list[str]) -> None:
    """Neither a mask nor the brackets of one; and the words stay in their order."""
    left = remove_masks("".join(pieces))
    assert "［" not in left
    assert [c for c in left if c.isalpha()] == [c for p in pieces if p in ("有多少", "名") for c in p]


def test_a_pseudonym_depends_on_the_user_and_the_secret() -> None:
    """The same user under the same secret is the same sixteen hex characters, and no other is."""
    assert pseudonym(7, b"a") == pseudonym(7, b"a")
    assert len({pseudonym(7, b"a"), pseudonym(8, b"a"), pseudonym(7, b"b")}) == 3
    assert len(pseudonym(7, b"a")) == 16
