"""Answer pipeline: readings, candidates, scores, probability, reply."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from retrieval.answering.comparison import alternatives
from retrieval.answering.misfit import FITS, Misfit, misfit
from retrieval.answering.multi_part import RatedReply, answer_parts, leaned_on
from retrieval.answering.readings import Reading, ReadingSelector, quote_sentence
from retrieval.answering.refusals import RefusalAdvice, ScopeCheck, understood
from retrieval.answering.role_misfit import RoleCheck
from retrieval.answering.short_answers.extraction import ShortAnswerExtractor
from retrieval.answering.statement_ranking import by_statement
from retrieval.models import Lack, Outcome, Quote, Reason, Reply
from retrieval.parsing.sentences import SentenceKey
from retrieval.question.follow_up import QuestionScoping, ScopedQuestion
from retrieval.question.intent import greeting_of
from retrieval.question.parts.splitter import split_question
from retrieval.question.scope import Scope, ScopeResolver
from retrieval.scoring.evidence import Evidence
from retrieval.text.normalization import FoldedText

# A further quote must come this near to the first one's score.
_FURTHER = 0.5


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
    examples: tuple[str, ...]

    def compose(self, asked: ScopedQuestion, scope: Scope, reading: Reading, is_answer: bool) -> Reply:
        """The reply to a question whose best reading found something; ``is_answer``: likely enough to answer."""
        evidence, raw = by_statement(reading.evidence), asked.question.raw
        question = evidence.question
        worth_showing = [scored for scored in evidence.nearest if scored.score >= _FURTHER * evidence.best.score]
        quotes = tuple(quote_sentence(scored, question) for scored in worth_showing)
        if beyond := self.scope_check.beyond(question, scope, quotes[0]):
            return Reply(raw, Outcome.SCOPE, quotes, reason=beyond)
        taken = reading.repairs + understood(question, quotes[0].text)
        unfit = self.misfit_of(quotes[0], evidence, is_answer)
        if unfit.sure:
            evidence = _settling(evidence)
        if (is_answer or unfit.sure) and not unfit.lacks and self.advice.shares_content(evidence):
            if alike := alternatives(evidence, asked.named):
                return Reply(raw, Outcome.CLARIFY, quotes, None, taken, alike.titles, alike.reason)
            if short := unfit.words(quotes[0]):
                return Reply(raw, Outcome.ANSWER, quotes, short, taken, reason=unfit.reason)
            found = self.extractor.extract(quotes[0], evidence, reading.probability)
            if found.clause:
                quotes = (replace(quotes[0], marks=(found.clause,)), *quotes[1:])
            return Reply(raw, Outcome.ANSWER, quotes, found.short, taken)
        suggestions, reason = self.advice.suggestions(evidence), self.advice.reason(evidence)
        if unfit.reason and unfit.reason.lack is not Lack.UNSURE:
            reason = replace(unfit.reason, turn_to=reason.turn_to)
        return Reply(raw, Outcome.RELATED, quotes, None, taken, suggestions, reason)

    def misfit_of(self, quote: Quote, evidence: Evidence, is_answer: bool) -> Misfit:
        """What the best sentence says in place of what was asked, or which role an answer leaves open."""
        unfit = misfit(evidence.question, FoldedText.of(quote.text).text, self.advice.tied(evidence))
        lacking = None if unfit or not is_answer else self.roles.misfit(quote, evidence)
        return unfit or (Misfit(reason=lacking) if lacking else FITS)

    def nothing(self, raw: str, scope: Scope) -> Reply:
        """The reply where no sentence has anything of the question."""
        beyond = self.scope_check.lacking(scope)
        outcome = Outcome.SCOPE if beyond else Outcome.NONE
        return Reply(raw, outcome, reason=beyond or Reason(Lack.NO_WORDS), suggestions=self.examples)


def _settling(evidence: Evidence) -> Evidence:
    """The evidence without the sentences that settle the question less than the best does."""
    question, (best, *others) = evidence.question, evidence.ranking
    settling = (scored for scored in others if (found := misfit(question, scored.folded)) and found.sure)
    return replace(evidence, ranking=(best, *settling))


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
    comparison: Responder | None = None

    def answer(self, raw: str, history: tuple[str, ...]) -> Reply:
        """The reply to a message; ``history`` holds the earlier ones of the thread, oldest first."""
        before, parts = leaned_on(history), split_question(raw)
        if parts and all(part.is_listed for part in parts) and (compared := self._compared(raw, before)):
            return compared
        return answer_parts(raw, parts, before, self._answer_one) or self._answer_one(raw, before).reply

    def _compared(self, raw: str, history: tuple[str, ...]) -> Reply | None:
        """The reply to a question that compares what several reports say; None for any other."""
        asked = self.scoping.scoped(raw, history)
        return self.comparison.respond(asked, self.resolver.resolve(asked.named)) if self.comparison else None

    def _answer_one(self, raw: str, history: tuple[str, ...], beside: Collection[SentenceKey] = ()) -> RatedReply:
        """The reply to a message as one question; a sentence of ``beside`` need not be as likely to answer it."""
        if greeting := greeting_of(raw):
            return RatedReply(Reply(raw, Outcome.SMALLTALK, greeting=greeting, suggestions=self.composer.examples), 1.0)
        asked = self.scoping.scoped(raw, history)
        scope = self.resolver.resolve(asked.named)
        for responder in self.responders:
            if reply := responder.respond(asked, scope):
                return RatedReply(reply, 1.0)
        reading = self.reader.best(asked.question, asked.history, scope.reports)
        if reading is None:
            return RatedReply(self.composer.nothing(raw, scope), 0.0)
        reply = self.composer.compose(asked, scope, reading, self.reader.is_answer(reading, beside))
        return RatedReply(reply, reading.probability)
