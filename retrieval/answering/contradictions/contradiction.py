"""Check: whether a quote speaks against a span of it as the short answer."""

from __future__ import annotations

import re
from dataclasses import replace

from retrieval.answering.contradictions import (
    deadlines,
    figure_conditions,
    no_names,
    other_acts,
    other_figures,
    sanctions,
)
from retrieval.answering.quote_reading import QuoteReading
from retrieval.models import Span
from retrieval.statements.number_slots import number_slot
from retrieval.statements.roles.role_fit import is_predicate
from retrieval.statements.roles.role_slots import AskedRole
from retrieval.text.answer_type import NUMERIC, AnswerType

_NAME = re.compile(r"[“《][^“”《》]*[”》]")
_LEFT_OPEN = re.compile(r"([\u4e00-\u9fff])[不没]\1|是否|能否")
# What says that something is so, beside verbs: a figure, or that it can be done (掌上办).
_SAYS_SO = re.compile(r"\d|[办能可]")


def is_contradicted(span: Span, reading: QuoteReading) -> bool:
    """Whether the quote speaks against a span of it as the short answer."""
    checks = (
        other_figures.contradicts,
        other_acts.contradicts,
        sanctions.contradicts,
        figure_conditions.contradicts,
        deadlines.contradicts,
        no_names.contradicts,
        _no_statement,
        _of_nothing,
    )
    return any(speaks_against(span, reading) for speaks_against in checks)


def _no_statement(span: Span, reading: QuoteReading) -> bool:
    """Whether a thing, a list, or words that leave it open, would answer a question whether something is so."""
    whether = reading.kind is AnswerType.YES_NO or (reading.slot and reading.slot.asked is AskedRole.DEED)
    words = reading.text[slice(*span)]
    states = not _NAME.fullmatch(words) and (is_predicate(words) or _SAYS_SO.search(words))
    return bool(whether) and (not states or bool(_LEFT_OPEN.search(words)) or words.count("、") > 1)


def _of_nothing(span: Span, reading: QuoteReading) -> bool:
    """Whether a figure is asked for and nothing that it measures: 某市增长多少, of which a report states a hundred.

    What staff tied to the sentence tells what is meant.
    """
    question = reading.question
    if reading.kind not in NUMERIC or question.context or reading.facts:
        return False
    return not number_slot(replace(question, text=question.query)).words
