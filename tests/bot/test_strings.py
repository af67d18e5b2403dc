"""Strings: mended, flattened, shortened; spans merged."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.strings import escape_controls, json_line, mend, merge_spans, one_line, preview, shorten, visible

SPANS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=8)


@given(SPANS, st.integers(0, 30))
def test_merged_spans_are_sorted_and_apart_and_inside(spans: list[tuple[int, int]], length: int) -> None:
    """Any spans become ones that a painter can go through from left to right."""
    merged = merge_spans(spans, length)
    edges = [edge for span in merged for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= length for edge in edges)
    covered = {i for a, b in spans for i in range(max(a, 0), min(b, length))}
    assert {i for a, b in merged for i in range(a, b)} == covered


@given(st.text(st.characters(codec=None)))
def test_mended_text_can_be_written(text: str) -> None:
    """Lone surrogates are replaced and any other text stays."""
    mend(text).encode("utf-8")
    if text.isascii():
        assert mend(text) == text


@given(st.text(), st.integers(1, 50))
def test_a_shortened_text_fits_and_begins_like_the_whole(text: str, most: int) -> None:
    """What fits stays as it is; of anything else all but the ellipsis is its beginning."""
    found = shorten(text, most)
    assert len(found) <= most
    assert found == text or text.startswith(found[:-1])


@given(st.text(), st.integers(1, 50))
def test_a_preview_is_one_line_and_shows_as_much_as_was_asked(text: str, most: int) -> None:
    """The ellipsis comes after the characters, not in the place of the last."""
    found, whole = preview(text, most), one_line(text)
    assert found == whole if len(whole) <= most else found == whole[:most] + "…"


def is_unsafe(char: str) -> bool:
    """Whether a character could steer a terminal or the order in which characters are shown."""
    directs = unicodedata.bidirectional(char) in "LRE RLE LRO RLO PDF LRI RLI FSI PDI".split(" ")
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or directs


STEERING = st.sampled_from("\x1b\x9b\r\n\t\u202e\u2066\u200f\u061c\u2028\ud800\ufeff\U000e0041")


@given(st.text(st.one_of(st.characters(codec=None), STEERING)))
def test_nothing_that_is_shown_steers_a_terminal(text: str) -> None:
    """As lines, on one line, and as JSON, which says the same all the same."""
    assert not [char for char in visible(text) if is_unsafe(char) and char not in "\n\t"]
    assert not [char for char in escape_controls(text) + json_line([text]) if is_unsafe(char)]
    assert json.loads(json_line([text])) == [mend(text)]


def test_what_is_harmless_is_shown_as_it_is() -> None:
    """Chinese, emoji with joiners, accents. Each kind of line end is one: some alone write over what stands there."""
    assert visible("一２\t三👩\u200d👧é\n") == "一２\t三👩\u200d👧é\n"
    assert visible("\ufeff一\r\n二\r三\x0b四\x0c五\x85六\u2028七\u2029八") == "一\n二\n三\n四\n五\n六\n七\n八"
