"""Staff fact: what staff say that a sentence states, and how well a question fits it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from retrieval.models import Span
from retrieval.text.question_text import Token
from retrieval.text.tokenization import bigrams

# What staff ask of a passage of more characters than these tells little of its parts.
_WIDE = 60
# What a word counts that stands in no text, but in the phrasings of a fact that the text states.
EXPLAINED = 0.9


@dataclass(frozen=True, slots=True)
class StaffFact:
    """What staff say that a sentence states: its span, the short answer in it, the tokens of their phrasings.

    Spans are of the folded quote. ``score`` and ``telling`` are how well the question fits the fact among those of the
    sentence, 0 to 1; ``closeness`` is how much it resembles the closest phrasing, ``kind_closeness`` the closest of
    its own type.
    """

    span: Span
    short: Span | None
    tokens: Set[Token]
    score: float
    telling: float
    closeness: float
    kind_closeness: float

    @property
    def fit(self) -> float:
        """How well the question fits the fact, 0 to 1."""
        return (self.score + self.telling) / 2

    @property
    def is_narrow(self) -> bool:
        """Whether the fact is a small part of a report, so that its phrasings tell of that part."""
        return self.span[1] - self.span[0] <= _WIDE

    def is_asked_by(self, word: str) -> bool:
        """Whether phrasings of the fact use a folded word.

        >>> StaffFact((0, 4), None, frozenset({"b办完"}), 1.0, 1.0, 0.5, 0.5).is_asked_by("办完")
        True
        """
        return ({f"b{pair}" for pair in bigrams(word)} or {f"u{word}"}) <= self.tokens
