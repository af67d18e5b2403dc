"""Curated answers: texts of staff with citations, each approved by a second person before it is used.

Functions on a connection, for use within `bot.storage.database.DatabaseWorker`. People are pseudonyms, times are UTC
in ISO 8601. The author is the last person who changed an answer, and cannot approve it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot import clock
from bot.curation.cited_spans import CitationLocator, place_of
from bot.curation.cited_spans import CitedSpan as CitedSpan
from bot.curation.cited_spans import CuratedAnswerError as CuratedAnswerError
from bot.curation.cited_spans import cite as cite
from bot.privacy.redaction import redact, remove_masks
from bot.storage import counters
from bot.storage.database import Connection, Row
from bot.strings import mend, one_line, preview
from bot.texts import faq
from bot.topics.topics import TopicAction, decide

if TYPE_CHECKING:
    from retrieval import Library

MAX_TEXT_LENGTH = 800  # characters: with three quotations the reply is still one message
MAX_PHRASING_LENGTH = 200
MAX_PHRASINGS = 50
MAX_CITATIONS = 3  # the number of quotes of a reply
MIN_REPEATED = 8  # characters of a question that a text must not repeat; a shorter one is a word


class CuratedState(StrEnum):
    """The state of an answer."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUSPENDED = "suspended"  # its cited text has changed
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class CuratedAnswer:
    """One answer. ``changed`` is the time of its last change and names its version; ``why`` is the reason of a
    suspension.
    """

    id: int
    text: str
    citations: tuple[CitedSpan, ...]
    phrasings: tuple[str, ...]
    state: CuratedState
    author: str
    created: str
    changed: str = ""
    topic: int | None = None
    approver: str = ""
    approved: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class AnswerWording:
    """One question that an answer is given to, with the question that it follows up, if any."""

    question: str
    before: str = ""


def add(
    db: Connection,
    text: str,
    citations: Sequence[CitedSpan],
    phrasings: Sequence[str],
    author: str,
    topic: int | None = None,
) -> int:
    """Store a draft and return its number. Personal data in the text and the phrasings is masked.

    A phrasing in the words of somebody who asked is marked as such: it goes when their exchange is erased.

    Raises:
        CuratedAnswerError: a part is missing, too long or too many, the text repeats somebody's words, or there is no
            such topic.
    """
    if topic is not None and not _exists(db, "topics", topic):
        raise CuratedAnswerError(faq.CURATED_NO_TOPIC.format(number=topic))
    text, questions = validate(text, citations, phrasings)
    asked = _asked_by_people(db, questions, topic)
    _refuse_repetition(text, asked)
    now = clock.timestamp("microseconds")
    content = {"text": text, "citations": _citations_to_json(citations), "topic": topic}
    draft = {"state": CuratedState.DRAFT.value, "author": author, "created": now, "changed": now}
    # Never a number that was given before: exchanges and notices refer to it.
    number = counters.next_id(db, "curated")
    db.table("curated").insert({"id": number, **content, **draft})
    _replace_phrasings(db, number, questions, asked)
    counters.increment(db, "curated")
    return number


def validate(text: str, citations: Sequence[CitedSpan], phrasings: Sequence[str]) -> tuple[str, list[str]]:
    """The text and the phrasings as they are stored: redacted, each phrasing on one line and once.

    Raises:
        CuratedAnswerError: a part is missing, too long or too many.
    """
    text, questions = _validate_text(text), _validate_phrasings(phrasings)
    _validate_citations(citations)
    return text, questions


def edit(
    db: Connection,
    number: int,
    who: str,
    text: str | None = None,
    citations: Sequence[CitedSpan] | None = None,
    phrasings: Sequence[str] | None = None,
) -> CuratedAnswer:
    """Change the given parts; the answer becomes a draft of ``who``, and is not used until another person approves
    it.

    Raises:
        CuratedAnswerError: there is no such answer, or a part cannot be stored.
    """
    found = get(db, number)
    changes: Row = {}
    questions = _validate_phrasings(phrasings) if phrasings is not None else list(found.phrasings)
    asked = _asked_by_people(db, questions, found.topic) | _marked_as_asked(db, number)
    if text is not None:
        changes["text"] = _validate_text(text)
        _refuse_repetition(changes["text"], asked)
    if citations is not None:
        _validate_citations(citations)
        changes["citations"] = _citations_to_json(citations)
    if phrasings is not None:
        _replace_phrasings(db, number, questions, asked)
    reset = {"state": CuratedState.DRAFT.value, "author": who, "approver": None, "approved": None, "why": None}
    return _update(db, number, changes | reset)


