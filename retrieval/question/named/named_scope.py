"""Named scope: what of a question selects documents."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import Is, ReportField
from retrieval.parsing.identity.document_number import NUMBER
from retrieval.parsing.identity.genre import GenreFamily, annual_family_in
from retrieval.question.years import asks_this_year
from retrieval.text.gazetteer import Gazetteer, Place, stem_of
from retrieval.text.normalization import normalize_number
from retrieval.text.timeframe import TimeFrame, question_time_frame

_ASKS_NATIONAL = re.compile(r"国家(?!级|标准|机关|公务)|全国|国务院|中央|国办|我国|总理")
_ASKS_FORMER = re.compile(
    r"[旧老]版|[旧老]的?(?=办法|条例|规定|法|细则)|修[订正改]之?前|以前的?版本"
    r"|原来的(?=.{0,20}(?:办法|条例|规定|法|细则))"
)
# What stands behind the name of a law where its words are asked for.
_SAYS = r"(?:里|中|上|对|第|规定|怎么|如何|说|讲|要求|明确|关于|的?(?:规定|内容|第))"
_BY = r"(?:按照?|根据|依据|依照|违反)"
# A law that is taught is no document to answer from.
_TEACHES = r"(?:宣传|学习|普及|贯彻|讲解?|落实|宣讲|宣贯|学)"
_TAUGHT = r"(?:宣传|讲座|培训|学习|知识|普法|活动|执法|实施|竞赛|考试|课|宣讲|进[校社企农机乡]|主题|[日周月年])"
# A shorter name stands for many things.
_TELLING = 3
_OF_REPORT = re.compile(r"\d{4}年?(?:度?的?[\u4e00-\u9fff]{0,10}(?:报告|公报)|(?:修[订正]的?)?版)")
# Names of districts that are words for a part of any town.
_ANY_TOWNS = frozenset("城区 郊区 矿区 东区 西区 南区 北区 新市区 市中区 城中区 城关区 城关镇 港口区".split())
_PREFIX = re.compile(r"[\u4e00-\u9fff]{1,40}")
_PARENT = {"全省": "省", "省里": "省", "省内": "省", "全市": "市", "市里": "市"}


@dataclass(frozen=True, slots=True)
class NamedScope:
    """What a question names: years, places, whether the nation, a genre, words of a title, a document number.

    ``plan``: it asks for what is planned; ``former``: for the version of a law before the one in use; ``law`` is the
    short name of a law of the nation, ``of_law``: it asks what that says; ``names_report``:
    the year is that of a report, as in 2022年政府工作报告.
    """

    years: tuple[int, ...]
    places: tuple[Place, ...]
    national: bool
    family: GenreFamily
    topic: str = ""
    this_year: bool = False
    plan: bool = False
    former: bool = False
    number: str = ""
    law: str = ""
    of_law: bool = False
    names_report: bool = False

    def each(self) -> list[NamedScope]:
        """One for each place (and the nation), else one for each year."""
        if len(self.places) + self.national > 1:
            nation = [replace(self, places=())] if self.national else []
            return [replace(self, places=(place,), national=False) for place in self.places] + nation
        return [replace(self, years=(year,)) for year in self.years]

    @property
    def any(self) -> bool:
        """Whether it names a place, a year or the nation."""
        return bool(self.years or self.places or self.national)


class NamedScopeReader:
    """Reads what questions to one library name. Thread-safe: nothing changes after construction."""

    def __init__(self, catalog: ReportCatalog, places: Gazetteer, laws: Set[str] = frozenset()) -> None:
        """The catalog of the library; ``laws`` are the short names of the nation's."""
        self._catalog, self._places, self._laws = catalog, places, laws
        self._longest_law = max(map(len, laws), default=0)
        # The first two characters of a name rule out nearly every position of a question.
        self._law_heads = frozenset(law[:2] for law in laws)

    def named(self, folded: str, years: tuple[int, ...], context: Sequence[Place] = ()) -> NamedScope:
        """What a folded question names; 全省 is the province of the place in ``context`` or of the question's own."""
        known = self._catalog.place_names | self._places.unmistakable
        found = [place for place in self._places.find(folded, known) if not _within_a_name(place, folded)]
        found = [place for place in found if place.name not in _ANY_TOWNS or _is_told(place, folded)]
        found = [place for place in found if not any(_leads(place, other, folded) for other in found)]
        for word, suffix in _PARENT.items():
            if word in folded and not any(p.name.endswith(suffix) and _leads_to(p, word, folded) for p in found):
                around = (name for place in (*found, *context) for name in (*place.above, place.name))
                kinds = ("省", "自治区") if suffix == "省" else suffix
                above = next((name for name in around if name.endswith(kinds)), None)
                found += [self._places.by_name(above)] if above else []
        national = bool(_ASKS_NATIONAL.search(folded)) and self._catalog.count(Is(ReportField.NATIONAL, True)) > 0
        family = annual_family_in(folded)
        this_year = not years and asks_this_year(folded)
        plan = question_time_frame(folded, (), None) is TimeFrame.TARGET
        former, law = bool(_ASKS_FORMER.search(folded)), self._law_in(folded)
        of_law = bool(law) and bool(re.search(rf"{_BY}{law}|{law}{_SAYS}", folded))
        if law and (re.search(rf"{_TEACHES}{law}|{law}的?{_TAUGHT}", folded) or (len(law) < _TELLING and not of_law)):
            law, of_law = "", False
        places = tuple(dict.fromkeys(found))
        named = NamedScope(years, places, national, family, this_year=this_year, plan=plan, former=former)
        return replace(named, law=law, of_law=of_law, names_report=bool(_OF_REPORT.search(folded)))

    def _law_in(self, folded: str) -> str:
        """The longest name of a law in a folded question; empty where it has none."""
        starts = (at for at in range(len(folded)) if folded[at : at + 2] in self._law_heads)
        names = (folded[at : at + size] for at in starts for size in range(self._longest_law, 1, -1))
        return max((name for name in names if name in self._laws), key=len, default="")

    def number_in(self, raw: str) -> str:
        """The number of a report that a question names, as conditions compare it; empty where none is held."""
        found = NUMBER.search(raw)
        written = normalize_number(found[0]) if found else ""
        # 请查某政发〔2020〕3号: what stands before the number belongs to the sentence.
        prefix = _PREFIX.match(written)
        names = (written[at:] for at in range(prefix.end() if prefix else 0))
        return next((name for name in names if self._catalog.count(Is(ReportField.NUMBER, name))), "")


def _is_told(place: Place, folded: str) -> bool:
    """Whether the name of a district stands behind that of a place above it."""
    return any(name[:2] in folded for name in place.above)


def _within_a_name(place: Place, folded: str) -> bool:
    """Whether a place is only the beginning of a smaller place's name: 河南村 is a village."""
    return bool(re.search(f"{re.escape(stem_of(place))}[村镇乡街路]", folded))


def _leads(place: Place, other: Place, folded: str) -> bool:
    """Whether a place only leads to one within it that follows at once: 某省某市."""
    if place.name not in other.above:
        return False
    return bool(re.search(f"{re.escape(stem_of(place))}(?:省|市|自治区|全省)?的?{re.escape(stem_of(other))}", folded))


def _leads_to(place: Place, word: str, folded: str) -> bool:
    return bool(re.search(f"{re.escape(stem_of(place))}(?:省|市|自治区)?{word}", folded))
