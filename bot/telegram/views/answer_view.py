"""Answer views: messages for answers, passages, contents and stored data, each of which may replace another. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from telegram import InlineKeyboardButton

from bot.clock import CHINA
from bot.dialogue.exchange_history import PAGE_SIZE
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, citation_block, full_citation, quote_blocks
from bot.storage.interactions import PersonalRecord
from bot.telegram.outgoing import callback_data as presses
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import Origin, Press
from bot.telegram.outgoing.keyboards import Row, button
from bot.telegram.outgoing.markup import (
    LIMIT,
    Markup,
    clip,
    compose,
    fitted,
    pages_of,
    reply_markup,
    short_of_first,
    text_markup,
    with_notes,
)
from bot.telegram.outgoing.message_sender import Keyboard
from bot.telegram.views.contents_view import ContentsEntry, TableOfContents
from bot.texts import chat, lookup, replies
from retrieval.models import Outcome, Passage, Quote, Region, Reply

_AROUND = 900  # units for the citation, the link and the notes beside a passage
_ENTRIES = 8  # entries on a page: buttons that a phone shows without scrolling
_OFFERED = 2  # buttons below what comes near: its clause, and what to ask instead
_BROWSED = 40  # reports; nobody finds one by turning pages among more
MOST_REPORTS = 2_000  # that can be paged through


class MessageView(NamedTuple):
    """A message: its text and its keyboard."""

    markup: Markup
    keyboard: Keyboard = None


@dataclass(frozen=True, slots=True)
class AnswerViews:
    """Views of replies and passages for one library and one bot."""

    contents: TableOfContents
    frame: ReplyFrame
    username: str

    def answer(self, reply: Reply, asked: str = "", note: str = "", disclaims: bool = False) -> MessageView:
        """A reply with all its buttons, for a private chat; ``disclaims``: with the disclaimer."""
        markup, shown = reply_markup(reply, replace(self.frame, disclaims=disclaims), asked, buttons=True)
        rows = self._source_rows(reply, shown) if reply.quotes else []
        offered = keyboards.question_rows(reply.suggestions)
        if reply.outcome is Outcome.RELATED:
            offered = offered[: _OFFERED - len(rows)]
        if reply.outcome in (Outcome.SMALLTALK, Outcome.CLARIFY):
            return MessageView(with_notes(markup, [note]), keyboards.keyboard(offered))
        last = [*self._more_button(reply, shown), *keyboards.rating_rows()[0]]
        return MessageView(with_notes(markup, [note]), keyboards.keyboard([*rows, *offered, last]))

    def group_answer(self, reply: Reply, note: str = "", disclaims: bool = False) -> MessageView:
        """A reply for a group, with one button: the source."""
        markup, _ = reply_markup(reply, replace(self.frame, disclaims=disclaims))
        row = [self._source_button(chat.SOURCE_BUTTON, reply.quotes[0].passage)] if reply.quotes else []
        if reply.outcome is Outcome.CLARIFY:
            note = "\n".join([chat.LISTED.format(item=title) for title in reply.suggestions] + [note] * bool(note))
        return MessageView(with_notes(markup, [note]), keyboards.keyboard([row]))

    def quote(self, reply: Reply, at: int) -> MessageView | None:
        """A quote that the answer did not show; None where there is none of this index."""
        _, shown = reply_markup(reply, self.frame, buttons=True)
        count = len(reply.quotes) - shown
        if not shown <= at < len(reply.quotes):
            return None
        quote = reply.quotes[at]
        lead = ReplyBlock(BlockKind.LEAD, chat.PLACE_OF.format(number=at - shown + 1, count=count))
        blocks = [lead, *quote_blocks([quote], self.frame)]
        before = [button(chat.PREVIOUS_PLACE, presses.ShowQuotePress(at - 1))] if at > shown else []
        after = [button(chat.NEXT_PLACE, presses.ShowQuotePress(at + 1))] if at + 1 < len(reply.quotes) else []
        source = [self._source_button(chat.SOURCE_BUTTON, quote.passage), *self._copy_button(quote)]
        back = [button(chat.BACK_TO_ANSWER, presses.ShowAnswerPress())]
        return MessageView(fitted(blocks), keyboards.keyboard([[*before, *after], source, back]))

    def passage(self, passage: Passage, origin: Origin, page: int = 0) -> MessageView:
        """A whole passage with its citation, buttons to its neighbours, and a link to share."""
        key = self.contents.key(passage)
        pages = pages_of(passage, LIMIT - _AROUND)
        page = min(max(page, 0), len(pages) - 1)
        page_of = ReplyBlock(BlockKind.NOTE, chat.PAGE_OF.format(number=page + 1, count=len(pages)))
        paged = [page_of] if len(pages) > 1 else []
        share = ReplyBlock(BlockKind.NOTE, chat.SHARE_LINE + keyboards.deep_link(self.username, key))
        cited = citation_block(passage, self.frame, full=True)
        # Who came by a link has not been told before.
        told = [ReplyBlock(BlockKind.NOTE, replies.DISCLAIMER)] if origin is Origin.LINK else []
        blocks = [pages[page], *paged, cited, *told, share]
        pages_row = page_buttons(page, len(pages), lambda to: presses.ShowPassagePress(origin, key, to))
        tools = [*self._copy_button(passage), keyboards.share_button(self.username, passage, key)]
        rows = [self._neighbours(passage, origin), pages_row, tools, self._back(passage, origin)]
        return MessageView(compose(blocks), keyboards.keyboard(rows))

    def contents_page(self, anchor: Passage | None, depth: int, page: int = 0) -> MessageView:
        """A page of the contents of a part, or, without an anchor, of the list of reports."""
        if anchor is None:
            return self._reports_page(page)
        entries, key = self.contents.below(anchor, depth), self.contents.key(anchor)
        pages = max(1, -(-len(entries) // _ENTRIES))
        page = min(max(page, 0), pages - 1)
        here = entries[page * _ENTRIES : (page + 1) * _ENTRIES]
        turns = page_buttons(page, pages, lambda to: presses.ShowContentsPress(key, depth, to))
        lines = [*self.contents.title(anchor, depth), *_page_line(page, pages)]
        return self._contents(lines, here, [turns, self._up(depth, key)])

    def _reports_page(self, page: int) -> MessageView:
        """A page of the list of reports; of a long list the first ones, with a hint to look reports up by words."""
        listed = min(len(self.contents), MOST_REPORTS)
        pages = max(1, -(-listed // _ENTRIES))
        page = min(max(page, 0), pages - 1)
        here = self.contents.roots(page * _ENTRIES, min(_ENTRIES, listed - page * _ENTRIES))
        turns = page_buttons(page, pages, lambda to: presses.ShowContentsPress("", 0, to))
        hint = [chat.CONTENTS_LONG.format(count=len(self.contents))] if len(self.contents) > _BROWSED else []
        return self._contents([chat.CONTENTS_OF_LIBRARY, *_page_line(page, pages), *hint], here, [turns])

    def _contents(self, lines: Sequence[str], entries: Sequence[ContentsEntry], last: Sequence[Row]) -> MessageView:
        title = ReplyBlock(BlockKind.SHORT, f"{chat.CONTENTS_LEAD} · {lines[0]}")
        below = [ReplyBlock(BlockKind.LEAD, line) for line in lines[1:]]
        rows = [*([self._entry_button(entry)] for entry in entries), *last]
        blocks = [title, *below, ReplyBlock(BlockKind.NOTE, chat.CONTENTS_CHOOSE)]
        return MessageView(compose(blocks), keyboards.keyboard(rows))

    def report_list(self, listing: str) -> MessageView:
        """The list of reports, with a button to the contents of each of the first ones."""
        rows = [[self._entry_button(entry)] for entry in self.contents.roots(0, _ENTRIES)]
        return MessageView(text_markup(listing), keyboards.keyboard(rows))

    def _entry_button(self, entry: ContentsEntry) -> InlineKeyboardButton:
        key = self.contents.key(entry.passage)
        if entry.depth is None:
            return button(entry.label, presses.ShowPassagePress(Origin.CONTENTS, key))
        return button(f"{entry.label} ›", presses.ShowContentsPress(key, entry.depth))

    def _source_rows(self, reply: Reply, shown: int) -> list[Row]:
        """Buttons to the quoted clauses. An answer with a single source has a copy button in the same row."""
        if reply.outcome in (Outcome.RELATED, Outcome.SCOPE):
            return [[self._source_button(chat.SOURCE_BUTTON, reply.quotes[0].passage)]]
        copy = self._copy_button(reply.quotes[0], short_of_first(reply))
        if reply.outcome is Outcome.ANSWER and len({q.passage.id for q in reply.quotes[:shown]}) == 1:
            return [[self._source_button(chat.SOURCE_BUTTON, reply.quotes[0].passage), *copy]]
        listed = reply.quotes[:shown] if reply.outcome is Outcome.ANSWER else reply.quotes
        titles = (Region.TITLE, Region.HEADER)
        passages = list({q.passage.id: q.passage for q in listed if q.passage.clause.place not in titles}.values())
        several = len({p.file for p in passages}) > 1
        rows = [[self._source_button(_source_label(p, several), p)] for p in passages[: keyboards.MOST_PASSAGES]]
        return [*rows, copy] if reply.outcome is Outcome.ANSWER else rows

    def _copy_button(self, quoted: Quote | Passage, short: str | None = None) -> Row:
        """A button that copies what is quoted with its full citation."""
        passage = quoted.passage if isinstance(quoted, Quote) else quoted
        return keyboards.copy_button(quoted, full_citation(passage, self.frame), short)

    @staticmethod
    def _more_button(reply: Reply, shown: int) -> Row:
        """A button to the quotes that an answer does not show; a related reply has buttons to its clauses instead."""
        left = len(reply.quotes) - shown if reply.outcome is Outcome.ANSWER else 0
        return [button(chat.MORE_BUTTON.format(count=left), presses.ShowQuotePress(shown))] if left else []

    def _source_button(self, label: str, passage: Passage) -> InlineKeyboardButton:
        return button(label, presses.ShowPassagePress(Origin.ANSWER, self.contents.key(passage)))

    def _neighbours(self, passage: Passage, origin: Origin) -> Row:
        steps = zip((chat.PREVIOUS_CLAUSE, chat.NEXT_CLAUSE), self.contents.neighbours(passage), strict=True)
        return [button(label, presses.ShowPassagePress(origin, self.contents.key(to))) for label, to in steps if to]

    def _back(self, passage: Passage, origin: Origin) -> Row:
        if origin is Origin.ANSWER:
            return [button(chat.BACK_TO_ANSWER, presses.ShowAnswerPress())]
        if origin is Origin.FOUND:
            return [button(lookup.BACK_TO_FOUND, presses.ShowHitsPress(0, self.contents.key(passage)))]
        turn = presses.ShowContentsPress(self.contents.key(passage), self.contents.home(passage))
        return [button(chat.BACK_TO_CONTENTS, turn)]

    def _up(self, depth: int, key: str) -> Row:
        if depth == 0 and len(self.contents) == 1:
            return []
        return [button(chat.UP, presses.ShowContentsPress(key if depth else "", max(0, depth - 1)))]


def personal_record(record: PersonalRecord, page: int) -> MessageView:
    """The stored data of a user."""
    if not record.exchanges and not record.ratings:
        return MessageView(text_markup(chat.MYDATA_NONE))
    lines = [chat.MYDATA_LEAD.format(count=record.exchanges, ratings=record.ratings), ""]
    for row in record.rows:
        rating = chat.COMPLAINTS.get(row["complaint"] or "") or chat.RATINGS.get(row["verdict"] or "", "")
        asked = datetime.fromisoformat(row["time"]).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        line = chat.MYDATA_ITEM.format(time=asked, question=clip(row["question"], 200))
        lines.append(line + (chat.MYDATA_RATED.format(rating=rating) if rating else ""))
    pages = max(1, -(-record.exchanges // PAGE_SIZE))
    lines += ["", *([chat.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []), chat.MYDATA_FOOT]
    turns = page_buttons(page, pages, presses.ShowMyDataPress)
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard([turns]))


def _page_line(page: int, pages: int) -> list[str]:
    return [chat.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []


def _source_label(passage: Passage, with_title: bool) -> str:
    heading = passage.clause.headings[-1] if passage.clause.headings else ""
    title = f"《{clip(passage.document, 16)}》" if with_title else ""
    label = " ".join(filter(None, [title + passage.clause.label, heading]))
    return chat.SOURCE_BUTTON_OF.format(label=clip(label, 40))


def page_buttons(page: int, pages: int, to: Callable[[int], Press]) -> Row:
    """Buttons to the previous and the next page."""
    before = [button(chat.PREVIOUS_PAGE, to(page - 1))] if page > 0 else []
    return before + ([button(chat.NEXT_PAGE, to(page + 1))] if page + 1 < pages else [])
