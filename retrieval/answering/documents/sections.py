"""Sections: questions for a section of a report as a whole, such as its plan for the next year."""

from __future__ import annotations

from retrieval.answering.readings import quote_of
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.passages import PassageStore
from retrieval.models import Outcome, Region, Reply
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.intent import SECTIONS, asked_section
from retrieval.question.scope import Scope
from retrieval.scoring.candidates import sentences


class SectionResponder:
    """Replies with the first sentence of each clause of the section that a question asks for as a whole."""

    def __init__(self, passages: PassageStore, scope_check: ScopeCheck) -> None:
        """The passages of a library."""
        self._passages, self._scope_check = passages, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None where the question asks for more or less than a section of the one report in scope."""
        if scope.file is None or self._scope_check.lacking(scope):
            return None
        kind = asked_section(asked.question.text, self._passages.report(scope.file).title)
        if not kind:
            return None
        # A section that both looks back and ahead is taken for what its heading names last.
        heading = SECTIONS[kind][1]
        leaves = [
            p for p in self._passages.of_report(scope.file) if p.clause.place is Region.LEAF and p.clause.headings
        ]
        leads = [lead for p in leaves if heading.search(p.clause.headings[0]) for lead in sentences(p)[:1]]
        quotes = tuple(quote_of(lead.passage, lead.start, lead.end, asked.question) for lead in leads)
        return Reply(asked.question.raw, Outcome.ANSWER, quotes) if quotes else None
