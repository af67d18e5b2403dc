"""Answer pipeline: readings, candidates, scores, probability, reply."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Protocol

from retrieval.answering.comparison import alternatives
from retrieval.answering.documents.choices import may_pick, picked
from retrieval.answering.documents.document_names import document_name, named_file
from retrieval.answering.documents.list_items import ListFinder
from retrieval.answering.misfit import FITS, Misfit, misfit
from retrieval.answering.multi_part import RatedReply, answer_parts, leaned_on
from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.readings import Reading, ReadingSelector, quote_sentence
from retrieval.answering.refusals import RefusalAdvice, ScopeCheck, names_something, understood
from retrieval.answering.roles.role_misfit import RoleCheck
from retrieval.answering.short_answers.extraction import ShortAnswerExtractor
from retrieval.answering.statement_ranking import by_statement, settles, speaks_of
from retrieval.answering.versions import VersionNotes
from retrieval.corpus.filters import Is, ReportField
from retrieval.models import DialogueAct, Lack, Outcome, Quote, Reason, Reply
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.anaphora import puts_in_place
from retrieval.question.dialogue_acts.classifier import dialogue_act, is_statement
from retrieval.question.follow_up import QuestionScoping, ScopedQuestion
from retrieval.question.parts.splitter import split_question
from retrieval.question.scope import Scope, ScopeResolver
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.sentence_source import CandidateFilter
from retrieval.text.question_text import plain

# A further quote must come this near to the first one's score.
_FURTHER = 0.5
# Who says this is offered no example questions.
_LEAVES_ALONE = frozenset(
    {
        DialogueAct.THANKS,
        DialogueAct.BYE,
        DialogueAct.PRAISE,
        DialogueAct.ACKNOWLEDGEMENT,
        DialogueAct.UNHELPFUL,
        DialogueAct.COMPLAINT,
        DialogueAct.INSULT,
        DialogueAct.REQUEST,
    }
)


class Responder(Protocol):
    """Replies to one sort of question that no single best sentence answers."""

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """The reply, or None for any other question."""


@dataclass(frozen=True, slots=True)
class ReplyComposer:
    """Makes the reply of a reading: an answer, several that fit equally, what is lacking, or what comes nearest."""

    extractor: ShortAnswerExtractor
    scope_check: ScopeCheck
    advice: RefusalAdvice
    roles: RoleCheck
    lists: ListFinder
    examples: tuple[str, ...]

    def compose(self, asked: ScopedQuestion, scope: Scope, reading: Reading, is_answer: bool) -> Reply:
        """The reply to a question whose best reading found something; ``is_answer``: likely enough to answer."""
        evidence, raw = by_statement(reading.evidence), asked.question.raw
        question = evidence.question
        worth_showing = [scored for scored in evidence.nearest if scored.score >= _FURTHER * evidence.best.score]
        quotes = tuple(quote_sentence(scored, question) for scored in worth_showing)
        if beyond := self.scope_check.beyond(question, scope, quotes[0]):
            return Reply(raw, Outcome.SCOPE, self._near_quotes(evidence, bool(asked.history)), reason=beyond)
        taken = reading.repairs + understood(question, quotes[0].text)
        quote = self.extractor.read(quotes[0], evidence)
        unfit = self.misfit_of(quote, evidence, is_answer)
        if unfit.sure:
            # Only what settles the question too fits equally.
            others = (scored for scored in evidence.ranking[1:] if settles(scored, evidence))
            evidence = replace(evidence, ranking=(evidence.best, *others))
        if (is_answer or unfit.sure) and not unfit.lacks and self.advice.shares_content(evidence):
            if alike := alternatives(evidence, asked.named):
                return Reply(raw, Outcome.CLARIFY, quotes, None, taken, alike.labels, alike.reason, offered=alike.files)
            if short := unfit.words(quote.folded, quote.raw):
                return Reply(raw, Outcome.ANSWER, quotes, short, taken, reason=unfit.reason)
            if items := self.lists.items(evidence, is_answer=True):
                return Reply(raw, Outcome.ANSWER, items, None, taken, reason=unfit.reason)
            found = self.extractor.extract(quote, evidence, reading.probability)
            if found.clause:
                quotes = (replace(quotes[0], marks=(found.clause,)), *quotes[1:])
            return Reply(raw, Outcome.ANSWER, quotes, found.short, taken, reason=unfit.reason)
        if not unfit.sure and (items := self.lists.items(evidence, is_answer=False)):
            return Reply(raw, Outcome.ANSWER, items, None, taken)
        missing = unfit.reason if unfit.reason and unfit.reason.lack is not Lack.UNSURE else None
        near = self._near_quotes(evidence, bool(asked.history))
        if not near and (missing or self.advice.names_thing(question)):
            near = quotes
        if not near:
            return self.nothing(raw, scope, self.advice.turn_to(evidence.candidates.hits.similarity))
        suggestions, reason = self.advice.suggestions(evidence), self.advice.reason(evidence)
        if missing:
            reason = replace(missing, turn_to=reason.turn_to)
        return Reply(raw, Outcome.RELATED, near, None, taken, suggestions, reason)

    def misfit_of(self, quote: QuoteReading, evidence: Evidence, is_answer: bool) -> Misfit:
        """What the best sentence says in place of what was asked, or which role an answer leaves open."""
        unfit = misfit(evidence.question, quote.text, self.advice.tied(evidence))
        if unfit and unfit.sure and not is_answer and not speaks_of(evidence.question, evidence.best):
            return FITS  # it denies, or measures, something else
        lacking = None if unfit or not is_answer else self.roles.misfit(quote, evidence)
        return unfit or (Misfit(reason=lacking) if lacking else FITS)

    def _near_quotes(self, evidence: Evidence, follows: bool) -> tuple[Quote, ...]:
        """The quotes that may be shown beside a refusal, the near ones first; none where none is near."""
        near = evidence.near(follows)
        others = [each for each in evidence.nearest if each not in near] if near else []
        worth_showing = [each for each in (*near, *others) if each.score >= _FURTHER * evidence.best.score]
        return tuple(quote_sentence(scored, evidence.question) for scored in worth_showing)

    def nothing(self, raw: str, scope: Scope, turn_to: str = "") -> Reply:
        """The reply where no sentence has enough of the question to be shown; ``turn_to`` says where to ask instead."""
        check, asked = self.scope_check, plain(raw)
        if beyond := check.lacking(scope, query=asked) or check.unreported(scope, asked):
            return Reply(raw, Outcome.SCOPE, reason=beyond)
        if is_statement(raw):
            return Reply(raw, Outcome.SMALLTALK, greeting=DialogueAct.STATEMENT.value)
        if not names_something(plain(raw)):
            return Reply(raw, Outcome.NONE, reason=Reason(Lack.NO_WORDS), suggestions=self.examples)
        return Reply(raw, Outcome.NONE, reason=Reason(Lack.NOTHING, turn_to=turn_to))


@dataclass(frozen=True, slots=True)
class AnswerPipeline:
    """From a question to its reply. Thread-safe: nothing changes after construction.

    ``responders`` are tried in order before the sentences are scored; ``comparison`` even before a message that asks
    the same of several things is taken apart.
    """

    scoping: QuestionScoping
    resolver: ScopeResolver
    responders: Sequence[Responder]
    reader: ReadingSelector
    composer: ReplyComposer
    versions: VersionNotes
    comparison: Responder | None = None

    def answer(self, raw: str, history: tuple[str, ...]) -> Reply:
        """The reply to a message; ``history`` holds the earlier ones of the thread, oldest first."""
        return self.versions.noted(self._answer(raw, history))

    def evidence(self, raw: str, history: tuple[str, ...]) -> Evidence | None:
        """The evidence for a question in its scope, by its words; None where no sentence would be looked for."""
        asked, scope = self._scoped(raw, history)
        others = (responder for responder in self.responders if responder is not self.comparison)
        if any(responder.respond(asked, scope) for responder in others):
            return None
        return self.reader.evidence(asked.question, CandidateFilter(scope.reports))

    def _answer(self, raw: str, history: tuple[str, ...]) -> Reply:
        before, file = self._settled(leaned_on(history))
        if chosen := self._picked(raw, before):
            return replace(self._answer_one(before[-1], before[:-1], file=chosen, picks=True).reply, question=raw)
        if courtesy := self._courtesy(raw, before):
            return courtesy
        parts = split_question(raw)
        if parts and all(part.is_listed for part in parts) and (compared := self._compared(raw, before)):
            return compared
        whole = cache(partial(self._answer_one, raw, before, file=file))
        return answer_parts(raw, parts, before, self._answer_part, whole) or whole().reply

    def _settled(self, history: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
        """The questions of a thread without the picks that follow the last one, and the file of the last pick."""
        if len(history) < 2 or not may_pick(history[-1]):
            return history, None
        before, _ = self._settled(history[:-1])
        file = self._picked(history[-1], before)
        return (before, file) if file else (history, None)

    def _picked(self, raw: str, history: tuple[str, ...]) -> str | None:
        """The file of the report that a message picks of those offered to the question before it; None for others."""
        if self.comparison is None or not history or not may_pick(raw):
            return None
        return picked(raw, self._answer_one(history[-1], history[:-1]).reply)

    def _stays(self, asked: ScopedQuestion, file: str) -> bool:
        """Whether a question leans on the one before it, and names no other reports than the one that was picked."""
        question = asked.question
        if not question.context or self.resolver.reader.named(question.text, question.years).any:
            return False
        return not question.thing or bool(self.reader.mentions.thing_of(question, _scope_of(file).reports))

    def _courtesy(self, raw: str, history: tuple[str, ...]) -> Reply | None:
        """The reply to what is no question; of 那咨询呢 the thing is meant, though 咨询 alone opens a conversation."""
        act = None if history and puts_in_place(plain(raw)) else dialogue_act(raw)
        if act is None:
            return None
        examples = () if act in _LEAVES_ALONE else self.composer.examples
        return Reply(raw, Outcome.SMALLTALK, greeting=act.value, suggestions=examples)

    def _compared(self, raw: str, history: tuple[str, ...]) -> Reply | None:
        """The reply to a question that compares what several reports say; None for any other."""
        asked = self.scoping.scoped(raw, history)
        return self.comparison.respond(asked, self.resolver.resolve(asked.named)) if self.comparison else None

    def _answer_part(self, raw: str, history: tuple[str, ...], beside: Collection[SentenceKey] = ()) -> RatedReply:
        """The reply to a part of a message, which may be a courtesy."""
        courtesy = self._courtesy(raw, history)
        return RatedReply(courtesy, 1.0) if courtesy else self._answer_one(raw, history, beside)

    def _answer_one(
        self,
        raw: str,
        history: tuple[str, ...],
        beside: Collection[SentenceKey] = (),
        file: str | None = None,
        picks: bool = False,
    ) -> RatedReply:
        """The reply to one question; a sentence of ``beside`` need not be as likely to answer it.

        Where ``picks``, it is put to the report ``file`` alone; else where it leans on a question that was.
        """
        asked, scope = self._scoped(raw, history)
        if file and (picks or self._stays(asked, file)):
            scope = _scope_of(file)
        elif name := document_name(asked.question):
            own = named_file(name, asked.question, self.resolver.catalog, scope.reports)
            scope = replace(scope, first=_scope_of(own).reports) if own else scope
        for responder in self.responders:
            if reply := responder.respond(asked, scope):
                return RatedReply(reply, 1.0)
        can_be_read = history or names_something(asked.question.text)
        reading = self.reader.best_in(asked.question, asked.history, scope) if can_be_read else None
        if reading is None:
            return RatedReply(self.composer.nothing(raw, scope), 0.0)
        reply = self.composer.compose(asked, scope, reading, self.reader.is_answer(reading, beside))
        return RatedReply(reply, reading.probability)

    def _scoped(self, raw: str, history: tuple[str, ...]) -> tuple[ScopedQuestion, Scope]:
        """The question and its reports: those of the question before, unless only others name the thing asked for."""
        asked = self.scoping.scoped(raw, history)
        question, scope = asked.question, self.resolver.resolve(asked.named)
        if not question.thing:
            return asked, scope
        own, every = (
            self.resolver.reader.named(question.text, question.years),
            replace(asked.named, years=(), places=()),
        )
        scopes = [(named, self.resolver.resolve(named)) for named in (asked.named, own, every)]
        things = [self.reader.mentions.thing_of(question, each.reports) for _, each in scopes]
        named_whole = (at for at, thing in enumerate(things) if thing and thing.names)
        named_in_part = (at for at, thing in enumerate(things) if thing)
        at = next(named_whole, next(named_in_part, 0))
        return replace(asked, named=scopes[at][0]), scopes[at][1]


def _scope_of(file: str) -> Scope:
    return Scope(Is(ReportField.FILE, file), 1, file)
