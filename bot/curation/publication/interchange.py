"""Interchange: curated answers as JSON lines, for export and import.

The first line names the format, each further line is an answer::

    {"format": "wenda-curated", "version": 1}
    {"text": "…", "phrasings": ["…"], "citations": [{"file": "…", "clause": "一", "start": 0, "end": 9, "text": "…"}]}

An imported answer is a draft, whatever its state elsewhere: nobody here has approved it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.curation import curated_answers
from bot.curation.cited_spans import CitedSpan, CuratedAnswerError
from bot.curation.curated_answers import CuratedAnswer, CuratedState
from bot.storage.database import Connection
from bot.strings import text_digest
from bot.texts import faq
from bot.texts.errors.system_errors import system_error

FORMAT = {"format": "wenda-curated", "version": 1}


@dataclass(frozen=True, slots=True)
class ImportedAnswer:
    """An answer to import, and its position (``file:line``)."""

    text: str
    citations: tuple[CitedSpan, ...]
    phrasings: tuple[str, ...]
    where: str


def to_lines(answers: Iterable[CuratedAnswer]) -> Iterator[str]:
    """The lines of a file, without people: their pseudonyms have no meaning elsewhere.

    An answer whose phrasings were all erased is left out: nobody could be given it.
    """
    yield json.dumps(FORMAT)
    for each in filter(lambda answer: answer.phrasings, answers):
        citations = [{key: value for key, value in asdict(c).items() if key != "digest"} for c in each.citations]
        line = {"text": each.text, "phrasings": list(each.phrasings), "citations": citations}
        about = {"id": each.id, "state": each.state.value, "created": each.created, "approved": each.approved}
        yield json.dumps(line | about, ensure_ascii=False)


def parse(text: str, name: str) -> list[ImportedAnswer]:
    """The answers of a file.

    Raises:
        CuratedAnswerError: the first invalid line, as ``name:line``, with what was wanted.
    """
    # Not splitlines(): JSON allows other line separators within a string.
    first, *rest = text.removeprefix("\ufeff").split("\n")
    if not FORMAT.items() <= _parse_object(first, f"{name}:1").items():
        raise CuratedAnswerError(faq.IMPORT_FORMAT.format(where=f"{name}:1", wanted=json.dumps(FORMAT)))
    numbered = ((number, line) for number, line in enumerate(rest, 2) if line.strip())
    return [_parse_answer(_parse_object(line, f"{name}:{number}"), f"{name}:{number}") for number, line in numbered]


def import_drafts(db: Connection, drafts: Iterable[ImportedAnswer], author: str) -> tuple[int, int]:
    """Store all drafts, in a transaction of the caller's; how many, and how many were there already.

    Raises:
        CuratedAnswerError: a draft cannot be stored; its position and the reason.
    """
    stored = curated_answers.list_answers(db)
    known = {(each.text, frozenset(each.phrasings)) for each in stored if each.state is not CuratedState.RETIRED}
    added = skipped = 0
    for draft in drafts:
        try:
            text, phrasings = curated_answers.validate(draft.text, draft.citations, draft.phrasings)
            same = text, frozenset(phrasings)
            if same in known:
                skipped += 1
                continue
            curated_answers.add(db, text, draft.citations, phrasings, author)
        except CuratedAnswerError as error:
            raise CuratedAnswerError(f"{draft.where}: {error}") from error
        known.add(same)
        added += 1
    return added, skipped


def _parse_object(line: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CuratedAnswerError(faq.IMPORT_NOT_JSON.format(where=where, error=system_error(error))) from None
    if not isinstance(found, dict):
        raise CuratedAnswerError(faq.IMPORT_NOT_JSON.format(where=where, error=line[:40]))
    return found


def _parse_answer(found: dict[str, Any], where: str) -> ImportedAnswer:
    text, phrasings, citations = (found.get(key) for key in ("text", "phrasings", "citations"))
    if not isinstance(text, str):
        raise CuratedAnswerError(faq.IMPORT_WANTED.format(where=where, key="text"))
    if not isinstance(phrasings, list) or not all(isinstance(each, str) for each in phrasings):
        raise CuratedAnswerError(faq.IMPORT_WANTED.format(where=where, key="phrasings"))
    if not isinstance(citations, list):
        raise CuratedAnswerError(faq.IMPORT_WANTED.format(where=where, key="citations"))
    return ImportedAnswer(text, tuple(_parse_citation(each, where) for each in citations), tuple(phrasings), where)


def _parse_citation(found: Any, where: str) -> CitedSpan:
    kinds = {"file": str, "clause": str, "start": int, "end": int, "text": str}
    if not isinstance(found, dict) or not all(type(found.get(key)) is kind for key, kind in kinds.items()):
        raise CuratedAnswerError(faq.IMPORT_WANTED.format(where=where, key="citations"))
    text = found["text"]
    if not text.strip() or found["start"] < 0 or found["end"] - found["start"] != len(text):
        raise CuratedAnswerError(faq.IMPORT_SPAN.format(where=where))
    return CitedSpan(found["file"], found["clause"], found["start"], found["end"], text_digest(text), text)
