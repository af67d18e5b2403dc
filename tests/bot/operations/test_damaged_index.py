"""The index is damaged while it serves: whatever byte it is, nothing false is quoted, and a new index is made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.operations import engine_provider
from bot.operations.engine_provider import EngineProvider, index_stamp, load_engine
from retrieval import Engine
from retrieval.corpus import storage
from retrieval.models import DamagedIndexError
from tests.retrieval.corpus.test_index_damage import overwrite, places
from tests.retrieval.invented import HARBOUR, HARBOUR_PHRASINGS, LIBRARIES, indexed

QUESTIONS = ("新建泊位多少个", "起重机买了几台", "办了多少张读者证", "哪天成立的委员会", "文号是多少", "火星有多远")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An indexed folder of two reports."""
    return indexed(tmp_path, {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "c.txt": LIBRARIES})


def provided(folder: Path) -> EngineProvider:
    """A provider of the engine over a folder."""
    return EngineProvider(folder, load_engine(folder), index_stamp(folder))


@pytest.mark.slow  # an index and its engine for each of ninety arrays
def test_no_damage_is_quoted_or_ends_a_question(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte in each array in turn, as if nobody had checked: quotes are true, or the index is said to be damaged."""
    monkeypatch.setattr(engine_provider, "RECHECK_S", 0.0)
    texts = {"a.txt": HARBOUR, "c.txt": LIBRARIES}
    whole = folder.parent / "whole"
    shutil.copytree(folder / storage.HIDDEN, whole)
    refused = 0
    for at, name in enumerate({place.array: place for place in places(folder / storage.HIDDEN) if place.array}):
        shutil.rmtree(folder / storage.HIDDEN)
        shutil.copytree(whole, folder / storage.HIDDEN)
        found = [place for place in places(folder / storage.HIDDEN) if place.array == name]
        place = found[at % len(found)]
        provider = provided(folder)
        place.flip()
        for question in QUESTIONS:
            try:
                reply = provider.ask(question)
            except DamagedIndexError:
                refused += 1
                continue
            for quote in reply.quotes:
                assert texts[quote.passage.file][quote.start : quote.end] == quote.text, place
    assert refused > 0


def test_a_damaged_index_is_replaced_while_it_serves(folder: Path) -> None:
    """The question that finds it waits; the next look at the index makes it anew, and the answer is right."""
    provider = provided(folder)
    overwrite(folder, "12个", "18个")
    with pytest.raises(DamagedIndexError):
        provider.ask(QUESTIONS[0])
    assert provider.refresh()
    assert provider.ask(QUESTIONS[0]).short == "12个"
    storage.verify(folder / storage.HIDDEN)


def test_a_mistake_of_our_own_is_no_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the index is sound, an error is what it was."""
    monkeypatch.setattr(engine_provider, "RECHECK_S", 0.0)
    provider = provided(folder)

    def fail(self: Engine, question: str, history: tuple[str, ...] = ()) -> None:
        raise ValueError(question)

    monkeypatch.setattr(Engine, "ask", fail)
    with pytest.raises(ValueError, match="泊位"):
        provider.ask(QUESTIONS[0])
    assert not provider.refresh()
