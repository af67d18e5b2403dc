"""Whatever pages a PDF or an OFD file holds, their text comes out or a refusal; `tests.fuzz.fuzzing` has the rest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversion.formats import convert
from retrieval.conversion.layout.page import Glyph, PageContent, Rule
from retrieval.conversion.layout.page_text import text_of_pages
from retrieval.models import ReportError
from retrieval.sandbox.sandboxed_reader import Limits, ReaderProcessError, SandboxedReader
from tests.fuzz.fuzzing import fuzzed
from tests.fuzz.test_fuzz_readers import CUTS, damaged
from tests.retrieval.conversion.made_pages import Column, Sheet, Words, ofd_of, pdf_of, table, typeset

TEXT = "全市持续优化政务服务环境，全面推行一窗受理、集成服务，全市共办结各类审批服务案件25万件，按期办结率居全省前列。"
SHEETS = [
    Sheet(typeset([TEXT] * 3, Column(lines=6))[0]),
    table([["单位", "受理数"], ["公安局", "27"]], 90, 90),
    Sheet([Words("某市", 90, 90, turn=1), Words("- 1 -", 280, 800)], picture=True),
]
FILES = [pdf_of(*SHEETS), ofd_of(*SHEETS)]
OPERATORS = st.sampled_from(
    "BT ET Tj TJ Td Tm Tf q Q cm Do re m l c h S f n W 0 1 -1 1e9 12 /F /P /S <4e00> <> (a) [ ] << >> BI ID EI".split(
        " "
    )
)
NUMBERS = st.floats(-2_000, 2_000, allow_nan=False) | st.sampled_from([0.0, 1e-9, 1e6, -1e6])
GLYPHS = st.builds(
    lambda text, left, width, baseline, size: Glyph(text, left, left + width, baseline, size),
    st.sampled_from("的一是在ab12 ，。（|"), NUMBERS, st.floats(0, 50), NUMBERS, st.floats(0.01, 90),
)  # fmt: skip
RULES = st.builds(
    lambda x, y, long, level: Rule(x, y, x + long, y) if level else Rule(x, y, x, y + long),
    NUMBERS, NUMBERS, st.floats(0, 900), st.booleans(),
)  # fmt: skip
PAGES = st.builds(
    lambda glyphs, rules: PageContent(tuple(glyphs), tuple(rules)),
    st.lists(GLYPHS, max_size=80), st.lists(RULES, max_size=24),
)  # fmt: skip


def check(data: bytes) -> str:
    """The text, or the words with which the file is refused; they begin with its name."""
    try:
        return convert(data, "某.x").text
    except ReportError as error:
        if not str(error).startswith("某.x:"):
            raise
        return f"refused: {error.refusal}"


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader(Limits(seconds=20)) as made:
        yield made


@fuzzed(80)
@given(st.sampled_from(FILES), CUTS)
def test_damaged_files(data: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    """Stretches of a file in order are replaced by others."""
    check(damaged(data, cuts))


@fuzzed(40)
@given(st.lists(OPERATORS, max_size=60))
def test_any_soup_of_operators(words: list[str]) -> None:
    """The content of a page is operators and operands in any order."""
    content = " ".join(words).encode()
    first = pdf_of(Sheet([Words("某市报告", 90, 90)]))
    start, end = first.index(b"stream\n", first.index(b"/Length 4>>") + 20) + 7, first.rindex(b"\nendstream")
    check(first[:start] + content + first[end:])


@fuzzed(60)
@given(CUTS, st.integers(0, 100))
def test_damaged_parts_of_an_ofd_file(cuts: list[tuple[int, int, bytes]], part: int) -> None:
    """The archive is in order, what is in it is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FILES[1])) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        for name in names:
            content = old.read(name)
            new.writestr(name, damaged(content, cuts) if name == names[part % len(names)] else content)
    check(out.getvalue())


@fuzzed(150)
@given(st.lists(PAGES, max_size=4))
def test_any_glyphs_make_a_text(pages: list[PageContent]) -> None:
    """Glyphs and rules anywhere on pages: the text holds no character that no page has, and twice the same."""
    text = text_of_pages(pages)
    shown = {char for page in pages for glyph in page.glyphs for char in glyph.text}
    assert set(text) - shown <= set("\n |¦ ") | set("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉[]")
    assert text == text_of_pages(pages)


@fuzzed(20)
@given(data=st.sampled_from(FILES), cuts=CUTS)
def test_damaged_files_in_another_process(
    reader: SandboxedReader, data: bytes, cuts: list[tuple[int, int, bytes]]
) -> None:
    """The process that reads gives text or a refusal, and lives on."""
    try:
        reader.read(damaged(data, cuts), "某.x")
    except ReportError as error:
        if isinstance(error, ReaderProcessError):
            raise
