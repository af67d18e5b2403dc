"""Telegram's HTML markup: the parser of parse_mode HTML (Bot API, "HTML style").

It follows the real server: byte offsets in the errors, unknown entities kept as text, an end tag closes the last
open tag, attributes that mean nothing are skipped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from .entities import QUOTES, clean, normalise
from .errors import ApiError, bad_request
from .model import Entity, FormattedText, utf16_len

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}
_TAGS = frozenset(_STYLES) | {"a", "code", "pre", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
_START = re.compile(r"<([^\s>]*)(?=[\s>])")
_MENTION = re.compile(r"tg://user\?id=([0-9]{1,15})", re.IGNORECASE)
_END = re.compile(r"</([^\s>]*)\s*>")
_ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']+)\s*(=)?\s*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*(?=[\s>])")


@dataclass(frozen=True)
class _Open:
    """A start tag that waits for its end."""

    tag: str
    argument: str | None
    offset: int
    start: int


def parse_html(source: str) -> FormattedText:
    """Text and entities of a source, or the 400 the real server answers."""
    return _Parser(clean(source)).run()


def decode_references(text: str) -> str:
    """Replace the four named and all numeric character references; others stay as they are."""
    return _REFERENCE.sub(lambda match: _character(match) or match.group(), text)


def _character(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name)
    if len(hexadecimal or "") > 6 or len(decimal or "") > 7:
        return None
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if 0xD800 <= code <= 0xDFFF:
        raise _refused(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return clean(chr(code)) if 0 < code < 0x10FFFF else None


class _Parser:
    """One pass over the source with a stack of open tags."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.pos = 0
        self.out: list[str] = []
        self.offset = 0
        self.stack: list[_Open] = []
        self.entities: list[Entity] = []

    def run(self) -> FormattedText:
        while self.pos < len(self.source):
            if self.source[self.pos] != "<":
                self._text()
            elif self.source.startswith("</", self.pos):
                self._end_tag()
            else:
                self._start_tag()
        if self.stack:
            raise _refused(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        # A language means something on code inside pre only.
        kept = [replace(item, language=None) if item.type == "code" else item for item in self.entities]
        return normalise("".join(self.out), kept)

    def _text(self) -> None:
        end = self.source.find("<", self.pos)
        chunk = decode_references(self.source[self.pos : end if end >= 0 else len(self.source)])
        self.pos = end if end >= 0 else len(self.source)
        self.out.append(chunk)
        self.offset += utf16_len(chunk)

    def _byte(self, pos: int) -> int:
        return len(self.source[:pos].encode())

    def _start_tag(self) -> None:
        begin = self.pos
        match = _START.match(self.source, begin)
        if match is None:
            raise _refused(f"Unclosed start tag at byte offset {self._byte(begin)}")
        tag = match.group(1).lower()
        if tag not in _TAGS:
            raise _refused(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        self.pos = match.end()
        argument = self._attributes(tag, begin)
        self._check_start(tag, argument, begin)
        self.stack.append(_Open(tag, argument, self.offset, len("".join(self.out))))

    def _check_start(self, tag: str, argument: str | None, begin: int) -> None:
        if tag == "span" and argument != "spoiler":
            raise _refused(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        if tag == "tg-emoji" and not re.fullmatch("[0-9]+", argument or ""):
            raise _refused("Invalid custom emoji identifier specified")
        if tag == "blockquote" and any(item.tag == "blockquote" for item in self.stack):
            # The real server drops the inner one silently; the documentation says it cannot be nested.
            raise _refused(f"Nested blockquote at byte offset {self._byte(begin)}")

    def _attributes(self, tag: str, begin: int) -> str | None:
        argument: str | None = None
        while True:
            while self.pos < len(self.source) and self.source[self.pos].isspace():
                self.pos += 1
            if self.pos >= len(self.source):
                raise _refused(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            if self.source[self.pos] == ">":
                self.pos += 1
                return argument
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        match = _ATTRIBUTE.match(self.source, self.pos)
        if match is None:
            raise _refused(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        self.pos = match.end()
        return match.group(1), self._value(tag, begin) if match.group(2) else ""

    def _value(self, tag: str, begin: int) -> str:
        quote = self.source[self.pos : self.pos + 1]
        if quote and quote in "\"'":
            end = self.source.find(quote, self.pos + 1)
            if end < 0 or end + 1 >= len(self.source):
                raise _refused(f"Unclosed start tag at byte offset {self._byte(begin)}")
            value = self.source[self.pos + 1 : end]
            self.pos = end + 1
            return decode_references(value)
        token = _TOKEN.match(self.source, self.pos)
        if token is None:
            if self.pos >= len(self.source):
                raise _refused(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            raise _refused(f"Unexpected end of name token at byte offset {self._byte(self.pos)}")
        self.pos = token.end()
        return token.group().lower()

    def _end_tag(self) -> None:
        begin = self.pos
        if not self.stack:
            raise _refused(f"Unexpected end tag at byte offset {self._byte(begin)}")
        match = _END.match(self.source, begin)
        if match is None:
            raise _refused(f"Unclosed end tag at byte offset {self._byte(begin)}")
        opened = self.stack.pop()
        found = match.group(1).lower()
        if found not in ("", opened.tag):
            raise _refused(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{found}>"'
            )
        self.pos = match.end()
        if self.offset > opened.offset:
            self._add(opened)

    def _add(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if opened.tag in ("code", "pre"):
            self._add_code(opened, length)
        elif opened.tag == "a":
            link = _link(opened.argument or "".join(self.out)[opened.start :], opened.offset, length)
            self.entities += [link] if link else []
        elif opened.tag == "tg-emoji":
            self.entities.append(Entity("custom_emoji", opened.offset, length, custom_emoji_id=opened.argument))
        else:
            kind = QUOTES[1] if opened.tag == "blockquote" and opened.argument else _STYLES[opened.tag]
            self.entities.append(Entity(kind, opened.offset, length))

    def _add_code(self, opened: _Open, length: int) -> None:
        """``<pre><code class="language-x">`` of the same extent is one pre entity with a language."""
        last = self.entities[-1] if self.entities else None
        twin = last and last.type in ("code", "pre") and (last.offset, last.length) == (opened.offset, length)
        if last and twin and {last.type, opened.tag} == {"code", "pre"} and (last.language or opened.argument):
            self.entities[-1] = Entity("pre", opened.offset, length, language=last.language or opened.argument)
            return
        self.entities.append(Entity(opened.tag, opened.offset, length, language=opened.argument))


def _argument(tag: str, name: str, value: str) -> str | None:
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return "1"
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return None


def _link(address: str, offset: int, length: int) -> Entity | None:
    """A link entity; an address that is no link leaves plain text, as on the real server."""
    mention = _MENTION.fullmatch(address)
    if mention:
        return Entity("text_mention", offset, length, user_id=int(mention.group(1)))
    url = check_url(address)
    return Entity("text_link", offset, length, url=url) if url else None


def check_url(address: str) -> str | None:
    """The address as Telegram keeps it, or None when it is not a valid HTTP, TON or tg:// URL."""
    if re.match(r"(tg|ton|tonsite)://?.", address, re.IGNORECASE):
        return address
    full = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(full)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host.strip(".") or re.search(r"\s", full):
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment))


def _refused(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
