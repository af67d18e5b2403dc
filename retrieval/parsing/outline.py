"""Outline: turns list marks into clauses with headings, paragraphs of articles (款), table rows and list tails.

The text after a list would become part of its last item. Where the other items show how long an item is (all in one
paragraph, or each one paragraph long), the text after the list is a clause with the path of the list's parent.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

from retrieval.models import Clause, Region
from retrieval.parsing.identity.kinds import is_title
from retrieval.parsing.list_sequence import ListMark
from retrieval.parsing.numbering import find_marks
from retrieval.parsing.tables import add_row_marks
from retrieval.text.normalization import without_space
from retrieval.text.segmentation import TextBlock
from retrieval.text.values.numerals import chinese_numeral

# A first sentence that states a finding is no heading: 机制还需进一步完善.
_FINDING = re.compile(r"还需|需要|仍需|有待|不够|不足|不强|不高|不到位|尚未|仍然|存在")
# Nor is one with figures: 粮食产量1300亿斤以上。
_FIGURES = re.compile(r"\d(?:[%％‰]|[万亿]?[元个件人项名户家吨斤亩次所公千平万亿])")
_INTRODUCTION = "前言"
_NOTES = frozenset({"注释", "附注", "资料来源"})
_LONGEST_HEADING = 30
_LONGEST_LINE = 60
_MOST_TITLE_LINES = 4
# What stands in no clause of a document without headings; so many lines that end like none are no paragraphs.
_BODY, _FEWEST_LINES = "正文", 3
_PARAGRAPH_ENDS = "。！？；：:;”）)》’】"
_SENTENCE = re.compile(r"\s*+([^。！？；：\n]{2,31})。")
# Markdown's signs, which stand around a heading and below it, before the next one.
_SIGNS = "*_# \n"
_FULL_STOP = re.compile(r"。[*_]*")
# A clause longer than this many characters is cited by its paragraphs.
_LONG = 800
SENTENCE_END = "。！？；：，、,;:!?"


def build_outline(text: str, blocks: Sequence[TextBlock]) -> list[Clause]:
    """The clauses of a document's text, in order; each ends where the next begins.

    >>> from retrieval.text.segmentation import split_blocks
    >>> text = "为了某事，制定本办法。\\n第一条　某局负责。\\n某所配合。\\n第二条　自某日起施行。"
    >>> [(c.path, text[c.body : c.end].strip()) for c in build_outline(text, split_blocks(text))]
    [('前言', '为了某事，制定本办法。'),
     ('第一条/第一款', '某局负责。'), ('第一条/第二款', '某所配合。'), ('第二条', '自某日起施行。')]
    """
    if not blocks:
        return []
    plain = [block for block in blocks if not block.row]
    starts = [block.start for block in plain]
    found = _add_article_paragraphs(text, find_marks(text, [(b.start, b.end) for b in plain]), plain)
    end = blocks[-1].end
    found = _add_tails(found, starts, end)
    found = add_row_marks(text, found, blocks, _INTRODUCTION)
    clauses = []
    if not found or blocks[0].start < found[0].start:
        first = blocks[0].start
        clauses.append(Clause(_INTRODUCTION, (), first, found[0].start if found else end, first, Region.INTRODUCTION))
    headings: dict[tuple[str, ...], str] = {}
    counts: dict[str, int] = {}
    for mark, following in zip_longest(found, found[1:]):
        clauses.append(_clause(text, mark, following, end, headings))
    return [part for clause in clauses for part in _split_long_clause(text, clause, starts, counts)]


def _split_long_clause(text: str, clause: Clause, starts: Sequence[int], counts: dict[str, int]) -> list[Clause]:
    """A long clause of several paragraphs as one clause for each; a short first sentence is its heading."""
    first, behind = bisect_left(starts, clause.body), bisect_left(starts, clause.end)
    begins = [clause.start]
    for at in starts[first:behind]:
        # A short line belongs to the paragraph below it: 各位代表！
        if len(text[max(begins[-1], clause.body) : at].strip()) > _LONGEST_HEADING:
            begins.append(at)
    numbered = counts.get(clause.path, 0)
    counts[clause.path] = numbered + len(begins)
    if clause.end - clause.start <= _LONG or len(begins) < 3 or clause.place in (Region.ROW, Region.NOISE):
        return [clause]
    parts = []
    for number, (start, end) in enumerate(pairwise([*begins, clause.end]), 1):
        body = clause.body if number == 1 else start
        place = clause.place if number == len(begins) or clause.place is not Region.PARENT else Region.LEAF
        headings = (*clause.headings, _first_sentence(text, body, end))
        parts.append(Clause(f"{clause.path}/第{numbered + number}段", headings, start, end, body, place))
    return parts


def _first_sentence(text: str, start: int, end: int) -> str:
    """The first sentence of a paragraph where it is short, more follows, and it states no figures; else empty."""
    lead = _SENTENCE.match(text, start)
    return lead[1] if lead and text[lead.end() : end].strip() and not _FIGURES.search(lead[1]) else ""


def _clause(
    text: str, mark: ListMark, following: ListMark | None, end: int, headings: dict[tuple[str, ...], str]
) -> Clause:
    stop = following.start if following else end
    parent = following is not None and following.path[:-1][: len(mark.path)] == mark.path
    place, body = Region.PARENT if parent else Region.LEAF, mark.start
    if mark.kind in ("row", "table"):
        headings[mark.path[:-1]], _, headings[mark.path] = mark.heading.partition("\n")
        place = Region.ROW if mark.kind == "row" else Region.NOISE
    elif mark.path == (_INTRODUCTION,):
        return Clause(_INTRODUCTION, (), mark.start, stop, mark.start, Region.INTRODUCTION)
    elif mark.kind not in ("tail", "paragraph"):
        body = mark.end if mark.kind == "article" else _heading_end(text, mark, stop)
        heading = _clean_heading(text[mark.end : body])
        headings[mark.path] = heading or (_clean_heading(mark.path[-1]) if mark.kind == "annex" else "")
        if not parent and not text[body:stop].strip().strip(_SIGNS):
            # A heading with no text below it is itself the statement.
            body, headings[mark.path] = mark.end, ""
    above = tuple(headings.get(mark.path[:depth], "") for depth in range(1, len(mark.path) + 1))
    return Clause("/".join(mark.path), above, mark.start, stop, body, place)


def _clean_heading(heading: str) -> str:
    heading = "".join(line.strip() for line in heading.splitlines())
    heading = heading.strip().strip(_SIGNS).rstrip("。").strip("：:\u3000 ")
    return without_space(heading) if len(heading) <= 12 and "\u3000" in heading else heading


def _heading_end(text: str, mark: ListMark, stop: int) -> int:
    """Where the heading after a mark ends: it is a short first line, or a short first sentence followed by more."""
    start = mark.end
    if mark.kind == "annex":
        return _annex_title_end(text, start, stop)
    line, sentence = text.find("\n", start, stop), _FULL_STOP.search(text, start, stop)
    end = min(line + 1 or stop, sentence.end() if sentence else stop)
    heading = text[start:end].strip().strip(_SIGNS)
    if len(heading) > (_LONGEST_LINE if 0 <= line <= end else _LONGEST_HEADING):
        return start
    statement = mark.path[0] in _NOTES or _FINDING.search(heading) or _FIGURES.search(heading)
    return start if heading.endswith("。") and statement else end


def _annex_title_end(text: str, start: int, stop: int) -> int:
    """Where the title of an annex ends: it stands on the line of the mark or on short lines below, the last of them
    where it is complete.
    """
    first = next((at for at in range(start, stop) if not text[at].isspace() and text[at] not in "：:"), stop)
    ends, at = list[int](), first
    while len(ends) < _MOST_TITLE_LINES and (line := text.find("\n", at, stop)) >= 0:
        if not text[at:line].strip() and ends:
            at = line + 1
            continue
        if line - at > _LONGEST_LINE or text[at:line].rstrip()[-1:] in SENTENCE_END or "|" in text[at:line]:
            break
        ends.append(line + 1)
        at = line + 1
    return next((end for end in ends if is_title(without_space(text[first:end]))), ends[0] if ends else start)


def _add_article_paragraphs(text: str, found: Sequence[ListMark], blocks: Sequence[TextBlock]) -> list[ListMark]:
    """The marks with the paragraphs of every article that has several numbered: 第二十五条/第二款.

    Lines behind an article that are no sentences, such as a list of names, stand in none of its paragraphs.
    """
    starts = [block.start for block in blocks]
    marks: list[ListMark] = []
    at = 0
    while at < len(found):
        mark, until = found[at], at + 1
        if mark.kind != "article":
            marks.append(mark)
            at = until
            continue
        while (
            until < len(found) and found[until].path[: len(mark.path)] == mark.path and found[until].kind != "article"
        ):
            until += 1
        stop = found[until].start if until < len(found) else blocks[-1].end
        own = blocks[bisect_left(starts, mark.start) : bisect_left(starts, stop)]
        behind = _lines_behind(text, own, found[until - 1].start)
        marks += _number_paragraphs(found[at:until], [block.start for block in own[: len(own) - behind]])
        if behind:
            first = own[len(own) - behind].start
            marks.append(ListMark(mark.path[:-1] or (_BODY,), first, first))
        at = until
    return marks


def _lines_behind(text: str, own: Sequence[TextBlock], last_mark: int) -> int:
    """How many blocks at the end of an article, below its last mark, are lines of a list and no paragraphs of it."""
    count = 0
    for block in reversed(own[1:]):
        if block.start <= last_mark or text[block.end - 1] in _PARAGRAPH_ENDS:
            break
        count += 1
    return count if count >= _FEWEST_LINES else 0


def _number_paragraphs(article_marks: Sequence[ListMark], starts: Sequence[int]) -> list[ListMark]:
    """The marks of one article, each under the paragraph that it stands in."""
    article, *items = article_marks
    item_starts = {item.start for item in items}
    paragraphs = [ListMark(article.path, at, at, "paragraph") for at in starts[1:] if at not in item_starts]
    if not paragraphs:
        return list(article_marks)
    depth, marks, count = len(article.path), [], 0
    for mark in sorted([*article_marks, *paragraphs], key=lambda mark: mark.start):
        count += mark.kind in ("paragraph", "article")
        path = (*article.path, f"第{chinese_numeral(count)}款", *mark.path[depth:])
        marks.append(replace(mark, path=path))
    return marks


def _add_tails(found: Sequence[ListMark], starts: Sequence[int], end: int) -> list[ListMark]:
    """The marks with one more wherever the text of a list's parent continues after the last item."""
    marks: list[ListMark] = []
    for at, (mark, following) in enumerate(zip_longest(found, found[1:])):
        marks.append(mark)
        members = _list_members(found, at)
        if len(mark.path) < 2 or _continues(members, following):
            continue
        tail = _list_end(members, starts, following.start if following else end)
        if tail is not None:
            marks.append(ListMark(mark.path[:-1], tail, tail))
    return marks


