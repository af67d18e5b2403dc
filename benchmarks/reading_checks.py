"""Checks of reading: what of a document was read right, as lines of the table that `benchmarks.reading` prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.raw_documents import RawDocument, characters, letters
from retrieval.models import Report
from retrieval.parsing.metadata import DocumentMetadata

# A text may differ from the independent extraction by this share of its characters.
_DIFFERENCE = 0.01
_KINDS = (
    "解释 决定 决议 答复 安排 规范 批复 复函 通知 意见 办法 规定 条例 细则 规则 公告 通告 通报 命令 "
    "方案 规划 纲要 章程 制度 规程 准则 措施 指引 指南 标准 目录 名录 名单 清单 说明 纪要 工作报告 报告 公报 函 法"
).split()
_NAMED_OTHERWISE = {"法": "法律", "纲要": "规划", "名录": "目录", "指南": "指引"}
_REMARKS = re.compile(r"(?:[（(〔\[][^（()）〔〕\[\]]{1,24}[)）〕\]])+$")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read, what is known of it, and what stands in its file."""

    truth: Mapping[str, Any]
    report: Report
    metadata: DocumentMetadata
    raw: RawDocument

    @property
    def group(self) -> str:
        """Laws, Word files, pages or reports, as the wanted figures tell them apart; else other texts."""
        suffix = self.report.file.rsplit(".", 1)[-1]
        by_suffix = {"docx": "Word files", "html": "pages"}.get(suffix)
        by_truth = "laws" if "cat" in self.truth else "work reports" if self.truth.get("genre") else "other texts"
        return by_suffix or by_truth


# What of a document is right, as pairs of right and all; None where the line does not speak of it.
Check = Callable[[ReadDocument], tuple[int, int] | None]


@dataclass(slots=True)
class Line:
    """One line of the table: its name, the least share in per cent, and what was counted."""

    name: str
    wanted: float | None
    check: Check
    right: int = 0
    count: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, document: ReadDocument) -> None:
        """Count a document."""
        found = self.check(document)
        if found is None:
            return
        self.right, self.count = self.right + found[0], self.count + found[1]
        if found[0] < found[1]:
            self.missed.append(_miss(document))

    @property
    def share(self) -> float:
        """The share that is right, in per cent; 100 of nothing."""
        return 100 * self.right / self.count if self.count else 100.0

    def cells(self) -> list[str]:
        """The line as cells of the table."""
        wanted = "" if self.wanted is None else f"{self.wanted:g}"
        return [self.name, wanted, f"{self.share:.1f}", f"{self.right} of {self.count}"]


def _title(document: ReadDocument, group: str) -> tuple[int, int] | None:
    if document.group != group:
        return None
    return int(letters(document.metadata.title) == letters(document.truth["title"])), 1


def _year(document: ReadDocument, groups: Sequence[str]) -> tuple[int, int] | None:
    if document.group not in groups or not document.truth.get("year"):
        return None
    return int(document.metadata.year == int(document.truth["year"])), 1


def _province(document: ReadDocument) -> tuple[int, int] | None:
    if "prov" not in document.truth:
        return None
    place, wanted = document.metadata.place, document.truth["prov"]
    found = (*place.above, place.name)[0] if place else ""
    return int(found.startswith(wanted) if wanted else not found), 1


def _county(document: ReadDocument) -> tuple[int, int] | None:
    """Whether a county is the document's, by the name in its title, where it is said to be of one."""
    if "prov" not in document.truth:
        return None
    place = document.metadata.place
    is_county = place is not None and len(place.above) == 2
    return int(not is_county or (place is not None and place.name[:2] in document.truth["title"])), 1


def expected_genre(truth: Mapping[str, Any]) -> str:
    """The genre that a title ends with; empty where it ends with none of the known ones.

    >>> expected_genre({"title": "某某若干问题的解释（二）"}), expected_genre({"title": "某某法"})
    ('解释', '法律')
    """
    bare = _REMARKS.sub("", truth["title"].strip())
    found = next((kind for kind in sorted(_KINDS, key=len, reverse=True) if bare.endswith(kind)), "")
    return _NAMED_OTHERWISE.get(found, found)


