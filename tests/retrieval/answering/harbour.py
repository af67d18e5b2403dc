"""Evidence of questions to a small report, and what its questions usually ask for."""

from __future__ import annotations

from retrieval.answering.answerability import GapVocabulary
from retrieval.composition import EngineParts, answer_pipeline
from retrieval.scoring.evidence import Evidence
from retrieval.scoring.sentence_source import CandidateFilter
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS

FILES: dict[str, str | bytes] = {"a.txt": HARBOUR, "a.phrasings": HARBOUR_PHRASINGS, "a.gaps": HARBOUR_GAPS}
ASKS = GapVocabulary(
    {"b电话": 6, "b位呢": 3, "b泊位": 1, "b船位": 1, "b备添": 2}, {"b多少": 9, "b位呢": 1, "b码头": 4}, 10, 30
)


def evidence(parts: EngineParts, question: str, candidates: CandidateFilter | None = None) -> Evidence:
    """What is found for a question."""
    return answer_pipeline(parts).reader.evidence(parts.analyzer.analyse(question), candidates or CandidateFilter())
