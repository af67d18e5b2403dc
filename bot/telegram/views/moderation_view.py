"""Moderation views: messages about unanswered topics, each of which may replace another. Pure.

A prompt names its action and its topic in the first line. `heading_of` reads them back when staff reply to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram import ForceReply, InlineKeyboardButton

from bot.clock import local_day
from bot.curation.curated_answers import CuratedState
from bot.curation.gold_questions import REVIEWED
from bot.curation.moderation import TopicDetails
from bot.dialogue.excerpts import snippet
from bot.dialogue.exchange_history import PastExchange
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, citation_block
from bot.strings import one_line
from bot.telegram.outgoing import callback_data as presses
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import TopicsPage
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import clip, fitted, text_markup
from bot.telegram.views.answer_view import MessageView, page_buttons
from bot.telegram.views.contents_view import TableOfContents
from bot.texts import chat, replies, staff_chat
from bot.topics.topics import Topic
from retrieval.models import Outcome, Passage, Reply

PER_PAGE = 8
_WORDING = 120  # units of a question that is one of several
_LISTED = 40
_PROMPT = 3800  # units of a prompt that lists all phrasings of an answer
_PROMPTS = {
    "note": staff_chat.NOTE_PROMPT.partition("{")[0],
    "edit": staff_chat.EDIT_PROMPT.partition("{")[0],
    "write": staff_chat.WRITE_PROMPT.partition("{")[0],
    "words": staff_chat.WORDS_LEAD.partition("{")[0],
    "point": staff_chat.POINT_PROMPT.partition("{")[0],
}


def heading_of(text: str) -> tuple[str, int] | None:
    """The action that a message prompts for, and its topic; None for any other message.

    >>> heading_of("写答案 #12：几点开门"), heading_of("写答案")
    (('write', 12), None)
    """
    for act, lead in _PROMPTS.items():
        found = re.match(rf"{re.escape(lead)}([0-9]{{1,15}})(?![0-9])", text)
        if found:
            return act, int(found[1])
    return None


def queue(topics: Sequence[Topic], page: int) -> MessageView:
    """A page of the unanswered queue."""
    if not topics:
        return MessageView(text_markup(staff_chat.QUEUE_EMPTY))
    pages = -(-len(topics) // PER_PAGE)
    page = min(page, pages - 1)
    here = list(enumerate(topics, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [staff_chat.QUEUE_LEAD.format(count=len(topics))]
    lines += [chat.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []
    for rank, topic in here:
        about = staff_chat.QUEUE_FIGURES.format(**figures(topic))
        lines += ["", staff_chat.QUEUE_ITEM.format(rank=rank, wording=_wording(topic), figures=about)]
    numbers = [button(str(rank), presses.ShowTopicPress(topic.id, TopicsPage(page))) for rank, topic in here]
    rows = [*keyboards.in_rows(numbers, 4), page_buttons(page, pages, presses.ShowQueuePress)]
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def topic_details(
    details: TopicDetails, nearest: Sequence[Passage], contents: TableOfContents, page: TopicsPage, note: str = ""
) -> MessageView:
    """The details of a topic, with buttons for the actions on it."""
    topic = details.topic
    lead = staff_chat.TOPIC_LEAD.format(number=topic.id, wording=one_line(topic.shown))
    lines = [*([note] if note else []), lead, staff_chat.TOPIC_FIGURES.format(**figures(topic))]
    lines += [_newest_reply(details.newest), "", staff_chat.TOPIC_WORDINGS]
    for question, count in details.wordings:
        text = staff_chat.TOPIC_WORDING_OFTEN if count > 1 else staff_chat.TOPIC_WORDING
        lines.append(text.format(question=clip(one_line(question), _WORDING), count=count))
    drafts = [each.id for each in details.answers if each.state is not CuratedState.APPROVED]
    in_use = [each.id for each in details.answers if each.state is CuratedState.APPROVED]
    lines += ["", staff_chat.TOPIC_DRAFTS] if drafts else []
    lines += ["", staff_chat.TOPIC_ANSWERS] if in_use else []
    lines += ["", staff_chat.TOPIC_NEAREST] if nearest else []
    rows = [[_clause_button(topic.id, page, each, contents)] for each in nearest]
    rows += [[button(staff_chat.DRAFT_BUTTON.format(number=draft), presses.ShowDraftPress(draft))] for draft in drafts]
    rows += [[button(staff_chat.ANSWER_BUTTON.format(number=each), presses.ShowDraftPress(each))] for each in in_use]
    rows += _actions(topic.id, page)
    rows += [_gold_button(details, page), [_back_to_list(page)]]
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def _actions(number: int, page: TopicsPage) -> list[keyboards.Row]:
    labels = {
        "write": staff_chat.WRITE_BUTTON,
        "words": staff_chat.WORDS_BUTTON,
        "point": staff_chat.POINT_BUTTON,
        "beyond": staff_chat.BEYOND_BUTTON,
        "ignore": staff_chat.IGNORE_BUTTON,
    }
    actions = [button(label, presses.ActOnTopicPress(act, number, page)) for act, label in labels.items()]
    return keyboards.in_rows(actions, 2)


def _gold_button(details: TopicDetails, page: TopicsPage) -> keyboards.Row:
    newest, choice = details.newest, "undo" if details.is_gold else "add"
    label = staff_chat.UNSTAR if details.is_gold else gold_label(newest.reply) if newest.reply else ""
    press = presses.MarkTopicPress(choice, newest.row, details.topic.id, page)
    return [button(label, press)] if label else []


def gold_label(reply: Reply) -> str:
    """The label of the button that makes a reply's exchange a gold question; empty where it cannot be one."""
    if reply.outcome not in REVIEWED or reply.written:
        return ""
    return staff_chat.STAR_RIGHT if reply.outcome is Outcome.ANSWER else staff_chat.STAR_ABSENT


