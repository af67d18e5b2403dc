"""The years that a question names, in digits, in characters or by word."""

from __future__ import annotations

import pytest

from retrieval.question.years import years_of
from retrieval.text.question_text import plain


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2020年受理了几件", (2020,)),
        ("２０１９年呢", (2019,)),
        ("二〇二〇年受理了几件", (2020,)),
        ("二零一八年的复议", (2018,)),
        ("2019年和二〇二〇年相比", (2019, 2020)),
        ("去年受理了几件", (2020,)),
        ("前年受理了几件", (2019,)),
        ("大前年呢", (2018,)),
        ("上一年的泊位", (2020,)),
        ("比去年多多少", ()),
        ("与去年相比降了多少", ()),
        ("跟上年比怎么样", ()),
        ("较上年增长多少", ()),
        ("同比降了多少", ()),
        ("今年受理了几件", ()),
        ("热线12345", ()),
        ("电话20201234", ()),
        ("受理了几件", ()),
    ],
)
def test_years(question: str, years: tuple[int, ...]) -> None:
    """Years are named in figures, in characters or by word; 比去年 asks for a change, not for another year."""
    assert years_of(plain(question), 2021) == years


def test_words_for_years_mean_nothing_without_a_newest_year() -> None:
    """去年 counts from the newest report; without one it names no year."""
    assert years_of("去年和2018年", None) == (2018,)
