"""Draft views: messages about tried lexicon entries, and about drafts of curated answers. Pure.

The tried entries are part of the message, below its first line. `entries_in` reads them back.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.curation.cited_spans import place_of
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.curation.phrasing_proposals import ProposedPhrasing
from bot.curation.regression_trials import RegressionTrial
from bot.curation.trial_report import trial_lines
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, citation_block
from bot.strings import one_line, text_digest
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import (
    ActOnAnswerPress,
    AddPhrasingsPress,
    DecideDraftPress,
    ShowDraftPress,
    ShowRecordsPress,
    ShowTopicPress,
    TopicsPage,
)
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import LIMIT, Markup, clip, compose, text_markup
from bot.telegram.views.answer_view import MessageView
from bot.texts import faq, staff_chat
from retrieval.models import Passage

_LISTED = 40  # units of a question in a list
_NOTICED = 120  # of one in a notice
_ROOM = 2400  # units of the quotations under a draft


def notice(found: CuratedAnswer, said: str) -> Markup:
    """What became of an answer, for its author, who may have written several: with the question that it answers."""
    form = staff_chat.DRAFT_ABOUT_SEVERAL if len(found.phrasings) > 1 else staff_chat.DRAFT_ABOUT
    question = clip(one_line((*found.phrasings, found.text)[0]), _NOTICED)
    return text_markup(form.format(said=said, question=question, count=len(found.phrasings)))


def entries_in(text: str) -> list[str]:
    """The lexicon entries below the first line of a message of the bot."""
    return text.partition("\n\n")[0].splitlines()[1:]


def trial(
    number: int, lines: Sequence[str], found: RegressionTrial, note: str, row: Sequence[InlineKeyboardButton]
) -> MessageView:
    """The result of a trial: what the entries would change."""
    shown = [staff_chat.WORDS_LEAD.format(number=number), *lines, "", *trial_lines(found)]
    shown += ["", note] if note else []
    return MessageView(text_markup("\n".join(shown)), keyboards.keyboard([list(row)]))


def draft(
    found: CuratedAnswer,
    passages: Sequence[Passage | None],
    frame: ReplyFrame,
    note: str,
    rows: Sequence[keyboards.Row],
) -> MessageView:
    """A draft, or an answer in use, with the quotations that it cites."""
    topic = staff_chat.DRAFT_TOPIC.format(number=found.topic) if found.topic is not None else ""
    form = staff_chat.ANSWER_LEAD if found.state is CuratedState.APPROVED else staff_chat.DRAFT_LEAD
    lead = form.format(number=found.id, state=faq.CURATED_STATES[found.state], topic=topic)
    phrasings = staff_chat.DRAFT_PHRASINGS.format(phrasings="；".join(clip(each, _LISTED) for each in found.phrasings))
    blocks = [ReplyBlock(BlockKind.LEAD, text) for text in (note, lead) if text]
    blocks += [ReplyBlock(BlockKind.ASKED, phrasings), ReplyBlock(BlockKind.LEAD, staff_chat.DRAFT_ANSWER)]
    blocks += [ReplyBlock(BlockKind.WRITTEN, found.text), ReplyBlock(BlockKind.LEAD, staff_chat.DRAFT_CITED)]
    places = [
        citation_block(passage, frame, full=True) if passage else ReplyBlock(BlockKind.CITATION, place_of(cited))
        for cited, passage in zip(found.citations, passages, strict=True)
    ]
    count = len(places)
    room = min(_ROOM, LIMIT - compose([*blocks, *places]).units - count) // count  # with a line end before each
    for cited, place in zip(found.citations, places, strict=True):
        blocks += [ReplyBlock(BlockKind.QUOTE, clip(cited.text, room)), place]
    return MessageView(compose(blocks), keyboards.keyboard(rows))


def answer_buttons(number: int, proposed: int) -> list[keyboards.Row]:
    """The buttons under an answer in use."""
    rows = [[button(staff_chat.EDIT_BUTTON, ActOnAnswerPress("edit", number))]]
    rows[0].append(button(staff_chat.RETIRE_BUTTON, ActOnAnswerPress("retire", number)))
    if proposed:
        label = staff_chat.PROPOSE_BUTTON.format(count=proposed)
        rows.insert(0, [button(label, ActOnAnswerPress("propose", number))])
    return rows


def back_buttons(found: CuratedAnswer, page: int) -> keyboards.Row:
    """The buttons from an answer of any state to its topic and to its page of the list of answers."""
    row = [button(staff_chat.BACK_TO_RECORDS, ShowRecordsPress("answers", page))]
    if found.topic is not None:
        label = staff_chat.TOPIC_BUTTON.format(number=found.topic)
        row.insert(0, button(label, ShowTopicPress(found.topic, TopicsPage(0))))
    return row


def retire_buttons(number: int) -> list[keyboards.Row]:
    """The buttons that confirm the end of an answer, or lead back to it."""
    sure = button(staff_chat.RETIRE_SURE_BUTTON, ActOnAnswerPress("retired", number))
    return [[sure, button(staff_chat.BACK_TO_TOPIC, ShowDraftPress(number))]]


def proposals(number: int, proposed: Sequence[ProposedPhrasing], note: str = "") -> MessageView:
    """The further wordings of an answer's topic, with a button to add each of them, and one for all."""
    lead = (staff_chat.PROPOSED_LEAD if proposed else staff_chat.PROPOSED_NONE).format(number=number)
    lines = [*([note, ""] if note else []), *([lead] if proposed or not note else [])]
    adding = []
    for rank, each in enumerate(proposed, 1):
        figures = {"people": each.people, "count": each.count}
        lines.append(staff_chat.PROPOSED_ITEM.format(rank=rank, question=clip(one_line(each.question), 120), **figures))
        adding.append(button(staff_chat.PROPOSE_ADD.format(rank=rank), AddPhrasingsPress("add", number, each.key)))
    every = button(staff_chat.PROPOSE_ADD_ALL, AddPhrasingsPress("add", number, "all"))
    back = button(staff_chat.BACK_TO_TOPIC, ShowDraftPress(number))
    rows = [*keyboards.in_rows(adding, 4), [every] if len(proposed) > 1 else [], [back]]
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def contradicted(number: int, key: str, why: str) -> MessageView:
    """Why phrasings were not added, with a button to add them nevertheless."""
    force = button(staff_chat.PROPOSE_FORCE, AddPhrasingsPress("force", number, key))
    back = button(staff_chat.BACK_TO_TOPIC, ActOnAnswerPress("propose", number))
    return MessageView(text_markup(why), keyboards.keyboard([[force, back]]))


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
