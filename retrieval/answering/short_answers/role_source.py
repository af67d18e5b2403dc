"""Role source: the phrases of a quote that fill the role which a question asks for, and what roles say of others."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.roles.role_answers import choose, weight_of
from retrieval.statements.roles.role_fit import fills
from retrieval.statements.short_answer_candidates import ShortAnswerCandidate, ShortAnswerSource, common_share

# Two spans that share so much fill the same role.
_SAME = 0.6
# Of a long enumeration only the first fillers are looked at.
_MOST = 30


def role_annotated(found: Sequence[ShortAnswerCandidate], reading: QuoteReading) -> list[ShortAnswerCandidate]:
    """Candidates with what the asked role says of them, and the fillers of the role that are none of them yet."""
    slot = reading.slot
    if slot is None:
        return list(found)
    fillers = reading.fillers[:_MOST]
    chosen = choose(fillers, slot)
    weighed = {
        role.span: {
            "role asked": 1.0,
            "role fits": 1.0,
            "role weight": weight_of(role, slot),
            "role chosen": float(role is chosen),
            "role ruled out": float(weight_of(role, slot) == 0),
            **{f"role {name}": value for name, value in role.features.items()},
        }
        for role in fillers
    }
    annotated = []
    for each in found:
        alike = max(weighed, key=lambda span: common_share(span, each.span), default=None)
        if alike is not None and common_share(alike, each.span) >= _SAME:
            features = {**each.features, **weighed[alike]}
            annotated.append(ShortAnswerCandidate(each.span, each.source | ShortAnswerSource.ROLE, features))
        else:
            fits = float(fills(slot, reading.text, each.span))
            features = {
                **each.features,
                "role asked": 1.0,
                "role fits": fits,
                "role elsewhere": float(chosen is not None),
            }
            annotated.append(ShortAnswerCandidate(each.span, each.source, features))
    seen = {each.span for each in found}
    return annotated + [
        ShortAnswerCandidate(span, ShortAnswerSource.ROLE, features)
        for span, features in weighed.items()
        if span not in seen
    ]
