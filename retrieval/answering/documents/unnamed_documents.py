"""Unnamed documents: what each document has of its own (什么时候施行, 第三条), asked without saying of which."""

from __future__ import annotations

from retrieval.answering.documents.articles import asked_article, without_asking
from retrieval.answering.documents.choices import labels_of
from retrieval.answering.documents.described_documents import is_kind, without_places, word_weights
from retrieval.answering.documents.document_lines import asked_line, without_fillers
from retrieval.answering.documents.validity import asked_validity
from retrieval.answering.refusals import ScopeCheck
from retrieval.corpus.catalog import ReportCatalog
from retrieval.lazy_pattern import lazy_pattern
from retrieval.models import Lack, Outcome, Reason, Reply
from retrieval.question.follow_up import ScopedQuestion
from retrieval.question.scope import Scope

# Of more documents than these a person says which one.
_CHOICES = 8
# Words that point at a document that nobody named.
_POINTS = lazy_pattern(r"[这那][个份部篇条项些]?|本|该|此|它|咱们?的?|贵[局委办]|最新的?|现行的?|开始|正式|到底|具体")


def asks_of_any(folded: str, scope: Scope) -> bool:
    """Whether a folded question asks for what each document has and says nothing of which one, places in scope aside.

    >>> from retrieval.corpus.filters import EVERY_REPORT
    >>> every = Scope(EVERY_REPORT, 3)
    >>> [asks_of_any(text, every) for text in ("这个条例是谁发的", "什么时候施行", "养犬条例什么时候施行", "多少件")]
    [True, True, False, False]
    """
    line, article = asked_line(folded), asked_article(folded)
    if article:
        rest = without_asking(article.before + article.behind)
    elif line:
        rest = line[1]
    else:
        validity = asked_validity(folded)
        if validity is None:
            return False
        rest = validity
    rest = _POINTS.sub("", without_fillers(without_places(rest, scope)))
    return all(map(is_kind, word_weights(rest)))


class UnnamedDocumentResponder:
    """Asks back which document is meant, where a question is of any and the library has several."""

    def __init__(self, catalog: ReportCatalog, scope_check: ScopeCheck) -> None:
        """The catalog of the library."""
        self._catalog, self._scope_check = catalog, scope_check

    def respond(self, asked: ScopedQuestion, scope: Scope) -> Reply | None:
        """None for any other question, one that follows up another, and where one document alone may be meant."""
        question = asked.question
        if question.context or asked.named.number or scope.file or scope.count < 2 or self._scope_check.lacking(scope):
            return None
        if not asks_of_any(question.text, scope):
            return None
        files = self._catalog.select(scope.reports, _CHOICES + 1)
        if len(files) > _CHOICES:
            return Reply(question.raw, Outcome.CLARIFY, reason=Reason(Lack.WHICH_REPORT, held_count=scope.count))
        labels = labels_of(self._catalog.metadata.get_many(files))
        return Reply(question.raw, Outcome.CLARIFY, suggestions=labels, offered=tuple(files))
