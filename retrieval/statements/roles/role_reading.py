"""Roles: who did it, where, when, why and by what means, as the clauses of a sentence state it.

A light grammar of official Chinese: prepositions open a phrase, verbs close it, a noun phrase before the verb that
names an agency or people is the agent. An agent serves the clauses behind it that have none of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from retrieval.models import Span
from retrieval.statements.roles.clauses import SentenceClause, Tag, Word, clauses_of, words_of
from retrieval.statements.roles.official_words import NO_PLACE, TIME_WORD, VERBS, is_agent, is_place


class RoleKind(StrEnum):
    """What a phrase is to the act of its clause."""

    AGENT = "agent"
    COUNTERPART = "counterpart"
    PLACE = "place"
    TIME = "time"
    REASON = "reason"
    PURPOSE = "purpose"
    RESULT = "result"
    MEANS = "means"


@dataclass(frozen=True, slots=True)
class Role:
    """A phrase that fills a role of an act; spans are those of the folded sentence.

    ``span`` is the filler without the word that marks it; ``act`` the part of the clause that it belongs to.
    ``marker`` is that word (被, 由, 在 …), empty for an agent before its verb; ``carried``: from an earlier clause.
    ``does`` is what an agent does, which is not what another one does to it (相声被电视台播出).
    """

    kind: RoleKind
    span: Span
    act: Span
    clause: int
    marker: str = ""
    carried: bool = False
    does: Span | None = None


_MEANS = ("通过", "运用", "采取", "采用", "依托", "借助", "利用", "凭借", "以", "靠")
_PLACES = ("在", "于", "依托", "通过", "到", "赴", "进")
_COUNTERPARTS = ("向", "为", "对", "与", "同", "跟", "给", "和")
_INTO = frozenset(
    "纳入 列入 嵌入 融入 写入 载入 搬到 进入 走进 深入 前往 位于 坐落 用于 应用于 建在 设在 放在 贯穿".split()
)
_CAUSES = re.compile(
    r"(?:由于|因为|(?<![原起基内外])因(?!地制宜|势利导|此|素|材施教)|源于|缘于|归因于"
    r"|受(?=[^,;。]{1,20}影响))(?P<filler>[^,;。]{2,60})"
)
_PURPOSES = re.compile(r"^(?:是)?(?:为了?|着眼于|旨在|目的是|以便|以期|用以|意在)(?P<filler>[^,;。]{2,80})$")
_RESULT = re.compile(
    r"^(?:(?:并|从而|进而|进一步|切实|有效|有力|不断|全面|极大地?|最大程度|大大|显著|更好地?|充分|积极|真正|以|让)*)"
    r"(?P<filler>(?:使|提升|提高|增强|解决|破除|减轻(?!处罚)|促进|推动|保障|保证|确保|方便|满足|丰富|实现"
    r"|营造|形成|巩固|助推|助力|降低|消除|化解"
    r"|整合|维护|打通|缓解|杜绝|避免|防止|扩大|激发|倒逼|惠及|从源头|为[^,;。]{2,30}(?:提供|保驾护航)"
    r"|[^,;。]{0,12}(?:落到实处|效果明显|成效显著))[^,;。]{2,60})"
)
_CONSULTED = re.compile(
    r"(?:征求|听取|采纳|征集|接受)了?(?P<filler>[^,;。]{2,40}?)(?:的)?(?:意见|建议|监督|看法|指导|检查)"
)
# Who issued a document whose title says so: 《国务院办公厅关于…的通知》.
_AUTHOR = re.compile(r"《(?P<filler>[^《》“”,;。]{2,30}?)关于")
_REGION = re.compile(r"(?<!社)(?<!体验)(?<!示范)(?<!园)(?<!小)(?<!地)[区市县省]$")
_CARRIED_OVER = 6
_AHEAD = frozenset({RoleKind.PURPOSE, RoleKind.REASON, RoleKind.MEANS, RoleKind.PLACE})
# What may stand beside a phrase that is a clause by itself: 着眼于, 综合, 等.
_AROUND = 4


@lru_cache(maxsize=256)
def read_roles(folded: str) -> tuple[Role, ...]:
    """The roles of a folded sentence, clause by clause.

    >>> text = "由区司法局牵头,在政府网站公示"
    >>> [(role.kind.value, text[slice(*role.span)]) for role in read_roles(text)]
    [('agent', '区司法局'), ('place', '政府网站'), ('agent', '区司法局')]
    """
    clauses = clauses_of(folded)
    found: list[Role] = []
    leading: list[tuple[int, Role]] = []
    when: Role | None = None
    for number, clause in enumerate(clauses):
        if clause.opens:
            leading, when = [], None
        own = [_of_neighbours(role, clauses, number) for role in _of_clause(folded, clause, number)]
        found += own
        times = [role for role in own if role.kind is RoleKind.TIME]
        if when and not times:
            found.append(replace(when, act=(clause.start, clause.end), clause=number, carried=True))
        when = times[0] if times else when
        agents = [role for role in own if role.kind is RoleKind.AGENT and role.marker not in ("被", "关于")]
        if any(role.marker in ("", "由") for role in agents):
            leading = []
        else:
            passive = min((role.span[0] for role in own if role.marker == "被"), default=clause.end)
            found += [
                replace(role, act=(clause.start, clause.end), clause=number, carried=True, does=(clause.start, passive))
                for at, role in leading
                if number - at <= _CARRIED_OVER
            ]
        leading += [(number, role) for role in agents]
    return tuple(found)


def _of_neighbours(role: Role, clauses: Sequence[SentenceClause], number: int) -> Role:
    """A role with the act that it belongs to: of a clause that is all purpose the one behind it, of a result before.

    为便民,设立窗口: what is done for it follows.
    """
    clause = clauses[number]
    if role.kind is RoleKind.RESULT and number and not clause.opens:
        return replace(role, act=(clauses[number - 1].start, clause.end))
    alone = role.span[1] - role.span[0] + len(role.marker) + _AROUND >= clause.end - clause.start
    ahead = number + 1 < len(clauses) and not clauses[number + 1].opens
    if role.kind in _AHEAD and alone and ahead:
        return replace(role, act=(clause.start, clauses[number + 1].end))
    return role


def _of_clause(folded: str, clause: SentenceClause, number: int) -> Iterator[Role]:
    text, start = folded[clause.start : clause.end], clause.start
    words = words_of(text)
    whole = (clause.start, clause.end)
    for kind, pattern, marker in (
        (RoleKind.REASON, _CAUSES, "因"),
        (RoleKind.PURPOSE, _PURPOSES, "为"),
        (RoleKind.COUNTERPART, _CONSULTED, "征求"),
        (RoleKind.AGENT, _AUTHOR, "关于"),
    ):
        match = pattern.search(text)
        if match and (marker != "关于" or is_agent(match["filler"])):
            yield Role(kind, _moved(match.span("filler"), start), whole, number, marker)
    match = _RESULT.match(text)
    if match and not clause.opens:
        yield Role(RoleKind.RESULT, _moved(match.span("filler"), start), whole, number, "以")
    for role in _phrases(text, words):
        does = (role.span[1] + start, clause.end) if role.kind is RoleKind.AGENT else None
        yield replace(role, span=_moved(role.span, start), act=_moved(role.act, start), clause=number, does=does)


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _phrases(text: str, words: Sequence[Word]) -> Iterator[Role]:
    """The roles that phrases of a clause fill; spans are those of its text."""
    at, subject = 0, True
    while at < len(words):
        word = words[at]
        if word.tag in (Tag.NOUN, Tag.NAME):
            end = _end_of_noun_phrase(words, at)
            before = words[at - 1] if at else None
            yield from _of_noun_phrase(text, words, at, end, before, subject)
            at = end
        elif word.tag is Tag.PREPOSITION or (word.tag is Tag.JOINER and word.text in ("与", "和")):
            # 被学习强国收录: what is a verb elsewhere begins the name of the one who acts.
            named = at + 2 < len(words) and words[at + 1].tag is Tag.VERB and word.text in ("被", "由", "经")
            end = _before_predicate(words, at + 1, _end_of_noun_phrase(words, at + 1 + named))
            yield from _of_preposition(text, words, at, end)
            at = max(end, at + 1)
        elif word.text in _INTO or word.text == "进":
            end = _end_of_noun_phrase(words, at + 1)
            span = _trimmed(text, words, at + 1, end)
            if span and (is_place(text[slice(*span)]) or word.text in _INTO):
                yield Role(RoleKind.PLACE, span, (0, len(text)), 0, word.text)
            subject, at = False, max(end, at + 1)
        else:
            subject = subject and word.tag is Tag.ADVERB
            at += 1


def _end_of_noun_phrase(words: Sequence[Word], start: int) -> int:
    """Where the noun phrase that begins at a word ends: before a verb, an adverb or a preposition."""
    at = start
    while at < len(words):
        word = words[at]
        if (
            word.tag in (Tag.NOUN, Tag.NAME, Tag.OF, Tag.JOINER)
            or (at > start and words[at - 1].tag in (Tag.JOINER, Tag.OF) and word.tag is not Tag.PREPOSITION)
            or (at + 1 < len(words) and words[at + 1].tag is Tag.OF and word.tag is Tag.VERB)
        ):
            at += 1
        else:
            break
    while at > start and words[at - 1].tag in (Tag.JOINER, Tag.OF):
        at -= 1
    return at


def _before_predicate(words: Sequence[Word], start: int, end: int) -> int:
    """The end of a phrase behind a preposition, in front of the verb that ends the clause: 在网站公示."""
    closes = end == len(words) and end - start > 1 and words[end - 1].text in VERBS
    return end - 1 if closes and words[end - 2].tag not in (Tag.JOINER, Tag.OF) else end


_LEADING = re.compile(r"^(?:目前|今年|其中|同时|此外|另外|特别|期间)")
_TRAILING = re.compile(r"(?:[上中内里下]|等|之中|当中)$")


def _trimmed(text: str, words: Sequence[Word], start: int, end: int) -> Span | None:
    """The span of some words without 上, 中 and 等 at its end; None where nothing is left."""
    if start >= end:
        return None
    first, last = words[start].start, words[end - 1].end
    while last > first and _TRAILING.search(text[first:last]) and text[first:last][-2:] not in ("网上", "线上", "线下"):
        last -= 1
    return (first, last) if last - first > 1 else None


def _of_noun_phrase(
    text: str, words: Sequence[Word], start: int, end: int, before: Word | None, subject: bool
) -> Iterator[Role]:
    """The agent that a noun phrase names: before a verb, or behind a causative one; or the time."""
    first, last = words[start].start, words[end - 1].end
    time = TIME_WORD.match(text, first, last)
    if time and subject:
        yield Role(RoleKind.TIME, time.span(), (0, len(text)), 0)
        first = time.end()
    if text[first:last].endswith(("期间", "以来", "前", "后", "时")) and subject and end == len(words):
        yield Role(RoleKind.TIME, (first, last), (0, len(text)), 0)
        return
    leading = _LEADING.match(text[first:last])
    first += leading.end() if leading else 0
    phrase = text[first:last]
    after = words[end].tag if end < len(words) else None
    acts = after in (Tag.VERB, Tag.CAUSATIVE, Tag.ADVERB, Tag.PREPOSITION) and words[end].text != "关于"
    if before is not None and before.tag is Tag.CAUSATIVE and is_agent(phrase):
        yield Role(RoleKind.AGENT, (first, last), (last, len(text)), 0, before.text)
        yield Role(RoleKind.COUNTERPART, (first, last), (0, len(text)), 0, before.text)
    elif subject and acts and phrase and (is_agent(phrase) or _REGION.search(phrase)):
        yield Role(RoleKind.AGENT, (first, last), (last, len(text)), 0)
    elif end < len(words) and words[end].text == "关于" and is_agent(phrase):
        yield Role(RoleKind.AGENT, (first, last), (0, len(text)), 0, "关于")
    elif before is not None and before.text in ("有", "共有") and acts and is_agent(phrase):
        yield Role(RoleKind.AGENT, (first, last), (last, len(text)), 0)


def _of_preposition(text: str, words: Sequence[Word], at: int, end: int) -> Iterator[Role]:
    """The role of the phrase that a preposition opens."""
    marker, span = words[at].text, _trimmed(text, words, at + 1, end)
    if span is None:
        return
    filler, whole = text[slice(*span)], (0, len(text))
    rest = text[words[end - 1].end :]
    if marker in ("被", "由", "经", "受", "让") and (is_agent(filler) or marker == "被"):
        yield Role(RoleKind.AGENT, span, whole, 0, marker)
    if marker in _PLACES and is_place(filler) and not rest.startswith(("率先", "首", "前列")):
        yield Role(RoleKind.PLACE, span, whole, 0, marker)
    elif marker == "在" and (TIME_WORD.search(filler) or filler.endswith(("期间", "前", "后", "时"))):
        yield Role(RoleKind.TIME, span, whole, 0, marker)
    elif marker == "在" and (led := re.search(r"(?:的)?(?:坚强|正确)?(?:领导|指导|支持|带领|关心)下?$", filler)):
        yield Role(RoleKind.COUNTERPART, (span[0], span[0] + led.start()), whole, 0, marker)
    if marker in _MEANS and not NO_PLACE.search(filler.removesuffix("方式")):
        yield Role(RoleKind.MEANS, span, whole, 0, marker)
    if marker in _COUNTERPARTS and rest and (marker not in ("和", "与") or _with_others(rest)):
        yield Role(RoleKind.COUNTERPART, span, whole, 0, marker)


def _with_others(rest: str) -> bool:
    """Whether what follows is done together: 与30个区市签订."""
    return bool(re.match(r"(?:联合|合作|对接|签订|签署|结合|相结合|配合|互联|共同|一起|协作|协同|共享)", rest))
