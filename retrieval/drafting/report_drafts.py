"""Report drafts: the phrasings and gaps that can be made of the statements of one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.corpus.sources.loader import LoadedReport
from retrieval.drafting.draft import DraftedFact
from retrieval.drafting.figure_drafts import figure_drafts
from retrieval.drafting.gap_drafts import gap_drafts
from retrieval.drafting.lay_words import LayWords
from retrieval.drafting.role_drafts import role_drafts
from retrieval.drafting.rule_drafts import rule_drafts
from retrieval.models import Passage, Region, Span
from retrieval.parsing.sentences import cut_spans
from retrieval.question.attributes import Attributes
from retrieval.text.lexicon import Lexicon
from retrieval.text.normalization import FoldedText

# A figure in a table is told by its head, not by words before it.
_DRAFTED = frozenset({Region.INTRODUCTION, Region.LEAF, Region.PARENT})
_LONGEST_SENTENCE = 1000


@dataclass(frozen=True, slots=True)
class AnchoredDraft:
    """Drafts in the report's own words: the place that they are about, to the letter, its short answer, questions."""

    anchor: str
    short: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportDrafts:
    """The drafts for one report, in document order."""

    facts: tuple[AnchoredDraft, ...]
    gaps: tuple[AnchoredDraft, ...]


@dataclass(frozen=True, slots=True)
class ReportDrafter:
    """Drafts phrasings and gaps by a lexicon and a table of attributes."""

    lay: LayWords
    attributes: Attributes

    @classmethod
    def of(cls, lexicon: Lexicon, attributes: Attributes) -> ReportDrafter:
        """The drafter by these."""
        return cls(LayWords(lexicon), attributes)

    def drafts(self, loaded: LoadedReport) -> ReportDrafts:
        """The drafts for a report; the same question stands once, with the first place that it fits."""
        text, asked = loaded.report.text, set[str]()
        facts: list[AnchoredDraft] = []
        gaps: list[AnchoredDraft] = []
        for passage, start, folded in _sentences(loaded.passages):
            clause = FoldedText.of(passage.text).text
            for fact in _facts(folded.text):
                new = tuple(each for each in self.lay.spoken(fact.questions, fact.about) if each not in asked)
                facts += _anchored(text, start, folded, fact.span, fact.short, new, asked)
            for gap in gap_drafts(folded.text, clause, self.attributes):
                new = tuple(each for each in gap.questions if each not in asked)
                gaps += _anchored(text, start, folded, gap.span, None, new, asked)
        return ReportDrafts(tuple(facts), tuple(gaps))


def _sentences(passages: Iterable[Passage]) -> Iterator[tuple[Passage, int, FoldedText]]:
    for passage in passages:
        if passage.clause.place in _DRAFTED:
            for start, end in cut_spans(passage, None):
                if end - start <= _LONGEST_SENTENCE:
                    yield passage, start, FoldedText.of(passage.text[start - passage.start : end - passage.start])


def _facts(folded: str) -> Iterator[DraftedFact]:
    yield from figure_drafts(folded)
    yield from role_drafts(folded)
    yield from rule_drafts(folded)


def _anchored(
    text: str,
    start: int,
    folded: FoldedText,
    span: Span,
    short: Span | None,
    questions: tuple[str, ...],
    asked: set[str],
) -> Iterator[AnchoredDraft]:
    """The draft for a span of a folded sentence that begins at ``start``; none where its words do not name the place.

    A file names a place by its words, on one line, and means where they stand first.
    """
    first, last = folded.raw_span(*span)
    anchor = text[start + first : start + last].rstrip("，,、；; ")
    if not questions or "\n" in anchor or not anchor.strip() or text.find(anchor) != start + first:
        return
    answer = ""
    if short is not None:
        a, b = folded.raw_span(*short)
        answer = text[start + a : start + b]
        if anchor.find(answer) != a - first:
            answer = ""
    asked |= set(questions)
    yield AnchoredDraft(anchor, answer, questions)
