"""Respectively: of two lists that 分别 ties item by item, the item that belongs to the one that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.models import Span
from retrieval.statements.roles.lists import lists_of
from retrieval.text.tokenization import bigrams, plain_words
from retrieval.text.values.grammar import find_values, separators
from retrieval.text.values.numerals import TENS
from retrieval.text.values.value import in_series

_TIE, _ENDS = re.compile("分别"), re.compile("[;。!?]")
_COMMA = re.compile("[,:]")
# Between 分别 and a list that it ties stand at most a verb and what it does.
_NEAR = 8
# Of an item that is asked for at least so much is said.
_SAID = 0.6
_Items = Sequence[Span]


def share_of(folded: str, chosen: Span, named: str) -> Span:
    """Of a list that 分别 ties to another one the item that a text names the other half of, for a span in the list.

    The whole list where the text names none or several; the span itself where it is in no such list.

    >>> text = "邀请法官和律师分别就《民法典》和《刑法》授课"
    >>> text[slice(*share_of(text, (2, 7), "刑法谁讲的"))], text[slice(*share_of(text, (2, 7), "谁讲的"))]
    ('律师', '法官和律师')
    >>> text = "工业、建筑业增加值分别为12亿元、3亿元"
    >>> text[slice(*share_of(text, (12, 16), "建筑业增加值多少"))]
    '3亿元'
    """
    if "分别" not in folded:
        return chosen
    lists = list(_lists(folded))
    within = [items for items in lists if items[0][0] <= chosen[0] and chosen[1] <= items[-1][1]]
    ours = min(within, key=lambda items: items[-1][1] - items[0][0], default=None)
    if ours is None:
        return chosen
    tied = list(_tied(folded, ours, lists))
    places = (_named(folded, items, named) for items in tied)
    place = next((each for each in places if each is not None), None)
    if place is not None:
        return ours[place]
    return (ours[0][0], ours[-1][1]) if tied else chosen


def _lists(folded: str) -> Iterator[_Items]:
    """The items of each list of a sentence, and of each series of values."""
    for listing in lists_of(folded):
        yield listing.items
    for series in in_series(find_values(folded), folded):
        if len(series) > 1:
            yield [(value.start, value.end) for value in series]


def _tied(folded: str, ours: _Items, lists: Sequence[_Items]) -> Iterator[_Items]:
    """The lists on the other side of the 分别 beside a list, as long as it is, the nearest first."""
    ends = separators(folded, _ENDS)
    start = max((end + 1 for end in ends if end < ours[0][0]), default=0)
    stop = min((end for end in ends if end >= ours[-1][1]), default=len(folded))
    alike = [each for each in lists if len(each) == len(ours) and start <= each[0][0] and each[-1][1] <= stop]
    for match in _TIE.finditer(folded, start, stop):
        behind = ours[0][0] >= match.end()
        between = (match.end(), ours[0][0]) if behind else (ours[-1][1], match.start())
        if between[0] > between[1] or between[1] - between[0] > _NEAR or _COMMA.search(folded, *between):
            continue
        if behind:
            yield from reversed([each for each in alike if each[-1][1] <= match.start()])
        else:
            yield from (each for each in alike if each[0][0] >= match.end())


def _named(folded: str, items: _Items, text: str) -> int | None:
    """The place of the one item that a text names; None where it names none, or two as well."""
    pairs = set(bigrams(text))
    shared = [_share(set(bigrams(form)), pairs) for form in _forms(folded, items)]
    most = max(shared)
    alone = shared.count(most) == 1 and sum(share >= _SAID for share in shared) < 2
    return shared.index(most) if most and alone else None


def _share(of: set[str], pairs: set[str]) -> float:
    return len(of & pairs) / len(of) if of else 0.0


def _forms(folded: str, items: _Items) -> list[str]:
    """What each item is called: 第一、二、三产业 are 第一, 第二 and 第三; the last without the noun of them all."""
    texts = [folded[start:end] for start, end in items]
    ordinals = texts[0].startswith("第")
    forms = [f"第{text}" if ordinals and text[0] in TENS else text for text in texts]
    size, last = max(map(len, forms[:-1])), ""
    for word in plain_words(forms[-1]):
        if len(last) < size:
            last += word
    return [*forms[:-1], last or forms[-1]]
