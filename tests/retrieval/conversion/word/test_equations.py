"""Equations: mathematics of Word on one line, from its markup and from the codes of older files."""

from __future__ import annotations

import pytest
from lxml import etree

from retrieval.conversion.word.equation_fields import equation_of_field
from retrieval.conversion.word.equations import equation_text
from retrieval.conversion.word.word_package import M

_SPACE = M.strip("{}")


def run(text: str) -> str:
    """A run of an equation."""
    return f"<m:r><m:t>{text}</m:t></m:r>"


def part(name: str, inner: str) -> str:
    """A part of a structure, or a structure."""
    return f"<m:{name}>{inner}</m:{name}>"


def of(name: str, text: str) -> str:
    """A part that holds one run."""
    return part(name, run(text))


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        (part("f", of("num", "a+b") + of("den", "2")), "(a+b)/2"),
        (part("rad", "<m:deg/>" + of("e", "x+y")), "√(x+y)"),
        (part("rad", of("deg", "3") + of("e", "8")), "³√8"),
        (part("sSup", of("e", "x") + of("sup", "n+k")), "x^(n+k)"),
        (part("sSub", of("e", "CO") + of("sub", "2")), "CO₂"),
        (part("sSub", of("e", "x") + of("sub", "max")), "x_max"),
        (part("sSubSup", of("e", "x") + of("sub", "1") + of("sup", "2")), "x₁²"),
        (part("sPre", of("sub", "6") + of("sup", "14") + of("e", "C")), "₆¹⁴C"),
        (
            part(
                "nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>' + of("sub", "i=1") + of("sup", "n") + of("e", "x+i")
            ),
            "∑_(i=1)ⁿ(x+i)",
        ),
        (part("nary", "<m:sub/><m:sup/>" + of("e", "f")), "∫f"),
        (part("d", of("e", "a+b")), "(a+b)"),
        (
            part(
                "d",
                '<m:dPr><m:begChr m:val="["/><m:sepChr m:val=","/><m:endChr m:val="]"/></m:dPr>'
                + of("e", "a")
                + of("e", "b"),
            ),
            "[a,b]",
        ),
        (part("m", part("mr", of("e", "1") + of("e", "2")) + part("mr", of("e", "3") + of("e", "4"))), "[1, 2; 3, 4]"),
        (part("limLow", of("e", "lim") + of("lim", "0")), "lim₀"),
        (run("1") + "<!-- 2 -->" + part("ctrlPr", run("3")), "1"),
    ],
)
def test_structures_of_markup(markup: str, line: str) -> None:
    """Fractions, roots, what stands above and below, sums, brackets and matrices; no formatting and no remarks."""
    assert equation_text(etree.fromstring(f'<m:oMath xmlns:m="{_SPACE}">{markup}</m:oMath>')) == line


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (r"EQ \f(a+b,2)", "(a+b)/2"),
        (r"EQ \r(3,8)", "³√8"),
        (r"EQ \r(,x)", "√x"),
        (r"EQ \o(○,21)", "21"),
        (r"EQ \o(A,B)", "AB"),
        (r"EQ x\s\up5(2)", "x²"),
        (r"EQ x\s\do5(2)", "x2"),
        (r"EQ \b(a+b)", "(a+b)"),
        (r"EQ \a(1,2)", "1; 2"),
        (r"EQ \i(0,1,x)", "∫01x"),
        (r"EQ \l(1,2)", "1,2"),
        (r"EQ 5\%", "5%"),
        (r"EQ \f(1,2", "1/2"),
        (r"EQ 1\f", "1"),
    ],
)
def test_codes_of_fields(code: str, line: str) -> None:
    """The elements that Word knows, signs behind a stroke, and codes that break off."""
    assert equation_of_field(code) == line
