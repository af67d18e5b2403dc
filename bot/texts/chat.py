"""Texts of Telegram beside the replies: menus, buttons, notices, statistics."""

from __future__ import annotations

# --- the command menu, in the order of display --------------------------------------------------------

MENU = {
    "start": "这里能查什么",
    "library": "现有的报告",
    "outline": "逐级翻看目录，直到条款",
    "ask": "提问（写在命令后面）",
    "new": "换个话题，不再连着上文理解",
    "mydata": "看看记录了我的什么",
    "forget": "删除我的全部记录",
    "privacy": "关于您的隐私",
    "help": "怎么用",
}
HELP_IN_CHATS = """图片或文件的说明里写了问题，我也答。在群里请点我的名；\
回复一条写着问题的消息，只点我的名或发 /ask，我就答那一条。

答得好不好，请点 👍 或 👎。"""
GROUP_MENU = {"ask": "提问（写在命令后面）", "help": "怎么用"}
STAFF_MENU = {
    "find": "工作人员：按关键词查条款",
    "cite": "工作人员：给出可写进公文的引文",
    "stats": "工作人员：提问统计和图",
    "unanswered": "工作人员：看没有答上的问题，并加以处理",
    "topics": "工作人员：问得最多的问题",
    "answers": "工作人员：人工整理的答案，改、停用、加问法",
    "words": "工作人员：补充的同义词",
    "gold": "工作人员：收的标准题",
    "lessons": "工作人员：从答案和 👍👎 学到的问法",
}
MENU_LINE = "/{command}  {meaning}"

# --- under an answer --------------------------------------------------------------------------------------------

SOURCE_BUTTON = "📄 原文"
SOURCE_BUTTON_OF = "📄 {label}"
MORE_BUTTON = "另有{count}处"
COPY_BUTTON = "📋 复制引文"
GOOD_BUTTON = "👍"
BAD_BUTTON = "👎"
COMPLAINTS = {"off": "答非所问", "misquoted": "引错", "outdated": "过时"}
NEVER_MIND = "‹ 算了"
ASK_WHAT_WAS_WRONG = "哪里不对？请选一项。"
THANKS_FOR_GOOD = "谢谢您的评价！"
THANKS_FOR_BAD = "已经记下，谢谢您指出。"
COPIED = "{quote}——{citation}"
LISTED = "· {item}"
CONDENSED = "您的问题比较长，我是按其中的关键词来查的。"

# --- passages, contents, further quotes -------------------------------------------------------------------------

PREVIOUS_CLAUSE = "‹ 上一条"
NEXT_CLAUSE = "下一条 ›"
PREVIOUS_PLACE = "‹ 上一处"
NEXT_PLACE = "下一处 ›"
PREVIOUS_PAGE = "‹ 上一页"
NEXT_PAGE = "下一页 ›"
BACK_TO_ANSWER = "↩ 返回答复"
BACK_TO_CONTENTS = "↩ 返回目录"
UP = "↑ 上一级"
SHARE_BUTTON = "🔗 分享"
SHARE_LINE = "分享这一条："
PLACE_OF = "另有的第 {number} 处，共 {count} 处："
PAGE_OF = "（第 {number} 页，共 {count} 页）"
CONTENTS_LEAD = "目录"
CONTENTS_CHOOSE = "点一下，往下翻看；翻到条款就能看全文。"
CONTENTS_OF_LIBRARY = "请选一份报告："
CONTENTS_LONG = "共 {count} 份报告，不必逐页翻找：直接提问，写上报告的名字、地区或年份，就能找到。"
IN_PRIVATE_ONLY = "这个命令请在与我的私聊里使用：{link}"
NO_SUCH_PASSAGE = "没有找到链接所指的条款，资料可能已经更新。请直接提问，或用 /outline 翻看目录。"

# --- commands ---------------------------------------------------------------------------------------------------

