"""Drafts: questions for one place of a report, as `retrieval.corpus.sources.annotations` has them, not yet approved."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.models import Span


@dataclass(frozen=True, slots=True)
class DraftedFact:
    """A place of a folded sentence, the short answer in it, if any, and how people may ask for it.

    ``about`` is what of the questions may be said in other words.
    """

    span: Span
    short: Span | None
    questions: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class DraftedGap:
    """A place of a folded sentence, and what people may ask that it does not state."""

    span: Span
    questions: tuple[str, ...]
