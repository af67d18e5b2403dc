"""Texts of ``wenda faq`` and of notices to staff: curated answers, topics, the unanswered queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.strings import preview

# --- curated answers --------------------------------------------------------------------------------------------

CURATED_STATES = {"draft": "待审核", "approved": "使用中", "suspended": "已暂停", "retired": "已停用"}
CURATED_NONE = "没有第 {number} 号整理答案。wenda faq list 可以看到全部。"
CURATED_NO_TEXT = "整理答案没有正文，请写上要答复的话。"
CURATED_TEXT_LONG = "整理答案的正文太长：最多 {limit} 字，现在 {found} 字。"
CURATED_CITATIONS = "整理答案要引用 1 至 {limit} 处原文，现在是 {found} 处。"
CURATED_PHRASINGS = "整理答案要有 1 至 {limit} 种问法，现在是 {found} 种。"
CURATED_EMPTY_PHRASING = "问法“{found}”里没有可以比对的字，请写完整的一句问话。"
CURATED_PHRASING_LONG = "问法太长（超过 {limit} 字）：{found}"
CURATED_REPEATS = "正文里照抄了来问者的原话“{found}”，请换成自己的话：原话会随提问一起删除，答案不会。"
CURATED_NO_QUOTE = "{place} 里没有一字不差的“{quote}”，请从原文照抄。"
CURATED_NO_TOPIC = "没有第 {number} 个问题。wenda faq topics 和 wenda faq unanswered 可以看到编号。"
CURATED_NOT_WAITING = "第 {number} 号整理答案{state}，不需要审核。"
CURATED_OWN = "第 {number} 号整理答案是您写的，或最后由您改过，须由另一位工作人员审核。"
CURATED_CHANGED_SINCE = "第 {number} 号整理答案在您看过之后又改了，请看过新的内容再审核。"
CURATED_UNSUPPORTED = "第 {number} 号整理答案引用的原文（{place}）在现有资料里找不到了，请先改引文再审核。"
CURATED_RETIRED_BEFORE = "第 {number} 号整理答案先前已经停用。"
CURATED_RETIRED_BY = "由 {who} 停用"

_SUSPENDED_BECAUSE = "引用的原文有变动：{places}"
_NOTICE = """⚠ 第 {number} 号整理答案（“{text}”）已暂停使用：它引用的原文在现有资料里变了或没有了。
{gone}
在重新审核之前，这个问题由系统按原文答复。请核对新的原文：
· 要改的，用 wenda faq edit {number} 改正，再请另一位工作人员审核；
· 内容仍然正确、原文也恢复了的，直接重新审核：wenda faq approve {number}；
· 不再需要的，停用：wenda faq retire {number}。"""
NO_PHRASING_NOTICE = """⚠ 第 {number} 号整理答案没有问法了：它的问法都是来问者的原话，已随提问一起删除。
在补上问法之前，这个答案不会再给出。请用您自己的话补写：wenda faq edit {number} --ask “问法” --as 编号，\
再请另一位工作人员审核；不再需要的，停用：wenda faq retire {number}。"""
ERASED_WORDS = "［已删除］"
_NOTICE_GONE = "· {place}：“{text}”"
_LONGEST_CITED = 60


def suspended_because(places: Iterable[str]) -> str:
    """The reason why a curated answer was suspended.

    >>> suspended_because(["a.txt 一/(一)"])
    '引用的原文有变动：a.txt 一/(一)'
    """
    return _SUSPENDED_BECAUSE.format(places="；".join(places))


def suspension_notice(number: int, answer: str, gone: Iterable[tuple[str, str]]) -> str:
    """The notice to staff of a suspension; ``gone`` holds place and text of each citation that is no longer valid.

    The answer is named by its own text: its questions are words of people, who can have them erased.
    """
    lines = [_NOTICE_GONE.format(place=place, text=preview(text, _LONGEST_CITED)) for place, text in gone]
    return _NOTICE.format(number=number, text=preview(answer, _LONGEST_CITED), gone="\n".join(lines))


# --- the command line -------------------------------------------------------------------------------------------

CLI_FAQ = "工作台：常见问题、未答问题、人工整理的答案。"
CLI_FAQ_TOPICS = "列出问的人最多的问题；问法不同、意思相同的算一个。"
CLI_FAQ_UNANSWERED = "列出没有答上、等待处理的问题，问的人越多、越近的越靠前。"
CLI_FAQ_SHOW = "显示一个问题：次数、各种问法、最近的条款、处理情况。"
CLI_FAQ_DECIDE = "处理一个未答问题：beyond 超出资料范围，ignored 忽略。"
CLI_FAQ_UNDO = "撤销对一个问题最近一次的处理，它重新等待处理。"
CLI_FAQ_POINT = "指到条款：这一条能回答这个问题（PASSAGE 是编号或条款），待另一位工作人员审核。"
CLI_FAQ_PHRASINGS = """列出大家的其他问法：同一个问题里，使用中的整理答案还对不上的。