def approve(db: Connection, number: int, approver: str, library: Library, seen: str = "") -> CuratedAnswer:
    """Put a draft, or a suspended answer, into use; its topic leaves the unanswered queue.

    ``seen`` is the ``changed`` of the version that the approver read.

    Raises:
        CuratedAnswerError: there is none, it is not waiting, the approver wrote it, it was changed since it was read,
            or the library does not hold what it cites.
    """
    found = get(db, number)
    if found.state not in (CuratedState.DRAFT, CuratedState.SUSPENDED):
        raise CuratedAnswerError(faq.CURATED_NOT_WAITING.format(number=number, state=faq.CURATED_STATES[found.state]))
    if found.author == approver:
        raise CuratedAnswerError(faq.CURATED_OWN.format(number=number))
    if seen and seen != found.changed:
        raise CuratedAnswerError(faq.CURATED_CHANGED_SINCE.format(number=number))
    if gone := CitationLocator(library, found.citations).missing(found.citations):
        raise CuratedAnswerError(faq.CURATED_UNSUPPORTED.format(number=number, place=place_of(gone[0])))
    now = clock.timestamp("microseconds")
    state = {"state": CuratedState.APPROVED.value, "approver": approver, "approved": now, "why": None}
    approved = _update(db, number, state)
    if found.topic is not None and _exists(db, "topics", found.topic):
        decide(db, found.topic, TopicAction.CURATED, approver, str(number))
    return approved


def retire(db: Connection, number: int, who: str) -> CuratedAnswer:
    """Take an answer out of use for good; exchanges that were answered with it stay.

    Raises:
        CuratedAnswerError: there is none, or it was retired before.
    """
    if get(db, number).state is CuratedState.RETIRED:
        raise CuratedAnswerError(faq.CURATED_RETIRED_BEFORE.format(number=number))
    return _update(db, number, {"state": CuratedState.RETIRED.value, "why": faq.CURATED_RETIRED_BY.format(who=who)})


def suspend(db: Connection, number: int, why: str) -> CuratedAnswer:
    """Take an answer out of use until it is approved again."""
    return _update(db, number, {"state": CuratedState.SUSPENDED.value, "why": why})


def get(db: Connection, number: int) -> CuratedAnswer:
    """One answer. Raises `CuratedAnswerError` where there is none of this number."""
    rows = list(db.table("curated").rows_where("id = ?", [number]))
    if not rows:
        raise CuratedAnswerError(faq.CURATED_NONE.format(number=number))
    return _from_row(db, rows[0])


def list_answers(db: Connection, states: Iterable[CuratedState] = ()) -> list[CuratedAnswer]:
    """The answers in these states, by number; of all states where none is given."""
    wanted = {state.value for state in states}
    rows = list(db.table("curated").rows_where(order_by="id"))
    return [_from_row(db, row) for row in rows if not wanted or row["state"] in wanted]


def approved_with_phrasings(db: Connection) -> list[tuple[CuratedAnswer, tuple[AnswerWording, ...]]]:
    """The answers in use, each with its wordings: its phrasings, and the question that its topic began with."""
    return [
        (each, (*map(AnswerWording, each.phrasings), *_topic_wordings(db, each)))
        for each in list_answers(db, (CuratedState.APPROVED,))
    ]


def version(db: Connection) -> tuple[int, int]:
    """A value that changes whenever the answers in use or their wordings change; cheap."""
    return counters.value(db, "curated"), counters.value(db, "erasures")


def _topic_wordings(db: Connection, curated: CuratedAnswer) -> list[AnswerWording]:
    rows = db.table("topics").rows_where("id = ?", [curated.topic]) if curated.topic is not None else ()
    return [AnswerWording(row["anchor"], row["before"]) for row in rows]


