"""The path of a question, in one page: scope, find, weigh, quote."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from retrieval.answering.candidates import sentences
from retrieval.answering.comparison import Desk
from retrieval.answering.document_questions import asked_field, section_clauses
from retrieval.answering.evidence import quote_of
from retrieval.answering.pipeline import QUOTES, Evidence, Reading
from retrieval.answering.refusals import reason_for, shares_content, suggestions_for, understood
from retrieval.answering.span_extraction import short_answer, staff_answers
from retrieval.index.postings import Mask
from retrieval.models import Hit, Lack, Outcome, Reason, Region, Reply
from retrieval.question.analysis import Question, plain
from retrieval.question.intent import asked_section, greeting_of
from retrieval.question.scope import NamedScope, Scope
from retrieval.search.bm25 import Document, PassageRetriever
from retrieval.search.filtering import FilterIndex
from retrieval.search.query import LookupQuery

# A further quote must come this near to the first one's score.
_FURTHER = 0.5
_EXAMPLES = 3
_LONGEST_SEARCH = 2_000  # characters; a message holds 4,096
_ASKS = re.compile(r"多少|几[个家件条次项场台人]|谁|哪|吗$")


class Engine(Desk):
    """Answers questions over one library. Thread-safe: nothing changes after construction."""

    @property
    def version(self) -> str:
        """The version of the engine, for the log."""
        from retrieval import __version__

        return __version__

    @property
    def examples(self) -> tuple[str, ...]:
        """Three questions that the library answers, from different parts of it."""
        asked = [p.question for p in self.bank.phrasings if p.short and not p.own_words and _ASKS.search(p.question)]
        if len(asked) >= _EXAMPLES:
            return tuple(asked[len(asked) * (2 * part + 1) // (2 * _EXAMPLES)] for part in range(_EXAMPLES))
        headings = [p.clause.headings[-1] for p in self.library.passages if p.clause.headings and p.clause.headings[-1]]
        return tuple(headings[:_EXAMPLES])

    def ask(self, question: str, history: Sequence[str] = ()) -> Reply:
        """The cited reply to a question; ``history`` holds the earlier questions of the thread, oldest first."""
        started = time.perf_counter()
        reply = self._reply(question, tuple(history))
        return replace(reply, elapsed_ms=round((time.perf_counter() - started) * 1000, 3))

    def search(self, words: str, k: int = 10) -> list[Hit]:
        """Passages ranked for a person who looks around, by the first 2,000 characters; none where no word is known."""
        return self._ranked(words, k)

    def look_up(self, query: LookupQuery, k: int = 10) -> list[Hit]:
        """At most ``k`` of the passages that phrases and filters leave, ranked by words and phrases.

        Without words, those that nothing ranks follow in document order with a score of 0.
        """
        allowed = self._filter_index.mask(query)
        hits = self._ranked(query.text, k, allowed) if query.text else []
        if allowed is None or query.words:
            return hits
        ranked = {hit.passage.id for hit in hits}
        rest = (self.library.passages[at] for at in np.flatnonzero(allowed))
        listed = [Hit(passage, 0.0) for passage in rest if passage.id not in ranked]
        return [*hits, *listed[: k - len(hits)]]

    def _ranked(self, words: str, k: int, allowed: Mask | None = None) -> list[Hit]:
        words = words[:_LONGEST_SEARCH]
        question = self.analyse(words)
        official = [term.text for _, terms in question.expansions for term in terms[:1]]
        matches = self._retriever.search(" ".join((words, *official)), k, allowed)
        return [Hit(self.library.passage(match.document.id), match.score) for match in matches]

    @cached_property
    def _filter_index(self) -> FilterIndex:
        """Made when first looked up: answering selects reports by their metadata."""
        return FilterIndex(self.library)

    @cached_property
    def _retriever(self) -> PassageRetriever:
        """Made when first looked for: answering works on sentences instead."""
        return PassageRetriever(
            Document(p.id, " ".join((p.title, *p.clause.headings)), p.text, parent=p.file)
            for p in self.library.passages
        )

    def _reply(self, raw: str, history: tuple[str, ...]) -> Reply:
        greeting = greeting_of(raw)
        if greeting:
            return Reply(raw, Outcome.SMALLTALK, greeting=greeting, suggestions=self.examples)
        question, named = self.scoped(raw, history)
        if self.several:
            compared = self.compared(question, named)
            if compared:
                return compared
        scope = self.resolver.resolve(named)
        about_document = self._metadata(question, scope) or self.about(question, scope)
        if about_document:
            return about_document
        section = self._section(question, scope)
        if section:
            return section
        # A question that only changes place or year is already whole.
        earlier = () if self.several and question.text != plain(raw) else history
        reading = self.best_reading(question, earlier, scope.files)
        if reading is None:
            beyond = self.lacking(scope)
            return Reply(raw, Outcome.SCOPE if beyond else Outcome.NONE, reason=beyond or Reason(Lack.NO_WORDS),
                         suggestions=self.examples)  # fmt: skip
        return self._decided(raw, reading, scope, named)

    def _decided(self, raw: str, reading: Reading, scope: Scope, named: NamedScope) -> Reply:
        evidence = reading.evidence
        question = evidence.question
        quotes = tuple(self.quote(evidence, at) for at in self._worth(evidence))
        beyond = self.lacking(scope, quotes[0]) or self.other_agency(question, quotes[0])
        beyond = beyond or self.only_planned(question, evidence)
        if beyond:
            return Reply(raw, Outcome.SCOPE, quotes, reason=beyond)
        taken = reading.repairs + understood(question, quotes[0].text)
        if reading.probability >= self.model.threshold and shares_content(self, evidence):
            alike = self.alike(evidence, named)
            if alike:
                return Reply(raw, Outcome.CLARIFY, quotes, None, taken, alike)
            short = short_answer(quotes[0].text, question, staff_answers(self.bank, evidence, quotes[0]))
            if self.several and not self.bank.phrasings_of(evidence.order[0]):
                short = self.short_of(quotes[0], evidence) or short
            return Reply(raw, Outcome.ANSWER, quotes, short, taken)
        suggestions, reason = suggestions_for(self, evidence), reason_for(self, evidence)
        return Reply(raw, Outcome.RELATED, quotes, None, taken, suggestions, reason)

    def _metadata(self, question: Question, scope: Scope) -> Reply | None:
        """The header line that a question about the document asks for; an empty one is said to be empty."""
        if len(scope.files) != 1:
            return None
        loaded = next(loaded for loaded in self.library.loaded_reports if loaded.report.file in scope.files)
        field = asked_field(question.query, loaded.report)
        headers = [p for p in loaded.passages if p.clause.place is Region.HEADER]
        header = next((p for p in headers if field and p.start <= field.start and field.end <= p.end), None)
        if field is None or header is None:
            return None
        quote = quote_of(loaded.report, header, field.start, field.end, question, ())
        if not field.value:
            return Reply(question.raw, Outcome.RELATED, (quote,), reason=Reason(Lack.EMPTY_FIELD, field.name))
        return Reply(question.raw, Outcome.ANSWER, (quote,), field.value)

    def _section(self, question: Question, scope: Scope) -> Reply | None:
        """The first sentence of each clause of the section that a question asks for as a whole."""
        kind = asked_section(question.text)
        if not kind or len(scope.files) != 1 or self.lacking(scope):
            return None
        loaded = next(loaded for loaded in self.library.loaded_reports if loaded.report.file in scope.files)
        leads = [sentences(clause)[:1] for clause in section_clauses(loaded.passages, kind)]
        quotes = tuple(
            quote_of(loaded.report, lead.passage, lead.start, lead.end, question, ())
            for first in leads
            for lead in first
        )
        return Reply(question.raw, Outcome.ANSWER, quotes) if quotes else None

    def _worth(self, evidence: Evidence) -> list[int]:
        best = evidence.scores[evidence.order[0]]
        return [at for at in evidence.order[:QUOTES] if evidence.scores[at] >= _FURTHER * best]
