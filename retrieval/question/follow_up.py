"""Questions that continue or compare.

那广东呢 keeps the rest of the question before it; 山东和北京各… is two questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from retrieval.parsing.metadata import DocumentMetadata
from retrieval.question.scope import NamedScope
from retrieval.text.gazetteer import Place, stem_of

_YEAR_WORDS = re.compile(
    r"(?:\d{4}|二[〇零]\d?[〇零一二三四五六七八九]+)年?(?:度|底|末|的)?|今年|去年|前年|明年|本年|那年|当年"
)
_NATIONAL = re.compile(r"国家(?!级|标准|机关|公务)|全国|国务院|中央|国办")
_PARENT = re.compile(r"全省|省里|省内|全市|市里")
_GENRE = re.compile(
    r"(?:的)?(?:政府)?工作报告(?:里|中|上)?|统计公报(?:里|中)?|办事指南(?:里|中)?|法治政府(?:建设)?(?:情况)?(?:的)?报告(?:里|中)?"
)
_POINTING = re.compile(r"那么?|这|其中|另外|还有|换成|改成|呢|的|里|在|是|又|多少|怎么样|如何|咋样|啊|呀|[?？,，。]")
_PAIRED = re.compile(
    r"^(?P<left>.{2,20}?)(?:和|跟|与|同|、)(?P<right>.{2,20}?)[,，]?的?(?P<tail>[^,，]{0,16}(?:各|分别).*)$"
)


def without_slots(folded: str, places: tuple[Place, ...]) -> str:
    """A question without the places, years and genres that it names: what ranks sentences.

    >>> without_slots("山东2026年gdp目标", (Place("山东省", ()),))
    'gdp目标'
    """
    text = folded
    for place in places:
        stem = stem_of(place)
        text = re.sub(rf"{re.escape(place.name)}|{re.escape(stem)}(?:全?省|全?市|区|县)?", "", text)
    for pattern in (_YEAR_WORDS, _NATIONAL, _PARENT, _GENRE):
        text = pattern.sub("", text)
    return text.strip() or folded


def without_own(folded: str, profile: DocumentMetadata) -> str:
    """A question to a single report without that report's own place and year, which tell nothing there.

    >>> own = DocumentMetadata("a.txt", "2021年度报告", year=2021, place=Place("某区", ("某市",)))
    >>> without_own("某市某区2021年保留几项", own), without_own("某区", own)
    ('保留几项', '某区')
    """
    text = folded
    if profile.place:
        above = "".join(f"(?:{re.escape(name)}?)?" for name in profile.place.above)
        text = re.sub(f"{above}{re.escape(profile.place.name)}的?", "", text)
    if profile.year:
        text = re.sub(rf"(?<!\d){profile.year}年?(?:年?度)?的?", "", text)
    return text.strip() if re.search(r"\w", text) else folded


def only_slots(folded: str, places: tuple[Place, ...]) -> bool:
    """Whether a question names a place or a year and asks nothing else: 那广东呢.

    >>> only_slots("那广东呢", (Place("广东省", ()),)), only_slots("广东gdp呢", (Place("广东省", ()),))
    (True, False)
    """
    rest = without_slots(folded, places)
    return rest != folded and not _POINTING.sub("", rest)


def topic_of(folded: str) -> str:
    """The thing that a question puts in place of the one before it: 那个某某证的呢; empty where it asks more.

    >>> topic_of("那某某许可的呢"), topic_of("某某证几天办好")
    ('某某许可', '')
    """
    match = re.fullmatch(
        r"(?:那么?|换成|改成|要是)?(?P<topic>[^多几哪谁什怎吗]{2,14}?)(?:那[个份项]|这[个份项])?(?:的)?(?:又)?呢?",
        folded,
    )
    return match["topic"].removesuffix("的") if match else ""


def without_title(folded: str, titles: Iterable[str]) -> str:
    """A question without the thing that a title names: its longest common run with one of them.

    >>> without_title("某某生产许可法定几天办完", ["某某生产许可办事指南"])
    '法定几天办完'
    """
    runs = [
        folded[at : at + size]
        for size in range(len(folded), 2, -1)
        for at in range(len(folded) - size + 1)
        if any(folded[at : at + size] in title for title in titles)
    ]
    return folded.replace(runs[0], "").strip() if runs else folded


def pair(folded: str) -> tuple[str, str] | None:
    """The two questions in one that names two things and asks the same of each.

    >>> pair("办甲证和办乙证,时限各几天")
    ('办甲证时限各几天', '办乙证时限各几天')
    """
    match = _PAIRED.match(folded)
    return (match["left"] + match["tail"], match["right"] + match["tail"]) if match else None


def names_several(named: NamedScope) -> bool:
    """Whether a question names two places, two years, or a place and the nation."""
    return len(named.places) + named.national > 1 or len(named.years) > 1
