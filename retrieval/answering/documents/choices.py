"""Choices: the reports that a reply offers where several fit equally, their labels, and which one is picked next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval.models import Outcome, Reply
from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.anaphora import asks
from retrieval.text.gazetteer import stem_of
from retrieval.text.normalization import fold
from retrieval.text.question_text import plain
from retrieval.text.values.numerals import whole_number

# What may tell two reports of one title apart, the most telling first.
_TELLS_APART: tuple[Callable[[DocumentMetadata], str], ...] = (
    lambda each: f"{each.version[:4]}年版" if each.version else "",
    lambda each: f"{each.year}年" if each.year else "",
    lambda each: each.place.name if each.place else "",
    lambda each: each.agency,
    lambda each: each.number,
    lambda each: each.published,
    lambda each: each.file,
)
_NUMBER = re.compile(
    r"(?:[我要选择]{0,3}第?)(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})(?:[个份号项篇条部])?(?:的|吧|呢)?"
)
_LAST = re.compile(r"(?:[我要选择]{0,3})最后(?:那|一|那一)?[个份篇]?(?:的|吧|呢)?")
_AROUND = re.compile(
    r"^(?:那么?|我?要?问?的?是|我?[要选看]择?|就)+|(?:的?那[个份篇部]|的?这[个份篇部]|的|呢|吧|那年|啊|呀)+$"
)


def labels_of(offered: Sequence[DocumentMetadata]) -> tuple[str, ...]:
    """A label for each of some reports: its title, led by its place and followed by what tells it from the others.

    >>> first, second = (DocumentMetadata(f"{year}.txt", "某某公报", year=year) for year in (2021, 2022))
    >>> labels_of([first, second]), labels_of([first])
    (('某某公报（2021年）', '某某公报（2022年）'), ('某某公报',))
    """
    titled = [_with_place(each) for each in offered]
    labels = []
    for each, title in zip(offered, titled, strict=True):
        alike = [other for other, theirs in zip(offered, titled, strict=True) if theirs == title]
        labels.append(title if len(alike) == 1 else f"{title}（{_difference(each, alike)}）")
    return tuple(labels)


def _with_place(metadata: DocumentMetadata) -> str:
    """A report's title, led by its place where it does not name that."""
    named = metadata.place is None or stem_of(metadata.place) in metadata.title
    return metadata.title if named or metadata.place is None else metadata.place.name + metadata.title


def _difference(metadata: DocumentMetadata, alike: Sequence[DocumentMetadata]) -> str:
    """What tells a report from others of its title: as few facts as do, each of which not all of them share."""
    told, left = [], list(alike)
    for fact in _TELLS_APART:
        own = fact(metadata)
        rest = [each for each in left if fact(each) == own]
        if own and len(rest) < len(left):
            told.append(own)
            left = rest
        if len(left) == 1:
            break
    return "，".join(told)


def picked(raw: str, reply: Reply) -> str | None:
    """The file of the report that a message picks of those that a reply offered; None where it picks none.

    A message picks by a number, by a label, or by words that only one of the labels has.

    >>> reply = Reply("", Outcome.CLARIFY, suggestions=("甲县2021年报告", "甲县2022年报告"), offered=("a", "b"))
    >>> [picked(text, reply) for text in ("2", "第一份", "《甲县2022年报告》", "2021年的", "甲县", "甲县收入多少")]
    ['b', 'a', 'b', 'a', None, None]
    """
    if reply.outcome is not Outcome.CLARIFY or not reply.offered:
        return None
    files, labels, text = reply.offered, [plain(label) for label in reply.suggestions], plain(raw)
    if text in labels:
        return files[labels.index(text)]
    if (number := _number_in(raw, len(files))) is not None:
        return files[number - 1] if 0 < number <= len(files) else None
    words = _AROUND.sub("", text)
    holding = [file for file, label in zip(files, labels, strict=True) if words in label]
    return holding[0] if len(words) > 1 and len(holding) == 1 and not asks(text) else None


def may_pick(raw: str) -> bool:
    """Whether a message may pick a report that was offered before it: it is a number, or asks nothing."""
    return _number_in(raw, 0) is not None or not asks(plain(raw))


def _number_in(raw: str, last: int) -> int | None:
    """The number that a message consists of; ``last`` stands for 最后一个."""
    folded = fold(raw).strip(" .。,，、!！()（）")
    if _LAST.fullmatch(folded):
        return last
    found = _NUMBER.fullmatch(folded)
    return whole_number(found["number"]) if found else None
