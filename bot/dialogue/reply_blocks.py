"""Reply blocks: a reply laid out once, then rendered as plain text. Pure.

All channels share the blocks. `bot.telegram.outgoing.markup` renders them as Telegram's HTML, `bot.terminal` in
colours. A block tells what it is and never how it looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.dialogue.reply_json import reason_sentence
from bot.strings import chinese_date, merge_spans, shorten
from bot.texts import lookup, replies
from bot.texts.small_talk import small_talk
from retrieval.models import Outcome, Part, Passage, Quote, Reply, Span

if TYPE_CHECKING:
    from retrieval.parsing.metadata import DocumentMetadata

_LONGEST_PART = 60  # characters of a part of a message, as its line repeats it
_REFUSALS = frozenset({Outcome.NONE, Outcome.RELATED, Outcome.SCOPE})
_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零○九][〇零○一二三四五六七八九]{2}")


class BlockKind(StrEnum):
    """The kind of a block."""

    ASKED = "asked"
    UNDERSTOOD = "understood"
    SHORT = "short"
    PART = "part"
    WRITTEN = "written"
    LEAD = "lead"
    QUOTE = "quote"
    CITATION = "citation"
    SUGGESTION = "suggestion"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class ReplyBlock:
    """One paragraph of a reply; ``marks`` are spans of ``text`` to emphasise, sorted and without overlap.

    ``link`` is the web address of the cited document, if it is known.
    """

    kind: BlockKind
    text: str
    marks: tuple[Span, ...] = ()
    passage: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ReplyFrame:
    """Context of a reply: what each report is, by file, and the hotline.

    ``disclaims``: the disclaimer stands below; ``cites_in_full``: there is no other way to the full citation.
    """

    documents: Mapping[str, DocumentMetadata] = field(default_factory=dict)
    hotline: str = ""
    disclaims: bool = False
    cites_in_full: bool = False

    def date(self, file: str) -> str:
        """The day of publication of a report; empty where it is not known."""
        document = self.documents.get(file)
        return document.published if document else ""

    def link(self, file: str) -> str:
        """The web address of a report; empty where it is not known."""
        document = self.documents.get(file)
        return document.url if document else ""


def lay_out(
    reply: Reply, frame: ReplyFrame, asked: str = "", limit: int | None = None, buttons: bool = False
) -> list[ReplyBlock]:
    """The blocks of a reply from top to bottom.

    ``asked`` repeats the question at the top, for a reader who pressed a button instead of typing it. Of more than
    ``limit`` quotes the first are shown, and a line tells how many are left out. A reader who has ``buttons`` for the
    rest needs no line about it.
    """
    head = [ReplyBlock(BlockKind.ASKED, replies.ASKED.format(question=asked))] if asked else []
    if understood := replies.understood(reply.understood):
        head.append(ReplyBlock(BlockKind.UNDERSTOOD, understood))
    shown = required_quotes(reply) if reply.outcome is not Outcome.CLARIFY or not buttons else ()
    left = 0 if buttons else len(shown) - len(shown[:limit])
    more = [ReplyBlock(BlockKind.LEAD, replies.MORE_QUOTES.format(count=left))] if left else []
    also = () if buttons else _elsewhere_blocks(reply)
    return [
        *head,
        *_lead_blocks(reply, frame.hotline),
        *quote_blocks(shown[:limit], frame),
        *version_blocks(shown[:limit]),
        *more,
        *also,
        *_foot_blocks(reply, frame, bool(shown)),
    ]


def required_quotes(reply: Reply) -> tuple[Quote, ...]:
    """The quotes that a reader needs whole.

    A short answer stands in the first quote, so one is enough; so is the nearest, where nothing answers. A list and a
    comparison have no short answer and need all quotes; so do the parts of a message, each of which has its own.
    """
    if reply.parts:
        return reply.quotes
    return reply.quotes[:1] if reply.short or reply.outcome in _REFUSALS else reply.quotes


def quote_blocks(quotes: Sequence[Quote], frame: ReplyFrame) -> Iterator[ReplyBlock]:
    """Quotes with their citations."""
    for i, quote in enumerate(quotes):
        # The row of a table stands under the heads of its columns; rows of one table share them.
        has_new_heads = quote.heads and (i == 0 or quotes[i - 1].heads != quote.heads)
        above = f"{quote.heads}\n" if has_new_heads else ""
        marks = tuple(
            (start + len(above), end + len(above)) for start, end in merge_spans(quote.marks, len(quote.text))
        )
        yield ReplyBlock(BlockKind.QUOTE, above + quote.text, marks, quote.passage.id)
        # The items of a list mostly share their clause: one citation stands under the last of them.
        if i + 1 == len(quotes) or quotes[i + 1].passage != quote.passage:
            yield citation_block(quote.passage, frame)


def version_blocks(quotes: Sequence[Quote]) -> Iterator[ReplyBlock]:
    """A note for each law of which the quotes are from one version and others are held."""
    held = {quote.passage.document: quote.versions for quote in quotes if quote.versions and quote.versions.others}
    for versions in held.values():
        yield ReplyBlock(BlockKind.NOTE, replies.version_quoted(versions.day, versions.others))


def citation_block(passage: Passage, frame: ReplyFrame, full: bool = False) -> ReplyBlock:
    """The citation as a block, short as it stands below a quote, or in full."""
    citation = full_citation(passage, frame) if full or frame.cites_in_full else short_citation(passage, frame)
    return ReplyBlock(BlockKind.CITATION, citation, passage=passage.id, link=frame.link(passage.file))


def full_citation(passage: Passage, frame: ReplyFrame) -> str:
    """Report, number and clause, then the date of publication where it is known."""
    return _with_caution(_dated_citation(passage, frame), passage)


def short_citation(passage: Passage, frame: ReplyFrame) -> str:
    """Report and clause, where the title tells of which year the report is; else with what else tells it."""
    if _YEAR.search(passage.document):
        return _with_caution(f"《{passage.document}》{_place(passage)}", passage)
    return _with_caution(_citation(passage) if passage.number else _dated_citation(passage, frame), passage)


def _dated_citation(passage: Passage, frame: ReplyFrame) -> str:
    date = frame.date(passage.file)
    return f"{_citation(passage)}，{chinese_date(date)}" if date else _citation(passage)


def _citation(passage: Passage) -> str:
    """Report, number and clause; a part without a mark has the name that people know it by."""
    return passage.citation.removesuffix(passage.clause.label) + _place(passage)


def _place(passage: Passage) -> str:
    return lookup.CLAUSE_PLACES.get(passage.clause.path, passage.clause.label)


def _with_caution(citation: str, passage: Passage) -> str:
    """A citation, with a warning where the characters were recognised in a picture and may be wrong."""
    return citation + replies.RECOGNISED if passage.is_recognised else citation


def runs(block: ReplyBlock) -> Iterator[tuple[str, bool]]:
    """The text of a block in pieces, each with whether it is emphasised.

    >>> list(runs(ReplyBlock(BlockKind.QUOTE, "保留事项189项", ((4, 8),))))
    [('保留事项', False), ('189项', True)]
    """
    position = 0
    for start, end in block.marks:
        if position < start:
            yield block.text[position:start], False
        yield block.text[start:end], True
        position = end
    if position < len(block.text):
        yield block.text[position:], False


def to_plain(blocks: Sequence[ReplyBlock]) -> str:
    """A reply without styling, for a pipe and for a channel that refuses markup."""
    lines: list[str] = []
    for i, block in enumerate(blocks):
        match block.kind:
            case BlockKind.QUOTE:
                lines.append(replies.QUOTED.format(text=block.text))
            case BlockKind.CITATION:
                lines.append(replies.CITED.format(citation=block.text))
            case BlockKind.SUGGESTION:
                if blocks[i - 1].kind is not BlockKind.SUGGESTION:
                    lines.append(replies.SUGGEST)
                lines.append(f"· {block.text}")
            case _:
                lines.append(block.text)
    return "\n".join(lines)


def _lead_blocks(reply: Reply, hotline: str) -> Iterator[ReplyBlock]:
    match reply.outcome:
        case Outcome.ANSWER:
            if reply.written:
                yield ReplyBlock(BlockKind.WRITTEN, reply.written)
            if said := replies.other_way_round(reply.reason):
                yield ReplyBlock(BlockKind.LEAD, f"{said}：")
            if reply.parts:
                yield from (_part_block(part, len(reply.quotes)) for part in reply.parts)
            elif reply.short:
                yield ReplyBlock(BlockKind.SHORT, reply.short)
        case Outcome.SMALLTALK:
            yield ReplyBlock(BlockKind.LEAD, small_talk(reply.greeting, hotline))
        case Outcome.CLARIFY:
            yield ReplyBlock(BlockKind.LEAD, replies.clarifying(reply.reason, bool(reply.suggestions)))
        case _ if reply.quotes:
            yield ReplyBlock(BlockKind.LEAD, replies.leading_to_quotes(reply.reason))
        case _:
            yield ReplyBlock(BlockKind.LEAD, reason_sentence(reply))


def _part_block(part: Part, quotes: int) -> ReplyBlock:
    """The line of a part of a message: what was asked, and its short answer, where it is quoted, or why it is not."""
    asked = replies.PART.format(asked=shorten(part.asked, _LONGEST_PART))
    if part.quote is None:
        return ReplyBlock(BlockKind.PART, asked + replies.PART_LACKING.format(reason=replies.lacking(part.reason)))
    if way := replies.other_way_round(part.reason):
        asked += f"{way}，"
    if part.short is None:
        said = replies.PART_QUOTED_AT.format(number=part.quote + 1) if quotes > 1 else replies.PART_QUOTED
        return ReplyBlock(BlockKind.PART, asked + said)
    return ReplyBlock(BlockKind.PART, asked + part.short, ((len(asked), len(asked) + len(part.short)),))


def _elsewhere_blocks(reply: Reply) -> Iterator[ReplyBlock]:
    """The clauses of the other quotes."""
    if reply.outcome in _REFUSALS:
        return
    here = {quote.passage.id for quote in required_quotes(reply)}
    others = {quote.passage.id: quote.passage for quote in reply.quotes if quote.passage.id not in here}
    if others:
        file = reply.quotes[0].passage.file
        places = [p.clause.label if p.file == file else p.citation for p in others.values()]
        yield ReplyBlock(BlockKind.NOTE, replies.ALSO.format(places="；".join(places)))


def _foot_blocks(reply: Reply, frame: ReplyFrame, quoted: bool) -> Iterator[ReplyBlock]:
    for suggestion in reply.suggestions:
        yield ReplyBlock(BlockKind.SUGGESTION, suggestion)
    if reply.outcome in _REFUSALS and (elsewhere := replies.elsewhere(reply.reason, frame.hotline)):
        yield ReplyBlock(BlockKind.NOTE, elsewhere)
    if quoted and reply.written:
        yield ReplyBlock(BlockKind.NOTE, replies.WRITTEN_BY_STAFF)
    elif quoted and frame.disclaims:
        yield ReplyBlock(BlockKind.NOTE, replies.DISCLAIMER)


def may_disclaim(reply: Reply) -> bool:
    """Whether a reply quotes anything that the disclaimer could stand below."""
    return bool(reply.quotes) and not reply.written and reply.outcome is not Outcome.CLARIFY
