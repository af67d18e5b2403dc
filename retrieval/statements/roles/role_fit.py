"""Role fit: whether a span of a sentence, such as a short answer that staff marked, can be what a question asks for."""

from __future__ import annotations

import re

from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Span
from retrieval.statements.roles.clauses import Tag, words_of
from retrieval.statements.roles.lists import lists_of
from retrieval.statements.roles.official_words import is_agent, is_place
from retrieval.statements.roles.role_reading import RoleKind, read_roles
from retrieval.statements.roles.role_slots import PEOPLE, AskedRole, RoleSlot
from retrieval.text.values.numerals import TENS

_FIGURE = lazy_pattern(
    rf"(?:近|约|超|共|各)?[\d{TENS}两百千万亿.,%余多]+(?:个百分点|[\u4e00-\u9fff]{{0,2}})(?:以上|左右)?"
)
_TITLE = lazy_pattern(r"《[^《》]*》")
_PERSON_NAME = lazy_pattern(
    r"(?:局长|区长|市长|县长|省长|主任|书记|主席|同志|院长|处长|科长|校长|会长)\s*[\u4e00-\u9fff]{2,3}$"
)
_AGENCY = lazy_pattern(r"单位|部门|机关|局|机构")
_WHERE = (RoleKind.PLACE, "在")
# What people call things, and what reports do.
_SAME_NOUNS = (frozenset("栏目 专栏 板块 版块 模块".split()), frozenset("平台 新媒体 公众号 网站 媒体".split()))
_PEOPLE_AT_END = lazy_pattern(rf"(?:{PEOPLE.pattern})$")
_FIRM = lazy_pattern(r"企业|公司|厂|商|银行")
# The words that mark a filler right before it, whatever it is.
_BEFORE: dict[AskedRole, tuple[str, ...]] = {
    AskedRole.COUNTERPART: ("与", "和", "跟", "同", "向", "邀请", "会同"),
    AskedRole.REASON: ("因", "由于", "因为"),
    AskedRole.MEANS: ("通过", "运用", "依托", "借助", "利用"),
}
_OF_KIND = {
    AskedRole.WHO: {RoleKind.AGENT, RoleKind.COUNTERPART},
    AskedRole.COUNTERPART: {RoleKind.COUNTERPART, RoleKind.AGENT},
    AskedRole.WHERE: {RoleKind.PLACE},
    AskedRole.WHEN: {RoleKind.TIME},
    AskedRole.REASON: {RoleKind.REASON},
    AskedRole.PURPOSE: {RoleKind.PURPOSE, RoleKind.RESULT},
    AskedRole.RESULT: {RoleKind.PURPOSE, RoleKind.RESULT},
    AskedRole.MEANS: {RoleKind.MEANS},
}


def fills(slot: RoleSlot, folded: str, span: Span) -> bool:
    """Whether a span of a folded sentence can fill the asked role; a bare figure fills none.

    >>> wanted = RoleSlot(AskedRole.WHERE, "公示")
    >>> text = "由区司法局在政府网站公示4项"
    >>> [fills(wanted, text, span) for span in ((1, 5), (6, 10), (12, 14))]
    [False, True, False]
    """
    filler, asked = folded[slice(*span)], slot.asked
    if asked is AskedRole.PROCEDURE:
        return False
    if asked is AskedRole.PERSON:
        return bool(_PERSON_NAME.search(filler))
    if _FIGURE.fullmatch(filler) and asked is not AskedRole.WHEN:
        # Whether all do is told by the share that does.
        return asked is AskedRole.DEED and filler.endswith("100%")
    if asked in (AskedRole.DEED, AskedRole.WHAT):
        return not _is_other_role(folded, span)
    if asked in (AskedRole.LIST, AskedRole.NAME, AskedRole.NAMES):
        return _fits_list(slot, folded, span)
    if not noun_fits(slot, filler, ""):
        return False
    if folded[max(span[0] - 2, 0) : span[0]].endswith(_BEFORE.get(asked, ())):
        return True
    roles = [role for role in read_roles(folded) if nearly_same(role.span, span)]
    if any(role.kind in _OF_KIND[asked] for role in roles):
        return True
    return _by_form(asked, filler)


