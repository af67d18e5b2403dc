"""Record views: lists of what staff keep, and one record with what can be done with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.clock import local_day
from bot.curation.curated_answers import CuratedAnswer
from bot.curation.lexicon_entries import LexiconEntry
from bot.curation.trial_report import effect_text
from bot.learning.lesson_source import PlacedLesson
from bot.learning.lesson_summary import basis, places, state
from bot.strings import one_line
from bot.telegram.outgoing import keyboards
from bot.telegram.outgoing.callback_data import (
    ActOnRecordPress,
    Press,
    ShowDraftPress,
    ShowRecordPress,
    ShowRecordsPress,
    ShowTopicPress,
    TopicsPage,
)
from bot.telegram.outgoing.keyboards import button
from bot.telegram.outgoing.markup import clip, text_markup
from bot.telegram.views.answer_view import MessageView, page_buttons
from bot.telegram.views.moderation_view import figures
from bot.texts import chat, faq, staff_chat
from bot.topics.topics import Topic
from retrieval.evaluation.gold import GoldQuestion

PER_PAGE = 8
_LISTED = 120  # units of a record in a list
_DETAIL = 900  # units of the questions of a lesson


class ListedRecord(NamedTuple):
    """A line of a list: what it is, a line about it, and what its button does."""

    text: str
    about: str
    press: Press


def records(kind: str, listed: Sequence[ListedRecord], page: int) -> MessageView:
    """A page of a list, with a button for each record."""
    if not listed:
        return MessageView(text_markup(staff_chat.RECORDS_NONE[kind]))
    pages = -(-len(listed) // PER_PAGE)
    page = min(page, pages - 1)
    here = list(enumerate(listed, 1))[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [staff_chat.RECORDS_LEAD[kind].format(count=len(listed))]
    lines += [chat.PAGE_OF.format(number=page + 1, count=pages)] if pages > 1 else []
    for rank, record in here:
        text = clip(one_line(record.text), _LISTED)
        lines += ["", staff_chat.RECORD_ITEM.format(rank=rank, text=text, about=record.about)]
    numbers = [button(str(rank), record.press) for rank, record in here]
    turning = page_buttons(page, pages, lambda at: ShowRecordsPress(kind, at))
    return MessageView(text_markup("\n".join(lines)), keyboards.keyboard([*keyboards.in_rows(numbers, 4), turning]))


def listed_answer(answer: CuratedAnswer) -> ListedRecord:
    """An answer in a list: its first phrasing, and its state."""
    text = answer.phrasings[0] if answer.phrasings else answer.text
    known = {"state": faq.CURATED_STATES[answer.state], "phrasings": len(answer.phrasings)}
    return ListedRecord(text, staff_chat.ANSWER_ABOUT.format(number=answer.id, **known), ShowDraftPress(answer.id))


def listed_topic(topic: Topic, page: int) -> ListedRecord:
    """A topic in a list."""
    about = staff_chat.QUEUE_FIGURES.format(**figures(topic))
    return ListedRecord(topic.shown, about, ShowTopicPress(topic.id, TopicsPage(page, is_frequent=True)))


def listed_entry(entry: LexiconEntry, page: int) -> ListedRecord:
    """A lexicon entry in a list."""
    return ListedRecord(entry.line, _about_entry(entry), ShowRecordPress("words", str(entry.id), page))


def listed_gold(case: GoldQuestion, page: int) -> ListedRecord:
    """A gold question in a list."""
    answer = case.answer or (case.quotes[0] if case.quotes else "")
    about = staff_chat.GOLD_ABOUT if case.quotes else staff_chat.GOLD_ABOUT_ABSENT
    shown = about.format(id=case.id, answer=clip(one_line(answer), _LISTED))
    return ListedRecord(case.question, shown, ShowRecordPress("gold", case.id, page))


def listed_lesson(placed: PlacedLesson, page: int) -> ListedRecord:
    """A lesson in a list."""
    taught = placed.taught
    about = staff_chat.LESSON_ABOUT.format(key=taught.key, state=state(placed))
    return ListedRecord(taught.wordings[0].question, about, ShowRecordPress("lessons", taught.key, page))


def entry_text(entry: LexiconEntry) -> str:
    """All of a lexicon entry."""
    return staff_chat.WORDS_DETAIL.format(number=entry.id, line=entry.line, about=_about_entry(entry))


def gold_text(case: GoldQuestion) -> str:
    """All of a gold question."""
    lines = [staff_chat.GOLD_DETAIL.format(id=case.id, question=one_line(case.question))]
    for quote in case.quotes:
        lines.append(
            staff_chat.GOLD_DETAIL_QUOTE.format(quote=clip(one_line(quote), _DETAIL), clause=case.clause or "")
        )
    lines += [staff_chat.GOLD_DETAIL_SHORT.format(answer=case.answer)] if case.answer else []
    return "\n".join(lines if case.quotes else [*lines, staff_chat.GOLD_DETAIL_ABSENT])


def lesson_text(placed: PlacedLesson) -> str:
    """All of a lesson."""
    taught = placed.taught
    asked = clip("；".join(one_line(wording.question) for wording in taught.wordings), _DETAIL)
    known = {"key": taught.key, "state": state(placed), "basis": basis(taught), "places": places(taught)}
    return staff_chat.LESSON_DETAIL.format(asked=asked, **known)


def record(kind: str, key: str, page: int, text: str, is_removed: bool = False) -> MessageView:
    """One record, with a button to remove it, or to restore it, and one back to the list."""
    label = staff_chat.RESTORE_BUTTON if is_removed else staff_chat.REMOVE_BUTTON[kind]
    act = ActOnRecordPress("restore" if is_removed else "remove", kind, key, page)
    return MessageView(text_markup(text), keyboards.keyboard([[button(label, act)], [back(kind, page)]]))


def back(kind: str, page: int) -> keyboards.Button:
    """The button back to a list."""
    return button(staff_chat.BACK_TO_RECORDS, ShowRecordsPress(kind, page))


def _about_entry(entry: LexiconEntry) -> str:
    effect = effect_text(entry.effect, entry.forced)
    shown = staff_chat.WORDS_ABOUT_EFFECT.format(effect=effect) if effect else ""
    return staff_chat.WORDS_ABOUT.format(day=local_day(entry.time), effect=shown)
