"""The messages of the staff desk, each made to stand in the place of another. Pure.

What a handler needs again stands in the message's first lines: the number of the topic in the first one, and below it
what a button is too small for. `heading_of` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from telegram import ForceReply, InlineKeyboardButton

from bot.clock import CHINA
from bot.curation.gold_questions import REVIEWED
from bot.curation.moderation import TopicDetails
from bot.dialogue.excerpts import snippet
from bot.dialogue.exchange_history import PastExchange
from bot.dialogue.reply_blocks import BlockKind, ReplyBlock, ReplyFrame, citation_block
from bot.strings import one_line
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import (
    ActOnTopicPress,
    ConfirmClausePress,
    MarkTopicPress,
    ShowClausePress,
    ShowDraftPress,
    ShowQueuePress,
    ShowTopicPress,
    UndoDecisionPress,
)
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import clip, fitted, text_markup
from bot.telegram.views.answer_view import MessageView, turning
from bot.telegram.views.contents_view import TableOfContents
from bot.texts import chat, desk, talk
from bot.topics.topics import Topic
from retrieval.models import Outcome, Passage, Reply

PER_PAGE = 8
_WORDING = 120  # units of a question that is one of several
_LISTED = 40
_PROMPTS = {
    "write": desk.WRITE_PROMPT.partition("{")[0],
    "words": desk.WORDS_LEAD.partition("{")[0],
    "point": desk.POINT_PROMPT.partition("{")[0],
}


def heading_of(text: str) -> tuple[str, int] | None:
    """What a message of the desk prompts for, and the topic that it is about; None for any other message.

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
        return MessageView(text_markup(desk.QUEUE_EMPTY))
    pages = -(-len(topics) // PER_PAGE)
    page = min(page, pages - 1)
    here = list(enumerate(topics, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [desk.QUEUE_LEAD.format(count=len(topics))]
    lines += [chat.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []
    for rank, topic in here:
        figures = desk.QUEUE_FIGURES.format(
            people=topic.people, count=topic.count, last=_day(topic.last), bad=_bad(topic)
        )
        wording = clip(one_line(topic.wording), _WORDING)
        lines += ["", desk.QUEUE_ITEM.format(rank=rank, wording=wording, figures=figures)]
    numbers = [button(str(rank), ShowTopicPress(topic.id, page)) for rank, topic in here]
    rows = [*keyboards.in_rows(numbers, 4), turning(page, pages, ShowQueuePress)]
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def topic(
    opened: TopicDetails, nearest: Sequence[Passage], contents: TableOfContents, page: int, note: str = ""
) -> MessageView:
    """A topic with what can be done about it."""
    one = opened.topic
    figures = desk.TOPIC_FIGURES.format(
        people=one.people, count=one.count, first=_day(one.first), last=_day(one.last), bad=_bad(one)
    )
    lines = [*([note] if note else []), desk.TOPIC_LEAD.format(number=one.id, wording=one_line(one.wording)), figures]
    lines += [_standing(opened.newest), "", desk.TOPIC_WORDINGS]
    for question, count in opened.wordings:
        said = desk.TOPIC_WORDING_OFTEN if count > 1 else desk.TOPIC_WORDING
        lines.append(said.format(question=clip(one_line(question), _WORDING), count=count))
    lines += ["", desk.TOPIC_DRAFTS] if opened.drafts else []
    lines += ["", desk.TOPIC_NEAREST] if nearest else []
    rows = [[_clause_button(one.id, page, each, contents)] for each in nearest]
    rows += [[button(desk.DRAFT_BUTTON.format(number=each.id), ShowDraftPress(each.id))] for each in opened.drafts]
    rows += _actions(one.id, page)
    rows += [_star(opened, page), [button(desk.BACK_TO_QUEUE, ShowQueuePress(page))]]
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def _actions(number: int, page: int) -> list[keyboards.Row]:
    labels = {
        "write": desk.WRITE_BUTTON,
        "words": desk.WORDS_BUTTON,
        "point": desk.POINT_BUTTON,
        "beyond": desk.BEYOND_BUTTON,
        "ignore": desk.IGNORE_BUTTON,
    }
    return keyboards.in_rows([button(label, ActOnTopicPress(act, number, page)) for act, label in labels.items()], 2)


def _star(opened: TopicDetails, page: int) -> keyboards.Row:
    label = desk.UNSTAR if opened.is_gold else star_label(opened.newest)
    choice = "undo" if opened.is_gold else "add"
    return [button(label, MarkTopicPress(choice, opened.newest.row, opened.topic.id, page))] if label else []


def star_label(past: PastExchange) -> str:
    """What the button says that makes an exchange a gold question; empty where it cannot be one."""
    return label_for(past.reply) if past.reply else ""


def label_for(reply: Reply) -> str:
    """The same for a reply."""
    if reply.outcome not in REVIEWED or reply.written:
        return ""
    return desk.STAR_RIGHT if reply.outcome is Outcome.ANSWER else desk.STAR_ABSENT


def _standing(past: PastExchange) -> str:
    if past.reply is None:
        return desk.TOPIC_OLD_REPLY
    if past.reply.outcome is Outcome.ANSWER:
        said = past.reply.short or (past.reply.quotes[0].text if past.reply.quotes else "")
        return desk.TOPIC_ANSWERED.format(short=clip(one_line(said), _WORDING))
    return desk.TOPIC_UNANSWERED.format(reason=clip(one_line(talk.lacking(past.reply.reason)), _WORDING))


def decided(one: Topic, action: str, decision: int, page: int) -> MessageView:
    """That a topic was put off, and the way back."""
    said = desk.DECIDED[action].format(number=one.id, wording=clip(one_line(one.wording), _WORDING))
    undo = button(desk.UNDO_BUTTON, UndoDecisionPress(decision, one.id, page))
    back = button(desk.BACK_TO_QUEUE, ShowQueuePress(page))
    return MessageView(text_markup(said), keyboards.keyboard([[undo, back]]))


def pointing(one: Topic, nearest: Sequence[Passage], contents: TableOfContents, page: int) -> MessageView:
    """The clauses that may answer a topic."""
    example = nearest[0].id if nearest else contents_example(contents)
    said = desk.POINT_PROMPT.format(number=one.id, wording=clip(one_line(one.wording), _WORDING), example=example)
    if not nearest:
        said += f"\n{desk.POINT_NONE}"
    rows = [[_clause_button(one.id, page, each, contents)] for each in nearest]
    return MessageView(text_markup(said), keyboards.keyboard([*rows, [_back(one.id, page)]]))


def contents_example(contents: TableOfContents) -> str:
    """The number of a passage, to show how one is written."""
    first = next((each for entry in contents.roots() if (each := contents.find(entry.key))), None)
    return first.id if first else "p1"


def clause(one: Topic, passage: Passage, sentence: str, press: ConfirmClausePress, frame: ReplyFrame) -> MessageView:
    """A clause beside a topic, with the sentence in bold that would be cited."""
    lead = desk.POINT_CLAUSE.format(number=one.id, wording=clip(one_line(one.wording), _WORDING))
    at = passage.text.find(sentence)
    marks = ((at, at + len(sentence)),) if sentence and at >= 0 else ()
    blocks = [
        ReplyBlock(BlockKind.LEAD, lead),
        ReplyBlock(BlockKind.QUOTE, passage.text, marks, passage.id),
        citation_block(passage, frame),
    ]
    rows = [[button(desk.POINT_CONFIRM, press)], [_back(one.id, press.page)]]
    return MessageView(fitted(blocks), keyboards.keyboard(rows))


def prompt_to_write(one: Topic, nearest: Sequence[Passage], example: str) -> tuple[MessageView, ForceReply]:
    """What the answer is written in reply to."""
    wording = clip(one_line(one.wording), _WORDING)
    said = desk.WRITE_PROMPT.format(number=one.id, wording=wording, answer=desk.WRITE_ANSWER, example=example)
    lines = [desk.WRITE_NEAREST] if nearest else []
    for each in nearest:
        words = snippet(each.text, one.wording)
        lines.append(desk.WRITE_CLAUSE.format(id=each.id, label=each.clause.label, words=words))
    view = MessageView(text_markup("\n".join([said, *lines])))
    return view, ForceReply(input_field_placeholder=desk.WRITE_PLACEHOLDER)


def prompt_for_words(one: Topic) -> tuple[MessageView, ForceReply]:
    """What entries of the lexicon are written in reply to."""
    said = desk.WORDS_PROMPT.format(number=one.id, wording=clip(one_line(one.wording), _WORDING))
    return MessageView(text_markup(said)), ForceReply(input_field_placeholder=desk.WORDS_PLACEHOLDER)


def _clause_button(number: int, page: int, passage: Passage, contents: TableOfContents) -> InlineKeyboardButton:
    heading = passage.clause.headings[-1] if passage.clause.headings else snippet(passage.text, "", _LISTED)
    label = chat.SOURCE_BUTTON_OF.format(label=clip(f"{passage.clause.label} {heading}".strip(), _LISTED))
    return button(label, ShowClausePress(number, page, contents.key(passage)))


def _back(number: int, page: int) -> InlineKeyboardButton:
    return button(desk.BACK_TO_TOPIC, ShowTopicPress(number, page))


def _bad(one: Topic) -> str:
    return desk.QUEUE_BAD.format(bad=one.bad) if one.bad else ""


def _day(time: str) -> str:
    return datetime.fromisoformat(time).astimezone(CHINA).strftime("%Y-%m-%d")


def said(words: str) -> MessageView:
    """Our own words, without a button."""
    return MessageView(text_markup(words))
