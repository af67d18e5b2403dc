"""PDF files: what is shown is read to the character, and what cannot be read is refused, never guessed."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest

from retrieval.conversion.formats import convert
from retrieval.conversion.pdf.drawings import DrawingReader, Drawings
from retrieval.conversion.recognition import ocr
from retrieval.conversion.recognition.characters import can_be_text
from retrieval.fonts import FONT
from retrieval.models import Refusal, ReportError, TextMark
from tests.retrieval.conversion.made_pages import Column, Sheet, Words, pdf_of, typeset

TEXT = "全市持续优化政务服务环境，全面推行一窗受理、集成服务，全市共办结各类审批服务案件25万件，按期办结率居全省前列。"
PAGE = Sheet(typeset([TEXT], Column(characters=20))[0])
SCAN = Sheet(picture=True)


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries of the extra are not installed."""
    monkeypatch.setattr(ocr, "_LIBRARIES", ("a_library_that_nobody_has",))


def refusal_of(data: bytes) -> Refusal:
    with pytest.raises(ReportError, match=r"^a\.pdf: ") as error:
        convert(data, "a.pdf")
    return error.value.refusal


def test_the_text_of_a_page() -> None:
    """Lines are joined to their paragraph, and nothing is marked."""
    found = convert(pdf_of(PAGE), "a.pdf")
    assert (found.text, found.marks) == (f"{TEXT}\n", frozenset())


def test_a_font_that_is_only_named_loses_no_character() -> None:
    """Frames, rare and traditional characters are read whole, whether or not the font that comes along has them."""
    text = "┌╋┘一览表：叶喆、王翀、赵㙍、錢鏗；①②③㈠㈡，ＡＢ１２，ΩЖ℃‰№〇。" + TEXT
    assert convert(pdf_of(Sheet(typeset([text], Column(characters=20))[0])), "a.pdf").text == f"{text}\n"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_shown_turned(rotate: int) -> None:
    """How a viewer turns the page does not change its text."""
    assert convert(pdf_of(Sheet(PAGE.words, rotate=rotate)), "a.pdf").text == f"{TEXT}\n"


def test_words_that_are_not_shown_are_no_text() -> None:
    """Invisible words on an ordinary page are left out."""
    sheet = Sheet([*PAGE.words, Words("看不见的字", 90, 500, hidden=True)])
    assert convert(pdf_of(sheet), "a.pdf").text == f"{TEXT}\n"


def test_a_scan_with_the_text_behind_it_is_read_and_marked() -> None:
    """What another program recognised is taken, as recognised."""
    words = [Words(w.text, w.x, w.y, w.size, hidden=True) for w in PAGE.words]
    found = convert(pdf_of(Sheet(words, picture=True)), "a.pdf")
    assert (found.text, found.marks) == (f"{TEXT}\n", frozenset({TextMark.RECOGNISED}))


@pytest.mark.usefixtures("without_extra")
@pytest.mark.parametrize("sheets", [[SCAN], [SCAN, SCAN], [Sheet([Words("- 1 -", 280, 800)], picture=True)]])
def test_a_scan_is_refused(sheets: list[Sheet]) -> None:
    """A picture of a page, with a page number at most, is refused where nothing recognises it."""
    assert refusal_of(pdf_of(*sheets)) is Refusal.SCAN


@pytest.mark.usefixtures("without_extra")
def test_a_font_that_cannot_be_decoded_is_refused() -> None:
    """Characters that are numbers of shapes are never taken for text."""
    secret = [Words(w.text, w.x, w.y, w.size, secret=True) for w in PAGE.words]
    assert refusal_of(pdf_of(Sheet(secret))) is Refusal.SCAN


@pytest.mark.usefixtures("without_extra")
def test_a_picture_among_many_pages_is_left_out_and_told() -> None:
    """A file with one picture among five pages of text is read without it, and marked as incomplete."""
    pages = [Sheet(words) for words in typeset([TEXT] * 8, Column(lines=5))]
    found = convert(pdf_of(SCAN, *pages), "a.pdf")
    assert (found.text, found.marks) == (f"{TEXT}\n" * 8, frozenset({TextMark.INCOMPLETE}))


def test_a_page_without_anything_is_no_scan() -> None:
    """An empty page between two others is nothing to recognise."""
    assert convert(pdf_of(Sheet(), PAGE, Sheet()), "a.pdf").text == f"{TEXT}\n"


@pytest.mark.parametrize(
    "text", ["ߚᆡڜ֘ئۊऒྒ༺ކ" * 3, "\ue001\ue002\ue003\ue004" * 5, "����������������", "癿丌亍" + "人民" * 40]
)
def test_garbage_is_no_text(text: str) -> None:
    """What fonts without a table give is told from text, and so is text of other languages."""
    assert not can_be_text(text, 0)


