"""Mentions: whether reports name a word or a thing, and which sentences are about the thing that a follow-up names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from retrieval.corpus.catalog import ReportCatalog
from retrieval.corpus.filters import EVERY_REPORT, AllOf, Condition, Is, ReportField
from retrieval.question.analysis import Question
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import ScoredSentence
from retrieval.text.normalization import fold
from retrieval.text.question_text import Token
from retrieval.text.tokenization import STOPWORDS, dictionary_words

PhraseTest = Callable[[str, Condition], bool]
# 两次 and 十一月 name no thing, and 多少起 before a noun makes no word with it.
_MEASURES = "次个件项名条人家台份户场起届笔类张宗例"
_COUNTS = re.compile(rf"第?[\d一二两三四五六七八九十百千万几]+[{_MEASURES}年月日号天]?")
_ASKED_COUNT = re.compile(f"(?:多少|几)[{_MEASURES}]?")
# A thing of more words than these is looked up by its first.
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A thing that reports name.

    ``names`` are the thing and its official terms, where reports hold one of these; ``words`` its words, without those
    that no report holds, each with its official terms.
    """

    names: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    def among(self, ranking: Sequence[ScoredSentence], known: KnownQuestionIndex) -> tuple[ScoredSentence, ...]:
        """The sentences of a ranking that name the thing, else those below a heading that does."""
        named = tuple(scored for scored in ranking if self._is_named(scored.folded, self._asked_by(scored, known)))
        return named or tuple(scored for scored in ranking if self._is_named(_headings(scored), set()))

    def _is_named(self, folded: str, asked: Set[Token]) -> bool:
        """Whether a text names the thing: at once, or each of its words, by itself or as ``asked``."""
        if any(name in folded for name in self.names):
            return True
        return bool(self.words) and all(
            f"w{forms[0]}" in asked or any(form in folded for form in forms) for forms in self.words
        )

    def _asked_by(self, scored: ScoredSentence, known: KnownQuestionIndex) -> Set[Token]:
        """The tokens that staff ask for a sentence with, where no report holds the thing as it was typed."""
        phrasings = () if self.names else known.phrasings_of(scored.sentence.key)
        return set().union(*map(known.ask_tokens, phrasings))


def _headings(scored: ScoredSentence) -> str:
    return fold(" ".join(scored.sentence.passage.clause.headings))


class ReportMentions:
    """Asks the index of a library what its reports name."""

    def __init__(self, catalog: ReportCatalog, holds_phrase: PhraseTest) -> None:
        """``holds_phrase`` tells whether one of some reports of the catalog holds a folded phrase."""
        self._catalog, self._holds_phrase = catalog, holds_phrase

    def names(self, word: str, reports: Condition = EVERY_REPORT) -> bool:
        """Whether one of some reports holds a folded word, in its title or below."""
        titled = AllOf((reports, Is(ReportField.TITLE, word)))
        return self._catalog.count(titled) > 0 or self._holds_phrase(word, reports)

    def names_any(self, forms: Iterable[str], reports: Condition = EVERY_REPORT) -> bool:
        """Whether one of some reports holds one of some folded words."""
        return any(self.names(form, reports) for form in forms)

    def thing_of(self, question: Question, reports: Condition) -> NamedThing | None:
        """The thing of a follow-up as some reports name it; None where it has none, or they name nothing of it."""
        thing = question.thing
        # 没审完的 is 审完 but for words that mean nothing by themselves.
        forms = (form for form, _ in question.expansions if not content_words(thing.replace(form, " ")))
        whole = (thing, *(term for form in (thing, *forms) for term in official_terms(question, form)))
        telling = [word for word in content_words(thing) if len(word) > 1 and not _COUNTS.fullmatch(word)]
        words = [(word, *official_terms(question, word)) for word in telling[:_MOST_WORDS]]
        if thing and self.names_any(whole, reports):
            return NamedThing(whole, tuple(words))
        held = tuple(forms for forms in words if self.names_any(forms, reports))
        return NamedThing((), held) if held else None


def content_words(folded: str) -> list[str]:
    """The whole words of a folded text that mean something, in order; single characters where there are no others.

    >>> content_words("住房公积金的缴存"), content_words("化解了多少起纠纷"), content_words("有船吗")
    (['住房', '公积金', '缴存'], ['化解', '纠纷'], ['船'])
    """
    words = dictionary_words(_ASKED_COUNT.sub(" ", folded))
    found = [word for word in words if word not in STOPWORDS and word.isalnum()]
    return [word for word in found if len(word) > 1] or found


def official_terms(question: Question, text: str) -> tuple[str, ...]:
    """The official terms of the lay forms of a question that a text is, or is part of: those of 民告官 for 告官."""
    return tuple(term.text for form, terms in question.expansions if text and text in form for term in terms)
