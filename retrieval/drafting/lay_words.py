"""Lay words: the everyday forms of official terms, the lexicon read backwards, put into questions in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from retrieval.text.answer_type import AnswerType, kind_of
from retrieval.text.lexicon import Lexicon
from retrieval.text.tokenization import dictionary_words

# A form of less weight stands for something else as well.
_SURE = 0.8
_SHORTEST, _LONGER = 2, 1
_FORMS = 2


class LayWords:
    """The everyday forms of each official term, best first."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Left out are forms that ask something themselves, and those that may mean less than their term: without a
        character of it, or much longer.
        """
        forms: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
        for form, terms in lexicon.items():
            if kind_of(form) is not AnswerType.WHAT or form.endswith(("吗", "么", "不")):
                continue
            for term in terms:
                if term.weight >= _SURE and _means_as_much(form, term.text):
                    forms[term.text].append((-term.weight, len(form), form))
        self._forms = {term: [form for *_, form in sorted(found)[:_FORMS]] for term, found in forms.items()}

    def variants(self, question: str, about: str) -> Iterator[str]:
        """A question with the longest official term of what it is about said in everyday words.

        >>> from retrieval.text.lexicon import Term
        >>> words = LayWords(Lexicon({"讼事": (Term("行政诉讼", 1.0),), "有份": (Term("共有", 1.0),)}))
        >>> list(words.variants("一共有几件行政诉讼", "行政诉讼"))
        ['一共有几件讼事']
        """
        cut = dictionary_words(about)
        terms = ("".join(cut[a:b]) for a in range(len(cut)) for b in range(a + 1, len(cut) + 1))
        term = max((each for each in terms if each in self._forms), key=len, default="")
        if term and about in question:
            yield from (question.replace(about, about.replace(term, form)) for form in self._forms[term])

    def spoken(self, questions: Iterable[str], about: str) -> tuple[str, ...]:
        """Questions, then what of them can be said in everyday words; each once."""
        asked = tuple(questions)
        said = (variant for each in asked for variant in self.variants(each, about))
        return tuple(dict.fromkeys((*asked, *said)))


def _means_as_much(form: str, term: str) -> bool:
    alike = bool(set(form) & set(term)) and term not in form
    return alike and len(term) >= _SHORTEST and len(form) <= len(term) + _LONGER
