"""What the staff desk says on the command line and to staff: staff answers, topics, the unanswered queue."""

from __future__ import annotations

from collections.abc import Iterable

# --- staff answers ----------------------------------------------------------------------------------------------

CURATED_STATES = {"draft": "待审核", "approved": "使用中", "suspended": "已暂停", "retired": "已停用"}
CURATED_NONE = "没有第 {number} 号整理答案。wenda faq list 可以看到全部。"
CURATED_NO_TEXT = "整理答案没有正文，请写上要答复的话。"
CURATED_TEXT_LONG = "整理答案的正文太长：最多 {limit} 字，现在 {found} 字。"
CURATED_CITATIONS = "整理答案要引用 1 至 {limit} 处原文，现在是 {found} 处。"
CURATED_PHRASINGS = "整理答案要有 1 至 {limit} 种问法，现在是 {found} 种。"
CURATED_EMPTY_PHRASING = "问法“{found}”里没有可以比对的字，请写完整的一句问话。"
CURATED_PHRASING_LONG = "问法太长（超过 {limit} 字）：{found}"
CURATED_NO_QUOTE = "{place} 里没有一字不差的“{quote}”，请从原文照抄。"
CURATED_NO_TOPIC = "没有第 {number} 个问题。wenda faq topics 和 wenda faq unanswered 可以看到编号。"
CURATED_NOT_WAITING = "第 {number} 号整理答案{state}，不需要审核。"
CURATED_OWN = "第 {number} 号整理答案是您写的，或最后由您改过，须由另一位工作人员审核。"
CURATED_CHANGED_SINCE = "第 {number} 号整理答案在您看过之后又改了，请看过新的内容再审核。"
CURATED_UNSUPPORTED = "第 {number} 号整理答案引用的原文（{place}）在现有资料里找不到了，请先改引文再审核。"
CURATED_RETIRED_BEFORE = "第 {number} 号整理答案先前已经停用。"
CURATED_RETIRED_BY = "由 {who} 停用"

_SUSPENDED_BECAUSE = "引用的原文有变动：{places}"
_NOTICE = """⚠ 第 {number} 号整理答案（“{question}”）已暂停使用：它引用的原文在现有资料里变了或没有了。
{gone}
在改好并重新审核之前，这个问题由系统按原文答复。请核对新的原文，\
用 wenda faq edit {number} 改正，再请另一位工作人员审核；内容仍然正确而原文已恢复的，直接重新审核即可；不再需要的，用 wenda faq retire {number} 停用。"""
_NOTICE_GONE = "· {place}：“{text}”"
_LONGEST_CITED = 60


def suspended_because(places: Iterable[str]) -> str:
    """Why an answer was suspended.

    >>> suspended_because(["a.txt 一/(一)"])
    '引用的原文有变动：a.txt 一/(一)'
    """
    return _SUSPENDED_BECAUSE.format(places="；".join(places))


def suspension_notice(number: int, question: str, gone: Iterable[tuple[str, str]]) -> str:
    """What staff are told; ``gone`` gives the place and the words of each citation that no longer holds."""
    lines = [_NOTICE_GONE.format(place=place, text=_brief(text)) for place, text in gone]
    return _NOTICE.format(number=number, question=question, gone="\n".join(lines))


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_CITED else line[:_LONGEST_CITED] + "…"