def _list_members(found: Sequence[ListMark], last: int) -> list[ListMark]:
    """The neighbouring marks of one list up to position ``last``. A repeated path belongs to an earlier list."""
    first, seen = last, {found[last].path}
    while first and found[first - 1].kind == found[last].kind and found[first - 1].path[:-1] == found[last].path[:-1]:
        if found[first - 1].path in seen:
            break
        first -= 1
        seen.add(found[first].path)
    return list(found[first : last + 1])


def _continues(members: Sequence[ListMark], following: ListMark | None) -> bool:
    """Whether the following mark is within the last member or the next member of the list."""
    if following is None:
        return False
    path, restart = members[-1].path, following.path in {member.path for member in members}
    inside = following.path[: len(path)] == path
    return inside or (following.path[:-1] == path[:-1] and following.kind == members[-1].kind and not restart)


def _list_end(members: Sequence[ListMark], starts: Sequence[int], stop: int) -> int | None:
    """The start of the paragraph after a list, where its members show how long one of them is."""
    if len(members) < 2:
        return None
    first = [bisect_right(starts, member.start) - 1 for member in members]
    behind = bisect_left(starts, stop)
    if first[0] == first[-1]:
        return starts[first[0] + 1] if first[0] + 1 < behind else None
    opens = [starts[block] for block in first] == [member.start for member in members]
    lengths = {after - before for before, after in pairwise(first)}
    single = opens and lengths == {1} and len(members) > 2 and first[-1] + 1 < behind
    return starts[first[-1] + 1] if single else None
