"""Redaction: masks for personal data, and pseudonyms of people.

Personal data is replaced by its kind before anything is stored. A user is a pseudonym that cannot be reversed without
the secret. `bot.privacy.personal_data` defines what counts as personal data.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence

from bot.privacy import personal_data
from bot.privacy.personal_data import PersonalDataMatch
from bot.strings import replace_spans
from bot.texts.replies import MASKS

_MASK = re.compile("|".join(map(re.escape, MASKS.values())))
_ROUNDS = 4  # two bring to light all that was ever met; a bound keeps the time linear
_SEPARATORS = " \t\u3000,，、;；:："


def redact(text: str) -> str:
    """The text with personal data (`bot.privacy.personal_data`) replaced by its kind; all other text is unchanged.

    >>> redact("电话13800138000，邮箱a.b@example.com，２０２１年")
    '电话［手机号］，邮箱［邮箱］，２０２１年'
    """
    for before, findings in redaction_rounds(text):
        text = mask(before, findings)
    return text


def redaction_rounds(text: str) -> Iterator[tuple[str, list[PersonalDataMatch]]]:
    """The findings of each round, with the text of that round: masking a number can bring its neighbour to light."""
    for _ in range(_ROUNDS):
        findings = personal_data.find(text)
        if not findings:
            return
        yield text, findings
        text = mask(text, findings)


def mask(text: str, findings: Sequence[PersonalDataMatch]) -> str:
    """The text with each finding replaced by the mask of its kind."""
    return replace_spans(text, ((finding.start, finding.end, MASKS[finding.kind]) for finding in findings))


def remove_masks(text: str) -> str:
    """The rest of a redacted text without the masks, and without separators that would stand there twice.

    >>> remove_masks("我的电话［手机号］，［邮箱］，有多少名法律顾问")
    '我的电话，有多少名法律顾问'
    """
    first, *rest = _MASK.split(text)
    pieces = [first]
    for piece in rest:
        following = piece.lstrip(_SEPARATORS)
        before = pieces[-1].rstrip(_SEPARATORS)
        apart = (pieces[-1][len(before) :] + piece[: len(piece) - len(following)]).strip()[-1:]
        pieces[-1] = before
        pieces.append(apart + following)
    return "".join(pieces).strip(_SEPARATORS)


def remove_personal_data(question: str) -> str:
    """The question as the engine gets it: without personal data and without masks.

    A question that consists of nothing else keeps the masks.

    >>> remove_personal_data("我是13800138000，有多少名法律顾问"), remove_personal_data("13800138000")
    ('我是，有多少名法律顾问', '［手机号］')
    """
    redacted = redact(question)
    rest = remove_masks(redacted)
    return rest if any(map(str.isalnum, rest)) else redacted


def pseudonym(user_id: int, secret: bytes) -> str:
    """Sixteen hex characters that stand for a user or a chat: HMAC-SHA256 (RFC 2104) of the id with the secret as
    key.

    >>> pseudonym(1, b"a secret")
    'c914862581107511'
    """
    return hmac.new(secret, str(user_id).encode(), hashlib.sha256).hexdigest()[:16]
