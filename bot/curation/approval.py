"""Approval of staff answers, checked against the gold questions: an answer that contradicts one is refused."""

from __future__ import annotations

from bot.curation import curated_answers
from bot.curation.curated_answers import CuratedAnswer, CuratedAnswerError
from bot.curation.regression_trials import RegressionTrials
from bot.storage.database import Connection, DatabaseWorker
from bot.texts import staff_chat
from bot.topics import topics
from bot.topics.similarity import QuestionReader
from retrieval import Engine

FORCED_NOTE = "forced"  # in the note of the decision


class ContradictionError(CuratedAnswerError):
    """The answer would be given to a gold question although it does not cite its sentence."""


def approve(
    store: DatabaseWorker,
    trials: RegressionTrials,
    number: int,
    approver: str,
    *,
    seen: str = "",
    force: bool = False,
) -> CuratedAnswer:
    """Approve a draft as `bot.curation.curated_answers.approve` does; ``force`` skips the gold questions.

    The decision for an answer that only points at a clause is stored as a pointer.

    Raises:
        ContradictionError: one of its phrasings asks a gold question whose sentence it does not cite.
        CuratedAnswerError: as `bot.curation.curated_answers.approve` says.
        OSError, sqlite3.Error: the database cannot be used.
    """
    engine = trials.engine()
    found = store.read(lambda db: curated_answers.get(db, number))
    if not force:
        check_gold_questions(trials, engine, found)
    return store.write(lambda db: _approve_and_decide(db, found, approver, engine, seen or found.changed, force))


def check_gold_questions(
    trials: RegressionTrials, engine: Engine, found: CuratedAnswer, form: str = staff_chat.CONTRADICTED
) -> None:
    """Refuse an answer that would be given to a gold question whose sentence it does not cite; ``form`` says so.

    Raises:
        ContradictionError: it would.
    """
    reader = QuestionReader(engine.library.lexicon, engine.library.gazetteer)
    wrong = trials.contradicted_by(reader, found.phrasings, [cited.text for cited in found.citations])
    if wrong:
        named = {"question": wrong[0].question, "id": wrong[0].id, "quote": wrong[0].quotes[0]}
        more = staff_chat.CONTRADICTED_MORE.format(count=len(wrong) - 1) if len(wrong) > 1 else ""
        raise ContradictionError(form.format(number=found.id, more=more, **named))


def _approve_and_decide(
    db: Connection, found: CuratedAnswer, approver: str, engine: Engine, seen: str, force: bool
) -> CuratedAnswer:
    done = curated_answers.approve(db, found.id, approver, engine.library, seen)
    points = found.text == staff_chat.POINTED_TEXT
    if found.topic is not None and (points or force) and topics.topic(db, found.topic):
        action = topics.TopicAction.POINTED if points else topics.TopicAction.CURATED
        topics.decide(db, found.topic, action, approver, f"{found.id} {FORCED_NOTE}" if force else str(found.id))
    return done
