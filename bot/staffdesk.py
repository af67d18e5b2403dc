"""What staff do at the desk: look at what was not answered, decide about it, draft answers, add words, keep gold cases.

Everything stands in the log's database, so that any of it goes on after a restart. Methods block: call them in a
thread. Ids of people are Telegram's; they become pseudonyms here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import curated, faq, golden, words
from bot.approving import approve
from bot.collecting import Collector
from bot.curated import Cited, Curated, State
from bot.database import Store
from bot.faq import Action, Decision, Topic
from bot.memory import Memory, Past
from bot.privacy import impersonal, pseudonym, redact, unmasked
from bot.records import Row
from bot.replies import mend
from bot.texts import desk
from bot.trying import Examiner, Trial
from retrieval.models import Passage, Region

if TYPE_CHECKING:
    from sqlite_utils import Database


MOST = 200  # topics that can be paged through
WORDINGS = 8
_LOOKED_AT = 300  # exchanges of a topic, the newest
_WAITING = (State.DRAFT, State.SUSPENDED)
_UNCITED = frozenset({Region.TITLE, Region.FOOTER, Region.NOISE})


@dataclass(frozen=True, slots=True)
class Opened:
    """A topic with its wordings, each with how often it was asked, its newest exchange and its waiting drafts."""

    topic: Topic
    wordings: tuple[tuple[str, int], ...]
    newest: Past
    drafts: tuple[Curated, ...]
    starred: bool


class StaffDesk:
    """The desk. ``refresh`` makes what serves take up what was added; for use from any thread."""

    def __init__(
        self, store: Store, collector: Collector, memory: Memory, secret: bytes, examiner: Examiner,
        refresh: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self._store = store
        self._collector = collector
        self._memory = memory
        self._secret = secret
        self._examiner = examiner
        self._refresh = refresh

    def alias(self, person: int) -> str:
        """The pseudonym of one of the staff."""
        return pseudonym(person, self._secret)

    # --- topics -------------------------------------------------------------------------------------------------

    def waiting(self) -> list[Topic]:
        """The unanswered queue as it is now, at most `MOST` of it."""
        self._collector.collect()
        return self._store.read(lambda db: faq.unanswered(db, MOST))

    def open(self, number: int) -> Opened | None:
        """A topic; None where there is none of this number any more."""
        self._collector.collect()
        return self._store.read(lambda db: self._opened(db, number))

    def _opened(self, db: Database, number: int) -> Opened | None:
        found, rows = faq.topic(db, number), faq.questions(db, number, _LOOKED_AT)
        if found is None or not rows:
            return None
        asked = Counter(row["question"] for row in rows)  # the newest first
        drafts = tuple(each for each in curated.listing(db, _WAITING) if each.topic == number)
        newest = self._memory.recalled(rows[0])
        starred = golden.of_interaction(db, newest.row) is not None
        return Opened(found, tuple(asked.items())[:WORDINGS], newest, drafts, starred)

    def decide(self, number: int, action: Action, person: int, note: str = "") -> Decision:
        """Keep what was decided."""
        return self._store.write(lambda db: faq.decide(db, number, action, self.alias(person), note))

    def undo(self, number: int, decision: int) -> bool:
        """Take a decision back; whether it was."""
        return self._store.write(lambda db: faq.undo(db, number, decision))

    def nearest(self, opened: Opened, count: int) -> list[Passage]:
        """The clauses that come nearest to a topic: what its newest reply showed, then what its wording finds."""
        quotes = opened.newest.reply.quotes if opened.newest.reply else ()
        found = [quote.passage for quote in quotes]
        found += [hit.passage for hit in self._examiner.engine().search(opened.topic.wording, count + len(found))]
        citable = (passage for passage in found if passage.clause.place not in _UNCITED)
        return list({passage.id: passage for passage in citable}.values())[:count]

    # --- answers ------------------------------------------------------------------------------------------------

    def point(self, number: int, passage: Passage, person: int) -> Curated:
        """Draft that this clause answers a topic: no words but a pointer, and its best sentence.

        Raises:
            CuratedError: the topic is gone.
        """
        sentence = self.sentence(number, passage)
        return self._draft(number, desk.POINTED_TEXT, [Cited.of(passage, sentence)], (), person)

    def sentence(self, number: int, passage: Passage) -> str:
        """The sentence of a clause that comes nearest to what a topic asks."""
        engine = self._examiner.engine()
        rows = self._store.read(lambda db: faq.questions(db, number, 1))
        past = self._memory.recalled(rows[0]) if rows else None
        question, history = (impersonal(past.question), past.history) if past else ("", ())
        return engine.best_sentence(passage, question, history)

    def write(self, number: int, text: str, sources: Sequence[tuple[str, str]], phrasings: Iterable[str],
              person: int) -> Curated:  # fmt: skip
        """Draft an answer; each source names a passage and, where not all of it is meant, its words.

        Raises:
            CuratedError, NoPassage: it cannot be kept; the message says what to write instead.
        """
        library = self._examiner.engine().library
        cited = [curated.cite(library, wanted, quote) for wanted, quote in sources]
        return self._draft(number, text, cited, phrasings, person)

    def _draft(self, number: int, text: str, cited: Sequence[Cited], phrasings: Iterable[str],
               person: int) -> Curated:  # fmt: skip
        who, kept = self.alias(person), redact(mend(text).strip())

        def keep(db: Database) -> Curated:
            asked = (row["question"] for row in faq.questions(db, number, _LOOKED_AT))
            every = list(dict.fromkeys([*phrasings, *filter(_can_be_phrasing, asked)]))[: curated.MOST_PHRASINGS]
            # An update that is handled a second time must not draft a second answer.
            for each in curated.listing(db, (State.DRAFT,)):
                if (each.topic, each.author, each.text, each.citations) == (number, who, kept, tuple(cited)):
                    return each
            return curated.get(db, curated.add(db, text, cited, every, who, number))

        return self._store.write(keep)

    def draft(self, number: int) -> Curated:
        """One answer. Raises `CuratedError` where there is none of this number."""
        return self._store.read(lambda db: curated.get(db, number))

    def passages(self, found: Curated) -> list[Passage | None]:
        """The passage of each citation today; None where it is gone."""
        held = self._examiner.engine().library.passages
        return [place[0] if (place := cited.found_in(held)) else None for cited in found.citations]

    def approve(self, number: int, person: int, seen: str, force: bool) -> Curated:
        """Put a draft into use. Raises as `bot.approving.approve` does."""
        who = self.alias(person)
        return approve(self._store, self._examiner, number, who, seen=seen, force=force)

    def retire(self, number: int, person: int) -> Curated:
        """Send a draft back, or withdraw one's own. Raises `CuratedError` where it is retired already."""
        return self._store.write(lambda db: curated.retire(db, number, self.alias(person)))

    # --- words --------------------------------------------------------------------------------------------------

    def try_words(self, number: int, lines: Sequence[str]) -> Trial:
        """What entries of the lexicon would change; takes some seconds."""
        rows: list[Row] = self._store.read(lambda db: faq.questions(db, number, 1))
        past = self._memory.recalled(rows[0]) if rows else None
        return self._examiner.try_words(lines, impersonal(past.question) if past else "", past.history if past else ())

    def keep_words(self, number: int, lines: Sequence[str], trial: Trial, person: int) -> Decision:
        """Add entries to the lexicon, with what the trial found, and take them up."""
        who = self.alias(person)

        def keep(db: Database) -> Decision:
            for line in lines:
                words.add(db, line, who, trial.effect(), trial.lowers)
            return faq.decide(db, number, Action.LEXICON, who, "; ".join(lines))

        made = self._store.write(keep)
        self._refresh()
        return made

    def remove_words(self, number: int, lines: Sequence[str], decision: int) -> None:
        """Take entries out again, and the decision with them."""

        def remove(db: Database) -> None:
            for word in words.kept(db):
                if word.line in lines:
                    words.remove(db, word.id)
            faq.undo(db, number, decision)

        self._store.write(remove)
        self._refresh()

    # --- gold questions -----------------------------------------------------------------------------------------

    def star(self, past: Past, person: int) -> bool | None:
        """Keep an exchange as a gold question; False where it is one already, None where it cannot be one."""
        case = golden.Case.of(past)
        if case is None:
            return None
        return self._store.write(lambda db: golden.add(db, case, self.alias(person))) is not None

    def unstar(self, interaction: int) -> bool:
        """Drop it; whether there was one."""
        return self._store.write(lambda db: golden.remove(db, interaction))

    def is_starred(self, interaction: int) -> bool:
        """Whether an exchange is a gold question."""
        return self._store.read(lambda db: golden.of_interaction(db, interaction)) is not None


def _can_be_phrasing(question: str) -> bool:
    return len(question) <= curated.LONGEST_PHRASING and any(map(str.isalnum, unmasked(question)))
