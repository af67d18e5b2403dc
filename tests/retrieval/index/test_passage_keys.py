"""Permanent keys of passages, and the sorted index that finds passages by them."""

from __future__ import annotations

import pytest

from retrieval.index.passage_keys import DIGESTS, ROWS, PassageKeyIndex, PassageKeyWriter, passage_key, passage_keys
from retrieval.index.segments import Segment
from retrieval.models import Clause, Passage
from tests.shipped import library


def report(file: str, *paths: str) -> list[Passage]:
    """Passages of these clauses."""
    return [
        Passage(f"{file}{at}", file, "报告", None, Clause(path, (), at, at + 1, at), at, at + 1, "字")
        for at, path in enumerate(paths)
    ]


def segment(first: int, *reports: list[Passage]) -> Segment:
    """A segment whose first row has this number."""
    writer = PassageKeyWriter()
    for passages in reports:
        writer.add_passages(passages)
    return Segment(writer.arrays(), len(reports), sum(map(len, reports)), first_passage=first)


@pytest.mark.parametrize(("clause", "key"), [("元数据", "T1fZPtFfuLKO"), ("一/(一)/一是", "KsSCZArN323O")])
def test_keys_are_those_of_messages_that_were_sent_before(clause: str, key: str) -> None:
    """Buttons stay in chats for years: the key of a clause of the shipped report never changes."""
    passage = next(p for p in library().passages if p.clause.path == clause)
    assert passage_key(passage) == key
    assert library().passages.by_key(key) == passage


def test_every_passage_is_found_by_its_key() -> None:
    """Also where a clause has several passages, and through several segments."""
    reports = [report("a", "一", "一", "二"), report("b", "一"), report("c", "一", "一")]
    index = PassageKeyIndex([segment(0, *reports[:2]), segment(4, reports[2])])
    keys = [key for passages in reports for key in passage_keys(passages)]
    assert len(set(keys)) == 6
    assert [list(index.rows(key)) for key in keys] == [[0], [1], [2], [3], [4], [5]]


def test_a_report_that_was_replaced_comes_after_the_new_one() -> None:
    """Both rows are given, the newest first: whoever knows which reports count takes the first of those."""
    old, new = report("a", "一", "二"), report("a", "二")
    index = PassageKeyIndex([segment(0, old), segment(2, new)])
    assert list(index.rows(passage_key(new[0]))) == [2, 1]


@pytest.mark.parametrize("key", ["", "p17", "A" * 11, "A" * 13, "A" * 11 + "=", "字" * 12, "A" * 11 + "\n", "A" * 12])
def test_anything_else_finds_nothing(key: str) -> None:
    """A modified client may send any key."""
    assert list(PassageKeyIndex([segment(0, report("a", "一"))]).rows(key)) == []


def test_a_passage_takes_twelve_bytes() -> None:
    """Digests ascend."""
    arrays = segment(0, report("a", *map(str, range(500)))).arrays
    assert arrays[DIGESTS].nbytes + arrays[ROWS].nbytes == 12 * 500
    assert (arrays[DIGESTS][1:] > arrays[DIGESTS][:-1]).all()
