"""What is kept of a person: nothing that names them.

Personal data is replaced by its kind before anything is stored, and a user is a pseudonym that cannot be turned
back without the secret. Not handled here: names, addresses, landlines and plate numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterator

from bot.texts import MASKS
from retrieval.types import Span

# No \b and no \d: 汉字 are word characters, so \b misses 电话13800138000, and \d takes digits of other scripts.
# Every repetition is bounded or possessive, so that a line of 100 kB takes linear time.
_NOT_AFTER_DIGIT, _NOT_BEFORE_DIGIT = r"(?<![0-9])", r"(?![0-9])"
_KINDS = (
    ("email", re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]++@[a-z0-9-]++(?:\.[a-z0-9-]++)++", re.IGNORECASE)),
    ("identity", re.compile(_NOT_AFTER_DIGIT + r"[1-9][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx]" + _NOT_BEFORE_DIGIT)),
    (
        "mobile",
        re.compile(
            _NOT_AFTER_DIGIT + r"(?:(?:\+|00)?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}" + _NOT_BEFORE_DIGIT
        ),
    ),
    ("card", re.compile(_NOT_AFTER_DIGIT + r"[0-9]{13,}" + _NOT_BEFORE_DIGIT)),
    ("card", re.compile(_NOT_AFTER_DIGIT + r"[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -][0-9]{1,3})?" + _NOT_BEFORE_DIGIT)),
)


def redact(text: str) -> str:
    """The text with mobile, identity-card and bank-card numbers and e-mail addresses replaced by their kind.

    Width does not matter, and everything else stays to the letter.

    >>> redact("电话13800138000，邮箱a.b@example.com，２０２１年")
    '电话［手机号］，邮箱［邮箱］，２０２１年'
    """
    folded, origin = _fold(text)
    taken: list[tuple[int, int, str]] = []
    covered = bytearray(len(text))
    for kind, pattern in _KINDS:
        for start, end in _matches(kind, pattern, folded):
            first, last = origin[start], origin[end - 1] + 1
            if not any(covered[first:last]):
                covered[first:last] = b"\1" * (last - first)
                taken.append((first, last, MASKS[kind]))
    pieces, position = [], 0
    for first, last, mask in sorted(taken):
        pieces += [text[position:first], mask]
        position = last
    return "".join([*pieces, text[position:]])


def pseudonym(user_id: int, secret: bytes) -> str:
    """Sixteen hex characters that stand for a user or a chat: HMAC-SHA256 (RFC 2104) of the id under the secret.

    >>> pseudonym(1, b"a secret")
    'c914862581107511'
    """
    return hmac.new(secret, str(user_id).encode(), hashlib.sha256).hexdigest()[:16]


def _fold(text: str) -> tuple[str, list[int]]:
    """NFKC character by character, and for each folded character the offset that it came from."""
    if text.isascii():
        return text, list(range(len(text)))
    pairs = [(folded, i) for i, char in enumerate(text) for folded in unicodedata.normalize("NFKC", char)]
    return "".join(c for c, _ in pairs), [i for _, i in pairs]


def _matches(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        # Years in a row (2018 2019 2020 2021) look like a card in groups; the check digit tells them apart.
        if kind != "card" or match[0].isdigit() or _luhn(match[0]):
            yield match.span()


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B; separators are skipped."""
    digits = [int(c) for c in reversed(number) if c.isdigit()]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0
