"""Time for recognition: each page that is recognised may take as long as a file, and no process goes on for ever."""

from __future__ import annotations

import pytest

from retrieval.conversion.converted import Converted
from retrieval.conversion.formats import convert
from retrieval.conversion.layout.page import Glyph, PageContent
from retrieval.conversion.recognition import ocr
from retrieval.models import ManifestFacts
from retrieval.resources import read_gazetteer
from retrieval.sandbox.parsed_report import ParsedReport, parse_converted, report_to_json
from retrieval.sandbox.sandboxed_reader import Limits, ReaderProcessError
from tests.pooled_readers import SandboxedReader
from tests.retrieval.conversion.made_pages import Sheet, pdf_of
from tests.retrieval.sandbox.test_sandboxed_reader import GOOD, program

RECEIVED = "[parent.recv_bytes() for _ in range(4)]\n"


@pytest.mark.slow
def test_each_page_starts_the_time_anew() -> None:
    """Pages that take longer than a file may, taken together, are waited for."""
    pages = "import time\nfor _ in range(6):\n    time.sleep(0.5); reply(b'step', b'')\n"
    parsed = parse_converted(Converted("text of pages"), "a.docx", ManifestFacts(), read_gazetteer())
    assert isinstance(parsed, ParsedReport)
    done = f"reply(b'ok', {report_to_json(parsed).encode()!r})"
    with SandboxedReader(Limits(seconds=2), program(RECEIVED + pages + done)) as reader:
        assert reader.read(GOOD, "a.docx").report.text == "text of pages"


def test_pages_without_end_are_not_waited_for() -> None:
    """A process that announces one page after the other and gives no text is given up."""
    pages = "while True:\n    reply(b'step', b'')\n"
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
