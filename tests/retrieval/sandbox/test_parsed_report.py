"""What the reader process makes of a text comes here as it is; what it could not have made is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.conversion.converted import Converted
from retrieval.models import ManifestFacts, Refusal, ReportError, TextMark
from retrieval.resources import read_gazetteer
from retrieval.sandbox import parsed_report
from retrieval.sandbox.messages import LONGEST_TEXT, decode_content, encode_content
from retrieval.sandbox.parsed_report import (
    LONGEST_LINE,
    ParsedReport,
    parse_converted,
    report_from_json,
    report_to_json,
)
from tests.examples import examples
from tests.retrieval.parsing.test_report_properties import TEXTS

FACTS = ManifestFacts(title="某市报告", year=2021, more=(("note", '"甲"'),))
TEXT = """标题：某市2021年工作报告
发文字号：某政发〔2021〕3号
一、总则
(一)共有审批事项１８９项。2020年为170项。
甲 | 乙
1 | 2
"""


def parsed(text: str, facts: ManifestFacts = FACTS) -> ParsedReport:
    converted = Converted(text, frozenset({TextMark.RECOGNISED}), {"ArticleTitle": "某市通知"})
    found = parse_converted(converted, "某.txt", facts, read_gazetteer())
    assert isinstance(found, ParsedReport)
    return found


@settings(max_examples=examples(40))
@given(st.one_of(TEXTS, st.text(max_size=200)))
def test_any_report_comes_as_it_is(text: str) -> None:
    """Report, passages with their readings and the fingerprint are equal; passages share the report's clauses."""
    report = parsed(text + "某")
    received = report_from_json(report_to_json(report), "某.txt", FACTS)
    assert received == report
    assert [each.reading for each in received.passages] == [each.reading for each in report.passages]
    clauses = set(map(id, received.report.clauses))
    assert {id(each.clause) for each in received.passages} <= clauses


def changed(path: str, value: Any) -> str:
    """A report of which one thing is another; ``path`` names it by keys and positions."""
    told = json.loads(report_to_json(parsed(TEXT)))
    *above, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
    place = told
    for step in above:
        place = place[step]
    place[last] = value
    return json.dumps(told)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("text", 7),
        ("title", None),
        ("number", ["某"]),
        ("marks", ["unknown"]),
        ("tags", [["a"]]),
        ("fields/0/3", 10**9),
        ("clauses/0/2", -1),
        ("clauses/0/3", 2**40),
        ("clauses/0/4", 1.5),
        ("clauses/0/5", "nowhere"),
        ("clauses/0/1", 3),
        ("passages/0/0", 99),
        ("passages/0/1", True),
        ("passages/0/2", 10**9),
        ("passages/1/1", 0),
        ("passages/0/3", None),
        ("passages/0/4", [[0, 10**6]]),
        ("passages/0/4", [[5]]),
        ("passages/0/5", "some day"),
        ("fingerprint", "a b"),
        ("fingerprint", 7),
    ],
)
def test_what_no_parser_makes_is_refused(path: str, value: Any) -> None:
    """Offsets out of range, unknown regions, time frames and marks, and values of another type."""
    with pytest.raises(ValueError, match=r"wanted|values to unpack|not a valid"):
        report_from_json(changed(path, value), "某.txt", FACTS)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '"text"', "[" * 100_000, '{"text": "一"}'])
def test_no_report_is_refused(text: str) -> None:
    """JSON of another kind, or none."""
    with pytest.raises(ValueError, match=r"wanted|Expecting"):
        report_from_json(text, "某.txt", FACTS)


def test_a_line_without_end_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything else is done with it; lines may be as long as the limit, and there may be many of them."""
    monkeypatch.setattr(parsed_report, "parse_report", lambda *given: pytest.fail("it was parsed"))
    for break_ in ("", "\t", "\x1c"):
        found = parse_converted(
            Converted("某市报告\n" + break_.join("审" * LONGEST_LINE) + "批"), "某.txt", FACTS, read_gazetteer()
        )
        assert isinstance(found, ReportError)
        assert found.refusal is Refusal.TOO_LARGE
        assert str(found).startswith(f"某.txt: wanted lines of at most {LONGEST_LINE} characters, found one of ")


def test_a_row_without_end_is_refused() -> None:
    """Cells with line breaks make a row longer than any line; other long texts are cut into passages."""
    cell = "审批" * 30_000
    for text, refusal in (
        (f"甲 | 乙 | 丙\n1 | {cell}\n{cell} | 3\n", Refusal.TOO_LARGE),
        (f"甲 | 乙 | 丙\n1 | {cell[:9]}\n{cell} | 3\n", None),
        ("各有关部门按照上级要求认真做好各项审批工作并及时公开结果\n" * 9_000, None),
    ):
        found = parse_converted(Converted(f"某市报告\n{text}"), "某.txt", FACTS, read_gazetteer())
        assert (found.refusal if isinstance(found, ReportError) else None) is refusal
        assert refusal is None or "wanted paragraphs of at most" in str(found)


def test_too_many_paragraphs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the memory of the process that indexes is their number."""
    monkeypatch.setattr(parsed_report, "MOST_PASSAGES", 40)
    for count, refusal in ((30, None), (50, Refusal.TOO_LARGE)):
        items = "".join(f"(一)甲。共办结{at}项。\n" for at in range(count))
        found = parse_converted(Converted(f"某市报告\n一、总则\n{items}"), "某.txt", FACTS, read_gazetteer())
        assert (found.refusal if isinstance(found, ReportError) else None) is refusal


def test_a_heap_of_marks_is_refused() -> None:
    """Sorting the marks on a character is quadratic; a hundred are more than anybody writes, and may be many times."""
    for count, refusal in ((2_500, Refusal.BINARY), (50, None)):
        text = "某市报告\n" + ("e" + "\u0315\u0300" * count + "…" * 200) * 9
        found = parse_converted(Converted(text), "某.txt", FACTS, read_gazetteer())
        assert (found.refusal if isinstance(found, ReportError) else None) is refusal


def test_a_fault_is_the_reason_of_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised says where; no memory is told apart."""

    def faulty(*given: object) -> object:
        raise wrong

    monkeypatch.setattr(parsed_report, "passages", faulty)
    kinds = {IndexError("x"): Refusal.FAULT, RecursionError(): Refusal.FAULT, MemoryError(): Refusal.TOO_MUCH_MEMORY}
    for wrong, refusal in kinds.items():
        found = parse_converted(Converted(TEXT), "某.txt", FACTS, read_gazetteer())
        assert isinstance(found, ReportError)
        assert found.refusal is refusal
        assert refusal is not Refusal.FAULT or type(wrong).__name__ + " at test_parsed_report.py:" in str(found)


def test_a_report_that_is_too_large_to_send_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process says so itself: beyond the limit nothing would be received."""
    assert LONGEST_TEXT > 100 << 20
    monkeypatch.setattr("retrieval.sandbox.messages.LONGEST_TEXT", 100)
    status, text = encode_content(parsed(TEXT), "某.txt")
    assert (status, json.loads(text)[1]) == (b"error", Refusal.TOO_LARGE)


def test_a_report_is_received_as_it_was_sent() -> None:
    """With all that was read of it."""
    sent = parsed(TEXT)
    status, text = encode_content(sent, "某.txt")
    assert decode_content(status, text.decode("utf-8", "surrogatepass"), "某.txt", FACTS) == sent
