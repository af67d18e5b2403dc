"""The messages about what staff teach: words that were tried, and answers that wait for approval. Pure.

The entries that were tried stand in the message, below its first line; `entries_in` reads them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot import texts
from bot.cited import digest_of, place_of
from bot.curated import Curated
from bot.replies import Block, Frame, Kind, citation
from bot.telegram import keyboards
from bot.telegram.callback_data import DecideDraftPress
from bot.telegram.desk_views import line
from bot.telegram.keyboards import button
from bot.telegram.markup import clip, compose, text_markup
from bot.telegram.views import View
from bot.trying import Score, Trial
from retrieval.types import Outcome, Passage, Reply

_LISTED = 40  # units of a question in a list
_SENTENCE = 300
_ROOM = 2400  # units of the quotations under a draft


def entries_in(text: str) -> list[str]:
    """The entries of the lexicon that stand below the first line of a message of ours."""
    return text.partition("\n\n")[0].splitlines()[1:]


def trial(number: int, lines: Sequence[str], found: Trial, said: str, row: Sequence[InlineKeyboardButton]) -> View:
    """What entries would change."""
    shown = [texts.WORDS_LEAD.format(number=number), *lines, ""]
    before, after = found.before, found.after
    if before.questions:
        shown.append(texts.WORDS_FIGURES.format(
            questions=before.questions,
            **{name: _change(name, before, after) for name in ("accuracy", "false_answers")},
            shorts=_change("short_right", before, after),
        ))  # fmt: skip
    else:
        shown.append(texts.WORDS_NO_GOLD)
    if found.worse:
        shown.append(texts.WORDS_WORSE.format(questions="；".join(clip(line(each), _LISTED) for each in found.worse)))
    shown.append(texts.WORDS_ASKED.format(before=_answered(found.replied), after=_answered(found.replies)))
    if found.replies.quotes:
        first = found.replies.quotes[0]
        sentence = texts.WORDS_SENTENCE if found.replies.outcome is Outcome.ANSWER else texts.WORDS_NEAREST
        shown.append(sentence.format(text=clip(line(first.text), _SENTENCE), place=first.passage.clause.label))
    shown += ["", said] if said else []
    return View(text_markup("\n".join(shown)), keyboards.keyboard([list(row)]))


def draft(found: Curated, passages: Sequence[Passage | None], frame: Frame, note: str, row: keyboards.Row) -> View:
    """A draft, as it is read before it is approved."""
    topic = texts.DRAFT_TOPIC.format(number=found.topic) if found.topic is not None else ""
    lead = texts.DRAFT_LEAD.format(number=found.id, state=texts.CURATED_STATES[found.state], topic=topic)
    phrasings = texts.DRAFT_PHRASINGS.format(phrasings="；".join(clip(each, _LISTED) for each in found.phrasings))
    blocks = [Block(Kind.LEAD, note)] if note else []
    blocks += [Block(Kind.LEAD, lead), Block(Kind.ASKED, phrasings), Block(Kind.LEAD, texts.DRAFT_ANSWER)]
    blocks += [Block(Kind.WRITTEN, found.text), Block(Kind.LEAD, texts.DRAFT_CITED)]
    room = _ROOM // len(found.citations)
    for cited, passage in zip(found.citations, passages, strict=True):
        blocks.append(Block(Kind.QUOTE, clip(cited.text, room)))
        blocks.append(citation(passage, frame) if passage else Block(Kind.CITATION, place_of(cited)))
    return View(compose(blocks), keyboards.keyboard([row]))


def verdicts(found: Curated, own: bool, force: bool = False) -> keyboards.Row:
    """The buttons under a draft: for its author, or for those who may approve it."""
    choices = ["withdraw"] if own else ["force" if force else "approve", "refuse"]
    labels = {
        "approve": texts.APPROVE_BUTTON,
        "force": texts.FORCE_BUTTON,
        "refuse": texts.REFUSE_BUTTON,
        "withdraw": texts.WITHDRAW_BUTTON,
    }
    return [button(labels[choice], DecideDraftPress(choice, found.id, version_of(found))) for choice in choices]


def version_of(found: Curated) -> str:
    """Eight digits that change with the wording of a draft."""
    return digest_of(found.changed)[:8]


def _change(name: str, before: Score, after: Score) -> str:
    return texts.CHANGE.format(before=getattr(before, name), after=getattr(after, name))


def _answered(reply: Reply) -> str:
    return texts.OUTCOME_ANSWERED if reply.outcome is Outcome.ANSWER else texts.OUTCOME_UNANSWERED
