"""Cell text: the lines of a table cell as one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.conversion.layout.lines import TextLine
from retrieval.conversion.layout.list_marks import begins_field, begins_list_item

# A line that was broken because the cell is full is nearly as long as the longest (in em), and that fills the cell
# (in shares of its width).
_RAGGED, _FILLED = 1.5, 0.55
_DIGIT = re.compile(r"\d")


def cell_text(lines: Sequence[TextLine], width: float) -> str:
    """The text of a cell: broken lines are joined, others are separated by a line break."""
    if not lines:
        return ""
    if all(len(line.text) == 1 for line in lines):
        return "".join(line.text for line in lines)  # a head that is written downwards
    longest = max(line.right - line.left for line in lines)
    text = begun = lines[0].text
    for before, line in pairwise(lines):
        broken = longest >= _FILLED * width and before.right - before.left >= longest - _RAGGED * before.size
        is_item = begins_list_item(line.text) or (begins_field(begun) and begins_field(line.text))
        # Lines of one form are entries of a list: dates, numbers, the same word again.
        if broken and not is_item and _form(before.text) != _form(line.text):
            text += joint(text, line.text) + line.text
        else:
            text, begun = f"{text}\n{line.text}", line.text
    return text


def _form(text: str) -> str:
    return _DIGIT.sub("0", text)


def joint(before: str, after: str) -> str:
    """What stands between the end of a line and the next line of the same paragraph: a blank between Latin words.

    >>> joint("Report of", "2021"), joint("百分", "之三"), joint("增长5", "0%")
    (' ', '', '')
    """
    last, first = before[-1:], after[:1]
    if not (last.isascii() and first.isascii() and first.isalnum()):
        return ""
    return " " if (last.isalnum() or last in ",.;:)") and not (last.isdecimal() and first.isdecimal()) else ""
