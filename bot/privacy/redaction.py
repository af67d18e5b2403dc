"""What is kept of a person: nothing that names them.

Personal data is replaced by its kind before anything is stored, and a user is a pseudonym that cannot be turned
back without the secret. What counts as personal data is told in `bot.privacy.personal_data`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from bot.privacy import personal_data
from bot.privacy.personal_data import PersonalDataMatch
from bot.texts.talk import MASKS

_MASK = re.compile("|".join(map(re.escape, MASKS.values())))
_SEPARATORS = " \t\u3000,，、;；:："


def redact(text: str) -> str:
    """The text with identity-card, telephone, bank-card and plate numbers and e-mail addresses replaced by their kind.

    Width does not matter, and everything else stays to the letter.

    >>> redact("电话13800138000，邮箱a.b@example.com，２０２１年")
    '电话［手机号］，邮箱［邮箱］，２０２１年'
    """
    # Again, as a number may come to light once its neighbour is gone.
    while findings := personal_data.find(text):
        text = mask(text, findings)
    return text


def mask(text: str, findings: Sequence[PersonalDataMatch]) -> str:
    """The text with the mask of its kind in the place of each finding."""
    pieces, position = [], 0
    for finding in findings:
        pieces += [text[position : finding.start], MASKS[finding.kind]]
        position = finding.end
    return "".join([*pieces, text[position:]])


def remove_masks(text: str) -> str:
    """What is left of a redacted text beside the masks, without the separators that would stand there twice.

    >>> unmasked("我的电话［手机号］，［邮箱］，有多少名法律顾问")
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
    """The question as the engine is asked: without personal data, nor the masks of it.

    One that consists of nothing else keeps the masks.

    >>> impersonal("我是13800138000，有多少名法律顾问"), impersonal("13800138000")
    ('我是，有多少名法律顾问', '［手机号］')
    """
    kept = redact(question)
    left = remove_masks(kept)
    return left if any(map(str.isalnum, left)) else kept


def pseudonym(user_id: int, secret: bytes) -> str:
    """Sixteen hex characters that stand for a user or a chat: HMAC-SHA256 (RFC 2104) of the id under the secret.

    >>> pseudonym(1, b"a secret")
    'c914862581107511'
    """
    return hmac.new(secret, str(user_id).encode(), hashlib.sha256).hexdigest()[:16]
