"""What a look-up shares with the passages that it finds."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.search.highlight import Highlighter
from retrieval.search.query import LookupQuery
from retrieval.search.syntax import parse_query
from retrieval.text.normalization import compact
from tests.pace import cost


@pytest.mark.parametrize("words", ["火星移民", "天气预报", "飞碟公交", "水果之王"])
def test_characters_alone_find_nothing(engine: Engine, words: str) -> None:
    """A passage with some of its characters in other words has nothing to do with what is looked for."""
    assert engine.search(words, 5)
    assert engine.look_up(parse_query(words), 5) == []


@pytest.mark.parametrize("words", ["执法记录仪数量", "行政復議", "审批 调解", "2021年 培训", "罚"])
def test_what_is_found_shows_what_matched(engine: Engine, words: str) -> None:
    """Each passage has a mark, and what is marked is a part of what was typed."""
    hits = engine.look_up(parse_query(words), 20)
    assert hits
    for hit in hits:
        marked = {compact((hit.heading or hit.passage.text)[start:end]) for start, end in hit.marks}
        assert marked
        assert all(each in compact(words) for each in marked)


def test_an_everyday_word_finds_its_official_term(engine: Engine) -> None:
    """The term is what is marked, as a whole: a part of it says something else."""
    hits = engine.look_up(parse_query("民告官"), 20)
    assert hits
    assert {hit.passage.text[start:end] for hit in hits for start, end in hit.marks} == {"行政诉讼"}


def test_a_long_query_is_looked_for_in_many_texts_quickly() -> None:
    """As much as a message may hold, without a blank, against as many texts as a look-up ranks."""
    numbers = [f"{at}年" for at in range(1000, 1800)]
    texts = ["".join(numbers[at : at + 60]) for at in range(200)]

    def mark() -> None:
        highlighter = Highlighter(LookupQuery(words=("、".join(numbers)[:4096],)))
        assert all(len(highlighter.spans(text)) == 60 for text in texts)

    assert cost(mark, 0.5) < 0.5


def test_the_first_few_are_marked_like_all_of_them(engine: Engine) -> None:
    """How many are asked for changes nothing of those that come."""
    query = parse_query("执法记录仪 培训")
    few, many = engine.look_up(query, 3), engine.look_up(query, 30)
    assert [(hit.passage.id, hit.heading, hit.marks) for hit in few] == [
        (hit.passage.id, hit.heading, hit.marks) for hit in many[:3]
    ]
