"""Messages about drafts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.curation.cited_spans import CitedSpan
from bot.curation.curated_answers import (
    MAX_CITATIONS,
    MAX_PHRASING_LENGTH,
    MAX_PHRASINGS,
    MAX_TEXT_LENGTH,
    CuratedAnswer,
    CuratedState,
)
from bot.dialogue.reply_blocks import ReplyFrame
from bot.telegram.outgoing.markup import LIMIT
from bot.telegram.views import draft_view
from retrieval import Library


@pytest.mark.parametrize("sign", ["甲", "\U00020000"])
def test_a_draft_of_the_largest_size_is_one_message(library: Library, sign: str) -> None:
    """Below a long note too, and where titles are long: every quotation is cut, and has its place below it."""
    passage = replace(library.passages[0], text=sign * 3000, title="题" * 300)
    cited = (CitedSpan.of(passage, passage.text),) * MAX_CITATIONS
    asked = (sign * MAX_PHRASING_LENGTH,) * MAX_PHRASINGS
    found = CuratedAnswer(1, sign * MAX_TEXT_LENGTH, cited, asked, CuratedState.DRAFT, "", "", topic=5)
    frame = ReplyFrame(library.catalog.metadata, "12345")
    shown = draft_view.draft(found, [passage] * MAX_CITATIONS, frame, "注" * 700, []).markup
    assert shown.units <= LIMIT
    assert (shown.html.count("<blockquote"), shown.plain.count("《题题")) == (MAX_CITATIONS, MAX_CITATIONS)
