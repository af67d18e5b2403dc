"""Statements and slots: what a sentence says of a figure, and what a question wants to know, in the same terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retrieval.models import Span
from retrieval.text.answer_type import AnswerType
from retrieval.text.lexicon import Term


class Direction(StrEnum):
    """Direction of a change."""

    UP = "up"
    DOWN = "down"


class ChangeEnd(StrEnum):
    """What a figure is of a change: where it began, where it ended, or how much it was."""

    FROM = "from"
    TO = "to"
    BY = "by"


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure of a sentence with what it measures. Spans are of the folded sentence.

    ``measured`` is the text before the figure that says what it measures, ``noun`` what stands behind it; a figure
    that has neither measures what the one before it does (受理80件,同比增长5%). ``around`` is what stands before its
    item up to the semicolon: whose it is. ``negated`` are the words behind a negation in its item; ``part`` tells that
    it counts a part of what was counted before (其中), ``planned`` that it is still to come.
    """

    span: Span
    item: Span
    kinds: frozenset[AnswerType]
    unit: str
    measured: str
    noun: str
    around: str
    qualifiers: frozenset[str] = frozenset()
    negated: tuple[str, ...] = ()
    direction: Direction | None = None
    end: ChangeEnd | None = None
    part: bool = False
    planned: bool = False

    @property
    def own(self) -> str:
        """All that its own item says of the figure."""
        return f"{self.measured} {self.noun}"

    @property
    def head(self) -> str:
        """The same without what only describes the noun behind the figure: 归集规范 of 2219项信息数据的归集规范."""
        return f"{self.measured} {self.noun.rpartition('的')[2]}"


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question with the official terms that may stand for it."""

    text: str
    terms: tuple[Term, ...] = ()

    def coverage(self, folded: str) -> float:
        """How far a text has the word, 0 to 1: to the letter, by a term of its weight, or in part.

        >>> AskedWord("打官司", (Term("行政诉讼", 0.9),)).coverage("行政诉讼案件"), AskedWord("结掉").coverage("已结案")
        (0.9, 0.3)
        """
        if self.text in folded:
            return 1.0
        named = max((term.weight for term in self.terms if term.text in folded), default=0.0)
        return max(named, sum(char in folded for char in self.text) / len(self.text) * PARTLY)

    def names(self, word: str) -> float:
        """How far the word means a word of a text, which may be a part of one of its terms.

        >>> AskedWord("打输", (Term("败诉案件", 0.9),)).names("败诉")
        0.9
        """
        return max(self.coverage(word), max((term.weight for term in self.terms if word in term.text), default=0.0))


# A word that shares only characters with a text counts so much of its share.
PARTLY = 0.6


@dataclass(frozen=True, slots=True)
class Slot:
    """What a question wants to know, in the terms of `Statement`.

    ``words`` say what is measured, ``own_words`` those of them that are not those of the question it leans on;
    ``units`` are the units asked for, each with its equals; ``noun`` is what is counted (几个部门); ``negated`` are the
    predicates that what is asked for lacks (没办结), ``excluded`` what it leaves out; ``remainder``: what is left.
    """

    kind: AnswerType
    words: tuple[AskedWord, ...]
    own_words: tuple[AskedWord, ...]
    units: tuple[tuple[str, ...], ...]
    noun: str
    qualifiers: frozenset[str] = frozenset()
    negated: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    remainder: bool = False
    direction: Direction | None = None
    end: ChangeEnd | None = None
    planned: bool = False
