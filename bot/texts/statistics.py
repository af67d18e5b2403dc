"""What the figures of a period say: the weekly digest, ``/stats`` and its chart."""

from __future__ import annotations

STATS_LEAD = "📊 {first}—{last}，共 {days} 天"
DIGEST_LEAD = "📊 上周问答（{first}—{last}）"
STATS_NEEDS = "请写天数，1 到 {most} 之间，例如 /stats 30；不写就是最近 7 天（含今天）。"
STATS_UNREADABLE = "暂时读不出提问记录，请稍后再试。"

STATS_COUNT = "提问 {count} 次，{people} 人{change}"
STATS_BEFORE = "（前 {days} 天 {count} 次，{people} 人）"
STATS_NONE = "这段时间没有人提问。"
STATS_SHARE = "答出率 {share}{before}"
STATS_SHARE_BEFORE = "（前 {days} 天 {share}）"
STATS_DAY = "{month}月{day}日"
STATS_COUNTED = "{name} {count}"
STATS_BETWEEN = "，"
STATS_CHANNELS = "来自：{channels}"
STATS_LATENCY = "查找用时：一半在 {median} 毫秒以内，99% 在 {p99} 毫秒以内"
STATS_THUMBS = "👍 {good}　👎 {bad}{complaints}"
STATS_COMPLAINTS = "（{complaints}）"
STATS_TOP = "问得最多："
STATS_TOP_ITEM = "{rank}. {wording}（{people} 人，答出 {share}）"
STATS_NEW = "新出现、还没答上来的 {count} 个问题，/unanswered 可以逐个处理："
STATS_NEW_ITEM = "{rank}. {wording}（{people} 人）"

OUTCOMES = {
    "answer": "答出",
    "related": "只有相近",
    "none": "没有找到",
    "scope": "不在范围",
    "clarify": "请问者选定",
    "smalltalk": "寒暄",
}
# What is not here stands under its own name.
CHANNELS = {"telegram": "Telegram", "terminal": "终端", "pipe": "管道", "ask": "命令行"}

CHART_BY_DAY = "每天的提问"
CHART_BY_WEEK = "每 7 天的提问"
CHART_SHARE = "答出的比例"
CHART_TOP = "问得最多的（人数）"
CHART_NO_TOP = "这段时间没有归类的提问"
NO_FONT = (
    "（没有画图：这台服务器上没有能显示中文的字体。请安装 Python 包 {package}，"
    "或 Debian 的 fonts-noto-cjk、fonts-wqy-microhei。）"
)
