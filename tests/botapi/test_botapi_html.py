"""The HTML parser against the documentation and the wording of the real server."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.botapi import ApiError, Entity, parse_html, utf16_len

# A space separates the pieces.
_PIECES = (
    '<b> </b> <i> </i> <code> </code> <pre> </pre> <a </a> <blockquote> </blockquote> </> <tg-emoji href=" "> > = /'
    " class='language-x'> tg://user?id=1 http://[ a.b ² & &#x &#55296; &lt; 😀 中 x"
)


def _entities(source: str) -> list[tuple[str, int, int]]:
    return [(item.type, item.offset, item.length) for item in parse_html(source).entities]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        ('<a href="https://example.com/">x</a>', "text_link"),
        ('<a href="tg://user?id=42">x</a>', "text_mention"),
    ],
)
def test_every_tag_gives_its_entity(source: str, kind: str) -> None:
    """Each tag of the documentation gives its type of entity."""
    assert _entities(source) == [(kind, 0, 1)]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("中<p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x:y>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "&#57311;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
        ("<b />x</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="abc">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ("<blockquote><blockquote>x</blockquote></blockquote>", "Nested blockquote at byte offset 12"),
    ],
)
def test_wrong_markup_is_refused(source: str, error: str) -> None:
    """Broken markup is a 400 with the reason and the byte offset."""
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {error}"


def test_references() -> None:
    """The four named and all numeric references are decoded, others stay."""
    source = "&lt;&gt;&amp;&quot;&#65;&#x4e2d;&#128512;&nbsp;&amp;lt;"
    assert parse_html(source).text == '<>&"A中😀&nbsp;&lt;'


def test_offsets_are_utf16_units() -> None:
    """A character outside the basic plane counts as two units."""
    parsed = parse_html("😀中<b>粗😀</b>后")
    assert parsed.text == "😀中粗😀后"
    assert _entities("😀中<b>粗😀</b>后") == [("bold", 3, 3)]
    assert parsed.entities[0].of(parsed.text) == "粗😀"


def test_language_of_code() -> None:
    """Pre with code inside of the same extent carries the language; code alone has none."""
    assert parse_html('<pre><code class="language-python">x</code></pre>').entities == (
        Entity("pre", 0, 1, language="python"),
    )
    assert parse_html('<code class="language-python">x</code>').entities == (Entity("code", 0, 1),)


def test_code_takes_styles_out() -> None:
    """Code contains no other entity: the style around it is split, equal styles are merged."""
    assert _entities("<b>a<code>b</code>c</b>") == [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]
    assert _entities("<b>a</b><b>b</b>") == [("bold", 0, 2)]
    assert _entities("<pre>a<b>b</b></pre>") == [("pre", 0, 2)]


def test_links() -> None:
    """An address without a scheme is http; one that is no address leaves plain text."""
    assert parse_html('<a href="example.com">x</a>').entities[0].url == "http://example.com/"
    assert parse_html('<a href="https://e.com/?a=1&amp;b=2">x</a>').entities[0].url == "https://e.com/?a=1&b=2"
    assert parse_html('<a href="HTTPS://E.com?a">x</a>').entities[0].url == "https://e.com/?a"
    assert parse_html('<a href="nonsense">x</a>').entities == ()


def test_white_space_is_trimmed() -> None:
    """Outer white space goes and the entities move with the text."""
    parsed = parse_html("\n x <b>y </b>\n")
    assert (parsed.text, parsed.entities) == ("x y", (Entity("bold", 2, 1),))


@settings(database=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_escaped_text_comes_back(text: str) -> None:
    """Any text that is escaped comes back as it was, except for outer white space."""
    source = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(source).text == text.strip(" \n")


@settings(database=None)
@given(st.lists(st.sampled_from([*_PIECES.split(), " ", "\n", "\r", "\x00"])))
def test_entities_stay_inside_the_text(parts: list[str]) -> None:
    """Whatever is accepted has entities inside the text; whatever is refused is an ApiError."""
    try:
        parsed = parse_html("".join(parts))
    except ApiError:
        return
    assert all(0 <= item.offset < item.end <= utf16_len(parsed.text) for item in parsed.entities)
