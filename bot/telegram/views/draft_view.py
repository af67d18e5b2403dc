"""Draft views: messages about tried lexicon entries, and about drafts of curated answers. Pure.

The tried entries are part of the message, below its first line. `entries_in` reads them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.curation.cited_spans import place_of
from bot.curation.curated_answers import CuratedAnswer
from bot.curation.regression_trials import GoldScore, RegressionTrial
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, citation_block
from bot.strings import one_line, text_digest
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import DecideDraftPress
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import clip, compose, text_markup
from bot.telegram.views.answer_view import MessageView
from bot.texts import faq, staff_chat
from retrieval.models import Outcome, Passage, Reply

_LISTED = 40  # units of a question in a list
_SENTENCE = 300
_ROOM = 2400  # units of the quotations under a draft


def entries_in(text: str) -> list[str]:
    """The lexicon entries below the first line of a message of the bot."""
    return text.partition("\n\n")[0].splitlines()[1:]


def trial(
    number: int, lines: Sequence[str], found: RegressionTrial, note: str, row: Sequence[InlineKeyboardButton]
) -> MessageView:
    """The result of a trial: what the entries would change."""
    shown = [staff_chat.WORDS_LEAD.format(number=number), *lines, ""]
    before, after = found.before, found.after
    if before.questions:
        changes = {name: _change(name, before, after) for name in ("accuracy", "false_answers")}
        shorts = _change("short_right", before, after)
        shown.append(staff_chat.WORDS_FIGURES.format(questions=before.questions, **changes, shorts=shorts))
    else:
        shown.append(staff_chat.WORDS_NO_GOLD)
    if found.worse:
        worse = "；".join(clip(one_line(each.question), _LISTED) for each in found.worse)
        shown.append(staff_chat.WORDS_WORSE.format(questions=worse))
    reply = found.reply_after
    shown.append(staff_chat.WORDS_ASKED.format(before=_answered(found.reply_before), after=_answered(reply)))
    if reply.quotes:
        first = reply.quotes[0]
        sentence = staff_chat.WORDS_SENTENCE if reply.outcome is Outcome.ANSWER else staff_chat.WORDS_NEAREST
        shown.append(sentence.format(text=clip(one_line(first.text), _SENTENCE), place=first.passage.clause.label))
    shown += ["", note] if note else []
    return MessageView(text_markup("\n".join(shown)), keyboards.keyboard([list(row)]))


def draft(
    found: CuratedAnswer, passages: Sequence[Passage | None], frame: ReplyFrame, note: str, row: keyboards.Row
) -> MessageView:
    """A draft with the quotations that it cites."""
    topic = staff_chat.DRAFT_TOPIC.format(number=found.topic) if found.topic is not None else ""
    lead = staff_chat.DRAFT_LEAD.format(number=found.id, state=faq.CURATED_STATES[found.state], topic=topic)
    phrasings = staff_chat.DRAFT_PHRASINGS.format(phrasings="；".join(clip(each, _LISTED) for each in found.phrasings))
    blocks = [ReplyBlock(BlockKind.LEAD, text) for text in (note, lead) if text]
    blocks += [ReplyBlock(BlockKind.ASKED, phrasings), ReplyBlock(BlockKind.LEAD, staff_chat.DRAFT_ANSWER)]
    blocks += [ReplyBlock(BlockKind.WRITTEN, found.text), ReplyBlock(BlockKind.LEAD, staff_chat.DRAFT_CITED)]
    room = _ROOM // len(found.citations)
    for cited, passage in zip(found.citations, passages, strict=True):
        blocks.append(ReplyBlock(BlockKind.QUOTE, clip(cited.text, room)))
        blocks.append(
            citation_block(passage, frame, full=True) if passage else ReplyBlock(BlockKind.CITATION, place_of(cited))
        )
    return MessageView(compose(blocks), keyboards.keyboard([row]))


def decision_buttons(found: CuratedAnswer, is_own: bool, force: bool = False) -> keyboards.Row:
    """The buttons under a draft, for its author or for the other staff."""
    choices = ["withdraw"] if is_own else ["force" if force else "approve", "refuse"]
    labels = {
        "approve": staff_chat.APPROVE_BUTTON,
        "force": staff_chat.FORCE_BUTTON,
        "refuse": staff_chat.REFUSE_BUTTON,
        "withdraw": staff_chat.WITHDRAW_BUTTON,
    }
    return [button(labels[choice], DecideDraftPress(choice, found.id, version_of(found))) for choice in choices]


def version_of(found: CuratedAnswer) -> str:
    """Eight characters that change with the wording of a draft."""
    return text_digest(found.changed)[:8]


def _change(name: str, before: GoldScore, after: GoldScore) -> str:
    return staff_chat.CHANGE.format(before=getattr(before, name), after=getattr(after, name))


def _answered(reply: Reply) -> str:
    return staff_chat.OUTCOME_ANSWERED if reply.outcome is Outcome.ANSWER else staff_chat.OUTCOME_UNANSWERED
