"""``/cite``: citations for a memo, of a passage that is named or of what a message of ours shows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import CopyTextButton, InlineKeyboardButton, Message, Update
from telegram.ext import CommandHandler, filters

from bot.clock import today
from bot.dialogue.citation_styles import CitationStyle, CitedPassage, memo
from bot.dialogue.passage_lookup import PassageNotFoundError, find_passage
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, required_quotes
from bot.strings import mend
from bot.telegram.handlers.addressing import is_reply_to
from bot.telegram.handlers.handler_context import Context, Handler, HandlerContext
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.keyboards import COPY_UNITS, Row
from bot.telegram.outgoing.markup import LIMIT, clip, compose, units
from bot.telegram.views.answer_view import MessageView
from bot.telegram.views.lookup_view import passages_in
from bot.texts import lookup, talk

_WORDS = 1200  # characters of a passage that a citation repeats in the chat; the command line repeats all
_ROOM = {
    CitationStyle.MEMO: 2400,
    CitationStyle.SHORT: 600,
    CitationStyle.GBT: 800,
}  # units of a message, for titles of any length
_WORTH = 20  # characters below which a copy goes without the words


@dataclass(frozen=True, slots=True)
class CiteHandler:
    """From a command to citations with buttons to copy them. The numeric id is checked each time."""

    office: HandlerContext

    def handlers(self) -> list[Handler]:
        """The command."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [CommandHandler("cite", self.cite, filters=private)]

    async def cite(self, update: Update, context: Context) -> None:
        """Every form for one passage; the full one for each of several."""
        message = update.effective_message
        if message is None or not self.office.is_staff(update.effective_user):
            await self.office.say(update, context, talk.UNKNOWN_COMMAND)
            return
        wanted = mend(" ".join(context.args or ()))
        replied = message.reply_to_message if is_reply_to(message, context.bot.bot) else None
        if replied and (not wanted or wanted.isdecimal()):
            found, wrong = await self._shown(replied), lookup.CITE_NOTHING_THERE
            if found and wanted:
                found, wrong = found[int(wanted) - 1 : int(wanted)], lookup.CITE_NO_RANK.format(rank=wanted)
        else:
            found, wrong = self._named(wanted) if wanted else ([], lookup.CITE_NEEDS)
        if not found:
            await self.office.say(update, context, wrong)
            return
        await self.office.show(update, context, one(found[0], today()) if len(found) == 1 else several(found))

    def _named(self, wanted: str) -> tuple[list[CitedPassage], str]:
        """The passage, or the reason why there is none."""
        library = self.office.held.engine.library
        try:
            passage = find_passage(library, wanted)
        except PassageNotFoundError as error:
            return [], str(error)
        return [CitedPassage.of(library.catalog.metadata[passage.file], passage)], ""

    async def _shown(self, message: Message) -> list[CitedPassage]:
        """What a message of ours shows: passages, or the sentences of an answer."""
        held = self.office.held
        documents = held.engine.library.catalog.metadata
        if passages := passages_in(message, held.contents):
            return [CitedPassage.of(documents[passage.file], passage) for passage in passages]
        past = await asyncio.to_thread(self.office.memory.find_by_reply, message.chat_id, message.message_id)
        if past is None or past.reply is None:
            return []
        text = message.text or ""
        quotes = [quote for quote in past.reply.quotes if quote.text in text] or required_quotes(past.reply)
        return [CitedPassage.of(documents[quote.passage.file], quote.passage, quote.text) for quote in quotes]


def one(cited: CitedPassage, day: str) -> MessageView:
    """Every form, each with a button that copies it where it fits one."""
    blocks, row = [], []
    for style, said in cited.styles(day).items():
        shown = memo(cited, _WORDS) if style is CitationStyle.MEMO else said
        blocks += [
            ReplyBlock(BlockKind.LEAD, lookup.STYLE_LINE.format(style=lookup.STYLES[style])),
            ReplyBlock(BlockKind.QUOTE, clip(shown, _ROOM[style])),
        ]
        row += _copying(lookup.COPY_STYLE.format(style=lookup.STYLES[style]), _short_enough(cited, style, said))
    return MessageView(compose(blocks), keyboards.keyboard([row]))


def several(found: Sequence[CitedPassage]) -> MessageView:
    """The full form of each, without the words, and a button each that copies it with as many as fit."""
    lines = [lookup.FOUND_ITEM.format(rank=rank, citation=memo(cited, 0)) for rank, cited in enumerate(found, 1)]
    room = LIMIT // (len(found) + 1) - 1
    lead = lookup.CITE_LIST_LEAD.format(count=len(found))
    blocks = [ReplyBlock(BlockKind.LEAD, lead), *(ReplyBlock(BlockKind.LEAD, clip(line, room)) for line in lines)]
    buttons: Row = []
    for rank, cited in enumerate(found, 1):
        said = _short_enough(cited, CitationStyle.MEMO, memo(cited))
        buttons += _copying(lookup.COPY_RANK.format(rank=rank), said)
    return MessageView(compose(blocks), keyboards.keyboard(keyboards.in_rows(buttons, 4)))


def _short_enough(cited: CitedPassage, style: CitationStyle, said: str) -> str:
    """A citation for a button: of a long memo the words are cut, or left out, and never what says where they stand."""
    if style is not CitationStyle.MEMO or units(said) <= COPY_UNITS:
        return said
    room = COPY_UNITS - units(memo(cited, 0))
    cut = (memo(cited, most) for most in range(room, _WORTH, -1))
    return next((shorter for shorter in cut if units(shorter) <= COPY_UNITS), memo(cited, 0))


def _copying(label: str, text: str) -> list[InlineKeyboardButton]:
    if units(text) > COPY_UNITS:
        return []
    return [InlineKeyboardButton(label, copy_text=CopyTextButton(mend(text)))]
