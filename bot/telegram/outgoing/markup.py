"""Markup: blocks of a reply as Telegram's HTML, within Telegram's limits. Pure.

Telegram counts the length of the text after its entities are parsed, in UTF-16 code units. Each piece therefore carries
its visible text beside its HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from bot.dialogue.excerpts import excerpt
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, lay_out, required_quotes, runs
from bot.strings import merge_spans
from bot.texts import replies
from retrieval.models import Outcome, Passage, Reply, Span

LONGEST = 4096  # Telegram's limit
LIMIT = LONGEST - 200  # for the text itself, so that a note still fits
CAPTION = 1024  # Telegram's limit for the words under a picture
LONG_QUOTE = 240  # units; a longer quotation is collapsed until tapped
MOST_MARKS = 80  # Telegram ignores entities beyond 100 in a message
_CAPS = {
    BlockKind.ASKED: 300,
    BlockKind.UNDERSTOOD: 200,
    BlockKind.SHORT: 400,
    BlockKind.PART: 200,
    BlockKind.WRITTEN: 1600,
    BlockKind.LEAD: 600,
    BlockKind.CITATION: 400,
    BlockKind.NOTE: 200,
}
_BLANKS = str.maketrans(dict.fromkeys((*range(10), *range(11, 32), 127), " "))


@dataclass(frozen=True, slots=True)
class Markup:
    """Text as HTML, and as the person sees it, which is sent if Telegram refuses the HTML."""

    html: str
    plain: str

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return units(self.plain)


def units(text: str) -> int:
    """The length in UTF-16 code units.

    >>> units("字"), units("𠀀")
    (1, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, most: int) -> str:
    """The longest prefix of ``text`` within ``most`` units, with an ellipsis where it was cut.

    >>> clip("一二三四", 3), clip("𠀀𠀀", 3)
    ('一二…', '𠀀…')
    """
    if units(text) <= most:
        return text
    kept = text[: max(0, most - 1)]
    while kept and units(kept) > most - 1:
        kept = kept[:-1]
    return kept + "…" if most > 0 else ""


def cut_around(
    text: str, around: Sequence[Span], most: int, marks: Sequence[Span] = ()
) -> tuple[str, tuple[Span, ...]]:
    """The part of a text within ``most`` units that holds the most of the spans ``around``, with ellipses where it was
    cut; and the ``marks`` in it.

    >>> cut_around("第一句说别的。第二句也是。共保留189项。第四句。", [(16, 20)], 14, [(16, 20)])
    ('…共保留189项。第四句。', ((4, 8),))
    """
    if units(text) <= most:
        return text, tuple(marks)
    width = most - 1
    while width > 0:
        part = excerpt(text, around, width)
        before, after = "…" if part.start else "", "…" if part.end < part.whole else ""
        shown, shift = before + part.text + after, len(before) - part.start
        over = units(shown) - most
        if over <= 0:
            inside = ((max(a, part.start) + shift, b + shift) for a, b in marks)
            return shown, merge_spans(inside, len(shown) - len(after))
        width -= (over + 1) // 2  # a character has one unit or two
    return clip(text, most), ()


def answering_spans(text: str, marks: Sequence[Span], short: str | None) -> Sequence[Span]:
    """The part of a quote that answers: the short answer, where it stands nearest to its marks; else the marks.

    >>> answering_spans("共15名，其中行政许可15项", [(7, 11)], "15")
    ((11, 13),)
    """
    places = [found.span() for found in re.finditer(re.escape(short), text)] if short else []
    return (min(places, key=lambda place: sum(abs(place[0] - at) for at, _ in marks)),) if places else marks


def reply_markup(reply: Reply, frame: ReplyFrame, asked: str = "", buttons: bool = False) -> tuple[Markup, int]:
    """A reply as one message, and the number of quotes in it.

    The message holds as many whole quotes as fit, from the first on. Only a first quote that is too long by itself is
    cut. Suggestions are not part of the text: they are buttons. With ``buttons`` for the other quotes, a reply without
    an answer shows one quote.
    """
    whole = len(required_quotes(reply)) if reply.outcome is Outcome.ANSWER or not buttons else 1
    for most in range(min(whole, len(required_quotes(reply))), 1, -1):
        message = compose(lay_out(reply, frame, asked, most, buttons))
        if message.units <= LIMIT:
            return message, most
    return fitted(lay_out(reply, frame, asked, 1, buttons), short_of_first(reply)), len(reply.quotes[:1])


