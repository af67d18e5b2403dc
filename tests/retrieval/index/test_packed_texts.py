"""Packed texts: any text comes back, one at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.packed_texts import PackedTexts, StringTable, TextPacker, decode_text, encode_text

ANY_TEXT = st.text(st.characters(codec=None) | st.sampled_from("\ud800\udfff\0𠮷"), max_size=20)


@given(st.lists(ANY_TEXT))
def test_texts_survive_packing(texts: list[str]) -> None:
    """Empty ones, halves of surrogate pairs, NULs, characters outside the basic plane."""
    packer = TextPacker(texts)
    packed = PackedTexts(packer.arrays("x"), "x")
    assert list(packed) == texts
    assert len(packed) == len(packer) == len(texts)
    assert packed.sizes.tolist() == [len(encode_text(text)) for text in texts]
    assert decode_text(packer.arrays("x")["x/bytes"], 0, packer.size) == decode_text(
        TextPacker(["".join(texts)]).arrays("x")["x/bytes"], 0, packer.size
    )


@pytest.mark.parametrize("at", [-1, 2])
def test_a_number_that_is_not_there(at: int) -> None:
    """Numbers count from 0; there is no last but one."""
    with pytest.raises(IndexError, match="wanted the number of one of 2 texts"):
        PackedTexts(TextPacker(["a", "b"]).arrays("x"), "x")[at]


def test_a_string_is_kept_once() -> None:
    """The same string has the same number."""
    table = StringTable()
    assert [table.number(text) for text in ("甲", "乙", "甲")] == [0, 1, 0]
    assert list(PackedTexts(table.arrays("x"), "x")) == ["甲", "乙"]
