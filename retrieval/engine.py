"""The path of a question, in one page: scope, find, weigh, quote."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from retrieval.evidence import sentences
from retrieval.finder import QUOTES, Evidence, Finder, Reading
from retrieval.index import ranked
from retrieval.metadata import asked_field
from retrieval.overview import asked_section, section_clauses
from retrieval.question import Question, plain, years_of
from retrieval.quoting import quote_of
from retrieval.reasons import reason_for, shares_content, suggestions_for, understood
from retrieval.retriever import Document, PassageRetriever
from retrieval.scope import Named, Scope
from retrieval.short import short_answer, staff_answers
from retrieval.smalltalk import greeting_of
from retrieval.text import fold
from retrieval.thread import names_several, only_slots, pair, without_own, without_slots
from retrieval.types import Hit, Lack, Outcome, Place, Quote, Reason, Reply

# A further quote must come this near to the first one's score.
_FURTHER = 0.5
_EXAMPLES = 3
_ASKS = re.compile(r"多少|几[个家件条次项场台人]|谁|哪|吗$")
# Two reports fit equally where the second one's best sentence covers this much of what the first one's does.
_EQUALLY = 0.93


class Engine(Finder):
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
        """Passages ranked for a person who looks around; none where no word is known."""
        question = self.analyse(words)
        official = [term.text for _, terms in question.expansions for term in terms[:1]]
        matches = self._retriever.search(" ".join((words, *official)), k)
        return [Hit(self.library.passage(match.document.id), match.score) for match in matches]

    @cached_property
    def _retriever(self) -> PassageRetriever:
        """Made when first looked for: answering works on sentences instead."""
        return PassageRetriever(
            Document(p.id, " ".join((p.title, *p.clause.headings)), p.text, parent=p.file) for p in self.library.passages
        )

    def _reply(self, raw: str, history: tuple[str, ...]) -> Reply:
        greeting = greeting_of(raw)
        if greeting:
            return Reply(raw, Outcome.SMALLTALK, greeting=greeting, suggestions=self.examples)
        question, named = self._scoped(raw, history)
        if self.several:
            compared = self._compare(question, named)
            if compared:
                return compared
        scope = self.resolver.resolve(named)
        about_document = self._metadata(question, scope)
        if about_document:
            return about_document
        section = self._section(question, scope)
        if section:
            return section
        # A question that only changes place or year is already whole.
        earlier = () if self.several and question.text != plain(raw) else history
        reading = self.best_reading(question, earlier, scope.files)
        if reading is None:
            beyond = self._lacking(scope)
            return Reply(raw, Outcome.SCOPE if beyond else Outcome.NONE, reason=beyond or Reason(Lack.NO_WORDS),
                         suggestions=self.examples)  # fmt: skip
        return self._decided(raw, reading, scope)

    def _scoped(self, raw: str, history: tuple[str, ...]) -> tuple[Question, Named]:
        """The question without what selects documents, and that; 那广东呢 keeps the rest of the question before it."""
        question = self.analyse(raw, history)
        before = self.resolver.named(plain(history[-1]), self.analyse(history[-1]).years) if history else None
        named = self.resolver.named(question.text, question.years, before.places if before else ())
        if not self.several:
            own = without_own(question.text, self.profiles[0])
            return replace(question, text=own, query=own), named
        if before and only_slots(question.text, named.places):
            rest = self.analyse(history[-1])
            named = Named(named.years or before.years, named.places or before.places, named.national, before.genre)
            return replace(rest, raw=raw, query=without_slots(rest.text, before.places), years=named.years), named
        if before and question.context and not named.places and not named.years and not named.national:
            named = replace(before, genre=named.genre or before.genre)
        query = without_slots(question.text, named.places)
        context = without_slots(question.context, before.places) if before and question.context else question.context
        return replace(question, query=query, context=context), named

    def _decided(self, raw: str, reading: Reading, scope: Scope) -> Reply:
        evidence = reading.evidence
        question = evidence.question
        quotes = tuple(self._quote(evidence, at) for at in self._worth(evidence))
        beyond = self._lacking(scope, quotes[0])
        if beyond:
            return Reply(raw, Outcome.SCOPE, quotes, reason=beyond)
        taken = reading.repairs + understood(question, quotes[0].text)
        if reading.probability >= self.model.threshold and shares_content(self, evidence):
            alike = self._fit_equally(evidence, scope)
            if alike:
                return Reply(raw, Outcome.CLARIFY, quotes, None, taken, alike)
            short = short_answer(quotes[0].text, question, staff_answers(self.bank, evidence, quotes[0]))
            return Reply(raw, Outcome.ANSWER, quotes, short, taken)
        suggestions, reason = suggestions_for(self, evidence), reason_for(self, evidence)
        return Reply(raw, Outcome.RELATED, quotes, None, taken, suggestions, reason)

    def _lacking(self, scope: Scope, quote: Quote | None = None) -> Reason | None:
        """The year or place that was named, if neither the library nor the quote speaks of it."""
        held = tuple(report.title for report in self.library.reports)
        said = fold(quote.text) if quote else ""
        if scope.missing_place and scope.missing_place[:2] not in said:
            return Reason(Lack.PLACE, scope.missing_place, held)
        if scope.missing_year and scope.missing_year not in years_of(said, None):
            return Reason(Lack.YEAR, f"{scope.missing_year}年", held)
        return None

    def _fit_equally(self, evidence: Evidence, scope: Scope) -> tuple[str, ...]:
        """The titles of annual reports of one genre that answer equally well, where none was named."""
        if not self.several or scope.named:
            return ()
        genres = {profile.file: profile.genre for profile in self.profiles}
        first = self.index.sentences[evidence.order[0]].passage
        cover = evidence.ranking.coverage
        found = {first.file: first.title}
        for at in ranked(evidence.scores, 30):
            passage = self.index.sentences[at].passage
            if genres[passage.file] and genres[passage.file] is genres[first.file]:
                if cover[at] >= _EQUALLY * cover[evidence.order[0]]:
                    found.setdefault(passage.file, passage.title)
        return tuple(found.values()) if len(found) > 1 else ()

    def _compare(self, question: Question, named: Named) -> Reply | None:
        """One quote a side for a question that names two places, two years or two things."""
        sides: list[tuple[Question, Named]] = []
        if names_several(named):
            sides = [(question, side) for side in named.each()]
        elif halves := pair(question.raw):
            sides = [(self.analyse(half), named) for half in halves]
        found: list[Quote] = []
        sure = True
        for asked, side in sides:
            scope = self.resolver.resolve(side)
            reading = self.best_reading(asked, (), scope.files) if not self._lacking(scope) else None
            if reading is None:
                return None
            sure = sure and reading.probability >= self.model.threshold / 2
            found.append(self._quote(reading.evidence, reading.evidence.order[0]))
        if len({quote.passage.file for quote in found}) < 2 or not sure:
            return None
        return Reply(question.raw, Outcome.ANSWER, tuple(found))

    def _metadata(self, question: Question, scope: Scope) -> Reply | None:
        """The header line that a question about the document asks for; an empty one is said to be empty."""
        if len(scope.files) != 1:
            return None
        shelf = next(shelf for shelf in self.library.shelves if shelf.report.file in scope.files)
        field = asked_field(question.query, shelf.report)
        headers = [p for p in shelf.passages if p.clause.place is Place.HEADER]
        header = next((p for p in headers if field and p.start <= field.start and field.end <= p.end), None)
        if field is None or header is None:
            return None
        quote = quote_of(shelf.report, header, field.start, field.end, question, ())
        if not field.value:
            return Reply(question.raw, Outcome.RELATED, (quote,), reason=Reason(Lack.EMPTY_FIELD, field.name))
        return Reply(question.raw, Outcome.ANSWER, (quote,), field.value)

    def _section(self, question: Question, scope: Scope) -> Reply | None:
        """The first sentence of each clause of the section that a question asks for as a whole."""
        kind = asked_section(question.text)
        if not kind or len(scope.files) != 1 or self._lacking(scope):
            return None
        shelf = next(shelf for shelf in self.library.shelves if shelf.report.file in scope.files)
        leads = [sentences(clause)[:1] for clause in section_clauses(shelf.passages, kind)]
        quotes = tuple(
            quote_of(shelf.report, lead.passage, lead.start, lead.end, question, ())
            for first in leads
            for lead in first
        )
        return Reply(question.raw, Outcome.ANSWER, quotes) if quotes else None

    def _worth(self, evidence: Evidence) -> list[int]:
        best = evidence.scores[evidence.order[0]]
        return [at for at in evidence.order[:QUOTES] if evidence.scores[at] >= _FURTHER * best]

    def _quote(self, evidence: Evidence, at: int) -> Quote:
        sentence = self.index.sentences[at]
        report = self.library.report_of(sentence.passage)
        quote = quote_of(report, sentence.passage, sentence.start, sentence.end, evidence.question,
                         evidence.question.expansions)  # fmt: skip
        return replace(quote, score=float(evidence.scores[at]))
