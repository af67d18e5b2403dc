"""The comparison of speed runs on a small corpus, and the engines agree on the best passage."""

from __future__ import annotations

import json

import pytest

from benchmarks.peers import PEERS, Search
from benchmarks.speed import main, measure
from benchmarks.synthetic import make_corpus


def test_every_engine_has_times_or_is_absent(capsys: pytest.CaptureFixture[str]) -> None:
    """A peer that is not installed is reported, the others are timed."""
    assert main(["--passages", "50", "--queries", "3", "--json"]) == 0
    engines = json.loads(capsys.readouterr().out)["engines"]
    assert list(engines) == list(PEERS)
    for row in engines.values():
        assert set(row) in ({"index_s", "query_ms_p50", "query_ms_p99"}, {"absent"})
    assert "absent" not in engines["wenda"]


def test_a_missing_peer_is_no_error() -> None:
    """A failed import gives a row that says what is absent."""

    def build(passages: object) -> Search:
        raise ModuleNotFoundError("No module named 'peer'", name="peer")

    assert measure(build, make_corpus(20, 1)) == {"absent": "not installed: peer"}


@pytest.mark.parametrize("name", ["wenda", "wenda-postings", "bm25s", "tantivy", "sqlite-fts5"])
def test_a_peer_finds_the_passage_that_the_question_was_taken_from(name: str) -> None:
    """The first hit contains all words of the query, as at least one passage does."""
    corpus = make_corpus(200, 10)
    try:
        search = PEERS[name](corpus.passages)
    except ImportError:
        pytest.skip(f"{name} is not installed")
    for query in corpus.queries:
        best = max(sum(word in words for word in set(query)) for words in corpus.passages)
        assert max(sum(word in corpus.passages[at] for word in set(query)) for at in search(query)) == best


def test_the_same_seed_makes_the_same_corpus_in_zipf_proportions() -> None:
    """The most frequent word is drawn about twice as often as the second."""
    corpus = make_corpus(2000, 5)
    assert corpus == make_corpus(2000, 5)
    assert corpus != make_corpus(2000, 5, seed=8)
    counts: dict[str, int] = {}
    for words in corpus.passages:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    first, second, *_ = sorted(counts.values(), reverse=True)
    assert 1.8 < first / second < 2.2


@pytest.mark.parametrize("value", ["0", "-3", "many"])
def test_a_corpus_of_no_passages_is_a_wrong_command_line(value: str) -> None:
    """A wrong command line gives exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main(["--passages", value])
    assert stopped.value.code == 2
