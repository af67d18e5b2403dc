"""E-mail addresses, also with Chinese parts and as people hide them from programs: a艾特163点com. Pure.

A sign that may stand for @ is looked for first; the name before it and the domain after it are read from there, each
within a bounded piece of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.lazy_pattern import lazy_pattern

_LONGEST_NAME = 64  # RFC 5321
_LONGEST_CHINESE_NAME = 4
_AT = lazy_pattern(r" ?@ ?")
_HIDDEN_AT = lazy_pattern(r" ?(?:@|[(\[{<]at[)\]}>]|艾特) ?| at |[#*]", re.IGNORECASE)
_NAME = lazy_pattern(r"[a-z0-9._%+\-]{1,64}\Z", re.IGNORECASE)
_CHINESE_NAME = lazy_pattern(r"[\u4e00-\u9fff]{1,20}\Z")
_NO_NAME = lazy_pattern(r"邮[箱件]|信箱|地址|写信|[是到给为发至寄向系询请]")
_DOMAIN = lazy_pattern(
    r"(?:(?:[a-z0-9\-]{1,63}|[\u4e00-\u9fff]{1,20})\.){1,8}"
    r"(?:[a-z0-9\-]{1,63}|中国|中國|公司|网络|網絡|网址|网站|网店|集团|政务|公益|在线|商城|移动|手机)",
    re.IGNORECASE,
)
# The domain alone tells that a hidden sign is an @: it must be one of the usual ones.
_HIDDEN_DOT = r"(?: ?[.。点·] ?|[(\[]dot[)\]]| dot )"
# No part of a domain holds a dot, so none of them is read twice.
_HIDDEN_PART = r"[a-z0-9\-]{1,63}+"
_HIDDEN_DOMAIN = lazy_pattern(
    rf"(?:{_HIDDEN_PART}|[\u4e00-\u70b8\u70ba-\u9fff]{{1,20}}+)(?:{_HIDDEN_DOT}{_HIDDEN_PART}){{0,3}}{_HIDDEN_DOT}"
    r"(?:com|cn|net|org|edu|gov|cc|me|io|vip|top|xyz)(?![a-z0-9\-])",
    re.IGNORECASE,
)
_PROVIDER = lazy_pattern(
    r"(?:163|126|139|189|188|qq|foxmail|sina|sohu|yeah|gmail|hotmail|outlook|aliyun|icloud|yahoo)\.", re.IGNORECASE
)


def email_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """The addresses in a folded text.

    >>> list(email_spans("写信到张三@例子.中国，或zs艾特163点com"))
    [(3, 11, 'email'), (13, 24, 'email')]
    """
    free = 0
    for sign in _HIDDEN_AT.finditer(text):
        end = _domain_end(text, sign)
        start = _name_start(text, sign.start()) if end else sign.start()
        if free <= start < sign.start():
            yield start, end, "email"
            free = end


def _domain_end(text: str, sign: re.Match[str]) -> int:
    """Where the domain after a sign ends; 0 where there is none."""
    if sign[0] in "#*":
        domain = _DOMAIN.match(text, sign.end()) if _PROVIDER.match(text, sign.end()) else None
    elif _AT.fullmatch(sign[0]):
        domain = _DOMAIN.match(text, sign.end()) or _HIDDEN_DOMAIN.match(text, sign.end())
    else:
        domain = _HIDDEN_DOMAIN.match(text, sign.end()) or _DOMAIN.match(text, sign.end())
        if domain and sign[0].strip().lower() == "at" and "dot" not in domain[0].lower():
            return 0  # failed at api.example.org
    return domain.end() if domain else 0


def _name_start(text: str, end: int) -> int:
    """Where the name before a sign begins; ``end`` where there is none."""
    piece = text[max(0, end - _LONGEST_NAME) : end]
    name = _NAME.search(piece)
    if name:
        return end - len(name[0])
    chinese = _CHINESE_NAME.search(piece)
    if not chinese:
        return end
    # 写信到张三@…: the words before a name belong to the sentence. Where nothing tells, a name is short.
    words = [word.end() for word in _NO_NAME.finditer(chinese[0])]
    length = len(chinese[0]) - (words[-1] if words else 0)
    return end - min(length, _LONGEST_CHINESE_NAME)
