"""What each document has, asked without saying of which: the choice comes back, and a pick answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Engine
from retrieval.models import Lack, Outcome
from tests.retrieval.invented import library_of

RULES: dict[str, str | bytes] = {
    f"{name}.txt": f"{place}{name}管理办法\n\n第一条 为规范{name}，制定本办法。\n第二条 {name}由{place}城管局负责。\n"
    f"第三条 本办法自{year}年5月1日起施行。\n"
    for name, place, year in (("养犬", "甲县", 2019), ("停车", "乙县", 2020), ("绿化", "丙县", 2021))
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine over three sets of rules."""
    return Engine(library_of(tmp_path_factory.mktemp("unnamed"), RULES))


@pytest.mark.parametrize(
    "question", ["什么时候施行", "这个办法哪天生效的", "谁发的", "现在还有效吗", "第三条怎么规定的"]
)
def test_the_document_is_asked_for(engine: Engine, question: str) -> None:
    """No document is picked at random: all are offered, and nothing is in bold."""
    reply = engine.ask(question)
    assert (reply.outcome, reply.short, reply.quotes) == (Outcome.CLARIFY, None, ())
    assert set(reply.offered) == set(RULES)


@pytest.mark.parametrize("pick", ["停车管理办法", "乙县停车管理办法"])
def test_a_pick_answers_what_was_asked(engine: Engine, pick: str) -> None:
    """The earlier question is answered of the document that is picked."""
    assert engine.ask(pick, ["什么时候施行"]).short == "2020年5月1日"


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("养犬办法什么时候施行", "养犬.txt"),
        ("乙县的办法第三条说什么", "停车.txt"),
        ("绿化办法什么时候生效", "绿化.txt"),
    ],
)
def test_a_named_document_is_not_asked_for(engine: Engine, question: str, file: str) -> None:
    """Where a word or a place tells which one is meant, it answers."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert reply.quotes[0].passage.file == file


def test_of_many_documents_none_is_offered(tmp_path: Path) -> None:
    """Where more than eight may be meant, the name, the place or the year is asked for, and it is said how many are."""
    rules: dict[str, str | bytes] = {
        f"{at}.txt": f"某县第{at}类犬只管理办法\n\n第一条 本办法自2021年5月{at + 1}日起施行。\n" for at in range(9)
    }
    reply = Engine(library_of(tmp_path, rules)).ask("什么时候施行")
    assert (reply.outcome, reply.offered, reply.suggestions) == (Outcome.CLARIFY, (), ())
    assert reply.reason is not None
    assert (reply.reason.lack, reply.reason.held_count) == (Lack.WHICH_REPORT, 9)
