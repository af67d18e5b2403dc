"""Every Chinese word that a person reads; nothing else in the code speaks Chinese to anyone.

Templates are plain text. Whoever shows them in HTML escapes the finished sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.types import Lack, Reason

# --- the conversation -------------------------------------------------------------------------------------------

WELCOME = "您好！我是公开报告问答助手。您用平常的话提问，我从报告原文里找出写到的那一句，并注明出处。"
LOADING = "正在载入报告，请稍候……"
KNOWS_ONE = "我现在能查的是："
KNOWS_MANY = "我现在能查 {count} 份报告："
KNOWS_MORE = "……等"
EXAMPLES_LEAD = "比如可以这样问："
CHOOSE = "输入问题或序号；/help 看说明，/quit 结束。"
DISCLAIMER = "内容摘自公开报告，以正式文件为准。"
PRIVACY_LINE = "提问会被记录，用来改进答复；不记您的姓名和账号，手机号、证件号等会先遮去。详见 /privacy"
PRIVACY = """关于您的隐私

· 记录什么：您的提问、答复的出处、时间。
· 不记什么：姓名、用户名和账号。账号只以无法还原的代号出现，用来区分是不是同一个人在问。
· 提问里的手机号、身份证号、银行卡号和邮箱，在保存之前就会遮去。
· 用来做什么：了解大家常问什么、哪些问题还答不上来。不作他用。

请不要在提问中写个人信息。"""
HELP = """怎么用

直接输入问题即可{example}。半小时之内可以接着问，比如“那公共服务呢”，我会连着上一句来理解。

答复只摘报告原文，并注明出处；报告里没有写的，我会照实说没有。

