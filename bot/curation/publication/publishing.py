"""Published FAQ: what several people asked and what the bot answers today, as a Markdown page or rows for a table.

The engine is asked each question anew, so that a page never says what the bot would not, whatever the library was when
people asked. Approved answers of staff come first. Nothing in it tells who asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.curation import curated_answers
from bot.curation.cited_spans import CitationLocator
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.curation.publication.markdown import block_quote, escape, paragraphs
from bot.dialogue.reply_blocks import ReplyFrame, full_citation, required_quotes
from bot.storage.database import Connection, Row
from bot.storage.interactions import PERSON
from bot.strings import chinese_date
from bot.texts import command_line, lookup, replies
from bot.texts.replies import MASKS
from bot.topics.wording import typical_wording
from retrieval import Engine, Library
from retrieval.models import Outcome, Passage
from retrieval.text.question_text import plain

COLUMNS = tuple("question answer curated quote citation date report number chapter clause file people count".split())
_HEADING_LEVELS = 2  # of headings that make a chapter
_TOPICS_SQL = f"""
select t.id, t.wording, count(*) as count, count(distinct {PERSON}) as people
from topics t join members m on m.topic = t.id join interactions i on i.id = m.interaction
where t.before = ''
group by t.id
having people >= :least and sum(i.outcome = 'answer') > 0
  and coalesce((select sum(r.verdict = 'bad') - sum(r.verdict = 'good') from members n
    join ratings r on r.interaction = n.interaction where n.topic = t.id), 0) <= 0
order by people desc, t.id"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class FaqEvidence:
    """An exact text of a passage."""

    text: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its answer (empty: the quotation is the answer) and its evidence; the first of it is its place.

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
    """The entries in the order of the library, and the number of staff answers whose cited text is gone."""

    entries: tuple[FaqEntry, ...]
    stale: int


def collect_faq(db: Connection, engine: Engine, least: int = 2) -> FaqPage:
    """Questions of at least so many people that are answered, and approved answers of staff.

    Left out: questions that only follow up others, those whose only wording holds personal data, and those whose
    answers more people rated bad than good.
    """
    approved = curated_answers.list_answers(db, (CuratedState.APPROVED,))
    locator = CitationLocator(engine.library, (cited for answer in approved for cited in answer.citations))
    made = [(answer, _curated_entry(answer, locator)) for answer in approved]
    curated = [entry for _, entry in made if entry]
    answered_topics = {answer.topic for answer, entry in made if entry}
    topics = [row for row in list(db.query(_TOPICS_SQL, {"least": least})) if row["id"] not in answered_topics]
    asked = [entry for row in topics if (entry := _asked_entry(db, row, engine, least))]
    entries = sorted([*curated, *asked], key=_position)
    return FaqPage(tuple(entries), len(approved) - len(curated))


def faq_rows(entries: Sequence[FaqEntry], library: Library) -> Iterator[dict[str, Any]]:
    """The entries as rows with `COLUMNS`."""
    frame = ReplyFrame(library.catalog.metadata)
    for entry in entries:
        passage = entry.evidence[0].passage
        yield {
            "question": entry.question,
            "answer": entry.answer or None,
            "curated": int(entry.curated),
            "quote": "\n".join(evidence.text for evidence in entry.evidence),
            "citation": "\n".join(dict.fromkeys(evidence.passage.citation for evidence in entry.evidence)),
            "date": frame.date(passage.file) or None,
            "report": passage.document,
            "number": passage.number,
            "chapter": command_line.FAQ_BETWEEN.join(chapter(passage)),
            "clause": passage.clause.path,
            "file": passage.file,
            "people": entry.people,
            "count": entry.count,
        }


