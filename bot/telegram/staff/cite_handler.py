"""``/cite``: citations of a named passage, or of the passages that a message of the bot shows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, Message, Update

from bot.clock import today
from bot.dialogue.citation_styles import CitationStyle, CitedPassage, memo
from bot.dialogue.passage_lookup import PassageNotFoundError, find_passage
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, required_quotes
from bot.strings import mend, merge_spans
from bot.telegram.handlers.addressing import is_reply_to
from bot.telegram.handlers.handler_services import Context, Handler
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.keyboards import COPY_UNITS, Row
from bot.telegram.outgoing.markup import LIMIT, answering_spans, clip, compose, units
from bot.telegram.staff.staff_access import StaffAccess
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.library_view import LibraryView
from bot.telegram.views.lookup_view import passages_in
from bot.texts import lookup
from retrieval import Library
from retrieval.models import Quote

_QUOTED = 1200  # characters of a passage that a citation quotes in the chat; the command line quotes all
# Units of a message that a citation may take, since titles may be of any length.
_ROOM = {CitationStyle.MEMO: 2400, CitationStyle.SHORT: 600, CitationStyle.GBT: 800}
_LEAST_QUOTED = 20  # characters; a copy quotes at least so many, or nothing


@dataclass(frozen=True, slots=True)
class CiteHandler:
    """Handler of ``/cite``."""

    access: StaffAccess

    def handlers(self) -> list[Handler]:
        """The command."""
        return [self.access.command("cite", self.cite)]

    async def cite(self, update: Update, context: Context, message: Message) -> None:
        """Send a single passage in every citation style, several passages in the memo style."""
        wanted = mend(" ".join(context.args or ()))
        replied = message.reply_to_message if is_reply_to(message, context.bot.bot) else None
        if replied and (not wanted or wanted.isdecimal()):
            found, problem = await self._shown(replied), lookup.CITE_NOTHING_THERE
            if found and wanted:
                found, problem = found[int(wanted) - 1 : int(wanted)], lookup.CITE_NO_RANK.format(rank=wanted)
        else:
            library = self.access.services.library_view.engine.library
            found, problem = await asyncio.to_thread(_named, library, wanted) if wanted else ([], lookup.CITE_NEEDS)
        if not found:
            await self.access.services.say(update, context, problem)
            return
        view = single_citation(found[0], today()) if len(found) == 1 else citation_list(found)
        await self.access.services.show(update, context, view)

    async def _shown(self, message: Message) -> list[CitedPassage]:
        """The passages that a message of the bot shows, or the quotes of its answer."""
        return await asyncio.to_thread(self._read_shown, message, self.access.services.library_view)

    def _read_shown(self, message: Message, library_view: LibraryView) -> list[CitedPassage]:
        documents = library_view.engine.library.catalog.metadata
        if passages := passages_in(message, library_view.contents):
            return [CitedPassage.of(documents[passage.file], passage) for passage in passages]
        past = self.access.services.history.find_by_reply(message.chat_id, message.message_id)
        if past is None or past.reply is None:
            return []
        text = message.text or ""
        quotes = [quote for quote in past.reply.quotes if quote.text in text] or required_quotes(past.reply)
        return [
            CitedPassage.of(
                documents[quote.passage.file], quote.passage, quote.text, _answering_words(quote, past.reply.short)
            )
            for quote in quotes
        ]


def _answering_words(quote: Quote, short: str | None) -> str:
    spans = answering_spans(quote.text, merge_spans(quote.marks, len(quote.text)), short)
    return quote.text[slice(*spans[0])] if spans else ""


def _named(library: Library, wanted: str) -> tuple[list[CitedPassage], str]:
    """The passage of this id or clause; else the reason why there is none."""
    try:
        passage = find_passage(library, wanted)
    except PassageNotFoundError as error:
        return [], str(error)
    return [CitedPassage.of(library.catalog.metadata[passage.file], passage)], ""


def single_citation(cited: CitedPassage, day: str) -> MessageView:
    """A passage in every citation style, each with a copy button where it fits one."""
    blocks, row = [], []
    for style, text in cited.styles(day).items():
        shown = memo(cited, _QUOTED) if style is CitationStyle.MEMO else text
        blocks += [
            ReplyBlock(BlockKind.LEAD, lookup.STYLE_LINE.format(style=lookup.STYLES[style])),
            ReplyBlock(BlockKind.QUOTE, clip(shown, _ROOM[style])),
        ]
        row += _copy_button(lookup.COPY_STYLE.format(style=lookup.STYLES[style]), _copied(cited, style, text))
    return MessageView(compose(blocks), keyboards.keyboard([row]))


def citation_list(found: Sequence[CitedPassage]) -> MessageView:
    """Passages in the memo style without quotations, and copy buttons that include as much quotation as fits."""
    lines = [lookup.FOUND_ITEM.format(rank=rank, citation=memo(cited, 0)) for rank, cited in enumerate(found, 1)]
    room = LIMIT // (len(found) + 1) - 1
    lead = lookup.CITE_LIST_LEAD.format(count=len(found))
    blocks = [ReplyBlock(BlockKind.LEAD, lead), *(ReplyBlock(BlockKind.LEAD, clip(line, room)) for line in lines)]
    buttons: Row = []
    for rank, cited in enumerate(found, 1):
        buttons += _copy_button(lookup.COPY_RANK.format(rank=rank), _copied(cited, CitationStyle.MEMO, memo(cited)))
    return MessageView(compose(blocks), keyboards.keyboard(keyboards.in_rows(buttons, 4)))


def _copied(cited: CitedPassage, style: CitationStyle, text: str) -> str:
    """A citation for a copy button. The quotation of a long memo is cut or left out, its source never."""
    if style is not CitationStyle.MEMO or units(text) <= COPY_UNITS:
        return text
    room = COPY_UNITS - units(memo(cited, 0))
    cut = (memo(cited, most) for most in range(room, _LEAST_QUOTED, -1))
    return next((shorter for shorter in cut if units(shorter) <= COPY_UNITS), memo(cited, 0))


def _copy_button(label: str, text: str) -> list[InlineKeyboardButton]:
    return [InlineKeyboardButton(label, copy_text=CopyTextButton(mend(text)))] if units(text) <= COPY_UNITS else []
