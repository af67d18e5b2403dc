"""No message of any shape costs much, through the whole bot: from Telegram's update to the reply and its topic."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.curation import curated_answers
from bot.curation.answer_matcher import CuratedAnswerMatcher
from bot.curation.cited_spans import cite
from bot.storage.database import DatabaseWorker
from bot.telegram.handlers.addressing import SHORT_ENOUGH, TOO_LONG
from bot.topics.assignment import TopicAssigner
from bot.topics.similarity import QuestionReader
from retrieval import Engine, Library
from tests.bot.conftest import Serve
from tests.botapi import BotApiServer
from tests.hostile import LONGEST, SHAPES, text_of
from tests.pace import steady_cost

LIMIT_S = 0.1
# What Telegram takes, what is answered, what goes to the engine as it is, and what a usual question may have.
LENGTHS = (LONGEST, TOO_LONG, SHORT_ENOUGH, 100)
STAFF_ANSWER = "办理居住证要带哪些材料"


@pytest.fixture
def curated(store: DatabaseWorker, library: Library) -> CuratedAnswerMatcher:
    """A staff answer, with whose words each question is compared."""
    cited = [cite(library, "一/(一)/一是", "189项")]
    number = store.write(lambda db: curated_answers.add(db, "答", cited, (STAFF_ANSWER,), "one"))
    store.write(lambda db: curated_answers.approve(db, number, "other", library))
    return CuratedAnswerMatcher(store, lambda: library, lambda: QuestionReader(library.lexicon, library.gazetteer))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
async def test_no_message_costs_much(
    server: BotApiServer,
    serve: Serve,
    engine: Engine,
    library: Library,
    store: DatabaseWorker,
    curated: CuratedAnswerMatcher,
    name: str,
) -> None:
    """Alone, and as a follow-up of another such message: at most a tenth of a second of processor time."""
    assigner = TopicAssigner(store, lambda: QuestionReader(library.lexicon, library.gazetteer))
    async with serve(server, engine, curated=curated):

        def message(length: int) -> Callable[[int], Awaitable[object]]:
            async def exchange(seed: int) -> None:
                chat = server.private_chat(user_id=10_000 * length + seed)
                for each in (text_of(name, length, seed), "那呢" + text_of(name, length - 2, seed + 1_000)):
                    chat.send(each)
                    await chat.wait_for()
                await asyncio.to_thread(assigner.assign_new)

            return exchange

        await message(50)(0)  # what is loaded on first use
        costs = {length: await steady_cost(message(length), 2 * LIMIT_S) / 2 for length in LENGTHS}
    slow = {length: round(seconds, 3) for length, seconds in costs.items() if seconds >= LIMIT_S}
    assert slow == {}
