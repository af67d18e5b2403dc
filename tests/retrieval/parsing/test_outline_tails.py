"""Outline: the text after a list, which is its parent's where the items show how long one of them is."""

from __future__ import annotations

import pytest

from retrieval.parsing.outline import build_outline
from retrieval.text.segmentation import split_blocks


def owned(text: str) -> list[tuple[str, str]]:
    """The path and the own text of every clause."""
    return [
        (clause.path, text[clause.start : clause.end].strip()) for clause in build_outline(text, split_blocks(text))
    ]


@pytest.mark.parametrize(
    ("text", "parent"),
    [
        # The document ends below the list, or goes on with a heading, with another list, or with the same numbers.
        ("一、供水\n（一）泵站。\n（二）管网。\n（三）水表。\n其余照旧。", "一"),
        ("一、供水\n（一）泵站。\n（二）管网。\n（三）水表。\n其余照旧。\n二、供电\n略。", "一"),
        ("一、供水\n1.泵站。\n2.管网。\n3.水表。\n其余照旧。\n（一）检修。\n（二）巡查。", "一"),
        ("一、供水\n1.泵站。\n2.管网。\n3.水表。\n其余照旧。\n1.检修。\n2.巡查。", "一"),
        # A list within a list, and the list of a later chapter.
        ("一、供水\n（一）泵站\n1.甲站。\n2.乙站。\n3.丙站。\n其余照旧。\n（二）管网\n略。", "一/(一)"),
        ("一、总则\n略。\n二、供水\n（一）泵站。\n（二）管网。\n（三）水表。\n其余照旧。", "二"),
        # Items in one paragraph, also only two of them, and as the last text.
        ("一、供水\n（一）要求如下。一是勤查；二是快修。\n其余照旧。\n（二）管网。", "一/(一)"),
        ("一、供水\n（一）要求如下。一是勤查；二是快修。\n其余照旧。", "一/(一)"),
        ("一、供水\n（一）要求如下。一是勤查；二是快修；三是节水。\n其余照旧。\n另行通知。", "一/(一)"),
        # Other marks before the list say nothing about how long its items are.
        ("一、供水\n1.泵站。\n又及。\n2.管网。\n（一）甲站。\n（二）乙站。\n（三）丙站。\n其余照旧。", "一"),
        ("1 供水\n1.1 泵站\n分三处：\n1.1.1 甲站。\n1.1.2 乙站。\n1.1.3 丙站。\n其余照旧。", "1/1.1"),
        # Nor does an earlier list with the same numbers.
        ("一、供水\n1.泵站。\n又及。\n2.管网。\n1.甲站。\n2.乙站。\n3.丙站。\n其余照旧。", "一"),
    ],
)
def test_a_tail_is_its_parents(text: str, parent: str) -> None:
    """The text after the last item of a list is a clause with the path of what the list stands in."""
    tails = [(path, own) for path, own in owned(text) if "其余照旧" in own]
    assert [path for path, _ in tails] == [parent]
    assert tails[0][1].startswith("其余照旧。")


@pytest.mark.parametrize(
    ("text", "item"),
    [
        # Two items do not show it, nor do items of several paragraphs.
        ("一、供水\n（一）泵站。\n（二）管网。\n其余照旧。", "一/(二)"),
        ("一、供水\n（一）泵站。\n分两处。\n（二）管网。\n（三）水表。\n其余照旧。", "一/(三)"),
        # Between two items of a list, and before a list within an item, nothing is a tail.
        ("一、供水\n（一）泵站。\n（二）管网。\n（三）水表。\n其余照旧。\n（四）阀门。", "一/(三)"),
        ("一、供水\n（一）总述\n1.泵站。\n2.管网。\n3.水表。\n其余照旧。\n4.阀门。", "一/(一)/3."),
        ("一、供水\n（一）泵站。\n（二）管网。\n（三）水表。\n其余照旧：\n1.旧表。\n2.新表。", "一/(三)"),
        # The items stand neither in one paragraph nor at the beginnings of several.
        ("一、供水\n要求如下。一是勤查；二是快修。\n三是节水。\n其余照旧。", "一/三是"),
        # A list with nothing above it.
        ("1.泵站。\n2.管网。\n3.水表。\n其余照旧。", "3."),
    ],
)
def test_the_text_after_an_item_may_be_its_own(text: str, item: str) -> None:
    """It stays with the item above it where the list goes on, or does not show how long its items are."""
    found = owned(text)
    assert [path for path, own in found if "其余照旧" in own] == [item]
    assert not any(own.startswith("其余照旧") for _, own in found)


def test_a_tail_has_no_heading_of_its_own() -> None:
    """Its first sentence is text, and the headings are those of the list's parent."""
    text = "一、供水\n（一）泵站。\n（二）管网。\n（三）水表。\n其余照旧。另行通知。\n二、供电\n略。"
    tail = next(clause for clause in build_outline(text, split_blocks(text)) if text.startswith("其余", clause.start))
    assert (tail.headings, tail.body) == (("供水",), tail.start)