def fitted(blocks: Sequence[ReplyBlock], short: str | None = None) -> Markup:
    """Blocks as a message. The one quotation among them is cut where the message is too long, around what answers."""
    whole = compose(blocks)
    if whole.units <= LIMIT:
        return whole
    over = whole.units - LIMIT
    return compose([_cut_quote(block, over, short) if block.kind is BlockKind.QUOTE else block for block in blocks])


def pages_of(passage: Passage, room: int) -> list[ReplyBlock]:
    """A whole passage as quotations of at most ``room`` units each."""
    pages = [""]
    for line in passage.text.splitlines(keepends=True):
        while units(pages[-1]) + units(line) > room:
            cut = clip(line, room - units(pages[-1]) + 1).removesuffix("…")
            pages[-1] += cut
            line = line[len(cut) :]
            pages.append("")
        pages[-1] += line
    return [ReplyBlock(BlockKind.QUOTE, page) for page in pages]


def with_notes(markup: Markup, below: Iterable[str], above: Iterable[str] = (), longest: int = LONGEST) -> Markup:
    """The message with notes below and above it, as far as they fit in ``longest`` units."""
    notes = [(note, False) for note in below if note] + [(note, True) for note in above if note]
    for note, is_above in notes:
        added = compose([ReplyBlock(BlockKind.NOTE, note)])
        first, second = (added, markup) if is_above else (markup, added)
        extended = Markup(f"{first.html}\n\n{second.html}", f"{first.plain}\n\n{second.plain}")
        markup = extended if extended.units <= longest else markup
    return markup


def text_markup(text: str) -> Markup:
    """A plain text as a message, cut where it is too long."""
    text = _clean(clip(text, LIMIT))
    return Markup(escape(text, quote=False), text)


def compose(blocks: Sequence[ReplyBlock]) -> Markup:
    """Blocks as a message, each on a line of its own."""
    pieces, marks = [], MOST_MARKS
    for block in blocks:
        if block.kind is not BlockKind.SUGGESTION:
            pieces.append(_render(replace(block, marks=block.marks[:marks])))
            marks = max(0, marks - len(block.marks))
    return Markup("\n".join(p.html for p in pieces), "\n".join(p.plain for p in pieces))


def short_of_first(reply: Reply) -> str | None:
    """The short answer that stands in the first quote."""
    parts = [part.short for part in reply.parts if part.quote == 0 and part.short]
    return parts[0] if parts else reply.short


def _cut_quote(quote: ReplyBlock, over: int, short: str | None) -> ReplyBlock:
    around = answering_spans(quote.text, quote.marks, short)
    text, marks = cut_around(quote.text, around, units(quote.text) - over, quote.marks)
    return replace(quote, text=text, marks=marks)


def _render(block: ReplyBlock) -> Markup:
    text = clip(block.text, _CAPS[block.kind]) if block.kind in _CAPS else block.text
    if block.kind is BlockKind.CITATION:
        return _cited(_clean(text), block.link)
    markup = Markup(escape(_clean(text), quote=False), _clean(text))
    shown = replace(block, text=markup.plain, marks=merge_spans(block.marks, len(markup.plain)))
    if block.kind is BlockKind.QUOTE:
        return replace(markup, html=_blockquote(shown))
    if block.kind is BlockKind.PART:
        return replace(markup, html=_emphasised(shown))
    return replace(markup, html=f"<b>{markup.html}</b>") if block.kind is BlockKind.SHORT else markup


def _cited(citation: str, link: str) -> Markup:
    plain = replies.CITED.format(citation=citation)
    html = escape(plain, quote=False)
    if link.lower().startswith(("http://", "https://")) and citation.strip():
        html = replies.CITED.format(citation=f'<a href="{escape(_clean(link))}">{escape(citation, quote=False)}</a>')
    return Markup(html, plain)


def _blockquote(block: ReplyBlock) -> str:
    tag = "blockquote expandable" if units(block.text) > LONG_QUOTE else "blockquote"
    return f"<{tag}>{_emphasised(block)}</blockquote>"


def _emphasised(block: ReplyBlock) -> str:
    return "".join(f"<b>{escape(s, quote=False)}</b>" if on else escape(s, quote=False) for s, on in runs(block))


def _clean(text: str) -> str:
    """The text with control characters and lone surrogates replaced one for one, so that offsets stay valid."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text.translate(_BLANKS))
