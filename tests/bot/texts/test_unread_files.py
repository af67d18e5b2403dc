"""Refusals: every reason why a file is not served is a Chinese sentence that says what to do."""

from __future__ import annotations

import re

import pytest

from bot.texts.unread_files import no_report, skipped_reason
from retrieval.models import EmptyLibraryError, Refusal, Skipped


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_says_what_to_do(refusal: Refusal) -> None:
    """What is wrong, and in brackets what to do; another copy is named."""
    same = "a.txt" if refusal is Refusal.SAME else ""
    said = skipped_reason(Skipped("某.doc", 0, "wanted a text, found none", refusal, same))
    assert re.match(r"[\u4e00-\u9fff].{3,}（.{5,}）", said)
    assert ("a.txt" in said) is bool(same)
    assert skipped_reason(Skipped("某.doc", 7, "x", refusal, same)).startswith("第 7 行：")


def test_what_is_wrong_with_a_line_is_told() -> None:
    """What staff wrote is named as it was found."""
    assert "'x.txt'" in skipped_reason(Skipped("manifest.jsonl", 2, "wanted a file, found 'x.txt'", Refusal.MANIFEST))


def test_a_library_without_anything_to_read() -> None:
    """The first reason where there is one, else what to put there."""
    skipped = (Skipped("a.pdf", 0, "x", Refusal.SCAN), Skipped("b.pdf", 0, "x", Refusal.EMPTY))
    assert "2 个文件没有一个能读入。例如 a.pdf：只有扫描的图片" in no_report(EmptyLibraryError("资料", skipped, 2))
    assert no_report(EmptyLibraryError("资料", (), 0)).startswith("资料：里面没有可读的文件（请")