def _validate_text(text: str) -> str:
    redacted = redact(mend(text).strip())
    if not any(map(str.isalnum, remove_masks(redacted))):
        raise CuratedAnswerError(faq.CURATED_NO_TEXT)
    if len(redacted) > MAX_TEXT_LENGTH:
        raise CuratedAnswerError(faq.CURATED_TEXT_LONG.format(limit=MAX_TEXT_LENGTH, found=len(redacted)))
    return redacted


def _validate_phrasings(phrasings: Sequence[str]) -> list[str]:
    """Each on one line, redacted, once."""
    redacted = list(dict.fromkeys(redact(one_line(mend(phrasing))) for phrasing in phrasings))
    for phrasing in redacted:
        if not any(map(str.isalnum, remove_masks(phrasing))):
            raise CuratedAnswerError(faq.CURATED_EMPTY_PHRASING.format(found=preview(phrasing)))
        if len(phrasing) > MAX_PHRASING_LENGTH:
            raise CuratedAnswerError(
                faq.CURATED_PHRASING_LONG.format(limit=MAX_PHRASING_LENGTH, found=preview(phrasing))
            )
    if not 0 < len(redacted) <= MAX_PHRASINGS:
        raise CuratedAnswerError(faq.CURATED_PHRASINGS.format(limit=MAX_PHRASINGS, found=len(redacted)))
    return redacted


def _validate_citations(citations: Sequence[CitedSpan]) -> None:
    if not 0 < len(citations) <= MAX_CITATIONS:
        raise CuratedAnswerError(faq.CURATED_CITATIONS.format(limit=MAX_CITATIONS, found=len(citations)))


def _asked_by_people(db: Connection, phrasings: Sequence[str], topic: int | None) -> set[str]:
    """The phrasings that are the words of a logged question, and the questions of a topic, each on one line."""
    found = db.execute(
        "select question from interactions"
        " where replace(question, char(10), ' ') in (select value from json_each(:phrasings))"
        " union select i.question from members m join interactions i on i.id = m.interaction where m.topic = :topic",
        {"phrasings": json.dumps(phrasings, ensure_ascii=False), "topic": topic},
    )
    return {redact(one_line(question)) for (question,) in found}


def _marked_as_asked(db: Connection, number: int) -> set[str]:
    found = db.execute("select question from curated_phrasings where curated = ? and asked", [number])
    return {question for (question,) in found}


def _refuse_repetition(text: str, asked: Iterable[str]) -> None:
    """Refuse a text that holds a whole question of somebody: an answer in use outlives the questions."""
    for question in sorted(asked, key=len):
        if len(question) >= MIN_REPEATED and question in text:
            raise CuratedAnswerError(faq.CURATED_REPEATS.format(found=preview(question)))


def _replace_phrasings(db: Connection, number: int, phrasings: Sequence[str], asked: Set[str]) -> None:
    db.table("curated_phrasings").delete_where("curated = ?", [number])
    rows = ({"curated": number, "question": each, "asked": int(each in asked)} for each in phrasings)
    db.table("curated_phrasings").insert_all(rows)


def _update(db: Connection, number: int, values: Row) -> CuratedAnswer:
    db.table("curated").update(number, {**values, "changed": clock.timestamp("microseconds")})
    counters.increment(db, "curated")
    return get(db, number)


def _exists(db: Connection, table: str, number: int) -> bool:
    return bool(db.table(table).count_where("id = ?", [number]))


def _from_row(db: Connection, row: Row) -> CuratedAnswer:
    asked = db.execute("select question from curated_phrasings where curated = ? order by rowid", [row["id"]])
    cited, phrasings = json.loads(row["citations"]), tuple(question for (question,) in asked)
    read = {"citations": tuple(CitedSpan(**each) for each in cited), "state": CuratedState(row["state"])}
    known = {name: value for name, value in row.items() if value is not None}
    return CuratedAnswer(**known | read, phrasings=phrasings)


def _citations_to_json(citations: Sequence[CitedSpan]) -> str:
    return json.dumps([asdict(cited) for cited in citations], ensure_ascii=False)