def _by_form(asked: AskedRole, filler: str) -> bool:
    """Whether a phrase looks like the asked role by itself."""
    match asked:
        case AskedRole.WHO | AskedRole.COUNTERPART:
            first = words_of(filler)[:1]
            acts = bool(first) and first[0].tag in (Tag.VERB, Tag.PREPOSITION)
            return is_agent(filler) and not acts and not _TITLE.search(filler)
        case AskedRole.WHERE:
            return is_place(filler) and not _TITLE.search(filler)
        case AskedRole.WHEN:
            return bool(re.search(r"\d[年月日]|期间|[前后时]$", filler))
        case AskedRole.MEANS:
            first = words_of(filler)[:1]
            return (
                bool(first)
                and first[0].tag in (Tag.VERB, Tag.CAUSATIVE, Tag.ADVERB, Tag.PREPOSITION)
                and len(filler) > 3
            )
        case _:
            return False


def _fits_list(slot: RoleSlot, folded: str, span: Span) -> bool:
    """Whether a span is a whole list of as many items as are asked for, or one name where the question asks for one."""
    if _is_other_role(folded, span):
        return False
    listing = next((each for each in lists_of(folded) if nearly_same(each.span, span)), None)
    if listing is None:
        return slot.asked is AskedRole.NAME or (slot.asked is AskedRole.LIST and slot.count is None)
    if slot.count:
        return len(listing.items) == slot.count or listing.count == slot.count
    return True


def is_predicate(filler: str) -> bool:
    """Whether a phrase says that something is done, or how it is, rather than naming a thing.

    >>> is_predicate("邀请代表列席"), is_predicate("力度不大"), is_predicate("政府网站")
    (True, True, False)
    """
    acts = any(word.tag in (Tag.VERB, Tag.CAUSATIVE, Tag.ADVERB) for word in words_of(filler))
    return acts or bool(re.search(r"[不未没均已]", filler))


def _is_other_role(folded: str, span: Span) -> bool:
    """Whether a span is an agent, a place in which, or a time: none of these is a thing that is asked for."""
    roles = (role for role in read_roles(folded) if nearly_same(role.span, span) and not role.carried)
    return any(role.kind in (RoleKind.AGENT, RoleKind.TIME) or (role.kind, role.marker) == _WHERE for role in roles)


def noun_fits(slot: RoleSlot, filler: str, head: str) -> float:
    """1 where a filler is of the kind of thing that a question names, 0 where it is of another, else 0.5.

    >>> who = RoleSlot(AskedRole.WHO, "得了第一", noun="企业")
    >>> noun_fits(who, "各行业重点企业", ""), noun_fits(who, "区应急管理局", "")
    (1.0, 0.0)
    """
    noun = slot.noun
    if not noun:
        return 0.5
    if noun in filler[-len(noun) - 3 :] or (head and (noun in head or head in noun)):
        return 1.0
    if noun == "级":
        return float(filler.endswith(("级", "区", "镇", "村", "街", "街道", "省", "市", "县", "层")))
    if any(noun in alike and filler.endswith(tuple(alike)) for alike in _SAME_NOUNS):
        return 0.9
    if slot.asked is AskedRole.WHO:
        if _FIRM.search(noun):
            return float(bool(_FIRM.search(filler)))
        if _AGENCY.search(noun):
            return 0.8 if is_agent(filler) and not _PEOPLE_AT_END.search(filler) else 0.0
        if PEOPLE.fullmatch(noun):
            return 0.8 if PEOPLE.search(filler) else 0.0
    return 0.5


def nearly_same(one: Span, other: Span) -> bool:
    """Whether two spans are the same but for a part of one of them."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common > 0 and 5 * common >= 3 * max(one[1] - one[0], other[1] - other[0])
