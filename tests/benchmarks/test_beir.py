"""The command line over judged collections."""

from __future__ import annotations

import json
from pathlib import Path

import jieba
import pytest

from benchmarks.beir import main, measure
from benchmarks.collection import load_collection
from retrieval.text import tokenization

SHARED = Path(__file__).parents[2].parent / "shared" / "ir"
KEYS = ["R@1", "R@5", "R@10", "R@100", "MRR@10", "nDCG@10", "index_s", "query_ms_p50", "query_ms_p99"]
CORPUS = [
    {"id": "p1", "title": "行政复议法", "text": "申请人可以自知道之日起六十日内提出行政复议申请。"},
    {"id": "p2", "title": "行政处罚法", "text": "当事人应当自收到决定书之日起十五日内缴纳罚款。"},
    {"id": "p3", "title": "档案法", "text": "档案应当按照规定移交。"},
]
QUERIES = [{"id": "q1", "text": "多久内申请行政复议？"}, {"id": "q2", "text": "罚款几天内缴纳"}]


@pytest.fixture(scope="module", autouse=True)
def one_dictionary() -> None:
    """A peer that cuts with jieba's own tokenizer takes the dictionary of ours: a second one is 60 MB."""
    ours = tokenization.segmentation_dictionary()
    ours.load_all()
    jieba.dt.FREQ, jieba.dt.total, jieba.dt.initialized = ours.frequencies, ours.total, True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collection of three passages and two questions."""
    write(tmp_path / "corpus.jsonl", CORPUS)
    write(tmp_path / "queries.jsonl", QUERIES)
    (tmp_path / "qrels.tsv").write_text("q1\tp1\t1\nq2\tp2\t1\n", encoding="utf-8")
    return tmp_path


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.parametrize("engine", ["wenda", "fused", "rank-bm25"])
def test_prints_the_measures_in_the_promised_order(
    folder: Path, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every engine gives the same keys and finds the easy passages."""
    assert main([str(folder), "--engine", engine, "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert list(scores) == KEYS
    assert scores["R@100"] == 1.0


def test_other_questions_and_judgements_replace_the_folders_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files given by option are read instead."""
    write(folder / "held.jsonl", [{"id": "h1", "text": "档案怎么移交"}])
    (folder / "held.tsv").write_text("query-id\tcorpus-id\tscore\nh1\tp3\t1\n", encoding="utf-8")
    options = ["--queries", str(folder / "held.jsonl"), "--qrels", str(folder / "held.tsv")]
    assert main([str(folder), *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["R@1"] == 1.0


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", "", "corpus.jsonl: wanted at least one passage, found none"),
        ("corpus.jsonl", "{oops\n", "corpus.jsonl:1: wanted a JSON object, found '{oops'"),
        ("corpus.jsonl", '{"id": "p1"}\n', "corpus.jsonl:1: wanted 'text' to be a string, found None"),
        ("corpus.jsonl", '{"id": "p", "text": "x"}\n{"id": "p", "text": "y"}\n', "corpus.jsonl:2: wanted an id of its"),
        ("queries.jsonl", '{"text": "x"}\n', "queries.jsonl:1: wanted an id, found None"),
        ("qrels.tsv", "q1 p1 1\n", "qrels.tsv:1: wanted query, passage and a whole number between tabs"),
        ("qrels.tsv", "q9\tp1\t1\n", "wanted at least one question with a relevant passage"),
        ("qrels.tsv", None, "qrels.tsv: wanted a file to read, found: No such file"),
    ],
)
def test_bad_input_is_one_line_that_says_where(
    folder: Path, file: str, content: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad collection gives exit code 1, one line on stderr and nothing on stdout."""
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content, encoding="utf-8")
    assert main([str(folder), "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1


def test_an_unknown_engine_is_a_wrong_command_line(folder: Path) -> None:
    """A wrong command line gives exit code 2."""
    with pytest.raises(SystemExit) as stopped:
        main([str(folder), "--engine", "oracle"])
    assert stopped.value.code == 2


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the public collections are not beside this repository")
def test_both_stages_hold_their_level_on_government_notices() -> None:
    """MRR@10 on questions about notices reaches its level for one stage and exceeds it for two."""
    collection = load_collection(SHARED / "ncp")
    one, two = measure(collection, "fused"), measure(collection, "wenda")
    assert one["MRR@10"] >= 0.79
    assert two["MRR@10"] >= 0.80
    assert two["R@100"] == one["R@100"]