{commands}"""
TELEGRAM_COMMANDS = """/start  这里能查什么
/new  换个话题，不再连着上文理解
/privacy  关于您的隐私
/help  看这份说明"""
TERMINAL_COMMANDS = """/start  这里能查什么
/new  换个话题，不再连着上文理解
/show p17  看某一条的原文（编号在出处后面）
/privacy  关于您的隐私
/help  看这份说明
/quit  结束"""
FORGOTTEN = "好的，我们换个话题，请问吧。"
GOODBYE = "再见，欢迎随时再来问。"
UNKNOWN_COMMAND = "没有这个命令。直接输入问题就可以，或发送 /help 看说明。"
NOT_TEXT = "我目前只能看懂文字。请把想问的打成一句话发给我。"
APOLOGY = "抱歉，刚才出了点问题，没能答上来。请稍后再问一次；如需反映，请报编号 {reference}。"
ASKED = "您问：{question}"
PROMPT = "问："

GREETINGS = {
    "hello": "您好！想了解报告里的什么内容，直接问我就行。",
    "thanks": "不客气！还有想了解的，接着问就好。",
    "bye": GOODBYE,
    "who": "我是公开报告问答助手，只根据公开报告的原文作答，并注明出处。",
    "joke": "说笑话我不在行，查报告倒还可以。想了解报告里的什么内容？",
    "praise": "谢谢您的鼓励！还有想了解的，接着问就好。",
    "complaint": "没能帮上忙，很抱歉。您可以换个说法，或问得更具体一些，我再找找。",
}
GREETING = "我只会查公开报告。想了解报告里的什么内容，直接问我就行。"

UNDERSTOOD = "已按{pairs}理解。"
NEAREST = "最接近的是："
NEAREST_HELD = "其中最接近的是："
QUOTED = "原文：{text}"
CITED = "出处：{citation}"
CLARIFY = "有几份报告都写到了，请问您想问哪一份？"
SUGGEST = "可以这样问："
MORE_QUOTES = "另有 {count} 处，篇幅所限未列出。"
ALSO = "另见：{places}"
HOTLINE = "如需进一步了解，可拨打 {hotline} 咨询。"
PASSAGE_NUMBER = "（{id}）"

# --- buttons ----------------------------------------------------------------------------------------------------

SHOW_BUTTON = "看原文"
SHOW_BUTTON_OF = "看原文：{label}"
STALE_BUTTON = "这个按钮已经失效，请重新提问。"
LIBRARY_CHANGED = "报告资料已更新，请把问题再问一遍。"

# --- what stands in for personal data ---------------------------------------------------------------------------

MASKS = {"mobile": "［手机号］", "identity": "［身份证号］", "card": "［银行卡号］", "email": "［邮箱］"}

# --- the command line -------------------------------------------------------------------------------------------

CLI = "公开报告问答：从报告原文里找出回答问题的那一句，并注明出处。"
CLI_LIBRARY = "报告所在的文件夹（默认：data/reports）。"
CLI_VERSION = "显示版本。"
CLI_HELP = "显示说明。"
CLI_JSON = "输出 JSON。"
CLI_RUN = "开始服务：设置了 TELEGRAM_BOT_TOKEN 时接入 Telegram，否则就在本终端里对话。"
CLI_RUN_LISTEN = "webhook 在本机监听的地址和端口（默认：127.0.0.1，端口取自 TELEGRAM_WEBHOOK_URL，未写则为 8080）。"
CLI_ASK = "问一个问题，得到注明出处的答复。"
CLI_ASK_BATCH = "从标准输入逐行读取 JSON（id、question、history），逐行输出答复。"
CLI_ASK_NO_LOG = "不记入提问记录（试验、测评时用）。"
CLI_FIND = "查找：列出与关键词最相关的条款。"
CLI_EVAL = "测评：用标准问题集（JSONL）给引擎打分；分数比 accepted.json 里认可的下降过多时，以 1 退出。"
CLI_EVAL_SHOW = "列出没有得满分的问题和原因。"
CLI_EVAL_ABLATION = "逐项去掉各组成部分，看各自的作用。"
CLI_EVAL_CURVE = "列出不同门槛下的得分。"
CLI_EVAL_ACCEPT = "认可这次的分数，写入 accepted.json。"
CLI_EVAL_REPORT = "把全部表格写成 Markdown 文件。"
CLI_FIND_COUNT = "最多列出几条。"
CLI_SHOW = "显示一条原文的全文、出处和前后条；PASSAGE 是编号（p17）或条款（一/(一)/一是）。"
CLI_SHOW_TEXT = "输出某个报告文件的全部文字。"
CLI_LOG = "查看提问记录。"
CLI_LOG_LIST = "列出最近的提问。"
CLI_LOG_COUNT = "列出几条。"

ASK_NEEDS_ONE = "请给出一个问题，或用 --batch 从标准输入读取（二者只选其一）。"
SHOW_NEEDS_ONE = "请给出编号或条款，或用 --text 指定报告文件（二者只选其一）。"
BAD_ADDRESS = "应写成 主机:端口，例如 127.0.0.1:8080，现为“{found}”"
NOTHING_FOUND = "没有找到相关的条款。请换个说法，或减少关键词。"
NOTHING_LOGGED = "还没有提问记录。"
NO_PASSAGE = "没有“{wanted}”这一条。编号形如 {first}，条款形如 {clause}；用 wenda find 可以查到。"
SEVERAL_PASSAGES = "“{wanted}”之下有 {count} 条，请用编号指明："
NO_FILE = "资料里没有“{wanted}”这个文件。现有：{held}"
BEFORE = "上一条"
AFTER = "下一条"
LOG_UNREADABLE = "提问记录 {path} 读不出来：{error}。请检查这个文件，或用 WENDA_STATE 另指一个文件夹。"
UNEXPECTED = "出错了（{error}），详情见上面的记录。请把它报告给维护人员。"

BATCH_NOT_UTF8 = "第 {line} 行不是 UTF-8 编码"
BATCH_NOT_JSON = "第 {line} 行不是合法的 JSON：{error}"
BATCH_NOT_OBJECT = "第 {line} 行应是一个 JSON 对象"
BATCH_NO_QUESTION = "第 {line} 行缺少 question，或它不是字符串"
BATCH_BAD_HISTORY = "第 {line} 行的 history 应是字符串的列表"
BATCH_FAILED = "第 {line} 行答复时出错，详情见错误输出"

# --- settings ---------------------------------------------------------------------------------------------------

SETTING_WRONG = "设置 {name} 有误：应为 {wanted}，现为{found}。请改正环境变量或 .env 中的这一项。"
SETTING_HIDDEN = "（内容不显示）"
SETTING_ABSENT = "空"
SETTINGS_UNREADABLE = "读不出设置文件 .env：{error}。请检查它是不是 UTF-8 文本。"
UNGUARDED_WEBHOOK = (
    "设置了 TELEGRAM_WEBHOOK_URL，还须设置 TELEGRAM_WEBHOOK_SECRET"
    "（1 至 256 个字母、数字、下划线或连字符），否则谁都能冒充 Telegram 发消息。"
)
KEY_UNUSABLE = "读写不了 {path}：{error}。请检查文件夹权限，或设置 WENDA_SECRET。"
WANTED = {
    "TELEGRAM_BOT_TOKEN": "@BotFather 给的机器人令牌，不含空格和斜杠",
    "TELEGRAM_API_BASE": "http://主机:端口 形式的网址",
    "TELEGRAM_WEBHOOK_URL": "带路径的网址，如 https://bot.example.gov.cn/wenda",
    "TELEGRAM_WEBHOOK_SECRET": "1 至 256 个字母、数字、下划线或连字符",
    "WENDA_STAFF": "用逗号隔开的 Telegram 数字编号",
    "WENDA_RETENTION_DAYS": "1 至 3650 之间的整数（天）",
}
WANTED_OTHERWISE = "一段文字"

# --- Telegram's operator ----------------------------------------------------------------------------------------

BOT_REFUSED = "Telegram 不认 TELEGRAM_BOT_TOKEN 这个令牌。请向 @BotFather 核对后改正，再启动。"
CANNOT_LISTEN = "无法监听 {address}：{error}。请换一个空闲的端口（wenda run --listen 主机:端口）。"
CANNOT_SET_WEBHOOK = "Telegram 不接受 TELEGRAM_WEBHOOK_URL：{error}。请改正后再启动。"


def welcome(titles: Sequence[str], most: int = 8) -> str:
    """Who speaks, and which reports it can quote; at most ``most`` titles are named.

    >>> print(welcome(["甲报告"]))
    您好！我是公开报告问答助手。您用平常的话提问，我从报告原文里找出写到的那一句，并注明出处。
    <BLANKLINE>
    我现在能查的是：
    《甲报告》
    """
    lead = KNOWS_ONE if len(titles) == 1 else KNOWS_MANY.format(count=len(titles))
    named = [f"《{title}》" for title in titles[:most]]
    if len(titles) > most:
        named.append(KNOWS_MORE)
    return "\n".join([WELCOME, "", lead, *named])


def opening(titles: Sequence[str], examples: Sequence[str]) -> str:
    """What a terminal says once it is ready; the greeting itself stands there already."""
    lines = [*welcome(titles).splitlines()[2:], "", EXAMPLES_LEAD]
    lines += [f"  {number}. {example}" for number, example in enumerate(examples, 1)]
    return "\n".join([*lines, CHOOSE, "", DISCLAIMER])


def help_text(example: str, commands: str) -> str:
    """How to use it, with an example that the library answers."""
    return HELP.format(example=f"，例如“{example}”" if example else "", commands=commands)


def understood(pairs: Sequence[tuple[str, str]]) -> str:
    """What the question's words were taken for, or nothing where they were taken as written.

    >>> understood([("告官", "行政复议")])
    '已按“行政复议”理解。'
    """
    meant = dict.fromkeys(taken for written, taken in pairs if taken and taken != written)
    return UNDERSTOOD.format(pairs="".join(f"“{word}”" for word in meant)) if meant else ""


def lacking(reason: Reason | None) -> str:
    """Why the library does not answer, as a clause that a full stop or ``最接近的是：`` may follow.

    >>> lacking(Reason(Lack.ATTRIBUTE, "联系电话"))
    '报告没有写明联系电话'
    """
    if reason is None:
        return _UNSURE
    held = "、".join(_titled(name) for name in reason.held)
    match reason.lack:
        case Lack.WORD if reason.what:
            return f"报告没有提到“{reason.what}”"
        case Lack.ATTRIBUTE if reason.what:
            return f"报告没有写明{reason.what}"
        case Lack.YEAR | Lack.PLACE:
            return _out_of_scope(reason.what, held)
        case Lack.EMPTY_FIELD if reason.what:
            return f"文件信息里的“{reason.what}”一栏是空白的"
        case Lack.NO_WORDS:
            return "没有看出您想问什么，请说得具体一些"
        case _:
            return _UNSURE


_UNSURE = "报告没有明确写到这一点"


def leading_to_quotes(reason: Reason | None) -> str:
    """The same, leading over to the quotes that come nearest.

    >>> leading_to_quotes(Reason(Lack.ATTRIBUTE, "联系电话"))
    '报告没有写明联系电话，最接近的是：'
    """
    match reason.lack if reason else None:
        case Lack.EMPTY_FIELD:
            return f"{lacking(reason)}："
        case Lack.YEAR | Lack.PLACE:
            return f"{lacking(reason)}。{NEAREST_HELD}"
        case _:
            return f"{lacking(reason)}，{NEAREST}"


def elsewhere(reason: Reason | None, hotline: str) -> str:
    """Where a person can turn instead; nothing where it is the question that was not understood.

    >>> elsewhere(None, "12345")
    '如需进一步了解，可拨打 12345 咨询。'
    """
    if reason and reason.turn_to:
        return reason.turn_to.rstrip("。") + "。"
    if not hotline or (reason and reason.lack is Lack.NO_WORDS):
        return ""
    return HOTLINE.format(hotline=hotline)


def _out_of_scope(what: str, held: str) -> str:
    lead = f"这里没有{what}的报告" if what else "您问的不在这里的报告之内"
    return f"{lead}，现有{held}" if held else lead


def _titled(name: str) -> str:
    # Years and places are short, titles are not.
    return f"《{name}》" if len(name) > 6 and "《" not in name else name
