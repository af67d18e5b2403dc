"""The ablation: each row really lacks the ingredient that it names, and a measurement leaves the engine alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.evaluation.ablation import ablation_table, operating_curve, variants
from retrieval.evaluation.gold import GoldQuestion
from retrieval.scoring.evidence import Evidence
from tests.retrieval.invented import HARBOUR, LIBRARIES, library_of

WHOLE = "nothing: the whole engine"
BARE = "lexicon, phrasings, gaps and classifier: BM25 of words and n-grams alone"
GOLDS = [
    GoldQuestion("1", "number", "一共保留了多少审批事项", (), ("共保留审批事项189项",), "189项", None),
    GoldQuestion("2", "unanswerable", "司法局电话是多少", (), (), None, None),
]


def evidence(engine: Engine, question: str) -> Evidence:
    """What the composed pipeline finds for a question."""
    reader = engine.pipeline.reader
    return reader.evidence(reader.analyzer.analyse(question))


# What each ingredient gives to a question that it was made for; nothing where it is absent.
PROBES: dict[str, Callable[[Engine], object]] = {
    "the lexicon": lambda engine: evidence(engine, "民告官的案子几件").question.expansions,
    "phrasings": lambda engine: evidence(engine, "一共保留了多少审批事项").candidates.fact_scores.any(),
    "gaps": lambda engine: engine.pipeline.composer.advice.reason(evidence(engine, "司法局电话是多少")).turn_to,
    "the table of attributes": lambda engine: evidence(engine, "司法局电话是多少").wanted,
    "places": lambda engine: engine.pipeline.scoping.scoped("威海市文登区保留了几项", ()).named.places,
    "repair of slips": lambda engine: engine.pipeline.reader.spelling("行政付议受理几件")[1],
    "the answerability classifier": lambda engine: engine.pipeline.reader.estimator.threshold,
}
SEVERAL = {
    WHOLE: set[str](),
    "phrasings and gaps": {"phrasings", "gaps"},
    BARE: {"the lexicon", "phrasings", "gaps", "the answerability classifier"},
}


@pytest.fixture(scope="module")
def rows(library: Library) -> dict[str, Engine]:
    """The engine of each row."""
    return dict(variants(library))


@pytest.mark.parametrize("name", [*PROBES, *SEVERAL])
def test_a_row_lacks_its_ingredients_and_no_others(rows: dict[str, Engine], name: str) -> None:
    """A question that needs an ingredient gets something of it, but in the rows without."""
    absent = {ingredient for ingredient, gives in PROBES.items() if not gives(rows[name])}
    assert absent == SEVERAL.get(name, {name})


def test_every_row_is_probed(rows: dict[str, Engine]) -> None:
    """No row goes untested."""
    assert rows.keys() == PROBES.keys() | SEVERAL.keys()


def test_without_places_the_own_place_is_a_word_like_others(rows: dict[str, Engine]) -> None:
    """The report's own place leaves a question only where places are known."""
    whole, placeless = (
        rows[name].pipeline.scoping.scoped("威海市文登区保留了几项", ()).question.query for name in (WHOLE, "places")
    )
    assert whole == "保留了几项"
    assert placeless == "威海市文登区保留了几项"


def test_the_table_has_a_row_an_engine(library: Library, rows: dict[str, Engine]) -> None:
    """In the order in which they are made."""
    found = [line.split(" | ")[0].strip("| ") for line in ablation_table(library, GOLDS).splitlines()]
    assert found[2:] == list(rows)


def test_the_curve_leaves_the_engine_as_it_is(rows: dict[str, Engine]) -> None:
    """Thresholds are tried on other engines; at the lowest all is answered, at the highest not."""
    engine = rows[WHOLE]
    before = engine.pipeline.reader.estimator.threshold
    lines = operating_curve(engine, GOLDS).splitlines()[2:]
    assert engine.pipeline.reader.estimator.threshold == before
    assert sum("(used)" in line for line in lines) == 1
    assert len({line.split("|", 2)[2] for line in lines}) > 1


def test_meaning_has_a_row_where_it_is_used(tmp_path: Path, rows: dict[str, Engine]) -> None:
    """Among several reports the row's engine is without; one report is searched without."""
    several = dict(variants(library_of(tmp_path, {"a.txt": LIBRARIES, "b.txt": HARBOUR})))
    name = "the meaning of words"
    assert several[WHOLE].pipeline.reader.reranker is not None
    assert several[name].pipeline.reader.reranker is None
    assert name not in rows
