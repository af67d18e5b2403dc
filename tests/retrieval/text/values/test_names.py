"""Names with numbers in them: ordinals with spaces, ranks, codes of issuers, telephones and marks of lists."""

from __future__ import annotations

import pytest

from retrieval.text.values.grammar import find_values
from tests.retrieval.text.values.reading import Row, rows


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("提案第 3 号", [("第 3 号", "ordinal", 3, 3)]),
        ("提案第 3号", [("第 3号", "ordinal", 3, 3)]),
        ("提案第 3 至 5 号", [("第 3 至 5 号", "ordinal", 3, 5)]),
        ("全省第3 号码", [("第3", "rank", 3, 3)]),
        ("提案第  3号", [("3号", "ordinal", 3, 3)]),
        ("提案第3-第5条", [("第3-第5条", "ordinal", 3, 5)]),
        ("提案第3至3条", [("第3", "ordinal", 3, 3), ("3条", "count", 3, 3)]),
        ("进入前10位", [("前10位", "rank", 10, 10)]),
        ("进入前10强", [("前10强", "rank", 10, 10)]),
        ("前10名", [("前10名", "rank", 10, 10)]),
        ("列第3位", [("第3位", "rank", 3, 3)]),
        ("名列全国第三", [("第三", "rank", 3, 3)]),
        ("排名第三", [("第三", "rank", 3, 3)]),
        ("位列第三", [("第三", "rank", 3, 3)]),
        ("渔港第三", [("第三", "ordinal", 3, 3)]),
        ("十四五", [("十四五", "ordinal", None, None)]),
        ("十四五个", [("十四五个", "count", 14, 15)]),
        ("21世纪", [("21世纪", "ordinal", 21, 21)]),
        ("第十十", []),
        ("规划十四五发展", [("十四五", "ordinal", None, None)]),
        ("提案第3辆车", [("第3辆", "ordinal", 3, 3)]),
        ("编号1234567号", [("1234567", "bare", 1234567, 1234567)]),
    ],
)
def test_ordinals(raw: str, found: list[Row]) -> None:
    """An ordinal is taken with its noun; a rank is told by its noun or by what stands before it."""
    assert rows(raw) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("2个海政〔2021〕3号", [("2个", "count", 2, 2), ("海政〔2021〕3号", "document-number", None, None)]),
        (
            "天地甲乙丙丁戊己庚辛壬癸子丑〔2021〕3号",
            [("甲乙丙丁戊己庚辛壬癸子丑〔2021〕3号", "document-number", None, None)],
        ),
        ("〔2021〕3号", [("〔2021〕3号", "document-number", None, None)]),
        ("热线12345", [("12345", "telephone", None, None)]),
        ("拨打12345受理8451234", [("12345", "telephone", None, None), ("8451234", "bare", 8451234, 8451234)]),
        ("编号12345", [("12345", "bare", 12345, 12345)]),
        ("拨打12345、12346件", [("12345", "telephone", None, None), ("12346件", "count", 12346, 12346)]),
        ("12301旅游热线", [("12301", "telephone", None, None)]),
        ("(0631)好", [("0631", "bare", 631, 631)]),
    ],
)
def test_codes_and_telephones(raw: str, found: list[Row]) -> None:
    """The code of an issuer has twelve characters at most; short telephones need a word that says so."""
    assert rows(raw) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("1)修塘", []),
        ("共3)修塘", [("3", "bare", 3, 3)]),
        ("编号1.修塘", [("1", "bare", 1, 1)]),
        ("。1.修塘", []),
        ("(1)修塘", []),
        ("编号1234567.8.9", []),
        ("塘深1234567.2", [("1234567.2", "bare", 1234567.2, 1234567.2)]),
        ("逢3·15", []),
        ("修塘。12)修坝", [("12", "bare", 12, 12)]),
        ("《渔港", []),
        ("gd1234", []),
        ("gdp1234亿元", [("1234亿元", "money", 123_400_000_000, 123_400_000_000)]),
        ("d1234亿元", []),
    ],
)
def test_digits_that_are_no_value(raw: str, found: list[Row]) -> None:
    """Marks open a list at its beginning only; digits behind Latin letters are an amount where a unit follows."""
    assert rows(raw) == found


@pytest.mark.parametrize("noun", ["辆", "条", "产业", "号"])
def test_the_unit_of_an_ordinal_is_its_noun(noun: str) -> None:
    """A unit of counts, or another noun that ordinals have."""
    assert [value.unit for value in find_values(f"第3{noun}")] == [noun]


@pytest.mark.parametrize("name", ["第3号", "十四五", "《渔港》", "海政〔2021〕3号", "0631-8451234"])
def test_a_name_is_its_own_core(name: str) -> None:
    """No bound belongs to a name."""
    assert [value.core for value in find_values(f",{name}左右")] == [(1, 1 + len(name))]
