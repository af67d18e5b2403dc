"""Numbers in cells: shown as a spreadsheet shows them, by the code of their format."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.spreadsheet.cell_formats import BUILT_IN, general_number, shown_number_cell
from tests.examples import examples


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.125, "0.0%", "12.5%"),
        (2.5, "0", "3"),
        (-1.005, "0.00", "-1.01"),
        (0.0, "#,##0", "0"),
        (0.5, "#.##", ".5"),
        (12.0, "0.0#", "12.0"),
        (7.0, "000", "007"),
        (-5.0, "0;(0)", "(5)"),
        (-5.0, "0.0_ ;[Red]-0.0\\ ", "-5.0 "),
        (0.0, '0;-0;"无"', "无"),
        (5.0, '"约"0"件"', "约5件"),
        (123456.0, "#,##0,", "123"),
        (123456.0, '0.0,,"百万"', "0.1百万"),
        (12345.0, "0.00E+00", "1.23E+04"),
        (0.00012, "0.0E-0", "1.2E-4"),
        (1234.5, '[$￥-804]#,##0.00', "￥1,234.50"),
        (1234.5, '_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* "-"??_ ;_ @_ ', "￥1,234.50"),
        (0.0, '_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* "-"??_ ;_ @_ ', "￥-"),
        (6318461017.0, "0000-0000000", "0631-8461017"),
        (3.0, "General", "3"),
        (3.0, 'General"人"', "3人"),
        (3.0, "G/通用格式", "3"),
        (3.0, "@", "3"),
        (3.0, "", "3"),
        (3.0, ";;;", ""),
        (85.0, '[>=60]"及格";"不及格"', "及格"),
        (50.0, '[>=60]"及格";"不及格"', "不及格"),
        (150.0, "[<100]0.0;[>=100]0", "150"),
        (60.0, '[=60]"正好";0', "正好"),
        (61.0, '[=60]"正好";0', "61"),
        (60.0, '[<>60]"另外";0', "60"),
        (61.0, '[>60]"超过";0', "超过"),
        (60.0, '[<=60]"不超过";0', "不超过"),
        (0.0, "0.0E+00", "0.0E+00"),
        (99999.0, "0.0E+00", "1.0E+05"),
        (44197.0, "yyyy/m/d", "2021/1/1"),
        (44197.0, "e/m/d", "2021/1/1"),
        (44197.0, 'yyyy"年"mm"月"dd"日"', "2021年01月01日"),
        (44197.0, '[$-804]yyyy"年"m"月";@', "2021年1月"),
        (44197.0, "yyyy.m.d", "2021.1.1"),
        (44197.0, 'aaaa', "星期五"),
        (44197.0, "d-mmm-yy", "1-Jan-21"),
        (44197.5625, "yyyy-mm-dd hh:mm", "2021-01-01 13:30"),
        (44197.5625, "h:mm AM/PM", "1:30 PM"),
        (44197.5625, '上午/下午h"时"mm"分"', "下午1时30分"),
        (0.5, "h:mm:ss", "12:00:00"),
        (1.5, "[h]:mm", "36:00"),
        (59.0, "yyyy/m/d", "1900/2/28"),
        (61.0, "yyyy/m/d", "1900/3/1"),
        (-1.0, "yyyy/m/d", "-1"),
        (1e300, "#,##0", "1" + ",000" * 100),
        (1e28, "0@0", "1000000000000000000000000000@0"),
        (1e28, "0-0", "1000000000000000000000000000-0"),
        (1e24, "0.00000", "1000000000000000000000000.00000"),
        (1e300, "0" + "%" * 200, "1" + "0" * 700 + "%" * 200),
        (1e21, "General", "1E+21"),
        (110105194912310000.0, "General", "110105194912310000"),
    ],
)  # fmt: skip
def test_codes(value: float, code: str, shown: str) -> None:
    """Digits, signs, text, scaling, percent, exponents, conditions, dates and times."""
    assert shown_number_cell(value, code) == shown


def test_days_from_1904() -> None:
    """Old Macs count from another day."""
    assert shown_number_cell(42735.0, "yyyy/m/d", from_1904=True) == "2021/1/1"


@settings(max_examples=examples(200))
@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(list(BUILT_IN.values())) | st.text('0#,.%;yYmdhs@E+-"\\[]_*?年a/', max_size=30),
)
def test_any_code_shows_something_or_nothing(value: float, code: str) -> None:
    """Whatever a file says of a cell, there is one text for it, and soon."""
    assert shown_number_cell(value, code) == shown_number_cell(value, code)


@settings(max_examples=examples(200))
@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_stay_whole(value: int) -> None:
    """No digit of a whole number is lost."""
    assert general_number(float(value)) == str(value)
    assert shown_number_cell(float(value), "0") == str(value)
    assert shown_number_cell(float(value), "#,##0") == f"{value:,}"
