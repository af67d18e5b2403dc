"""Gap drafts: what people may ask of a thing that a sentence names, and neither it nor its passage states."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.drafting.draft import DraftedGap
from retrieval.drafting.measured_things import measured_thing
from retrieval.drafting.question_forms import COST, HEAD, RISE
from retrieval.question.attributes import Attributes
from retrieval.statements.number_statements import number_statements

_ASKED = (COST, RISE, "{}分别是哪些", "{}什么时候完成", "{}由谁负责", "{}的联系电话是多少", HEAD)
_MOST, _MOST_OF_SENTENCE = 4, 4


def gap_drafts(folded: str, clause: str, attributes: Attributes) -> Iterator[DraftedGap]:
    """The drafts for a folded sentence; ``clause`` is the folded text of its passage.

    >>> from retrieval.question.attributes import parse_attributes
    >>> table = parse_attributes("# wenda-attributes 1\\n花费: 花了多少钱 => <money>", "a.txt")
    >>> [each.questions for each in gap_drafts("配备执法记录仪788台", "配备执法记录仪788台", table)]
    [('执法记录仪花了多少钱',)]
    """
    seen = set[str]()
    for statement in number_statements(folded):
        found = measured_thing(statement)
        thing = found.thing if found else ""
        if not thing or thing in seen or statement.part or len(seen) == _MOST_OF_SENTENCE:
            continue
        seen.add(thing)
        asked = (form.format(thing) for form in _ASKED)
        lacking = tuple(each for each in asked if _is_lacking(each, clause, attributes))[:_MOST]
        if lacking:
            yield DraftedGap((statement.item[0], max(statement.item[1], statement.span[1])), lacking)


def _is_lacking(question: str, clause: str, attributes: Attributes) -> bool:
    """Whether a question asks for an attribute that a text does not state."""
    wanted = attributes.find(question)
    return bool(wanted) and not any(attribute.is_stated(clause) for attribute in wanted)
