"""Rules for texts with entities: finding, normalising, trimming, limits (Bot API, "Formatting options")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .errors import bad_request
from .model import Entity, FormattedText, JsonObject, utf16_len

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
CODE = ("code", "pre")
_RANK = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}

_FOUND_IN_USER_TEXT = (
    ("url", re.compile(r"https?://[^\s<>\"]+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}+(?:@[A-Za-z0-9_]{3,32}+)?(?![\w/<>@])")),
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9_]{2,32}+(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#\w{1,256}+")),
)
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")


def detect(text: str) -> tuple[Entity, ...]:
    """Entities the server finds itself in a user's text; an earlier kind wins where two overlap."""
    found: list[Entity] = []
    for kind, pattern in _FOUND_IN_USER_TEXT:
        for match in pattern.finditer(text):
            entity = Entity(kind, utf16_len(text[: match.start()]), utf16_len(match.group()))
            if not any(entity.offset < other.end and other.offset < entity.end for other in found):
                found.append(entity)
    return tuple(sorted(found, key=lambda entity: entity.offset))


def clean(text: str) -> str:
    """Carriage returns are dropped and other control characters become spaces, as the real server does.

    Must run before offsets are counted in parsed markup.
    """
    return _CONTROL.sub(" ", text.replace("\r", ""))


def normalise(text: str, entities: Iterable[Entity]) -> FormattedText:
    """Merge and split entities as Telegram does, then trim the text.

    "pre and code entities can't contain any other entities" and links cannot overlap (Bot API, "Formatting options").
    """
    given = [entity for entity in entities if entity.length > 0]
    fixed = _outermost(given)
    holes = [entity for entity in fixed if entity.type in CODE]
    styles = [part for kind in SPLITTABLE for part in _merged(kind, given, holes)]
    quotes = [entity for entity in given if entity.type in QUOTES]
    ordered = sorted([*quotes, *fixed, *styles], key=_order)
    return _trimmed(text, ordered)


def _order(entity: Entity) -> tuple[int, int, int]:
    """Outer before inner; for one extent in the order of the real server."""
    return (entity.offset, -entity.length, _RANK.get(entity.type, 50))


def _outermost(entities: list[Entity]) -> list[Entity]:
    """Of links, mentions and code that overlap only the outer one stays."""
    kept: list[Entity] = []
    whole = [entity for entity in entities if entity.type not in SPLITTABLE + QUOTES]
    for entity in sorted(whole, key=_order):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _merged(kind: str, entities: list[Entity], holes: list[Entity]) -> list[Entity]:
    """Union of all ranges of one style, without the ranges of code."""
    spans: list[list[int]] = []
    for start, end in sorted((entity.offset, entity.end) for entity in entities if entity.type == kind):
        if spans and start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    return [Entity(kind, start, end - start) for start, end in _without(spans, holes) if end > start]


def _without(spans: list[list[int]], holes: list[Entity]) -> list[list[int]]:
    for hole in holes:
        cut: list[list[int]] = []
        for start, end in spans:
            cut += [[start, min(end, hole.offset)], [max(start, hole.end), end]]
        spans = [[start, end] for start, end in cut if end > start]
    return spans


def _trimmed(text: str, entities: list[Entity]) -> FormattedText:
    """White space is cut at the end, and at the start up to the first entity."""
    text = text.rstrip(" \n")
    end = utf16_len(text)
    clipped = [replace(item, length=min(item.length, end - item.offset)) for item in entities if item.offset < end]
    first = clipped[0].offset if clipped else end
    cut = min(len(text) - len(text.lstrip(" \n")), first)
    return FormattedText(text[cut:], tuple(replace(item, offset=item.offset - cut) for item in clipped))


def from_json(text: str, raw: list[JsonObject]) -> FormattedText:
    """Entities given as a list instead of a parse mode; ones outside the text are refused."""
    entities = [_entity(item) for item in raw]
    end = utf16_len(text)
    for entity in entities:
        if entity.offset < 0 or entity.length <= 0 or entity.end > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} "
                f"ends after the end of the text at UTF-16 offset {end}"
            )
    return normalise(text, entities)


def _entity(raw: JsonObject) -> Entity:
    user = raw.get("user") or {}
    return Entity(
        raw["type"],
        raw["offset"],
        raw["length"],
        raw.get("url"),
        user.get("id"),
        raw.get("language"),
        raw.get("custom_emoji_id"),
    )
