"""List numbering: the numbers that Word shows before paragraphs."""

from __future__ import annotations

import pytest

from retrieval.conversion.number_formats import shown_number
from tests.reading import read_text
from tests.retrieval.conversion.word.word_files import cell, paragraph, row, table, word_file


def level(at: int, text: str, kind: str = "decimal", start: int = 1, more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(*levels: str, number: int = 1, more: str = "") -> str:
    """A definition of a list."""
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def numbering(*definitions: str, overrides: str = "") -> str:
    """The part of the numbering: a list for each definition, and list 9 of the first one with overrides."""
    lists = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>' for at, _ in enumerate(definitions, 1)
    )
    return "".join(definitions) + lists + f'<w:num w:numId="9"><w:abstractNumId w:val="1"/>{overrides}</w:num>'


def item(text: str, number: int = 1, at: int = 0) -> str:
    """A paragraph of a list."""
    return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def lines(*blocks: str, **parts: str) -> list[str]:
    return read_text(word_file("".join(blocks), **parts), "某.docx").strip("\n").split("\n")


def test_start_values_and_the_text_around_the_number() -> None:
    """A list that starts at five begins with 第五条; beyond ninety-nine numerals go on."""
    articles = numbering(definition(level(0, "第%1条　", "chineseCounting", start=99)))
    assert lines(item("甲"), paragraph("款"), item("乙"), item("丙"), numbering=articles) == [
        "第九十九条　甲", "款", "第一百条　乙", "第一百零一条　丙",
    ]  # fmt: skip


def test_levels_start_anew_below_higher_ones() -> None:
    """Deeper levels name the higher ones, and begin again behind them, unless they never do."""
    tiers = definition(
        level(0, "%1、", "chineseCounting"), level(1, "（%2）", "chineseCounting"), level(2, "%1.%2.%3.")
    )
    found = lines(*(item("甲", at=at) for at in (0, 1, 1, 2, 2, 0, 1, 2)), numbering=numbering(tiers))
    assert found == ["一、甲", "（一）甲", "（二）甲", "一.二.1.甲", "一.二.2.甲", "二、甲", "（一）甲", "二.一.1.甲"]
    legal = definition(
        level(0, "第%1章", "chineseCounting"), level(1, "%1.%2 ", more='<w:isLgl/><w:lvlRestart w:val="0"/>')
    )
    assert lines(*(item("甲", at=at) for at in (0, 1, 0, 1)), numbering=numbering(legal)) == [
        "第一章甲", "1.1 甲", "第二章甲", "2.2 甲",
    ]  # fmt: skip


def test_lists_of_one_definition_count_together_unless_they_override_their_start() -> None:
    """A second list goes on where the first ended; an override begins anew, once; one may change a level whole."""
    shared = definition(level(0, "%1."))
    assert lines(item("甲"), item("乙", 9), item("丙"), numbering=numbering(shared)) == ["1.甲", "2.乙", "3.丙"]
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    found = lines(item("甲"), item("乙", 9), item("丙", 9), numbering=numbering(shared, overrides=anew))
    assert found == ["1.甲", "5.乙", "6.丙"]
    changed = f'<w:lvlOverride w:ilvl="0">{level(0, "(%1)", "upperRoman", start=4)}</w:lvlOverride>'
    assert lines(item("甲", 9), item("乙", 9), numbering=numbering(shared, overrides=changed)) == ["(IV)甲", "(V)乙"]


def test_numbers_that_come_from_the_style() -> None:
    """The style, one that it is based on, or the level that names the style; a paragraph may take its number off."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
        '</w:pPr></w:style><w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="H4"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    tiers = definition(
        level(0, "%1、", "chineseCounting"), level(1, "(%2)", "chineseCounting"),
        level(2, "%3.", more='<w:pStyle w:val="H4"/>'),
    )  # fmt: skip
    blocks = [paragraph("甲", properties=f'<w:pStyle w:val="{name}"/>') for name in ("H1", "H2", "H3", "H4")]
    blocks.append(paragraph("甲", properties='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>'))
    assert lines(*blocks, styles=styles, numbering=numbering(tiers)) == ["一、甲", "(一)甲", "(二)甲", "1.甲", "甲"]


def test_a_list_that_is_linked_by_a_style() -> None:
    """A definition may stand elsewhere: its list names a style, which names a list."""
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    linked = definition(more='<w:numStyleLink w:val="L"/>')
    real = definition(level(0, "%1)"), number=2, more='<w:styleLink w:val="L"/>')
    assert lines(item("甲"), item("乙"), styles=styles, numbering=numbering(linked, real)) == ["1)甲", "2)乙"]
    assert lines(item("甲"), styles=styles.replace('w:val="2"', 'w:val="404"'), numbering=numbering(linked)) == ["甲"]


def test_empty_paragraphs_count_and_cells_show_their_number() -> None:
    """An empty item is counted and not shown; in a cell the number may be all that there is."""
    shared = numbering(definition(level(0, "%1")))
    assert lines(item("甲"), item(""), item("乙"), numbering=shared) == ["1甲", "", "3乙"]
    serial = table(row("序号", "局"), row(cell(item("")), "甲局"), row(cell(item("")), "乙局"))
    assert lines(serial, numbering=shared) == ["序号 | 局", "1 | 甲局", "2 | 乙局"]


def test_bullets_and_unknown_lists_show_nothing() -> None:
    """A bullet says nothing, and a list that is not defined has no number."""
    assert lines(item("甲"), item("乙", 5), numbering=numbering(definition(level(0, "\uf0b7", "bullet")))) == [
        "甲",
        "乙",
    ]


@pytest.mark.parametrize(
    ("kind", "count", "shown"),
    [
        ("chineseCounting", 10, "十"), ("chineseCountingThousand", 110, "一百一十"), 
        ("ideographDigital", 105, "一〇五"),
        ("chineseLegalSimplified", 21, "贰拾壹"), ("ideographLegalTraditional", 21, "貳拾壹"),
        ("ideographTraditional", 3, "丙"), ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"), ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircleChinese", 3, "③"),
        ("upperLetter", 27, "AA"), ("lowerRoman", 49, "xlix"), ("decimalFullWidth", 12, "１２"), 
        ("decimalZero", 7, "07"),
        ("numberInDash", 3, "- 3 -"), ("chineseCounting", 0, "0"), ("cardinalText", 4, "4"), ("none", 4, ""),
    ],
)  # fmt: skip
def test_forms_of_numbers(kind: str, count: int, shown: str) -> None:
    """Each form as Word shows it; digits where it has none."""
    assert shown_number(count, kind) == shown
