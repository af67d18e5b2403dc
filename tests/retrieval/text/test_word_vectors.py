"""Word vectors: near meanings are near in the shipped table, and a file that is no table is refused."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.models import ReportError
from retrieval.resources import VECTORS, read_word_vectors
from retrieval.text.word_vectors import WordVectors
from tests.examples import examples


def small() -> WordVectors:
    """A table of three words."""
    components = np.array([[127, 0], [0, 127], [90, 90]], np.int8)
    return WordVectors(["工资", "工作", "工"], components, np.array([0.5, 1.0, 0.1], np.float32))


def test_a_text_is_the_sum_of_its_words() -> None:
    """Weighty words decide; what is no word of the table counts nothing."""
    one, other, none = small().encode(["工资,工作", "工作", "abc"])
    assert np.allclose(one, np.array([0.5, 1.0]) / np.hypot(0.5, 1.0), atol=1e-6)
    assert np.allclose(other, [0, 1])
    assert not none.any()


@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [
        ("老板不给工钱", "用人单位应当按时足额支付劳动报酬", "公园应当免费向公众开放"),
        ("小孩打游戏", "未成年人沉迷网络", "机动车所有权发生转移"),
        ("家里的狗咬了人", "犬只伤害他人的,饲养人应当承担责任", "建设单位应当组织竣工验收"),
        ("房子漏水找谁修", "物业服务人应当维修养护建筑物", "选民名单应当公布"),
        ("看病能报多少钱", "医疗费用由基本医疗保险基金支付", "河流保护范围内禁止采砂"),
    ],
)
def test_everyday_words_are_near_the_official_ones(asked: str, near: str, far: str) -> None:
    """Question and sentence share no word."""
    question, right, wrong = read_word_vectors().encode([asked, near, far])
    assert question @ right > question @ wrong + 0.1


def test_a_table_is_written_and_read(tmp_path: Path) -> None:
    """All of it comes back, mapped."""
    small().save(tmp_path / "v.bin")
    again = WordVectors.open(tmp_path / "v.bin")
    assert again.words == small().words
    assert np.array_equal(again.components, small().components)
    assert np.array_equal(again.encode(["工资工作工"]), small().encode(["工资工作工"]))


def test_what_is_encoded_is_not_kept() -> None:
    """A text of a library is read once; what people ask leaves nothing behind, however much of it there is."""
    table = small()
    assert table.read("工资") is table.read("工资")
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(300):
            table.encode([f"{number}" + "工资" * 2000])
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 500_000


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "found an empty file"),
        (b"PK\x03\x04", "wanted a table of word vectors"),
        (b"wenda-vectors 9 {}\n", "wanted a table of word vectors"),
        (b"wenda-vectors 1 {\n", "a broken head"),
        (b'wenda-vectors 1 {"words": 1}\n', "a broken head"),
        (b"wenda-vectors 1 []\n", "a broken head"),
        (b'wenda-vectors 1 {"words": 1, "dimensions": 2, "bytes": 3}\nabc', "wanted 67 bytes, found 61"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    """The error names the file."""
    (tmp_path / "v.bin").write_bytes(content)
    with pytest.raises(ReportError, match=rf"v\.bin: .*{found}"):
        WordVectors.open(tmp_path / "v.bin")


def test_the_shipped_table_is_small_enough_to_ship() -> None:
    """Its vectors are as long as they say, and their words are all different."""
    table = read_word_vectors()
    assert len(set(table.words)) == len(table.words) == len(table.components) == len(table.scales)
    assert VECTORS.stat().st_size < 15_000_000


@settings(max_examples=examples(100))
@given(st.text(max_size=60))
def test_any_text_has_a_vector_of_length_one_or_none(text: str) -> None:
    """Whatever somebody writes."""
    length = float(np.linalg.norm(read_word_vectors().encode([text])[0]))
    assert length == pytest.approx(1, abs=1e-5) or length == 0
