"""Lay words: the everyday forms of official terms, the lexicon read backwards, put into questions in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from retrieval.text.answer_type import AnswerType, kind_of
from retrieval.text.lexicon import Lexicon

# A form of less weight stands for something else as well.
_SURE = 0.8
_SHORTEST = 2
_FORMS, _VARIANTS = 3, 2


class LayWords:
    """The everyday forms of each official term, best first."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Forms that ask something themselves are left out: they stand in no question."""
        forms: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
        for form, terms in lexicon.items():
            if kind_of(form) is not AnswerType.WHAT or form.endswith(("吗", "么", "不")):
                continue
            for term in terms:
                if term.weight >= _SURE and len(term.text) >= _SHORTEST and term.text not in form:
                    forms[term.text].append((-term.weight, len(form), form))
        self._forms = {term: [form for *_, form in sorted(found)[:_FORMS]] for term, found in forms.items()}
        self._longest = max(map(len, self._forms), default=0)

    def of(self, term: str) -> list[str]:
        """The forms of a term."""
        return self._forms.get(term, [])

    def variants(self, question: str) -> Iterator[str]:
        """A question with the longest official term in it said in everyday words.

        >>> from retrieval.text.lexicon import Term
        >>> words = LayWords(Lexicon({"告政府": (Term("行政诉讼", 1.0),), "打官司": (Term("诉讼", 0.7),)}))
        >>> list(words.variants("行政诉讼有多少件"))
        ['告政府有多少件']
        """
        for size in range(min(self._longest, len(question)), _SHORTEST - 1, -1):
            for at in range(len(question) - size + 1):
                if found := self.of(question[at : at + size]):
                    yield from (question[:at] + form + question[at + size :] for form in found[:_VARIANTS])
                    return

    def spoken(self, questions: Iterable[str]) -> tuple[str, ...]:
        """Questions, then what of them can be said in everyday words; each once."""
        asked = tuple(questions)
        return tuple(dict.fromkeys((*asked, *(variant for each in asked for variant in self.variants(each)))))
