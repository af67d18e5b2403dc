"""How alike two questions are: 1 for the same words, 0 for nothing in common or a difference that decides.

Courtesies, particles and interrogatives are dropped, order does not matter. What is left are words, weighted by how
rare they are in the language, so that the figure does not depend on what else was asked. Words that the other
question lacks count in part where both stand for one official term (the lexicon), or where they are written alike
(slips). What `bot.topics.contrasts` finds, and the places named, can only lower the figure. Not handled here: who
does what to whom (甲告乙 and 乙告甲 are alike), and synonyms that the lexicon lacks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from bot.topics.contrasts import compatible, denials, numbers, opposed, sides
from retrieval.question.analysis import analyse
from retrieval.text.answer_type import AnswerType
from retrieval.text.gazetteer import Gazetteer
from retrieval.text.lexicon import Lexicon, Term
from retrieval.text.tokenization import STOPWORDS, bigrams, dictionary_frequency, plain_words

# A word of the dictionary weighs by the digits of one over its share of all text, between these two.
_DICTIONARY, _LIGHTEST, _HEAVIEST = 6e7, 2.5, 6.5
# The parts of likeness: content words, and the characters of the whole question.
_WORDS, _WHOLE = 0.8, 0.2
# Words that are written this much alike may be one word with a slip in it, or 歌 and 歌曲.
_NEAR = 0.5
# A question is also looked up by the terms that its words stand for at least this well.
_STANDS = 0.7
_REMEMBERED = 4096
_OTHER_KIND, _OPEN_KIND, _DECIDES = 0.6, 0.95, 0.4
# Said for courtesy or emphasis, beyond the function words that searching drops.
_FILLERS = frozenset(
    "才能 怎样才能 才 能够 应该 应 该 需要 现在 如今 呀 嘛 哟 有人 谁有 各位 跪求 求 找 说说 一般 比较 好".split()
)


@dataclass(frozen=True, slots=True)
class QuestionFeatures:
    """A question made ready for comparing. ``text`` is folded and without courtesies, with the question it leans on
    before it; ``words`` are its content words with their weights; ``terms`` gives each official term that a word
    is or stands for, with how well."""

    text: str
    kind: AnswerType
    words: dict[str, float]
    mass: float
    terms: dict[str, Mapping[str, float]]
    chars: frozenset[str]
    numbers: frozenset[str]
    places: frozenset[str]
    sides: frozenset[str]
    denies: bool

    @property
    def core(self) -> tuple[object, ...]:
        """Equal for questions that differ in particles, courtesies and the order of words only."""
        return self.kind, frozenset(self.words), self.numbers, self.places, self.sides, self.denies


class QuestionReader:
    """Makes questions ready. ``places`` is the gazetteer; without it places are words like others."""

    def __init__(self, lexicon: Lexicon, places: Gazetteer | None = None) -> None:
        self._lexicon = lexicon
        self._places = places
        self._forms: dict[str, Mapping[str, float]] = {}
        # What is asked most is asked to the letter again and again.
        self._read = lru_cache(_REMEMBERED)(self._prepare)

    def read(self, question: str, history: Sequence[str] = ()) -> QuestionFeatures:
        """Make a question ready; the last of ``history`` is part of it where it points back."""
        return self._read(question, tuple(history[-1:]))

    def _prepare(self, question: str, history: tuple[str, ...]) -> QuestionFeatures:
        seen = analyse(question, history, self._lexicon, None)
        text = f"{seen.context} {seen.text}".strip()
        words = _content(text)
        terms: dict[str, Mapping[str, float]] = {}
        for form, official in seen.expansions:
            stands = self._stands_for(form, official)
            for word in words:
                if word in form or form in word:
                    terms[word] = {**terms[word], **stands} if word in terms else stands
        named = self._places.find(text, self._places.names) if self._places else []
        return QuestionFeatures(text, seen.kind, words, math.fsum(words.values()), terms,
                     frozenset(text), numbers(text), frozenset(place.name for place in named), sides(text),
                     denials(text) % 2 == 1)  # fmt: skip

    def _stands_for(self, form: str, official: tuple[Term, ...]) -> Mapping[str, float]:
        # One object a form, however many questions are kept that hold it.
        if form not in self._forms:
            self._forms[form] = {term.text: term.weight for term in official} | {form: 1.0}
        return self._forms[form]


def _content(text: str) -> dict[str, float]:
    every = [word for word in plain_words(text) if word.strip()]
    content = [word for word in every if word not in STOPWORDS and word not in _FILLERS]
    # A question of nothing but function words is compared by those.
    return {word: _weight(word) for word in content or every}


def _weight(word: str) -> float:
    return min(max(math.log10(_DICTIONARY / (dictionary_frequency(word) + 1)), _LIGHTEST), _HEAVIEST)


def likeness(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    """How alike two questions are, 0 to 1; the same either way round."""
    if ours.text == theirs.text:
        return 1.0
    return (_WORDS * _words(ours, theirs) + _WHOLE * _jaccard(ours.chars, theirs.chars)) * _kept(ours, theirs)


def at_most(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    """What likeness cannot exceed; much cheaper to know."""
    return (_WORDS + _WHOLE * _jaccard(ours.chars, theirs.chars)) * _kept(ours, theirs)


def _words(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    shared = math.fsum(ours.words[word] for word in ours.words.keys() & theirs.words.keys())
    mine, other = ours.words.keys() - theirs.words.keys(), theirs.words.keys() - ours.words.keys()
    if not mine and not other:
        return 1.0
    met = 2 * shared + (_met(mine, ours, other, theirs) if mine and other else 0.0)
    dice = met / (ours.mass + theirs.mass)
    return dice / (2 - dice)


def _met(mine: Set[str], ours: QuestionFeatures, other: Set[str], theirs: QuestionFeatures) -> float:
    """The weight, on both sides, of words that the other question has in other words or nearly so written."""
    best = dict.fromkeys(mine, 0.0), dict.fromkeys(other, 0.0)
    for word in mine:
        for that in other:
            near = max(_near(word, that), _stand_for_one(ours, word, theirs, that))
            best[0][word] = max(best[0][word], near)
            best[1][that] = max(best[1][that], near)
    # fsum is exact: the order of a set, which differs between runs, cannot show.
    return math.fsum(share * of.words[word] for of, found in zip((ours, theirs), best, strict=True)
                     for word, share in found.items() if share)  # fmt: skip


def _near(word: str, other: str) -> float:
    """How alike two words are written, where they may be one."""
    return Indel.normalized_similarity(word, other, score_cutoff=_NEAR)


def _stand_for_one(ours: QuestionFeatures, word: str, theirs: QuestionFeatures, that: str) -> float:
    """How well two words stand for one official term, or one of them for a term that holds the other."""
    mine, other = ours.terms.get(word), theirs.terms.get(that)
    best = 0.0
    if mine and other:
        best = max((weight * other[term] for term, weight in mine.items() if term in other), default=0.0)
    for terms, held, text in ((mine, that, theirs.text), (other, word, ours.text)):
        if terms:
            named = (weight for term, weight in terms.items() if held in term and term in text)
            best = max(best, max(named, default=0.0))
    return best


def at_odds(ours: QuestionFeatures, theirs: QuestionFeatures) -> bool:
    """Whether two questions differ in what decides: a denial, opposites, numbers, places."""
    return bool(_differences(ours, theirs))


def _differences(ours: QuestionFeatures, theirs: QuestionFeatures) -> int:
    return (
        (ours.denies != theirs.denies)
        + (bool(ours.sides) and opposed(ours.sides, theirs.sides))
        + (bool(ours.numbers) and bool(theirs.numbers) and ours.numbers != theirs.numbers)
        + (bool(ours.places) and bool(theirs.places) and ours.places != theirs.places)
    )


def _kept(ours: QuestionFeatures, theirs: QuestionFeatures) -> float:
    kept = 1.0 if ours.kind is theirs.kind else _OPEN_KIND if compatible(ours.kind, theirs.kind) else _OTHER_KIND
    return kept * float(_DECIDES ** _differences(ours, theirs))


def _jaccard(ours: frozenset[str], theirs: frozenset[str]) -> float:
    both = len(ours & theirs)
    return both / (len(ours) + len(theirs) - both) if both else 0.0


def features(asked: QuestionFeatures) -> set[str]:
    """What a question is looked up by: its words, their pairs of characters, which outlive a slip, and the official
    terms that its words stand for."""
    terms = {term for stands in asked.terms.values() for term, weight in stands.items() if weight >= _STANDS}
    return {*terms, *asked.words, *(pair for part in (*terms, *asked.words) for pair in bigrams(part))}


def sharing(wanted: Iterable[str], holders: Mapping[str, Sequence[int]], entries: int) -> Counter[int]:
    """Who holds how many of the features, of which the rarest are looked at, until so many entries were seen."""
    shared: Counter[int] = Counter()
    seen = 0
    for size, feature in sorted((len(holders[f]), f) for f in wanted if f in holders):
        if seen and seen + size > entries:
            break
        shared.update(holders[feature])
        seen += size
    return shared