ASK_NEEDS_QUESTION = (
    "请把问题写在后面，例如：/ask {example}\n也可以回复一条写着问题的消息，只发 /ask 或点我的名，我就答那一条。"
)
STALE_BUTTON = "这个按钮已经失效，请重新提问。"
LIBRARY_CHANGED = "报告资料已更新，请把问题再问一遍。"
CLAUSE_AS_IT_IS_NOW = "答复之后资料更新过，这里是现在的条文。"
QUESTION_TOO_LONG = "您的问题太长了（超过 {limit} 字）。请缩短到一两句话再问，我才好找准原文。"
TOO_MANY = "您问得有点快，我先歇一下。请过一分钟再问。"
RESTING = "请稍等一会儿再点。"

ANSWERED_LATE = "抱歉让您久等：服务中断了一段时间，刚刚恢复。"
REPEATED = "（刚才发送时中断过，这条您可能已经收到；如有重复，请见谅。）"

# --- stored data of a user --------------------------------------------------------------------------------------

MYDATA_NONE = "没有您的任何记录。"
MYDATA_LEAD = "以您的代号记录的提问共 {count} 条，评价 {ratings} 条："
MYDATA_ITEM = "{time}　{question}"
MYDATA_RATED = "　{rating}"
RATINGS = {"good": GOOD_BUTTON, "bad": BAD_BUTTON}
MYDATA_FOOT = "要全部删除，请发送 /forget"
MYDATA_UNREADABLE = "暂时读不出记录，请稍后再试。"
FORGOTTEN_ALL = """已经删除您的 {count} 条提问、{ratings} 条评价，以及别处用到您原话的 {copies} 处\
（问题的归类、标准题、答案的问法、群里别人接着您的话问的、还没有处理的消息）。\
数据库里不再有它们，文件中的残余至迟一分钟后抹去。"""
FORGOTTEN_STAYS = """仍会留下的：
· 经审核公开的人工答案，其中不含您的原话；同样的话别人也问过的，留着别人的那一份
· 不分人的统计数字
· 先前做的备份：不再使用，到期销毁；万一用来恢复，会再删一遍
· 先前导出的文件、发给工作人员的消息：由经手人负责删除
您与我的聊天记录在 Telegram 里，请自行删除。"""
FORGET_FAILED = "暂时没能删除，请稍后再试一次。"

# --- inline -----------------------------------------------------------------------------------------------------

INLINE_PROMPT = "输入关键词，查公开报告"
INLINE_AWAY = "查找服务暂时用不了，请稍后再试"
INLINE_NOTHING = "没有查到，点这里换个问法"
INLINE_SOURCE = "📄 看原文和上下文"

# --- statistics: weekly digest, /stats and its chart -------------------------------------------------------------

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
STATS_DAY_OF_YEAR = "{year}年{month}月{day}日"
STATS_COUNTED = "{name} {count}"
STATS_BETWEEN = "，"
STATS_CHANNELS = "来自：{channels}"
STATS_LATENCY = "查找用时：一半在 {median} 毫秒以内，99% 在 {p99} 毫秒以内"
STATS_THUMBS = "👍 {good}　👎 {bad}{complaints}"
STATS_COMPLAINTS = "（{complaints}）"
STATS_SHORTS = "短答案：评过 {judged} 个，判为正确 {right} 个，正确率 {share}{before}"
STATS_SHORTS_WEEKS = "短答案正确率，按周（周一起）："
STATS_SHORTS_WEEK = "{week}　{share}（{right}/{judged}）"
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
# A channel that is not listed is shown by its own name.
CHANNELS = {"telegram": "Telegram", "terminal": "终端", "pipe": "管道", "ask": "命令行"}

CHART_BY_DAY = "每天的提问"
CHART_BY_WEEK = "每 7 天的提问"
CHART_SHARE = "答出的比例"
CHART_TOP = "问得最多的（人数）"
CHART_NO_TOP = "这段时间没有归类的提问"
NO_CHART = "（没有画图：{error}）"