def _newest_reply(past: PastExchange) -> str:
    if past.reply is None:
        return staff_chat.TOPIC_OLD_REPLY
    if past.reply.outcome is Outcome.ANSWER:
        text = past.reply.short or (past.reply.quotes[0].text if past.reply.quotes else "")
        return staff_chat.TOPIC_ANSWERED.format(short=clip(one_line(text), _WORDING))
    return staff_chat.TOPIC_UNANSWERED.format(reason=clip(one_line(replies.lacking(past.reply.reason)), _WORDING))


def decided(topic: Topic, action: str, decision: int, page: TopicsPage) -> MessageView:
    """Confirmation that a topic is no longer listed, with a button to undo that."""
    text = staff_chat.DECIDED[action].format(number=topic.id, wording=_wording(topic))
    undo = button(staff_chat.UNDO_BUTTON, presses.UndoDecisionPress(decision, topic.id, page))
    note = button(staff_chat.NOTE_BUTTON, presses.ActOnTopicPress("note", topic.id, page))
    return MessageView(text_markup(text), keyboards.keyboard([[undo, note], [_back_to_list(page)]]))


def pointing(topic: Topic, nearest: Sequence[Passage], contents: TableOfContents, page: TopicsPage) -> MessageView:
    """A choice of clauses that may answer a topic."""
    example = nearest[0].id if nearest else contents_example(contents)
    text = staff_chat.POINT_PROMPT.format(number=topic.id, wording=_wording(topic), example=example)
    text += "" if nearest else f"\n{staff_chat.POINT_NONE}"
    rows = [[_clause_button(topic.id, page, each, contents)] for each in nearest]
    return MessageView(text_markup(text), keyboards.keyboard([*rows, [_back(topic.id, page)]]))


def contents_example(contents: TableOfContents) -> str:
    """The id of a passage, as an example of how one is written."""
    first = contents.roots(0, 1)
    return first[0].passage.id if first else "p1"