def _genre(document: ReadDocument) -> tuple[int, int] | None:
    wanted = expected_genre(document.truth)
    return (int(document.metadata.genre_name == wanted), 1) if wanted else None


def _number(document: ReadDocument) -> tuple[int, int] | None:
    known = document.truth.get("number")
    wanted = [known] if known else document.raw.numbers
    found = re.sub(r"\s", "", document.metadata.number)
    return (int(any(each in found for each in wanted) and bool(found)), 1) if wanted else None


def _issuer(document: ReadDocument) -> tuple[int, int] | None:
    known = document.truth.get("agency")
    return (int(letters(document.metadata.agency) == letters(known)), 1) if known else None


def _marks(wanted: Sequence[str], document: ReadDocument) -> tuple[int, int] | None:
    if len(wanted) < 2:
        return None
    found = Counter(mark for clause in document.report.clauses for mark in set(clause.path.split("/")))
    return int(all(mark in found for mark in wanted)), 1


def _rows(document: ReadDocument) -> tuple[int, int] | None:
    rows = [row for row in document.raw.rows if any(row)]
    if not rows:
        return None
    # A line break within a cell is no end of its row.
    text = "|".join(re.sub(r"\s", "", document.report.text).split("|"))
    lines = [[re.sub(r"\s", "", cell) for cell in line.split("|")] for line in document.report.text.splitlines()]
    return sum("|".join(row).replace("¦", "|") in text or _in_a_line(row, lines) for row in rows), len(rows)


def _in_a_line(row: Sequence[str], lines: Iterable[Sequence[str]]) -> bool:
    """Whether the cells of a row stand in the cells of one line, in order."""
    wanted = [cell for cell in row if cell]
    return any(_in_order(wanted, iter(cells)) for cells in lines if len(cells) >= len(wanted))


def _in_order(wanted: Sequence[str], cells: Iterator[str]) -> bool:
    return all(any(cell in held for held in cells) for cell in wanted)


def _text(document: ReadDocument) -> tuple[int, int] | None:
    raw, lines = document.raw.characters, document.report.text.splitlines()
    lost = raw - characters(document.report.text)
    # Merged cells are repeated on purpose, so that every row holds its heads.
    added = characters("".join(line for line in lines if "|" not in line)) - raw
    return int(lost.total() + added.total() <= _DIFFERENCE * raw.total()), 1


def table_lines() -> list[Line]:
    """The lines of the table, with nothing counted yet."""
    return [
        Line("titles: laws", 97, lambda d: _title(d, "laws")),
        Line("titles: Word files", 95, lambda d: _title(d, "Word files")),
        Line("titles: pages", 95, lambda d: _title(d, "pages")),
        Line("titles: work reports", None, lambda d: _title(d, "work reports")),
        Line("year of the version", 97, lambda d: _year(d, ("laws", "Word files", "work reports"))),
        Line("year: pages", None, lambda d: _year(d, ("pages",))),
        Line("province", 99, _province),
        Line("no false county", 99.9, _county),
        Line("genre", 96, _genre),
        Line("number", 90, _number),
        Line("issuer", None, _issuer),
        Line("articles complete", 99.9, lambda d: _marks(d.raw.articles, d)),
        Line("parts 一、 complete", 96, lambda d: _marks(d.raw.parts, d)),
        Line("Word table rows", 99, _rows),
        Line("text within 1%", 99, _text),
        Line("text within 1%: Word files", None, lambda d: _text(d) if d.group == "Word files" else None),
        Line("text within 1%: pages", None, lambda d: _text(d) if d.group == "pages" else None),
    ]


def _miss(document: ReadDocument) -> str:
    """What was read of a document, beside what is known of it."""
    metadata = document.metadata
    place = metadata.place.name if metadata.place else ""
    read = (metadata.title, metadata.year, metadata.number, metadata.genre_name, place)
    return f"{document.report.file}\n    {' · '.join(map(str, read))}"
