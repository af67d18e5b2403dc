"""Draft files: phrasings and gaps as text, with drafts marked, added to what staff wrote, and approved.

A line that begins with ``? `` is a draft: it is read by nobody until the mark is taken away, in an editor or by
`approved`. A question that stands in the file already, as a remark (``# ``) too, is never drafted again: a remark is
how staff turn one down for good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from retrieval.corpus.sources.annotations import DRAFT, GAPS_HEADER, PHRASINGS_HEADER
from retrieval.drafting.report_drafts import AnchoredDraft


def phrasings_file(before: str, drafts: Sequence[AnchoredDraft]) -> str:
    """The text of a file of phrasings with drafts added; ``before`` is its text, empty where there is none.

    >>> print(phrasings_file("", [AnchoredDraft("配备执法记录仪788台", "788台", ("执法记录仪有几台",))]), end="")
    # wenda-phrasings 1
    <BLANKLINE>
    > 配备执法记录仪788台
    = 788台
    ? 执法记录仪有几台
    """
    return _with_drafts(before or PHRASINGS_HEADER, drafts, lambda draft: (f"= {draft.short}",) if draft.short else ())


def gaps_file(before: str, drafts: Sequence[AnchoredDraft], turn_to: str) -> str:
    """The text of a file of gaps with drafts added; ``turn_to`` says where to turn instead."""
    return _with_drafts(before or GAPS_HEADER, drafts, lambda draft: (f"@ {turn_to}",) if turn_to else ())


def approved(text: str) -> str:
    """The text of a file whose drafts are all approved.

    >>> approved("# wenda-phrasings 1\\n> 一\\n? 几\\n多少")
    '# wenda-phrasings 1\\n> 一\\n几\\n多少'
    """
    return "\n".join(line.removeprefix(DRAFT) for line in text.split("\n"))


def draft_count(text: str) -> int:
    """How many drafts a file holds."""
    return sum(line.startswith(DRAFT) for line in text.split("\n"))


def _with_drafts(before: str, drafts: Iterable[AnchoredDraft], about: Callable[[AnchoredDraft], Iterable[str]]) -> str:
    # "# ? 多少" turns a draft down as "# 多少" does.
    known = {line.removeprefix("#").strip().removeprefix(DRAFT).strip() for line in before.split("\n")}
    blocks = [before.rstrip("\n")]
    for draft in drafts:
        if new := [question for question in draft.questions if question not in known]:
            lines = (f"> {draft.anchor}", *about(draft), *(f"{DRAFT}{question}" for question in new))
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"