def clause(
    topic: Topic, passage: Passage, sentence: str, press: presses.ConfirmClausePress, frame: ReplyFrame
) -> MessageView:
    """A clause beside a topic, with the sentence that would be cited in bold."""
    lead = staff_chat.POINT_CLAUSE.format(number=topic.id, wording=_wording(topic))
    at = passage.text.find(sentence)
    marks = ((at, at + len(sentence)),) if sentence and at >= 0 else ()
    quote = ReplyBlock(BlockKind.QUOTE, passage.text, marks, passage.id)
    rows = [[button(staff_chat.POINT_CONFIRM, press)], [_back(topic.id, press.page)]]
    shown = fitted([ReplyBlock(BlockKind.LEAD, lead), quote, citation_block(passage, frame, full=True)])
    return MessageView(shown, keyboards.keyboard(rows))


def prompt_to_write(topic: Topic, nearest: Sequence[Passage], example: str) -> tuple[MessageView, ForceReply]:
    """Prompt to reply with an answer."""
    asked = {"wording": _wording(topic), "phrasing": clip(one_line(topic.wording), _WORDING)}
    given = {"number": topic.id, "answer": staff_chat.WRITE_ANSWER, "example": example, **asked}
    lines = [staff_chat.WRITE_PROMPT.format(**given), *([staff_chat.WRITE_NEAREST] if nearest else [])]
    for each in nearest:
        words = snippet(each.text, topic.wording)
        lines.append(staff_chat.WRITE_CLAUSE.format(id=each.id, label=each.clause.label, words=words))
    return MessageView(text_markup("\n".join(lines))), ForceReply(input_field_placeholder=staff_chat.WRITE_PLACEHOLDER)


def prompt_for_words(topic: Topic) -> tuple[MessageView, ForceReply]:
    """Prompt to reply with lexicon entries."""
    text = staff_chat.WORDS_PROMPT.format(number=topic.id, wording=_wording(topic))
    return MessageView(text_markup(text)), ForceReply(input_field_placeholder=staff_chat.WORDS_PLACEHOLDER)


def prompt_for_note(topic: Topic) -> tuple[MessageView, ForceReply]:
    """Prompt to reply with the reason of a decision."""
    text = staff_chat.NOTE_PROMPT.format(number=topic.id, wording=_wording(topic))
    return MessageView(text_markup(text)), ForceReply(input_field_placeholder=staff_chat.NOTE_PLACEHOLDER)


def prompt_to_edit(number: int, phrasings: Sequence[str]) -> tuple[MessageView, ForceReply]:
    """Prompt to reply with the changed parts of an answer."""
    listed = "\n".join(staff_chat.TOPIC_WORDING.format(question=clip(one_line(each), _WORDING)) for each in phrasings)
    text = staff_chat.EDIT_PROMPT.format(number=number, phrasings=listed)
    return MessageView(text_markup(clip(text, _PROMPT))), ForceReply(
        input_field_placeholder=staff_chat.EDIT_PLACEHOLDER
    )


def _clause_button(number: int, page: TopicsPage, passage: Passage, contents: TableOfContents) -> InlineKeyboardButton:
    heading = passage.clause.headings[-1] if passage.clause.headings else snippet(passage.text, "", _LISTED)
    label = chat.SOURCE_BUTTON_OF.format(label=clip(f"{passage.clause.label} {heading}".strip(), _LISTED))
    return button(label, presses.ShowClausePress(number, page, contents.key(passage)))


def _back(number: int, page: TopicsPage) -> InlineKeyboardButton:
    return button(staff_chat.BACK_TO_TOPIC, presses.ShowTopicPress(number, page))


def _back_to_list(page: TopicsPage) -> InlineKeyboardButton:
    """The button back to the list that a topic was opened from."""
    if page.is_frequent:
        return button(staff_chat.BACK_TO_RECORDS, presses.ShowRecordsPress("topics", page.number))
    return button(staff_chat.BACK_TO_QUEUE, presses.ShowQueuePress(page.number))


def _wording(topic: Topic) -> str:
    return clip(one_line(topic.shown), _WORDING)


def figures(topic: Topic) -> dict[str, object]:
    """The figures of a topic, by their names in texts."""
    bad = staff_chat.QUEUE_BAD.format(bad=topic.bad) if topic.bad else ""
    counts = {"people": topic.people, "count": topic.count, "bad": bad}
    return counts | {"first": local_day(topic.first), "last": local_day(topic.last)}
