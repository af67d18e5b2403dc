"""Duplicates: the same document held twice, as .docx and .pdf or under two names, is served once.

What tells whether two documents are the same is `retrieval.parsing.fingerprint`.
"""

from __future__ import annotations

from collections import defaultdict

from retrieval.parsing.fingerprint import TextFingerprint


class DuplicateFinder:
    """The documents that are served so far, by what tells whether another one is the same.

    >>> from retrieval.parsing.report import parse_report
    >>> finder = DuplicateFinder()
    >>> for file, text in (("a.txt", "一、总则。"), ("b.txt", "一 总则"), ("c.txt", "二、总则")):
    ...     print(finder.add(file, TextFingerprint.of(parse_report(text, file))))
    None
    a.txt
    None
    """

    def __init__(self) -> None:
        """Nothing is served yet."""
        self._by_written: dict[str, str] = {}
        self._by_figures: dict[str, list[tuple[str, TextFingerprint]]] = defaultdict(list)

    def add(self, name: str, fingerprint: TextFingerprint) -> str | None:
        """Take in a document; the name of the one that is served in its place, None where it is served itself."""
        if found := self._by_written.get(fingerprint.written):
            return found
        alike = self._by_figures[fingerprint.figures]
        if found := next((other for other, theirs in alike if fingerprint.resembles(theirs)), None):
            return found
        self._by_written[fingerprint.written] = name
        if fingerprint.sketch:
            alike.append((name, fingerprint))
        return None
