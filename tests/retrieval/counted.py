"""Term statistics of a few texts, counted in plain Python, for tests of what is worked out of them."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from retrieval.index.collection_statistics import SentenceSizes
from retrieval.text.tokenization import TokenKind, bigrams, tokens_of

# Letters, digits, and points between digits without a break.
RUN = re.compile(r"(?:[a-z0-9]|(?<=[0-9])\.(?=[0-9]))+")
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def length(kind: TokenKind, text: str) -> int:
    """The length of a folded text: in characters for words, else in pairs or single tokens."""
    match kind:
        case TokenKind.WORD:
            return len(text)
        case TokenKind.PAIR:
            return len(bigrams(text))
        case TokenKind.CHARACTER:
            return len(HAN.findall(text)) + len(RUN.findall(text))


def places(text: str, term: str) -> list[int]:
    """Where a text holds a term; an empty one stands nowhere."""
    return [at for at in range(len(text) - len(term) + 1) if term and text.startswith(term, at)]


def count(text: str, term: str) -> int:
    """How often a folded text holds a term; one that begins with a letter or digit where no more of them adjoin it."""
    found = places(text, term)
    if term[:1] and term[0] in string.ascii_lowercase + string.digits:
        inside = {at for run in RUN.finditer(text) for at in range(*run.span())}
        found = [at for at in found if at - 1 not in inside and at + len(term) not in inside]
    return len(found)


class CountedSentences:
    """Term statistics of some folded sentences, their clauses and headings; notes what it is asked."""

    def __init__(self, own: Sequence[str], clauses: Sequence[str] = (), headings: Sequence[str] = ()) -> None:
        """Each clause and each heading counts as often as it is given."""
        self.sizes = SentenceSizes(len(own), *(_means(texts) for texts in (own, clauses, headings)))
        self.asked: list[tuple[TokenKind, tuple[str, ...]]] = []
        self._own = own

    def frequencies(self, kind: TokenKind, terms: Sequence[str]) -> list[int]:
        """For each term the number of sentences that have it among their tokens."""
        self.asked.append((kind, tuple(terms)))
        return [sum(term in tokens_of(kind, text) for text in self._own) for term in terms]


def _means(texts: Sequence[str]) -> dict[TokenKind, float]:
    return {kind: sum(length(kind, text) for text in texts) / max(len(texts), 1) for kind in TokenKind}
