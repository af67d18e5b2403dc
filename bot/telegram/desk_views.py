"""The messages of the staff desk, each made to stand in the place of another. Pure.

What a handler needs again stands in the message's first lines: the number of the topic in the first one, and below it
what a button is too small for. `heading_of` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from telegram import ForceReply, InlineKeyboardButton

from bot import texts
from bot.clock import CHINA
from bot.faq import Topic
from bot.golden import REVIEWED
from bot.lookup import snippet
from bot.memory import Past
from bot.replies import Block, Frame, Kind, citation
from bot.staffdesk import Opened
from bot.telegram import keyboards
from bot.telegram.callback_data import (
    ActOnTopicPress,
    ConfirmClausePress,
    MarkTopicPress,
    ShowClausePress,
    ShowDraftPress,
    ShowQueuePress,
    ShowTopicPress,
    UndoDecisionPress,
)
from bot.telegram.contents import Contents
from bot.telegram.keyboards import button
from bot.telegram.markup import clip, fitted, text_markup
from bot.telegram.views import View, turning
from retrieval.types import Outcome, Passage, Reply

PER_PAGE = 8
_WORDING = 120  # units of a question that is one of several
_LISTED = 40
_PROMPTS = {
    "write": texts.WRITE_PROMPT.partition("{")[0],
    "words": texts.WORDS_LEAD.partition("{")[0],
    "point": texts.POINT_PROMPT.partition("{")[0],
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


def queue(topics: Sequence[Topic], page: int) -> View:
    """A page of the unanswered queue."""
    if not topics:
        return View(text_markup(texts.QUEUE_EMPTY))
    pages = -(-len(topics) // PER_PAGE)
    page = min(page, pages - 1)
    here = list(enumerate(topics, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [texts.QUEUE_LEAD.format(count=len(topics))]
    lines += [texts.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []
    for rank, topic in here:
        figures = texts.QUEUE_FIGURES.format(
            people=topic.people, count=topic.count, last=_day(topic.last), bad=_bad(topic)
        )
        wording = clip(line(topic.wording), _WORDING)
        lines += ["", texts.QUEUE_ITEM.format(rank=rank, wording=wording, figures=figures)]
    numbers = [button(str(rank), ShowTopicPress(topic.id, page)) for rank, topic in here]
    rows = [*keyboards.in_rows(numbers, 4), turning(page, pages, ShowQueuePress)]
    return View(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def topic(opened: Opened, nearest: Sequence[Passage], contents: Contents, page: int, note: str = "") -> View:
    """A topic with what can be done about it."""
    one = opened.topic
    figures = texts.TOPIC_FIGURES.format(
        people=one.people, count=one.count, first=_day(one.first), last=_day(one.last), bad=_bad(one)
    )
    lines = [*([note] if note else []), texts.TOPIC_LEAD.format(number=one.id, wording=line(one.wording)), figures]
    lines += [_standing(opened.newest), "", texts.TOPIC_WORDINGS]
    for question, count in opened.wordings:
        said = texts.TOPIC_WORDING_OFTEN if count > 1 else texts.TOPIC_WORDING
        lines.append(said.format(question=clip(line(question), _WORDING), count=count))
    lines += ["", texts.TOPIC_DRAFTS] if opened.drafts else []
    lines += ["", texts.TOPIC_NEAREST] if nearest else []
    rows = [[_clause_button(one.id, page, each, contents)] for each in nearest]
    rows += [[button(texts.DRAFT_BUTTON.format(number=each.id), ShowDraftPress(each.id))] for each in opened.drafts]
    rows += _actions(one.id, page)
    rows += [_star(opened, page), [button(texts.BACK_TO_QUEUE, ShowQueuePress(page))]]
    return View(text_markup("\n".join(lines)), keyboards.keyboard(rows))


def _actions(number: int, page: int) -> list[keyboards.Row]:
    labels = {
        "write": texts.WRITE_BUTTON,
        "words": texts.WORDS_BUTTON,
        "point": texts.POINT_BUTTON,
        "beyond": texts.BEYOND_BUTTON,
        "ignore": texts.IGNORE_BUTTON,
    }
    return keyboards.in_rows([button(label, ActOnTopicPress(act, number, page)) for act, label in labels.items()], 2)


def _star(opened: Opened, page: int) -> keyboards.Row:
    label = texts.UNSTAR if opened.starred else star_label(opened.newest)
    choice = "undo" if opened.starred else "add"
    return [button(label, MarkTopicPress(choice, opened.newest.row, opened.topic.id, page))] if label else []


def star_label(past: Past) -> str:
    """What the button says that makes an exchange a gold question; empty where it cannot be one."""
    return label_for(past.reply) if past.reply else ""


def label_for(reply: Reply) -> str:
    """The same for a reply."""
    if reply.outcome not in REVIEWED or reply.written:
        return ""
    return texts.STAR_RIGHT if reply.outcome is Outcome.ANSWER else texts.STAR_ABSENT


def _standing(past: Past) -> str:
    if past.reply is None:
        return texts.TOPIC_OLD_REPLY
    if past.reply.outcome is Outcome.ANSWER:
        said = past.reply.short or (past.reply.quotes[0].text if past.reply.quotes else "")
        return texts.TOPIC_ANSWERED.format(short=clip(line(said), _WORDING))
    return texts.TOPIC_UNANSWERED.format(reason=clip(line(texts.lacking(past.reply.reason)), _WORDING))


def decided(one: Topic, action: str, decision: int, page: int) -> View:
    """That a topic was put off, and the way back."""
    said = texts.DECIDED[action].format(number=one.id, wording=clip(line(one.wording), _WORDING))
    undo = button(texts.UNDO_BUTTON, UndoDecisionPress(decision, one.id, page))
    back = button(texts.BACK_TO_QUEUE, ShowQueuePress(page))
    return View(text_markup(said), keyboards.keyboard([[undo, back]]))


def pointing(one: Topic, nearest: Sequence[Passage], contents: Contents, page: int) -> View:
    """The clauses that may answer a topic."""
    example = nearest[0].id if nearest else contents_example(contents)
    said = texts.POINT_PROMPT.format(number=one.id, wording=clip(line(one.wording), _WORDING), example=example)
    if not nearest:
        said += f"\n{texts.POINT_NONE}"
    rows = [[_clause_button(one.id, page, each, contents)] for each in nearest]
    return View(text_markup(said), keyboards.keyboard([*rows, [_back(one.id, page)]]))


def contents_example(contents: Contents) -> str:
    """The number of a passage, to show how one is written."""
    first = next((each for entry in contents.roots() if (each := contents.find(entry.key))), None)
    return first.id if first else "p1"


def clause(one: Topic, passage: Passage, sentence: str, press: ConfirmClausePress, frame: Frame) -> View:
    """A clause beside a topic, with the sentence in bold that would be cited."""
    lead = texts.POINT_CLAUSE.format(number=one.id, wording=clip(line(one.wording), _WORDING))
    at = passage.text.find(sentence)
    marks = ((at, at + len(sentence)),) if sentence and at >= 0 else ()
    blocks = [Block(Kind.LEAD, lead), Block(Kind.QUOTE, passage.text, marks, passage.id), citation(passage, frame)]
    rows = [[button(texts.POINT_CONFIRM, press)], [_back(one.id, press.page)]]
    return View(fitted(blocks), keyboards.keyboard(rows))


def prompt_to_write(one: Topic, nearest: Sequence[Passage], example: str) -> tuple[View, ForceReply]:
    """What the answer is written in reply to."""
    wording = clip(line(one.wording), _WORDING)
    said = texts.WRITE_PROMPT.format(number=one.id, wording=wording, answer=texts.WRITE_ANSWER, example=example)
    lines = [texts.WRITE_NEAREST] if nearest else []
    for each in nearest:
        words = snippet(each.text, one.wording)
        lines.append(texts.WRITE_CLAUSE.format(id=each.id, label=each.clause.label, words=words))
    view = View(text_markup("\n".join([said, *lines])))
    return view, ForceReply(input_field_placeholder=texts.WRITE_PLACEHOLDER)


def prompt_for_words(one: Topic) -> tuple[View, ForceReply]:
    """What entries of the lexicon are written in reply to."""
    said = texts.WORDS_PROMPT.format(number=one.id, wording=clip(line(one.wording), _WORDING))
    return View(text_markup(said)), ForceReply(input_field_placeholder=texts.WORDS_PLACEHOLDER)


def _clause_button(number: int, page: int, passage: Passage, contents: Contents) -> InlineKeyboardButton:
    heading = passage.clause.headings[-1] if passage.clause.headings else snippet(passage.text, "", _LISTED)
    label = texts.SOURCE_BUTTON_OF.format(label=clip(f"{passage.clause.label} {heading}".strip(), _LISTED))
    return button(label, ShowClausePress(number, page, contents.key(passage)))


def _back(number: int, page: int) -> InlineKeyboardButton:
    return button(texts.BACK_TO_TOPIC, ShowTopicPress(number, page))


def _bad(one: Topic) -> str:
    return texts.QUEUE_BAD.format(bad=one.bad) if one.bad else ""


def _day(time: str) -> str:
    return datetime.fromisoformat(time).astimezone(CHINA).strftime("%Y-%m-%d")


def line(text: str) -> str:
    """A question in one line, however it was typed."""
    return " ".join(text.split())


def said(words: str) -> View:
    """Our own words, without a button."""
    return View(text_markup(words))
