"""What a look-up shares with the passages that it finds."""

from __future__ import annotations

import pytest

from retrieval import Engine
from retrieval.search.syntax import parse_query
from retrieval.text.normalization import compact


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
