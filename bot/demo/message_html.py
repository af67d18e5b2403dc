"""Message HTML: Telegram's markup of a message as HTML for the page. Nothing but the tags that are listed gets through.

As in Telegram, addresses and commands in the text can be pressed. A link to this bot sends its ``/start`` to the chat:
there is no such bot in Telegram.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from bot.texts.chat import MENU

BOT_USERNAME = "_demo_bot"  # of nobody: in Telegram a name begins with a letter
_TAGS = frozenset({"b", "strong", "i", "em", "u", "s", "code", "pre", "blockquote", "a"})
_PRESSED = re.compile(
    rf"(?P<url>https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][!-~]*)?)|(?<![\w/])/(?P<command>{'|'.join(MENU)})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class DrawnText:
    """Text of a message: as HTML for the page, and plain."""

    html: str
    plain: str

    @classmethod
    def of_plain(cls, text: str) -> DrawnText:
        """A text without markup.

        >>> DrawnText.of_plain("1 < 2，见 /help").html
        '1 &lt; 2，见 <button type="button" class="send" data-send="/help">/help</button>'
        """
        return cls(_with_links(text), text)

    @classmethod
    def of_markup(cls, source: str) -> DrawnText:
        """A text in Telegram's HTML.

        >>> DrawnText.of_markup("<b>189项</b><script>x</script>").html
        '<b>189项</b>x'
        """
        parser = _MarkupParser()
        parser.feed(source)
        parser.close()
        # A quotation is a block of its own: the line end behind it would draw an empty line.
        html = "".join([*parser.pieces, *parser.ends()]).replace("</blockquote>\n", "</blockquote>")
        return cls(html, "".join(parser.texts))


class _MarkupParser(HTMLParser):
    """Collects the HTML of the page in ``pieces`` and the text in ``texts``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.texts: list[str] = []
        self._open: list[tuple[str, str]] = []  # the tag, and what closes it on the page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            start, end = _link(given.get("href", ""))
        elif tag == "blockquote" and "expandable" in given:
            start, end = '<blockquote class="expandable">', "</blockquote>"
        else:
            start, end = f"<{tag}>", f"</{tag}>"
        self.pieces.append(start)
        self._open.append((tag, end))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self.pieces.append(self._open.pop()[1])

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        is_link = any(tag == "a" for tag, _ in self._open)
        self.pieces.append(escape(data) if is_link else _with_links(data))

    def ends(self) -> list[str]:
        """What closes the tags that are still open."""
        return [end for _, end in reversed(self._open)]


def _with_links(text: str) -> str:
    pieces, at = [], 0
    for found in _PRESSED.finditer(text):
        start, end = _link(found["url"]) if found["url"] else _sending(f"/{found['command']}")
        pieces += [escape(text[at : found.start()]), start, escape(found.group()), end]
        at = found.end()
    return "".join([*pieces, escape(text[at:])])


def _link(address: str) -> tuple[str, str]:
    """What opens and closes a link: one that leads elsewhere, or one to this bot; nothing for any other address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "", ""
    if parts.hostname == "t.me" and parts.path.strip("/") == BOT_USERNAME:
        return _sending(" ".join(["/start", *parse_qs(parts.query).get("start", [])]))
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">', "</a>"


def _sending(text: str) -> tuple[str, str]:
    return f'<button type="button" class="send" data-send="{escape(text)}">', "</button>"
