"""Frequent questions as the public may read them: what several people asked, and what the bot answers today.

Each question is asked of the engine anew, so that a page never says what the bot would not, whatever the library was
when people asked. Answers that staff wrote and approved come first. Nothing of who asked is in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bot.dialogue.reply_blocks import ReplyFrame, citation_line, required_quotes
from bot.strings import chinese_date, one_line
from bot.texts import command_line, lookup, talk
from bot.texts.talk import MASKS
from bot.topics.wording import typical_wording
from retrieval.models import Outcome, Passage
from retrieval.question.analysis import plain

if TYPE_CHECKING:
    from sqlite_utils import Database

    from retrieval import Engine, Library

COLUMNS = (
    "question", "answer", "curated", "quote", "citation", "date", "report", "number", "chapter", "clause", "file",
    "people", "count",
)  # fmt: skip
_LEVELS = 2  # of headings that make a chapter


@dataclass(frozen=True, slots=True)
class FaqEvidence:
    """Words of a passage, to the letter."""

    text: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer (empty: the quotation says it) and what it rests on, the first of which it follows.

    ``people`` and ``count`` are how many asked and how often; 0 where staff wrote the question.
    """

    question: str
    answer: str
    evidence: tuple[FaqEvidence, ...]
    curated: bool = False
    people: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class FaqPage:
    """The entries in the order of the library, and how many answers of staff cite what is there no longer."""

    entries: tuple[FaqEntry, ...]
    stale: int


def collect(db: Database, engine: Engine, least: int = 2) -> FaqPage:
    """What at least so many people asked and was answered, and what staff approved.

    Left out: questions that only follow up others, those whose only wording holds personal data, and answers that
    more people found wrong than right.
    """
    curated, stale, taken = [], 0, set()
    for row in list(db.query("select * from curated where state = 'approved' order by id")):
        entry = _curated(db, row, engine.library)
        stale += entry is None
        if entry:
            curated.append(entry)
            taken.add(row["topic"])
    topics = [row for row in list(db.query(_TOPICS, {"least": least})) if row["id"] not in taken]
    asked = [entry for row in topics if (entry := _asked(db, row, engine, least))]
    places = {passage.id: at for at, passage in enumerate(engine.library.passages)}
    entries = sorted([*curated, *asked], key=lambda entry: places[entry.evidence[0].passage.id])
    return FaqPage(tuple(entries), stale)


def rows_of(entries: Sequence[FaqEntry], library: Library) -> Iterator[dict[str, Any]]:
    """The entries as rows with `COLUMNS`, for a table."""
    frame = ReplyFrame.of(library.reports, "")
    for entry in entries:
        passage = entry.evidence[0].passage
        yield {
            "question": entry.question,
            "answer": entry.answer or None,
            "curated": int(entry.curated),
            "quote": "\n".join(evidence.text for evidence in entry.evidence),
            "citation": "\n".join(dict.fromkeys(evidence.passage.citation for evidence in entry.evidence)),
            "date": frame.dates.get(passage.file),
            "report": passage.title,
            "number": passage.number,
            "chapter": command_line.FAQ_BETWEEN.join(chapter(passage)),
            "clause": passage.clause.path,
            "file": passage.file,
            "people": entry.people,
            "count": entry.count,
        }


def page(entries: Sequence[FaqEntry], library: Library, day: str) -> str:
    """A Markdown page of the entries, by report and chapter, with a table of contents; ``day`` is today, in ISO."""
    frame = ReplyFrame.of(library.reports, "")
    contents, body = [], []
    for number, (_, of_report) in enumerate(groupby(entries, lambda entry: entry.evidence[0].passage.file), 1):
        listed = list(of_report)
        title = escaped(_title(listed[0].evidence[0].passage))
        contents.append(f"- [{title}](#r{number})")
        body.append(f'## <a id="r{number}"></a>{title}')
        chapters = groupby(listed, lambda entry: chapter(entry.evidence[0].passage))
        for part, (path, of_chapter) in enumerate(chapters, 1):
            name, anchor = escaped(command_line.FAQ_BETWEEN.join(path)), f"r{number}c{part}"
            contents.append(f"  - [{name}](#{anchor})")
            body.append(f'### <a id="{anchor}"></a>{name}')
            body += [block for entry in of_chapter for block in _blocks(entry, frame)]
    head = [
        f"# {command_line.FAQ_TITLE}",
        command_line.FAQ_DATE.format(date=chinese_date(day)),
        escaped(talk.DISCLAIMER),
    ]
    listing = [f"## {command_line.FAQ_CONTENTS}", "\n".join(contents)] if contents else [command_line.FAQ_NONE]
    return "\n\n".join([*head, *listing, *body]) + "\n"


def chapter(passage: Passage) -> tuple[str, ...]:
    """The headings over a clause, outermost first, each with its mark; of places without number the name.

    >>> from retrieval.models import Clause
    >>> clause = Clause("一/(一)/一是", ("成效", "依法履职", ""), 0, 1, 0)
    >>> chapter(Passage("p1", "a.txt", "报告", None, clause, 0, 1, "字"))
    ('一、成效', '(一)依法履职')
    """
    marks = passage.clause.path.split("/")
    headed = [(mark, heading) for mark, heading in zip(marks, passage.clause.headings, strict=False) if heading]
    if not headed:
        return (lookup.CLAUSE_PLACES.get(marks[0], passage.clause.label),)
    forms = [command_line.FAQ_MARK if mark.startswith(("(", "第")) else command_line.FAQ_ORDINAL for mark, _ in headed]
    named = [form.format(mark=mark, heading=heading) for form, (mark, heading) in zip(forms, headed, strict=True)]
    return tuple(named[:_LEVELS])


