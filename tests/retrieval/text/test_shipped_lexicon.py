"""The shipped lexicon: what no form and no term of it may be."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from retrieval.resources import LEXICON
from retrieval.text.lexicon import LEXICON_HEADER, content_lines

FILES = sorted(LEXICON.glob("*.txt"))
NUMBER = "[一二三四五六七八九十百千两零半0-9]+"
UNIT = "个?(?:工作日|日|天|年|月|小时|分钟|倍|次|元|万元|人|名|米|公里|毫升|克|千克|公斤|%|平方米|户|家|岁)"
LIMIT = "(?:不得?|应当|超过|少于|低于|高于|满|早于|晚于|延长至|延长|提前|至少|最[高低长短多少]|每|在|自)*"
FIGURE = re.compile(f"{LIMIT}(?:百分之{NUMBER}|{NUMBER}{UNIT})(?:以?[上下内外]|前|后|之内|左右)?")


def entries(name: str) -> list[tuple[list[str], list[str]]]:
    """The lay forms and the official terms of each line of a file."""
    path = LEXICON / name
    lines = [line.partition("=>") for _, line in content_lines(path.read_text("utf-8"), name, LEXICON_HEADER)]
    return [
        ([form.strip() for form in left.split(",")], [term.partition("*")[0].strip() for term in right.split(",")])
        for left, _, right in lines
    ]


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_no_term_is_a_bare_figure(name: str) -> None:
    """三十日内 stands for anything: a sentence of another matter would hold all that was asked."""
    assert [term for _, terms in entries(name) for term in terms if FIGURE.fullmatch(term)] == []


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_no_form_is_a_single_character_or_stands_twice(name: str) -> None:
    """One character is part of too many words; of two lines with the same form the later one alone would count."""
    forms = Counter(form for left, _ in entries(name) for form in left)
    assert [form for form, count in forms.items() if len(form) < 2 or count > 1] == []
