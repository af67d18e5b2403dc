"""Versions: which documents are versions of one law, and how a version is called.

A law that was revised is a work of which several versions may be held: the same title, of different years.
"""

from __future__ import annotations

import re

from retrieval.parsing.identity.genre import Genre
from retrieval.text.gazetteer import Place
from retrieval.text.normalization import compact

# What is issued once and then revised; others are of one day.
_REVISED = frozenset(
    {
        *(Genre.LAW, Genre.REGULATION, Genre.MEASURES, Genre.PROVISIONS, Genre.DETAILED_RULES, Genre.RULES),
        *(Genre.NORMS, Genre.PROCEDURES, Genre.CHARTER, Genre.CODE_OF_CONDUCT, Genre.SYSTEM, Genre.STANDARD),
        *(Genre.JUDICIAL_INTERPRETATION, Genre.ARRANGEMENT, Genre.APPROVAL, Genre.DECISION, Genre.RESOLUTION),
        *(Genre.OPINION, Genre.ANSWER, Genre.GUIDANCE, Genre.DIRECTORY, Genre.CHECKLIST),
    }
)
_REPEATED = re.compile(r"关于(?:修[改正订]|废止|清理|批准|任免|授权|召开|同意)")
_STATE = re.compile(r"^中华人民共和国")
# Which version it is may stand behind the title: (2023年修订), (2021年版), (试行).
_VERSION = re.compile(
    r"[(〔\[](?:(?:19|20)\d\d年?)?(?:第[一二三四五六七八九十]{1,3}次)?"
    r"(?:修[订正改]|版|本|试行|暂行|公布|施行)?[本版稿]?[)〕\]]$"
)


def has_versions(genre: Genre, title: str) -> bool:
    """Whether a document is one that is revised; decisions on changes bear the same title again and again.

    >>> has_versions(Genre.LAW, "某法"), has_versions(Genre.NOTICE, "某通知")
    (True, False)
    >>> has_versions(Genre.DECISION, "关于修改部分法规的决定")
    False
    """
    return genre in _REVISED and not _REPEATED.search(title)


def work_of(title: str, place: Place | None) -> str:
    """The name that all versions of a law share: its place and title without what tells the version.

    >>> work_of("中华人民共和国某某法（2023年修订）", None) == work_of("某某法", None)
    True
    """
    folded = compact(title)
    bare = _STATE.sub("", _VERSION.sub("", folded))
    return f"{place.name if place else ''}|{bare}"
