"""Time for recognition: each page that is recognised may take as long as a file, and no process goes on for ever."""

from __future__ import annotations

import pytest

from retrieval.conversion.formats import convert
from retrieval.conversion.layout.page import Glyph, PageContent
from retrieval.conversion.recognition import ocr
from retrieval.conversion.sandbox.sandboxed_reader import Limits, ReaderProcessError, SandboxedReader
from tests.retrieval.conversion.made_pages import Sheet, pdf_of
from tests.retrieval.conversion.test_sandbox import GOOD, program

RECEIVED = "parent.recv_bytes(), parent.recv_bytes(), parent.recv_bytes()\n"


@pytest.mark.slow
def test_each_page_starts_the_time_anew() -> None:
    """Pages that take longer than a file may, taken together, are waited for."""
    pages = "import time\nfor _ in range(6):\n    time.sleep(0.5); reply(b'page', b'')\n"
    done = "reply(b'ok', b'[\"text of pages\", [\"recognised\"], {}]')"
    with SandboxedReader(Limits(seconds=2), program(RECEIVED + pages + done)) as reader:
        assert reader.read(GOOD, "a.docx").text == "text of pages"


def test_pages_without_end_are_not_waited_for() -> None:
    """A process that announces one page after the other and gives no text is given up."""
    pages = "while True:\n    reply(b'page', b'')\n"
    with SandboxedReader(command=program(RECEIVED + pages)) as reader, pytest.raises(ReaderProcessError):
        reader.read(GOOD, "a.docx")


def test_the_converter_tells_of_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a page is recognised it is announced; a page of text is not."""
    told: list[str] = []

    class Recogniser(ocr.Recogniser):
        def recognise(self, draw: ocr.Draw) -> PageContent:
            self._on_page()
            assert draw(30.0, 500).shape[2] == 3
            told.append("recognised")
            return PageContent(
                tuple(Glyph(char, 10.0 * at, 10.0 * at + 10, 10, 10) for at, char in enumerate("某市报告"))
            )

    monkeypatch.setattr(ocr, "_LIBRARIES", ())
    monkeypatch.setattr("retrieval.conversion.recognition.paged_document.Recogniser", Recogniser)
    scans = [Sheet(picture=True)] * 2
    convert(pdf_of(*scans), "a.pdf", lambda: told.append("announced"))
    assert told == ["announced", "recognised"] * 2
