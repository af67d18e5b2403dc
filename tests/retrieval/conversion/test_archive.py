"""Containers: what is refused before any of it is parsed."""

from __future__ import annotations

import pytest

from retrieval.conversion.formats import convert
from retrieval.models import Refusal, ReportError
from tests.retrieval.conversion.office_files import compound, stated, zipped
from tests.retrieval.conversion.word.word_files import paragraph, word_file


def encrypted(data: bytes) -> bytes:
    """An archive whose first part is said to be encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + b"\1" + data[at + 1 :]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (encrypted(word_file(paragraph("甲"))), Refusal.ENCRYPTED),
        (stated(word_file(paragraph("甲")), 9), Refusal.BROKEN),
        (zipped({f"word/{at}.xml": "" for at in range(10_001)} | {"word/document.xml": "<x/>"}), Refusal.BOMB),
    ],
    ids=["encrypted", "other size", "too many parts"],
)
def test_archives_that_are_refused_before_they_are_parsed(data: bytes, refusal: Refusal) -> None:
    """With the kind that chooses what to do."""
    with pytest.raises(ReportError, match=r"^a\.docx: ") as error:
        convert(data, "a.docx")
    assert error.value.refusal is refusal


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small its file is."""
    monkeypatch.setattr("retrieval.conversion.formats.MOST_CHARACTERS", 9)
    with pytest.raises(ReportError, match="wanted at most 9 characters of text, found 10") as error:
        convert("某市二〇二一年报告。".encode(), "a.txt")
    assert error.value.refusal is Refusal.TOO_LARGE


def test_a_stream_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more of it than that is read."""
    compound_files = pytest.importorskip("retrieval.conversion.compound", reason="olefile is not installed")
    monkeypatch.setattr(compound_files, "_LARGEST_STREAM", 4096)
    with pytest.raises(ReportError, match="wanted streams of at most") as error:
        convert(compound({"WordDocument": bytes(5000)}), "a.doc")
    assert error.value.refusal is Refusal.TOO_LARGE
