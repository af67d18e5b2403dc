"""What the staff desk says on the command line and to staff: staff answers, topics, the unanswered queue."""

from __future__ import annotations

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
