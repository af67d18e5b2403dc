"""Role misfit: where the best sentence speaks of what was asked and does not say who, where, why or which ones.

Only what is told by clear marks is refused: names where none is, each of some things that are only counted, a cause
without a word for it, a rank, an address, a procedure. A question much like a phrasing of the sentence is left alone:
staff have said that it is answered there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answering.quote_reading import QuoteReading
from retrieval.answering.roles.role_answers import role_part
from retrieval.models import Lack, Reason
from retrieval.question.known_questions import KnownQuestionIndex
from retrieval.scoring.evidence import Evidence
from retrieval.statements.roles.lists import lists_of
from retrieval.statements.roles.role_candidates import RoleCandidate
from retrieval.statements.roles.role_slots import AskedRole, RoleSlot

# A phrasing this much like the question speaks for the sentence.
_MUCH_ALIKE = 0.6
# Fewer of the question's words than this beside a place make it that of another act.
_OF_THIS_ACT = 0.35
_MERE_ECHO, _OF_THE_KIND = 0.95, 0.9
_RANK_ASKED = re.compile(r"第一|最[多少好快高低大小差]|冠军|得奖|获奖|名次")
_RANK = re.compile(r"第[一二三\d]|最[多少好快高低大小差]|冠军|[获得]奖|名列|位居|排名|居首")
_ADDRESS = frozenset("路 街 条路 条街 镇 村 号 层".split())
_PLACED = re.compile(r"[路街道巷弄]\d|\d[号室]|地址|地点|位于|坐落|网址|https?:|www\.|窗口")
_PROCEDURE = re.compile(
    r"登录|拨打|携带|提交|填写|窗口|流程|步骤|扫码|下载|预约|向[^,;。]{2,20}(?:申请|提出|反映)"
    r"|通过[^,;。]{2,20}(?:申请|办理|提出|查询)"
)


@dataclass(frozen=True, slots=True)
class RoleCheck:
    """Says which role of the asked act the best sentence leaves open."""

    known: KnownQuestionIndex

    def misfit(self, reading: QuoteReading, evidence: Evidence) -> Reason | None:
        """The asked role as a lack, None where the sentence states it or no role is asked for."""
        slot = reading.slot
        if slot is None or (slot.asked is not AskedRole.PERSON and self._is_known(evidence)):
            return None
        is_open = is_left_open(slot, reading.fillers, role_part(reading, slot))
        return Reason(Lack.ROLE, slot.asked.value) if is_open else None

    def _is_known(self, evidence: Evidence) -> bool:
        similar, known, kind = evidence.candidates.hits.similarity, self.known, evidence.question.kind
        here = known.phrasings_of(evidence.best.sentence.key)
        return any(similar[at] >= _MUCH_ALIKE and known.kinds[at] is kind for at in here)


def is_left_open(slot: RoleSlot, found: Sequence[RoleCandidate], folded: str) -> bool:
    """Whether a folded sentence with these candidates for a slot does not say what a question asks."""
    match slot.asked:
        case AskedRole.PERSON | AskedRole.REASON:
            return not found
        case AskedRole.PROCEDURE:
            return not _PROCEDURE.search(folded)
        case AskedRole.NAMES:
            return not _lists_as_many(slot, folded) if slot.count else not _of_the_kind(found)
        case AskedRole.LIST:
            return slot.each and not _lists_as_many(slot, folded)
        case AskedRole.WHO:
            return bool(_RANK_ASKED.search(slot.act)) and not _RANK.search(folded)
        case AskedRole.COUNTERPART:
            of_act = [each for each in found if each.features["clause covered"] >= _OF_THIS_ACT]
            return bool(of_act) and all(each.features["echo"] > _MERE_ECHO for each in of_act)
        case AskedRole.WHERE if _PLACED.search(folded):
            return False
        case AskedRole.WHERE if slot.noun in _ADDRESS:
            return not _of_the_kind(found)
        case AskedRole.WHERE:
            return not any(each.features["clause covered"] >= _OF_THIS_ACT for each in found)
        case _:
            return False


def _lists_as_many(slot: RoleSlot, folded: str) -> bool:
    """Whether a sentence has a list of as many items as the question wants."""
    return any(slot.count in (len(each.items), each.count) for each in lists_of(folded))


def _of_the_kind(found: Sequence[RoleCandidate]) -> bool:
    return any(each.features["noun fits"] >= _OF_THE_KIND for each in found)