加上 --add 就加入它的问法（给出 --only 时只加入那几种），这样问的人从下一次提问起就会得到它。
"""
CLI_FAQ_PHRASINGS_SHORT = "把同一个问题里大家的其他问法，加入一条使用中的整理答案。"
CLI_FAQ_PHRASINGS_ADD = "加入列出的问法，须用 --as 写明工作人员。"
CLI_FAQ_PHRASINGS_ONLY = "只加入这一种（列出时的编号）；可多次给出。"
CLI_FAQ_PHRASINGS_FORCE = "与标准题不符也加入。"
CLI_FAQ_LIST = "列出人工整理的答案。"
CLI_FAQ_ADD = "写一条整理答案（待另一位工作人员审核）。"
CLI_FAQ_EDIT = "修改一条整理答案，给出的部分换成新的；改后须重新审核。"
CLI_FAQ_APPROVE = "审核通过一条整理答案，从下一次提问起使用；不能审核自己写的。"
CLI_FAQ_RETIRE = "停用一条整理答案。"
CLI_FAQ_CHECK = "核对使用中的整理答案所引的原文，变了的暂停使用并通知工作人员。"
CLI_FAQ_EXPORT = "把整理答案写成 JSONL（每行一条），写到 FILE 或标准输出。"
CLI_FAQ_IMPORT = "读入 wenda faq export 写的 JSONL；有一行不对就都不读入。读入的都要重新审核。"
CLI_FAQ_AS = "以哪位工作人员的名义：WENDA_STAFF 里的一个数字编号。"
CLI_FAQ_COUNT = "最多列出几个。"
CLI_FAQ_SINCE = "只算从哪一天起（含）的提问，如 2026-11-01；按北京时间。"
CLI_FAQ_NOTE = "附注，说明理由。"
CLI_FAQ_STATE = "只列这种状态的。"
CLI_FAQ_TEXT = "答复的正文。"
CLI_FAQ_CITE = "所引的条款：编号（p17）或条款（一/(一)/一是），后面可以用 = 接原文里的一句；可多次给出，最多三处。"
CLI_FAQ_ASK = "一种问法；可多次给出。不给时须有 --topic，用那个问题的全部问法。"
CLI_FAQ_TOPIC = "这条答案回答哪个问题（wenda faq unanswered 里的编号）；审核后它就不再待处理。"

TOPICS_HEAD = ("编号", "问题", "次数", "人数", "答上", "👍", "👎", "最近", "条款")
UNANSWERED_HEAD = ("编号", "问题", "次数", "人数", "答上", "最近", "权重")
PROPOSED_HEAD = ("编号", "问法", "人数", "次数")
PROPOSED_NEEDS_STAFF = "--add 须用 --as 写明工作人员；--only、--force 只与 --add 一起用。"
ADD_NEEDS_QUESTION = "请用 --ask 给出问法，或用 --topic 指明它回答哪个问题。"
FAQ_UNDONE = "第 {number} 个问题：“{action}”已撤销。"
FAQ_NOTHING_TO_UNDO = "第 {number} 个问题没有可撤销的处理。"
CURATED_HEAD = ("编号", "状态", "问法", "正文", "引用")
FOLLOWING_UP = "{wording}（上一问：{before}）"
NO_TOPICS = "还没有可列的问题。"
NOTHING_WAITS = "没有等待处理的问题。"
NO_CURATED = "没有这样的整理答案。"
FAQ_TOPIC_SHOWN = """{wording}
问了 {count} 次，{people} 人；答上 {answered} 次；👍 {good}，👎 {bad}；{first} 至 {last}"""
FAQ_TOPIC_CLAUSE = "答案所在：{clause}（{file}）"
FAQ_TOPIC_NEAREST = "最近的条款：{clause}（{file}）"
FAQ_TOPIC_DECIDED = "处理：{action}（{who}，{time}）{note}"
FAQ_TOPIC_QUESTIONS = "最近的问法："
FAQ_TOPIC_QUESTION = "· {question}（{time}，{outcome}，记录 {id}）"
FAQ_ACTIONS = {
    "curated": "已写整理答案",
    "lexicon": "已加同义词",
    "pointed": "已指到条款",
    "beyond": "超出资料范围",
    "ignored": "忽略",
}
FAQ_OUTCOMES = {
    "answer": "已答",
    "related": "未载，给出相近原文",
    "none": "未答",
    "scope": "超出资料范围",
    "clarify": "请对方选报告",
    "smalltalk": "寒暄",
}
FAQ_DECIDED = "第 {number} 个问题：{action}。"
CURATED_KEPT = "已记下第 {number} 号整理答案，待另一位工作人员审核：wenda faq approve {number} --as 编号"
CURATED_MASKED = (
    "正文或问法里像个人信息的号码（固定电话也算）已经隐去，请用 wenda faq list 再看一遍；热线可以写 12345 这样的短号。"
)
CURATED_IN_USE = "第 {number} 号整理答案已审核通过，从下一次提问起使用。"
CURATED_OUT = "第 {number} 号整理答案已停用。"
CURATED_ALL_STAND = "使用中的整理答案有 {count} 条，所引的原文都在。"
CURATED_FALLEN = "第 {number} 号整理答案已暂停使用：{why}"
NOTHING_TO_EDIT = "没有给出要改的内容：--text、--cite、--ask 至少给一个。"
FAQ_EXPORTED = "写出了 {count} 条整理答案。"
FAQ_IMPORTED = "读入了 {count} 条整理答案，都待审核；另有 {known} 条已经有了，没有重复读入。"
FAQ_NOT_STAFF = "{number} 不是 WENDA_STAFF 里的工作人员编号，请用其中的一个，或先把它加进设置。"
IMPORT_UNREADABLE = "{path} 读不出来：{error}。请检查它是不是 wenda faq export 写的 UTF-8 文件。"
IMPORT_FORMAT = "{where}: 第一行应是 {wanted}，请用 wenda faq export 写的文件。"
IMPORT_NOT_JSON = "{where}: 应是一个 JSON 对象，读不懂：{error}"
IMPORT_WANTED = "{where}: {key} 缺少，或不是应有的样子。"
IMPORT_SPAN = "{where}: citations 里的 text 是空的，或 start、end 与它的长度不符。"


def topic_shown(topic: Mapping[str, Any], file: str = "", clause: str = "") -> str:
    """A topic with times in China; ``file`` and ``clause`` locate the nearest passage where none answers it."""
    times = {"first": topic["first"][:10], "last": topic["last"][:10]}
    lines = [FAQ_TOPIC_SHOWN.format(**{**topic, **times})]
    if topic["clause"]:
        lines.append(FAQ_TOPIC_CLAUSE.format(clause=topic["clause"], file=topic["file"]))
    elif clause:
        lines.append(FAQ_TOPIC_NEAREST.format(clause=clause, file=file))
    if decision := topic["decision"]:
        said = {"action": FAQ_ACTIONS[decision["action"]], "time": decision["time"][:10], "who": decision["who"]}
        lines.append(FAQ_TOPIC_DECIDED.format(**said, note=f"：{decision['note']}" if decision["note"] else ""))
    return "\n".join([*lines, FAQ_TOPIC_QUESTIONS])
