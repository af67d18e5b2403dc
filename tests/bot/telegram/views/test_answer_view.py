"""Whatever stands in a report or comes from the engine, Telegram takes the message and its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.reply_blocks import ReplyFrame
from bot.strings import mend
from bot.telegram.outgoing.callback_data import Origin
from bot.telegram.outgoing.markup import LONGEST
from bot.telegram.views.answer_view import AnswerViews, MessageView
from bot.telegram.views.contents_view import TableOfContents
from retrieval.corpus.catalog import ReportCatalog
from retrieval.index.passage_keys import passage_keys
from retrieval.models import Passage, Reply
from retrieval.parsing.metadata import DocumentMetadata
from tests.bot.telegram.outgoing.test_markup import LONG, NASTY, PASSAGE, REPLIES, check
from tests.botapi.keyboard import check_markup
from tests.examples import examples
from tests.shipped import library

LIBRARY = library()
VIEWS = AnswerViews(TableOfContents(LIBRARY), ReplyFrame(LIBRARY.catalog.metadata, "12345"), "wenda_bot")
HEADINGS = st.lists(NASTY, max_size=3).map(tuple)
PATHS = st.lists(NASTY.filter(lambda mark: "/" not in mark), min_size=1, max_size=4).map("/".join)


@dataclass(frozen=True)
class InventedLibrary:
    """The only report of the shipped library with other passages; nothing of it is indexed."""

    invented: Sequence[Passage]
    catalog: ReportCatalog = LIBRARY.catalog

    @property
    def passages(self) -> Any:
        """The part of a passage store that contents need."""
        return self

    def of_report(self, file: str) -> Sequence[Passage]:
        """All passages."""
        return self.invented

    def passage(self, passage_id: str) -> Passage:
        """The passage of this id."""
        return next(passage for passage in self.invented if passage.id == passage_id)

    def by_key(self, key: str) -> Passage | None:
        """The passage of a key."""
        return dict(zip(passage_keys(self.invented), self.invented, strict=True)).get(key)


def contents_of(passages: Sequence[Passage]) -> TableOfContents:
    """The contents of a library whose only report has these passages."""
    return TableOfContents(InventedLibrary(passages))


def takes(view: MessageView | None) -> None:
    """Telegram would accept it: markup, length, labels, data, what is copied and linked."""
    assert view is not None
    check(view.markup, LONGEST)  # with a note, for which there is room above what we fill
    check_markup(view.keyboard.to_dict() if view.keyboard else None)


@settings(max_examples=examples(50), deadline=None)
@given(REPLIES, LONG, st.booleans())
def test_any_reply_can_be_shown(reply: Reply, asked: str, noted: bool) -> None:
    """In private with all its buttons, in a group with one, and each further quote by itself."""
    reply = replace(reply, suggestions=tuple(mend(text) for text in reply.suggestions))
    view = VIEWS.answer(reply, asked, "注" * noted)
    takes(view)
    takes(VIEWS.group_answer(reply))
    for at in range(len(reply.quotes)):
        if further := VIEWS.quote(reply, at):
            takes(further)


@settings(max_examples=examples(40), deadline=None)
@given(LONG, LONG, PATHS, HEADINGS, st.sampled_from(Origin), st.integers(-2, 5))
def test_any_passage_can_be_read(
    text: str, title: str, path: str, headings: tuple[str, ...], origin: Origin, page: int
) -> None:
    """Any text under any title, clause and headings, on any page, from anywhere."""
    passage = _made(text, title, path, headings)
    frame = ReplyFrame({passage.file: DocumentMetadata(passage.file, title, url=mend(title))})
    views = AnswerViews(contents_of([passage]), frame, "wenda_bot")
    takes(views.passage(passage, origin, page))
    takes(views.contents_page(passage, 0, page))


def test_every_clause_can_be_reached_from_the_top() -> None:
    """The contents lead to each passage with words of its own, and from each back to the part that lists it."""
    contents, found = VIEWS.contents, set()

    def walk(anchor: Passage, depth: int) -> None:
        takes(VIEWS.contents_page(anchor, depth))
        for entry in contents.below(anchor, depth):
            passage = entry.passage
            assert contents.find(contents.key(passage)) == passage
            if entry.depth is None:
                found.add(passage.id)
                listed = contents.below(passage, contents.home(passage))
                assert passage in [other.passage for other in listed]
            else:
                walk(passage, entry.depth)

    for root in contents.roots(0, 9):
        walk(root.passage, 0)
    leaves = {p.id for p in LIBRARY.passages if p.clause.place.value in ("leaf", "introduction", "header", "signature")}
    assert leaves <= found


def test_neighbours_lead_through_the_whole_report() -> None:
    """From the first clause, 下一条 passes every clause once, and 上一条 leads the same way back."""
    contents, at, seen = VIEWS.contents, LIBRARY.passages[0], []
    while at is not None:
        seen.append(at.id)
        before, after = contents.neighbours(at)
        assert before is None or contents.neighbours(before)[1] == at
        if after is None:
            break
        at = after
    assert len(seen) == len(set(seen)) > 30


def _made(text: str, title: str, path: str, headings: tuple[str, ...]) -> Passage:
    clause = replace(PASSAGE.clause, path=path, headings=headings)
    return replace(PASSAGE, text=text, title=title, clause=clause)
