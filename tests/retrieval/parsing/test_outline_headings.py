"""Outline: where the headings of items, articles and annexes end, and what they are without their signs."""

from __future__ import annotations

import pytest

from retrieval.models import Clause
from retrieval.parsing.outline import build_outline
from retrieval.text.segmentation import split_blocks


def clauses(text: str) -> dict[str, Clause]:
    """The first clause of each path."""
    return {clause.path: clause for clause in reversed(build_outline(text, split_blocks(text)))}


def parted(text: str, path: str) -> tuple[str, str]:
    """The heading of a clause and its body."""
    clause = clauses(text)[path]
    return clause.headings[-1], text[clause.body : clause.end].strip()


@pytest.mark.parametrize(
    ("item", "heading", "body"),
    [
        ("**（一）巡查要求**\n\n每日两次。", "巡查要求", "每日两次。"),
        ("**（一）巡查要求。**\n\n每日两次。", "巡查要求", "每日两次。"),
        ("**（一）巡查要求。**每日两次。", "巡查要求", "每日两次。"),
        ("（一）__巡查要求。__每日两次。", "巡查要求", "每日两次。"),
        ("（一）巡查要求\n**每日**两次。", "巡查要求", "**每日**两次。"),
        (f"**（一）{'巡' * 59}。**\n\n每日两次。", "巡" * 59, "每日两次。"),
        # The signs of the next item are no text below this one.
        ("**（一）巡查要求。**\n\n**（二）检修。**", "", "巡查要求。**\n\n**"),
        ("### （一）巡查要求\n\n### （二）检修", "", "巡查要求\n\n###"),
    ],
)
def test_the_signs_of_markdown_are_in_no_heading(item: str, heading: str, body: str) -> None:
    """Nor do those that close a heading stand at the beginning of the text below it."""
    assert parted(f"## 一、总则\n\n{item}", "一/(一)") == (heading, body)
