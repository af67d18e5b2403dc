"""Quote reading: a quote in the folded form that candidates are found in, with what staff say that it states.

What several steps need of it is worked out once: the role that is asked for and its fillers, the concepts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.models import Quote
from retrieval.question.analysis import Question
from retrieval.question.concepts import Concept, concepts_of
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.candidates import is_plan
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.table_cells import TableRow
from retrieval.statements.roles.role_candidates import RoleCandidate, RoleReader
from retrieval.statements.roles.role_slots import RoleSlot, role_slot
from retrieval.statements.staff_fact import StaffFact
from retrieval.text.answer_type import AnswerType
from retrieval.text.normalization import FoldedText, fold


@dataclass(frozen=True)
class QuoteReading:
    """A quote of the best sentence: its text, raw and folded, what was asked, and the facts that staff tied to it.

    ``rarity`` weighs the concepts of the question; ``row`` is the quote as a row of a table, None for any other quote;
    ``is_plan``: it stands among what is still to be done; ``above``: the folded titles and headings over it.
    """

    raw: str
    folded: FoldedText
    question: Question
    rarity: Callable[[str], float]
    facts: tuple[StaffFact, ...] = ()
    row: TableRow | None = None
    is_plan: bool = False
    above: str = ""

    @property
    def text(self) -> str:
        """The folded quote."""
        return self.folded.text

    @property
    def kind(self) -> AnswerType:
        """The type of answer that is looked for; a figure where staff type keywords for a memo."""
        asked = self.question
        return AnswerType.COUNT if asked.kind is AnswerType.WHAT and asked.keywords else asked.kind

    @cached_property
    def slot(self) -> RoleSlot | None:
        """The role that is asked for; None where none is."""
        return role_slot(self.question)

    @cached_property
    def fillers(self) -> Sequence[RoleCandidate]:
        """The fillers of the asked role."""
        return RoleReader(self.question, self.slot, self.rarity).candidates(self.text, self.facts) if self.slot else []

    @cached_property
    def concepts(self) -> Sequence[Concept]:
        """The concepts of the question."""
        return concepts_of(self.question, self.rarity)

    @classmethod
    def of(
        cls, quote: Quote, evidence: Evidence, known: KnownQuestionIndex, rarity: Callable[[str], float]
    ) -> QuoteReading:
        """Read a quote of the best sentence of some evidence."""
        folded = FoldedText.of(quote.text)
        facts = tuple(_facts(folded, quote, evidence, known))
        row, planned = TableRow.of_sentence(quote.passage, quote.text), is_plan(quote.passage)
        above = fold(" ".join((*quote.passage.titles, *quote.passage.clause.headings)))
        return cls(quote.text, folded, evidence.question, rarity, facts, row, planned, above)


def _facts(folded: FoldedText, quote: Quote, evidence: Evidence, known: KnownQuestionIndex) -> list[StaffFact]:
    """The facts of the best sentence that some known question asks for."""
    best, mask = evidence.best.sentence.key, evidence.candidates.filter.without_questions
    asked: dict[int, list[int]] = {}
    for at in known.phrasings_of(best):
        if mask is None or not mask[at]:
            asked.setdefault(int(known.fact_of[at]), []).append(at)
    if not asked:
        return []
    similar, scores = evidence.candidates.hits.similarity, evidence.candidates.fact_scores
    facts = list(asked)
    tokens = [known.fact_tokens(asked[fact][0], mask) for fact in facts]
    telling = known.telling(evidence.question.text, facts, mask)
    most, most_telling = float(scores[facts].max()) or 1.0, max(telling) or 1.0
    kind, found = evidence.question.kind, []
    for fact, own, tells in zip(facts, tokens, telling, strict=True):
        (start, end), short = known.facts[fact].span, known.facts[fact].short
        held = short if short and quote.start <= short[0] and short[1] <= quote.end else None
        found.append(
            StaffFact(
                folded.folded_span(start - quote.start, end - quote.start),
                folded.folded_span(held[0] - quote.start, held[1] - quote.start) if held else None,
                own,
                float(scores[fact]) / most,
                tells / most_telling,
                max(float(similar[at]) for at in asked[fact]),
                max((float(similar[at]) for at in asked[fact] if known.kinds[at] == kind), default=0.0),
            )
        )
    return found
