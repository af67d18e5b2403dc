"""Place of issue: whose document it is: its issuer's place, not one that it speaks of. National ones have none.

Short names of counties are common words (解放, 会同, 和平): a county counts by its full name, or beside a place above
it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.lazy_pattern import lazy_pattern
from retrieval.text.gazetteer import Gazetteer, Place, stem_of
from retrieval.text.normalization import fold

_NATIONAL_BODY = lazy_pattern(
    r"中华人民共和国|国务院|政务院|中共中央|中央(?:军委|办公厅|人民政府|宣传部|组织部)|全国(?:人民代表大会|人大|政协)"
    r"|最高人民(?:法院|检察院)"
    r"|国家(?!级|开发银行)[\u4e00-\u9fff]{2,12}(?:局|委员会|署|部|中心|办公室)|国办"
    r"|^(?:(?![\u4e00-\u9fff]{0,9}[委市县省区州])[\u4e00-\u9fff]{2,10}部"
    r"|中国[\u4e00-\u9fff]{2,12}|海关总署|审计署|人民检察院|人民法院)$"
)
_NATIONAL_TITLE = lazy_pattern(
    r"中华人民共和国|国务院|中共中央|全国|国家|中央|最高人民|国办|中国(?!\([^()]{2,8}\)自由贸易)"
)
_BODY_OF = lazy_pattern(r"人民|第|[12]\d{3}|县")
_YEAR_IN_FRONT = lazy_pattern(r"\A(?:关于)?(?:\d{4}年?(?:度|[上下]半年|第?[一二三四]季度)?)?")
# What stands in the title of another document is not about the one that names it.
_OTHER_TITLES = (lazy_pattern(r"〈[^〈〉]{0,120}〉|<[^<>]{0,120}>"), lazy_pattern(r"《[^《》]{0,160}》"))


def is_national(title: str, issuers: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether a document is one of the nation: by its issuers, else by the first words of its title.

    >>> places = Gazetteer([Place("某省", ())], {})
    >>> is_national("某某条例", ["中华人民共和国国务院"], places), is_national("国家公园条例", ["某省人民政府"], places)
    (True, False)
    """
    named = [issuer for issuer in issuers if issuer]
    local = [place_in(issuer, gazetteer) is not None for issuer in named]
    if any(_NATIONAL_BODY.search(fold(issuer)) and not of_place for issuer, of_place in zip(named, local, strict=True)):
        return True
    return not any(local) and bool(_NATIONAL_TITLE.match(fold(title)))


def place_in(text: str, gazetteer: Gazetteer) -> Place | None:
    """The place that a name or a title is of: of 某市某区 the district, of places side by side the first.

    >>> places = Gazetteer([Place("河南省", ()), Place("某市", ("河南省",)), Place("解放区", ("河南省", "某市"))], {})
    >>> [found.name if (found := place_in(text, places)) else None for text in ("河南解放区", "不断解放和发展")]
    ['解放区', None]
    """
    # A special zone is called after its city.
    folded = fold(text).replace("经济特区", "市")
    for titles in _OTHER_TITLES:
        folded = titles.sub("", folded)
    # Without the library's own places only provinces and prefectures are found by short names.
    named = gazetteer.find(folded)
    named = [place for place in named if not _is_county(place) or _is_meant(place, named, folded)]
    if not named:
        return None
    first = named[0]
    within = [place for place in (*named[1:], *_behind(folded, first, gazetteer)) if first.name in place.above]
    return max(within, key=lambda place: len(place.above), default=first)


def _is_county(place: Place) -> bool:
    return len(place.above) == 2


def _is_meant(county: Place, named: Sequence[Place], folded: str) -> bool:
    """Whether the full name of a county names it: beside a place above it, or in front, where a body's name begins."""
    if folded == county.name or any(place.name in county.above for place in named):
        return True
    front = _YEAR_IN_FRONT.sub("", folded)
    behind = front[len(county.name) :] if front.startswith(county.name) else ""
    return bool(behind) and (len(county.name) > 2 or bool(_BODY_OF.match(behind)))


def _behind(folded: str, above: Place, gazetteer: Gazetteer) -> list[Place]:
    """The counties whose short names stand right behind a place above them: 山东荣成."""
    within = gazetteer.find(folded, gazetteer.names)
    stem = rf"{re.escape(stem_of(above))}(?:[省市州盟]|(?:[\u4e00-\u9fff]{{1,4}}族)?自治[区州])?"
    return [place for place in within if _is_county(place) and re.search(stem + re.escape(stem_of(place)), folded)]
