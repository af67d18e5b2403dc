"""Messages with their buttons, each made to stand in the place of another. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from telegram import InlineKeyboardButton

from bot import texts
from bot.clock import CHINA
from bot.memory import PAGE
from bot.records import Kept
from bot.replies import Block, Frame, Kind, citation, evidence
from bot.telegram import keyboards
from bot.telegram.callback_data import (
    Origin,
    Press,
    ShowAnswerPress,
    ShowContentsPress,
    ShowHitsPress,
    ShowMyDataPress,
    ShowPassagePress,
    ShowQuotePress,
)
from bot.telegram.contents import Contents, Entry
from bot.telegram.keyboards import Row, button
from bot.telegram.markup import LIMIT, Markup, clip, compose, fitted, pages_of, reply_markup, text_markup, with_notes
from bot.telegram.sending import Keyboard
from retrieval.types import Outcome, Passage, Place, Reply

_AROUND = 900  # units that a citation, a link and notes may take beside a passage
_ENTRIES = 8  # buttons that a phone shows without scrolling


class View(NamedTuple):
    """A message."""

    markup: Markup
    keyboard: Keyboard = None


@dataclass(frozen=True, slots=True)
class Views:
    """Makes the messages for one library and one bot."""

    contents: Contents
    frame: Frame
    username: str

    def answer(self, reply: Reply, asked: str = "", note: str = "") -> View:
        """A reply with all its buttons, for a private chat."""
        markup, shown = reply_markup(reply, self.frame, asked, buttons=True)
        rows = self._sources(reply, shown) if reply.quotes else []
        offered = keyboards.questions(reply.suggestions)
        if reply.outcome is Outcome.RELATED and offered:
            note = "\n".join(filter(None, [note, texts.SUGGESTIONS_LEAD]))
        if reply.outcome in (Outcome.SMALLTALK, Outcome.CLARIFY):
            return View(with_notes(markup, [note]), keyboards.keyboard(offered))
        last = [*self._more(reply, shown), *keyboards.rating()[0]]
        return View(with_notes(markup, [note]), keyboards.keyboard([*rows, *offered, last]))

    def group_answer(self, reply: Reply, note: str = "") -> View:
        """A reply for a group: no button but the source."""
        markup, _ = reply_markup(reply, self.frame)
        row = [self._source(texts.SOURCE_BUTTON, reply.quotes[0].passage)] if reply.quotes else []
        if reply.outcome is Outcome.CLARIFY:
            note = "\n".join([texts.LISTED.format(item=title) for title in reply.suggestions] + [note] * bool(note))
        return View(with_notes(markup, [note]), keyboards.keyboard([row]))

    def further(self, reply: Reply, at: int) -> View | None:
        """A quote that the answer did not show; None where there is none of this number."""
        _, shown = reply_markup(reply, self.frame, buttons=True)
        count = len(reply.quotes) - shown
        if not shown <= at < len(reply.quotes):
            return None
        quote = reply.quotes[at]
        lead = Block(Kind.LEAD, texts.PLACE_OF.format(number=at - shown + 1, count=count))
        blocks = [lead, *evidence([quote], self.frame), Block(Kind.NOTE, texts.DISCLAIMER)]
        before = [button(texts.PREVIOUS_PLACE, ShowQuotePress(at - 1))] if at > shown else []
        after = [button(texts.NEXT_PLACE, ShowQuotePress(at + 1))] if at + 1 < len(reply.quotes) else []
        source = [self._source(texts.SOURCE_BUTTON, quote.passage), *_some(keyboards.copying(quote))]
        back = [button(texts.BACK_TO_ANSWER, ShowAnswerPress())]
        return View(fitted(blocks), keyboards.keyboard([[*before, *after], source, back]))

    def source(self, passage: Passage, origin: Origin, page: int = 0) -> View:
        """A passage whole, with its citation, its neighbours and a link to share."""
        key = self.contents.key(passage)
        pages = pages_of(passage, LIMIT - _AROUND)
        page = min(max(page, 0), len(pages) - 1)
        paged = [Block(Kind.NOTE, texts.PAGE_OF.format(number=page + 1, count=len(pages)))] if len(pages) > 1 else []
        share = Block(Kind.NOTE, texts.SHARE_LINE + keyboards.link(self.username, key))
        cited = citation(passage, self.frame)
        blocks = [pages[page], *paged, cited, Block(Kind.NOTE, texts.DISCLAIMER), share]
        turned = turning(page, len(pages), lambda to: ShowPassagePress(origin, key, to))
        tools = [*_some(keyboards.copying(passage)), keyboards.sharing(self.username, passage, key)]
        rows = [self._neighbours(passage, origin), turned, tools, self._back(passage, origin)]
        return View(compose(blocks), keyboards.keyboard(rows))

    def part(self, anchor: Passage | None, depth: int, page: int = 0) -> View:
        """A page of the contents: of a part, or of the library."""
        entries = self.contents.below(anchor, depth) if anchor else self.contents.roots()
        key = self.contents.key(anchor) if anchor else ""
        pages = max(1, -(-len(entries) // _ENTRIES))
        page = min(max(page, 0), pages - 1)
        lines = self.contents.title(anchor, depth) if anchor else [texts.CONTENTS_OF_LIBRARY]
        if pages > 1:
            lines.append(texts.PAGE_OF.format(number=page + 1, count=pages))
        title = Block(Kind.SHORT, f"{texts.CONTENTS_LEAD} · {lines[0]}")
        below = [Block(Kind.LEAD, line) for line in lines[1:]]
        rows = [[_entry(entry)] for entry in entries[page * _ENTRIES : (page + 1) * _ENTRIES]]
        rows.append(turning(page, pages, lambda to: ShowContentsPress(key, depth, to)))
        rows.append(self._up(anchor, depth))
        return View(compose([title, *below, Block(Kind.NOTE, texts.CONTENTS_CHOOSE)]), keyboards.keyboard(rows))

    def held(self, listing: str) -> View:
        """The list of the reports, and a button to the contents of each."""
        return View(
            text_markup(listing), keyboards.keyboard([[_entry(entry)] for entry in self.contents.roots()[:_ENTRIES]])
        )

    def _sources(self, reply: Reply, shown: int) -> list[Row]:
        """Buttons to the clauses; an answer with one source has one row with a button to copy it."""
        copy = _some(keyboards.copying(reply.quotes[0]))
        if reply.outcome is Outcome.ANSWER and len({q.passage.id for q in reply.quotes[:shown]}) == 1:
            return [[self._source(texts.SOURCE_BUTTON, reply.quotes[0].passage), *copy]]
        listed = reply.quotes[:shown] if reply.outcome is Outcome.ANSWER else reply.quotes
        titles = (Place.TITLE, Place.HEADER)
        passages = list({q.passage.id: q.passage for q in listed if q.passage.clause.place not in titles}.values())
        several = len({p.file for p in passages}) > 1
        rows = [[self._source(_named(p, several), p)] for p in passages[: keyboards.MOST_PASSAGES]]
        return [*rows, copy] if reply.outcome is Outcome.ANSWER else rows

    @staticmethod
    def _more(reply: Reply, shown: int) -> Row:
        """A button to the evidence that an answer leaves out; what only comes near has buttons of its own."""
        left = len(reply.quotes) - shown
        if reply.outcome is not Outcome.ANSWER or not left:
            return []
        return [button(texts.MORE_BUTTON.format(count=left), ShowQuotePress(shown))]

    def _source(self, label: str, passage: Passage) -> InlineKeyboardButton:
        return button(label, ShowPassagePress(Origin.ANSWER, self.contents.key(passage)))

    def _neighbours(self, passage: Passage, origin: Origin) -> Row:
        before, after = self.contents.around(passage)
        row = [button(texts.PREVIOUS_CLAUSE, ShowPassagePress(origin, self.contents.key(before)))] if before else []
        return row + ([button(texts.NEXT_CLAUSE, ShowPassagePress(origin, self.contents.key(after)))] if after else [])

    def _back(self, passage: Passage, origin: Origin) -> Row:
        if origin is Origin.ANSWER:
            return [button(texts.BACK_TO_ANSWER, ShowAnswerPress())]
        if origin is Origin.FOUND:
            return [button(texts.BACK_TO_FOUND, ShowHitsPress(0, self.contents.key(passage)))]
        turn = ShowContentsPress(self.contents.key(passage), self.contents.home(passage))
        return [button(texts.BACK_TO_CONTENTS, turn)]

    def _up(self, anchor: Passage | None, depth: int) -> Row:
        if anchor is None or (depth == 0 and len(self.contents.reports) == 1):
            return []
        key = self.contents.key(anchor) if depth else ""
        return [button(texts.UP, ShowContentsPress(key, max(0, depth - 1)))]


def mine(kept: Kept, page: int) -> View:
    """What is kept of a person."""
    if not kept.exchanges and not kept.ratings:
        return View(text_markup(texts.MYDATA_NONE))
    lines = [texts.MYDATA_LEAD.format(count=kept.exchanges, ratings=kept.ratings), ""]
    for row in kept.rows:
        said = texts.COMPLAINTS.get(row["complaint"] or "") or texts.RATINGS.get(row["verdict"] or "", "")
        asked = datetime.fromisoformat(row["time"]).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        line = texts.MYDATA_ITEM.format(time=asked, question=clip(row["question"], 200))
        lines.append(line + (texts.MYDATA_RATED.format(rating=said) if said else ""))
    pages = max(1, -(-kept.exchanges // PAGE))
    lines += ["", *([texts.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []), texts.MYDATA_FOOT]
    return View(text_markup("\n".join(lines)), keyboards.keyboard([turning(page, pages, ShowMyDataPress)]))


def _entry(entry: Entry) -> InlineKeyboardButton:
    if entry.depth is None:
        return button(entry.label, ShowPassagePress(Origin.CONTENTS, entry.key))
    return button(f"{entry.label} ›", ShowContentsPress(entry.key, entry.depth))


def _named(passage: Passage, with_title: bool) -> str:
    heading = passage.clause.headings[-1] if passage.clause.headings else ""
    title = f"《{clip(passage.title, 16)}》" if with_title else ""
    label = " ".join(filter(None, [title + passage.clause.label, heading]))
    return texts.SOURCE_BUTTON_OF.format(label=clip(label, 40))


def turning(page: int, pages: int, to: Callable[[int], Press]) -> Row:
    """Buttons to the page before and the page after."""
    before = [button(texts.PREVIOUS_PAGE, to(page - 1))] if page > 0 else []
    return before + ([button(texts.NEXT_PAGE, to(page + 1))] if page + 1 < pages else [])


def _some(made: InlineKeyboardButton | None) -> Row:
    return [made] if made else []
