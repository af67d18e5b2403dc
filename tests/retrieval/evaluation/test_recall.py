"""Recall of the first stage: which passages hold a gold quote, and how deep the retriever has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from retrieval import Engine
from retrieval.corpus.filters import EVERYTHING, Filters
from retrieval.evaluation.gold import GoldQuestion
from retrieval.evaluation.recall import RecallFigures, asked_of_retriever, gold_passages, measure_recall
from retrieval.models import Hit
from retrieval.search.retriever import Query
from tests.retrieval.invented import HARBOUR, HARBOUR_PHRASINGS, LIBRARIES, library_of

BERTHS = "全年新建泊位12个"


@dataclass
class FixedRetriever:
    """Finds the same passages whatever is asked, and keeps what was asked."""

    hits: Sequence[Hit]
    asked: list[tuple[Query, Filters, int]] = field(default_factory=list)

    def search(self, query: Query, filters: Filters = EVERYTHING, k: int = 10) -> list[Hit]:
        """The first ``k``."""
        self.asked.append((query, filters, k))
        return list(self.hits[:k])


def gold(question: str, *quotes: str, history: tuple[str, ...] = ()) -> GoldQuestion:
    """A gold question."""
    return GoldQuestion(question, "number", question, history, quotes, None, None)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine over two invented reports, one of them with known questions."""
    files: dict[str, str | bytes] = {"港务.txt": HARBOUR, "港务.phrasings": HARBOUR_PHRASINGS, "图书馆.txt": LIBRARIES}
    return Engine(library_of(tmp_path_factory.mktemp("two"), files))


def figures_of(engine: Engine, retriever: FixedRetriever, *golds: GoldQuestion) -> RecallFigures:
    """The recall of a retriever in the place of the engine's own."""
    return measure_recall(Engine.of(replace(engine.parts, retriever=retriever)), golds)


def ranked(engine: Engine, rank: int, quote: str) -> list[Hit]:
    """A ranking whose passage at a rank, from 1 on, holds the quote; all others are the same one without it."""
    holder = next(passage for passage in engine.library.passages if quote in passage.text)
    other = next(passage for passage in engine.library.passages if quote not in passage.text)
    return [Hit(holder if at == rank else other, 1.0) for at in range(1, 201)]


@pytest.mark.parametrize(
    ("rank", "at"),
    [
        (1, {50: 100.0, 100: 100.0, 200: 100.0}),
        (50, {50: 100.0, 100: 100.0, 200: 100.0}),
        (51, {50: 0.0, 100: 100.0, 200: 100.0}),
        (101, {50: 0.0, 100: 0.0, 200: 100.0}),
        (201, {50: 0.0, 100: 0.0, 200: 0.0}),
    ],
)
def test_a_passage_counts_from_its_rank_on(engine: Engine, rank: int, at: dict[int, float]) -> None:
    """The passage at rank 51 is among the first 100, not among the first 50."""
    retriever = FixedRetriever(ranked(engine, rank, BERTHS))
    figures = figures_of(engine, retriever, gold("港口扩建了没有", BERTHS))
    assert figures.questions == 1
    assert dict(figures.at) == at


def test_known_questions_have_a_column_of_their_own(engine: Engine) -> None:
    """What the retriever misses and a known question points at counts there alone."""
    figures = figures_of(engine, FixedRetriever([]), gold("新添的船位数", BERTHS), gold("藏书", "采购图书3600册"))
    assert dict(figures.at) == {50: 0.0, 100: 0.0, 200: 0.0}
    assert figures.with_known == 50.0


def test_questions_without_a_quote_in_the_library_are_not_counted(engine: Engine) -> None:
    """Neither unanswerable ones nor those of another library."""
    figures = figures_of(engine, FixedRetriever([]), gold("船票多少钱"), gold("几条路", "新修公路3条"))
    assert figures.questions == 0
    assert set(figures.at.values()) == {0.0}


def test_a_quote_over_two_passages_stands_in_both(engine: Engine) -> None:
    """Whichever of them is found, the quote was in reach."""
    texts = {"图书馆.txt": LIBRARIES}
    found = gold_passages(engine, texts, ["接受捐赠图书450册。\n\n二、服务\n\n办理读者证"])
    held = [engine.library.passage(each).text for each in found]
    assert any("捐赠图书" in text for text in held)
    assert any("读者证" in text for text in held)


def test_the_retriever_is_asked_as_the_pipeline_asks(engine: Engine) -> None:
    """With the filters of the scope, without the words that select documents, and with the earlier question."""
    retriever = FixedRetriever([])
    figures_of(engine, retriever, gold("2023年青禾县新建泊位几个", BERTHS))
    ((query, filters, k),) = retriever.asked
    assert "2023" not in query.text
    assert "泊位" in query.text
    assert k == 200
    assert filters == asked_of_retriever(engine, gold("2023年青禾县新建泊位几个"))[1]
    assert engine.library.catalog.select(filters.reports, 10) == ["港务.txt"]
    question, _ = asked_of_retriever(engine, gold("那维修的呢", BERTHS, history=("新建泊位几个",)))
    assert "泊位" in question.context + question.query