_TOPICS = """
select t.id, t.wording, count(*) as count, count(distinct coalesce(i.user, i.channel)) as people
from topics t join members m on m.topic = t.id join interactions i on i.id = m.interaction
where t.before = ''
group by t.id
having people >= :least and sum(i.outcome = 'answer') > 0
  and coalesce((select sum(r.verdict = 'bad') - sum(r.verdict = 'good') from members n
    join ratings r on r.interaction = n.interaction where n.topic = t.id), 0) <= 0
order by people desc, t.id"""


def _asked(db: Database, row: dict[str, Any], engine: Engine, least: int) -> FaqEntry | None:
    question = _wording(db, row["id"], row["wording"], least)
    if any(mask in question for mask in MASKS.values()):
        return None
    reply = engine.ask(question)
    if reply.outcome is not Outcome.ANSWER or not reply.quotes:
        return None
    evidence = tuple(FaqEvidence(quote.text, quote.passage) for quote in required_quotes(reply))
    return FaqEntry(question, reply.short or "", evidence, False, row["people"], row["count"])


def _wording(db: Database, topic: int, shown: str, least: int) -> str:
    """The wording that most people share; where everybody asked in words of their own, the one that staff see."""
    rows = list(
        db.query(
            "select i.question, coalesce(i.user, i.channel) as who, count(*) as count from members m"
            " join interactions i on i.id = m.interaction where m.topic = ? group by 1, 2 order by min(i.id)",
            [topic],
        )
    )
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(plain(row["question"]), set()).add(row["who"])
    shared = [row for row in rows if len(people[plain(row["question"])]) >= least]
    return typical_wording((row["question"], row["count"]) for row in shared) or shown


def _curated(db: Database, row: dict[str, Any], library: Library) -> FaqEntry | None:
    """An answer of staff; None where the library no longer holds the very words that it cites."""
    cited = [_found(one, library) for one in json.loads(row["citations"])]
    asked = db.execute("select question from curated_phrasings where curated = ? order by rowid", [row["id"]])
    question = asked.fetchone()
    if not cited or None in cited or question is None:
        return None
    return FaqEntry(question[0], row["text"], tuple(one for one in cited if one), True)


def _found(cited: dict[str, Any], library: Library) -> FaqEvidence | None:
    place = (cited["file"], cited["clause"])
    for passage in library.passages:
        if (passage.file, passage.clause.path) == place and cited["text"] in passage.text:
            return FaqEvidence(cited["text"], passage)
    return None


def _title(passage: Passage) -> str:
    number = command_line.FAQ_NUMBER.format(number=passage.number) if passage.number else ""
    return command_line.FAQ_REPORT.format(title=passage.title, number=number)


def _blocks(entry: FaqEntry, frame: ReplyFrame) -> Iterator[str]:
    yield f"#### {escaped(entry.question)}"
    if entry.curated:
        yield f"*{command_line.FAQ_CURATED}*"
        yield paragraphs(entry.answer)
    elif entry.answer:
        yield f"**{escaped(entry.answer)}**"
    for at, evidence in enumerate(entry.evidence):
        yield quotation(evidence.text)
        following = entry.evidence[at + 1 : at + 2]
        if not following or following[0].passage != evidence.passage:
            yield escaped(command_line.FAQ_CITED.format(citation=citation_line(evidence.passage, frame)))


_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MARKUP = re.compile(r"[\\`*_\[\]|~$@#]|(?<=:)(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"([#+=-])|(\d{1,9})([.)])")


def escaped(text: str) -> str:
    r"""A line of text; white space within it becomes single blanks.

    >>> escaped("1. <b>*甲*</b>")
    '1\\. &lt;b&gt;\\*甲\\*&lt;/b&gt;'
    """
    return _escaped_line(one_line(text))


def quotation(text: str) -> str:
    r"""A text as a block quotation, its lines as they are.

    >>> quotation("一是\n  # 二")
    '> 一是  \n> &#32;&#32;\\# 二'
    """
    return "  \n".join(f"> {_escaped_line(line)}".rstrip() for line in text.strip("\r\n").splitlines())


def paragraphs(text: str) -> str:
    """A text with a paragraph a line.

    >>> paragraphs("甲\\n乙")
    '甲\\n\\n乙'
    """
    return "\n\n".join(escaped(line) for line in text.splitlines() if line.strip())


def _escaped_line(line: str) -> str:
    words = line.lstrip(" \t")
    blanks = "".join(f"&#{ord(blank)};" for blank in line[: len(line) - len(words)])
    begun = _AT_START.match(words)
    start = ""
    if begun:
        start = f"\\{begun[1]}" if begun[1] else f"{begun[2]}\\{begun[3]}"
        words = words[begun.end() :]
    inner = _MARKUP.sub(lambda found: f"\\{found[0]}", "".join(words))
    return blanks + start + "".join(_ENTITIES.get(c, c) for c in inner)