@pytest.mark.parametrize("text", ["", "某市報告發佈", "Report of 2021, naïve", "日本語のテキスト", "①②③…——“”《》"])
def test_text_is_text(text: str) -> None:
    """Traditional characters, Latin, Japanese and signs are text."""
    assert can_be_text(text, 0)


def test_lines_of_a_picture_become_glyphs() -> None:
    """Chinese characters take twice the room of Latin ones; boxes of nearly one height are one size."""
    lines = [
        ocr.RecognisedLine("全市共25件", 100, 100, 220, 120, 0.9),
        ocr.RecognisedLine("其中", 100, 130, 140, 151, 0.9),
    ]
    glyphs = list(ocr._glyphs(lines))
    assert [glyph.text for glyph in glyphs] == list("全市共25件其中")
    assert [round(glyph.left) for glyph in glyphs[:5]] == [100, 124, 148, 172, 184]
    assert len({glyph.size for glyph in glyphs}) == 1


@pytest.fixture(scope="module")
def recogniser() -> ocr.Recogniser:
    if not ocr.can_recognise():
        pytest.skip("the extra ocr is not installed")
    return ocr.Recogniser("a.pdf", lambda: None)


def drawn(*lines: str) -> np.ndarray:
    """Lines of a page as a picture, in the Chinese font that comes with the project."""
    import PIL.Image
    import PIL.ImageDraw
    import PIL.ImageFont

    paper = PIL.Image.new("RGB", (1240, 200 + 80 * len(lines)), "white")
    pen, font = PIL.ImageDraw.Draw(paper), PIL.ImageFont.truetype(str(FONT), 36)
    for at, line in enumerate(lines):
        pen.text((120, 100 + 80 * at), line, "black", font)
    return np.asarray(paper)[:, :, ::-1].copy()


def test_a_picture_is_recognised(recogniser: ocr.Recogniser) -> None:
    """The models that come with the extra read printed Chinese, upright and turned by a quarter."""
    picture = drawn("某市人民政府工作报告", "全市共办结案件1380件。")
    for quarters in (0, 1):
        page = recogniser.recognise(lambda *_: np.rot90(picture, quarters).copy())  # noqa: B023 - called at once
        assert page.recognised
        assert "".join(glyph.text for glyph in page.glyphs) == "某市人民政府工作报告全市共办结案件1380件。"


def drawings_of(drawn: str, *forms: str) -> Drawings:
    """The drawings of a page of 595 by 842 points."""
    document = pypdfium2.PdfDocument(pdf_of(Sheet(drawn=drawn, forms=forms)))
    with closing(document), closing(document[0]) as page:
        return DrawingReader().read(page, (0.0, 0.0, 595.0, 842.0))


@pytest.mark.parametrize(
    ("drawn", "rules"),
    [
        ("90 700 m 300 700 l S", 1),
        ("90 700 m 300 700 l 90 600 m 300 600 l S", 2),
        ("90 700 m 300 700 l 300 600 l 90 600 l h S", 4),
        ("90 700 200 100 re S", 4),
        ("90 700 m 90 750 300 750 300 700 c S", 0),
        ("90 700 m 90 750 300 750 300 700 c 90 600 m 300 600 l S", 1),
        ("90 700 m 300 720 l S", 0),
    ],
    ids=["line", "two lines", "closed", "rectangle", "curve", "curve and line", "askew"],
)
def test_rules_of_paths(drawn: str, rules: int) -> None:
    """Level and upright stretches are rules, each part of a path by itself; a path without any is a shape."""
    found = drawings_of(drawn)
    assert (len(found.rules), found.shapes) == (rules, 0 if rules else 1)


def test_rules_in_forms() -> None:
    """What a form draws stands where it is placed; forms within forms are followed a few times and no more."""
    found = drawings_of("q 1 0 0 1 10 20 cm /R0 Do Q", "90 700 m 300 700 l S")
    assert [(rule.left, rule.top, rule.right) for rule in found.rules] == [(100.0, 842.0 - 720.0, 310.0)]
    chain = [f"90 {700 - 20 * at} m 300 {700 - 20 * at} l S /R{at + 1} Do" for at in range(9)]
    assert len(drawings_of("/R0 Do", *chain, "90 90 m 300 90 l S").rules) == 6


def test_drawings_without_end() -> None:
    """Of a page with too many objects the first are read; a path of too many parts is a shape."""
    assert len(drawings_of("9 9 m 99 9 l S\n" * 50_001).rules) == 40_000
    found = drawings_of("9 9 m " + "99 9 l 9 9 l " * 20_001 + "S")
    assert (found.rules, found.shapes) == ((), 1)