def faq_page(entries: Sequence[FaqEntry], library: Library, day: str) -> str:
    """A Markdown page of the entries, by report and chapter, with a table of contents; ``day`` is today, in ISO."""
    frame = ReplyFrame(library.catalog.metadata)
    contents, body = [], []
    for number, (_, of_report) in enumerate(groupby(entries, lambda entry: entry.evidence[0].passage.file), 1):
        listed = list(of_report)
        title = escape(_report_title(listed[0].evidence[0].passage))
        contents.append(f"- [{title}](#r{number})")
        body.append(f'## <a id="r{number}"></a>{title}')
        chapters = groupby(listed, lambda entry: chapter(entry.evidence[0].passage))
        for part, (path, of_chapter) in enumerate(chapters, 1):
            name, anchor = escape(command_line.FAQ_BETWEEN.join(path)), f"r{number}c{part}"
            contents.append(f"  - [{name}](#{anchor})")
            body.append(f'### <a id="{anchor}"></a>{name}')
            body += [block for entry in of_chapter for block in _entry_blocks(entry, frame)]
    date = command_line.FAQ_DATE.format(date=chinese_date(day))
    head = [f"# {command_line.FAQ_TITLE}", date, escape(replies.DISCLAIMER)]
    listing = [f"## {command_line.FAQ_CONTENTS}", "\n".join(contents)] if contents else [command_line.FAQ_NONE]
    return "\n\n".join([*head, *listing, *body]) + "\n"


def _position(entry: FaqEntry) -> tuple[str, int]:
    """The place of an entry in the order of the library: reports stand in the order of their files."""
    first = entry.evidence[0].passage
    return first.file, first.start


def chapter(passage: Passage) -> tuple[str, ...]:
    """The headings over a clause, outermost first, each with its mark; the name of a part without number.

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
    return tuple(named[:_HEADING_LEVELS])


def _curated_entry(answer: CuratedAnswer, locator: CitationLocator) -> FaqEntry | None:
    """An answer of staff; None where the library no longer holds the exact text that it cites."""
    found = [(cited, locator.find(cited)) for cited in answer.citations]
    evidence = tuple(FaqEvidence(cited.text, place[0]) for cited, place in found if place)
    if not evidence or len(evidence) < len(found) or not answer.phrasings:
        return None
    return FaqEntry(answer.phrasings[0], answer.text, evidence, True)


def _asked_entry(db: Connection, row: Row, engine: Engine, least: int) -> FaqEntry | None:
    question = _shared_wording(db, row["id"], least) or row["wording"]
    if any(mask in question for mask in MASKS.values()):
        return None
    reply = engine.ask(question)
    if reply.outcome is not Outcome.ANSWER or not reply.quotes:
        return None
    evidence = tuple(FaqEvidence(quote.text, quote.passage) for quote in required_quotes(reply))
    return FaqEntry(question, reply.short or "", evidence, False, row["people"], row["count"])


def _shared_wording(db: Connection, topic: int, least: int) -> str:
    """The typical wording among those that at least so many people share; empty where there is none."""
    rows = list(
        db.query(
            f"select i.question, {PERSON} as who, count(*) as count from members m"  # noqa: S608
            " join interactions i on i.id = m.interaction where m.topic = ? group by 1, 2 order by min(i.id)",
            [topic],
        )
    )
    people: dict[str, set[str]] = {}
    for row in rows:
        people.setdefault(plain(row["question"]), set()).add(row["who"])
    shared = [row for row in rows if len(people[plain(row["question"])]) >= least]
    return typical_wording((row["question"], row["count"]) for row in shared)


def _report_title(passage: Passage) -> str:
    number = command_line.FAQ_NUMBER.format(number=passage.number) if passage.number else ""
    return command_line.FAQ_REPORT.format(title=passage.document, number=number)


def _entry_blocks(entry: FaqEntry, frame: ReplyFrame) -> Iterator[str]:
    yield f"#### {escape(entry.question)}"
    if entry.curated:
        yield f"*{command_line.FAQ_CURATED}*"
        yield paragraphs(entry.answer)
    elif entry.answer:
        yield f"**{escape(entry.answer)}**"
    for at, evidence in enumerate(entry.evidence):
        yield block_quote(evidence.text)
        following = entry.evidence[at + 1 : at + 2]
        if not following or following[0].passage != evidence.passage:
            yield escape(command_line.FAQ_CITED.format(citation=full_citation(evidence.passage, frame)))
