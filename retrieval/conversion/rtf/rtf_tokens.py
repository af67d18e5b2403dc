"""RTF tokens: control words, control symbols, groups, and the bytes between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)", re.S
)


class TokenType(Enum):
    """What a token is. BYTES are characters in the code page of the font; a SYMBOL is a backslash and one sign."""

    OPEN = "open"
    CLOSE = "close"
    WORD = "word"
    SYMBOL = "symbol"
    BYTES = "bytes"


class RtfToken(NamedTuple):
    """A token: the name of a control word with its number, or bytes."""

    type: TokenType
    name: str = ""
    number: int | None = None
    data: bytes = b""


_OPEN, _CLOSE = RtfToken(TokenType.OPEN), RtfToken(TokenType.CLOSE)


def rtf_tokens(data: bytes) -> Iterator[RtfToken]:
    """The tokens of a file in order; what ``\\bin`` announces is left out.

    >>> [token.name or token.data.decode() for token in rtf_tokens(rb"{\\b1 a\\'41}")]
    ['', 'b', 'a', 'A', '']
    """
    at, size = 0, len(data)
    while at < size:
        found = _TOKEN.match(data, at)
        if found is None:  # a backslash at the very end
            return
        at = found.end()
        word, number, code, sign, brace, text = found.groups()
        if word:
            value = int(number) if number else None
            if word == b"bin":
                at += max(value or 0, 0)
            else:
                yield RtfToken(TokenType.WORD, word.decode("ascii"), value)
        elif code:
            yield RtfToken(TokenType.BYTES, data=bytes((int(code, 16),)))
        elif sign in (b"\\", b"{", b"}"):
            # These may be the second byte of a character.
            yield RtfToken(TokenType.BYTES, data=sign)
        elif sign:
            yield RtfToken(TokenType.SYMBOL, sign.decode("latin-1"))
        elif brace:
            yield _OPEN if brace == b"{" else _CLOSE
        elif text:
            yield RtfToken(TokenType.BYTES, data=text)
