"""Texts of replies in every channel."""

from __future__ import annotations

from collections.abc import Sequence

from bot.strings import chinese_date
from retrieval.models import Lack, Reason

WELCOME = "您好！我是公开报告问答助手。您用平常的话提问，我从报告原文里找出写到的那一句，并注明出处。"
LOADING = "正在载入报告，请稍候……"
KNOWS_ONE = "我现在能查的是："
KNOWS_MANY = "我现在能查 {count} 份报告："
KNOWS_MORE = "……等"
MOST_TITLES = 5  # that a reply names
EXAMPLES_LEAD = "比如可以这样问："
CHOOSE = "输入问题或序号；/help 看说明，/quit 结束。"
DISCLAIMER = "内容摘自公开报告，以正式文件为准。"
RECOGNISED = "（文字由图像识别，请以原件为准）"
WRITTEN_BY_STAFF = "〔人工整理〕答复由工作人员根据所引原文写成，以正式文件为准。"
PRIVACY_LINE = "提问会被记录，用来改进答复；不记您的姓名和账号，手机号、证件号等会先遮去。详见 /privacy"
PRIVACY = """关于您的隐私

· 记录什么：您的提问、答复的出处、时间。
· 不记什么：姓名、用户名和账号。账号只以无法还原的代号出现，用来区分是不是同一个人在问。
· 提问里的电话号码、身份证号、银行卡号和账号、邮箱、车牌号、护照等证件号、社保号、微信号和QQ号，在保存之前就会遮去；\
查找答复时也不看这些号码。
· 遮不了的：姓名、住址、出生日期、用文字说的号码和不完整的号码。程序也可能有遗漏。
· 用来做什么：了解大家常问什么、哪些问题还答不上来。不作他用。
请不要在提问中写个人信息。"""
PRIVACY_RIGHTS = """群里有人拿您的一条消息来问我，那条消息也算在您的记录里。
发送 /mydata 可以看记录了您的什么，发送 /forget 可以删除它们，并告诉您删了什么、还留下什么。"""
HELP = """怎么用

直接输入问题即可{example}。半小时之内可以接着问，比如“那公共服务呢”，我会连着上一句来理解。

答复只摘报告原文，并注明出处；报告里没有写的，我会照实说没有。

{commands}"""
TERMINAL_COMMANDS = """/start  这里能查什么
/library  有哪些报告，什么时候读入的
/new  换个话题，不再连着上文理解
/show p17  看某一条的原文（编号在出处后面）
/privacy  关于您的隐私
/help  看这份说明
/quit  结束"""
FORGOTTEN = "好的，我们换个话题，请问吧。"
GOODBYE = "再见，欢迎随时再来问。"
UNKNOWN_COMMAND = "没有这个命令。直接输入问题就可以，或发送 /help 看说明。"
NOT_TEXT = "我目前只看得懂文字，图片、表情和文件还看不了。请把想问的打成一句话发给我，也可以写在图片或文件的说明里。"
NOT_SPOKEN = "语音和视频我还听不了。请打成一句话发给我；用手机键盘上的语音输入说出来，也会变成文字。"
APOLOGY = "抱歉，刚才出了点问题，没能答上来。请稍后再问一次；如需反映，请报编号 {reference}。"
SEARCH_AWAY = "查找服务暂时用不了，请稍后再试。"
QUESTION_KEPT = "查找服务暂时用不了。您的问题已经记下，恢复后会马上答复您，不用再问。"
ASKED = "您问：{question}"
PROMPT = "问："

UNDERSTOOD = "已按{pairs}理解。"
NEAREST = "最接近的是："
NEAREST_HELD = "其中最接近的是："
QUOTED = "原文：{text}"
CITED = "出处：{citation}"
PART = "{asked}："
PART_LACKING = "未写明（{reason}）"
PART_QUOTED = "见下面的原文"
PART_QUOTED_AT = "见下面第 {number} 处原文"
VERSION_QUOTED = "引自{version}的版本；资料里另有{others}的版本"
ASK_BY_YEAR = "，要查请在问题里写明年份。"
CLARIFY = "有几份报告都写到了，请问您想问哪一份？"
CLARIFY_REPORT = "资料里有 {count} 份文件，请说明想问哪一份，比如写上名称、地方或年份。"
CLARIFY_PLACE = "有许多地方的报告都写到了，请说明是哪个地方的；最接近的有："
CLARIFY_YEAR = "有许多年份的报告都写到了，请说明是哪一年的；最接近的有："
SUGGEST = "可以这样问："
MORE_QUOTES = "另有 {count} 处，篇幅所限未列出。"
ALSO = "另见：{places}"
HOTLINE = "如需进一步了解，可拨打 {hotline} 咨询。"
OR_HOTLINE = "，也可拨打 {hotline}"
PASSAGE_NUMBER = "（{id}）"

# Placeholders for personal data.
MASKS = {
    "mobile": "［手机号］",
    "landline": "［电话号码］",
    "identity": "［身份证号］",
    "card": "［银行卡号］",
    "email": "［邮箱］",
    "plate": "［车牌号］",
    "document": "［证件号］",
    "insurance": "［社保号］",
    "account": "［社交账号］",
}


def welcome(titles: Sequence[str], count: int) -> str:
    """The welcome: the bot's introduction, and the titles of the first `MOST_TITLES` of ``count`` reports.

    >>> print(welcome(["甲报告"], 1))
    您好！我是公开报告问答助手。您用平常的话提问，我从报告原文里找出写到的那一句，并注明出处。
    <BLANKLINE>
    我现在能查的是：
    《甲报告》
    """
    lead = KNOWS_ONE if count == 1 else KNOWS_MANY.format(count=count)
    named = [f"《{title}》" for title in titles[:MOST_TITLES]]
    if count > len(named):
        named.append(KNOWS_MORE)
    return "\n".join([WELCOME, "", lead, *named])


def opening(titles: Sequence[str], count: int, examples: Sequence[str]) -> str:
    """The text of a terminal that is ready; the introduction has been printed before."""
    lines = [*welcome(titles, count).splitlines()[2:], "", EXAMPLES_LEAD]
    lines += [f"  {number}. {example}" for number, example in enumerate(examples, 1)]
    return "\n".join([*lines, CHOOSE, "", DISCLAIMER])


def help_text(example: str, commands: str) -> str:
    """The help, with an example that the library answers."""
    return HELP.format(example=f"，例如“{example}”" if example else "", commands=commands)


def understood(pairs: Sequence[tuple[str, str]]) -> str:
    """How words of the question were understood; empty where they were taken as written.

    >>> understood([("告官", "行政复议")])
    '已按“行政复议”理解。'
    """
    meant = dict.fromkeys(taken for written, taken in pairs if taken and taken != written)
    return UNDERSTOOD.format(pairs="".join(f"“{word}”" for word in meant)) if meant else ""


def lacking(reason: Reason | None) -> str:
    """The reason why there is no answer, as a clause that a full stop or ``最接近的是：`` may follow.

    >>> lacking(Reason(Lack.ATTRIBUTE, "联系电话")), lacking(Reason(Lack.ROLE, "where"))
    ('报告没有写明联系电话', '报告没有写明在哪里')
    >>> lacking(Reason(Lack.CLAUSE, "第二十条", ("某某办法",)))
    '《某某办法》里没有第二十条'
    """
    if reason is None:
        return _UNSURE
    match reason.lack:
        case Lack.WORD if reason.what:
            return f"报告没有提到“{reason.what}”"
        case Lack.ATTRIBUTE if reason.what:
            return f"报告没有写明{reason.what}"
        case Lack.KIND if reason.what in _KINDS:
            return f"报告没有写明{_KINDS[reason.what]}"
        case Lack.YEAR | Lack.PLACE:
            return _out_of_scope(reason)
        case Lack.CLAUSE if reason.what:
            return f"《{reason.held[0]}》里没有{reason.what}" if reason.held else f"这份文件里没有{reason.what}"
        case Lack.EMPTY_FIELD if reason.what:
            return f"文件信息里的“{reason.what}”一栏是空白的"
        case Lack.ROLE if reason.what in _ROLES:
            return f"报告没有写明{_ROLES[reason.what]}"
        case Lack.NO_WORDS:
            return "没有看出您想问什么，请说得具体一些"
        case Lack.WHICH_PLACE | Lack.WHICH_YEAR | Lack.WHICH_REPORT:
            return f"有几份报告都写到了，{_WHICH[reason.lack]}"
        case Lack.COMPLEMENT if reason.what:
            return f"报告没有单独写明“{reason.what}”的部分"
        case Lack.CHANGE | Lack.DIFFERENCE | Lack.LEVEL:
            return _UNSTATED_CHANGE[reason.lack]
        case Lack.NOTHING:
            return "这里的报告没有写到您问的事"
        case _:
            return _UNSURE


_UNSURE = "报告没有明确写到这一点"
_WHICH = {
    Lack.WHICH_PLACE: "请说明是哪个地方的",
    Lack.WHICH_YEAR: "请说明是哪一年的",
    Lack.WHICH_REPORT: "请说明是哪一份",
}
# The kinds of answer (`retrieval.text.answer_type.AnswerType`), as the object of 没有写明.
_KINDS = {
    "count": "数量",
    "money": "金额",
    "percent": "比例",
    "duration": "时长",
    "date": "时间",
    "document": "依据的文件",
    "who": "是谁",
    "where": "在哪里",
    "list": "有哪些",
}
# What a question asks for (`retrieval.statements.roles.role_slots.AskedRole`), as the object of 没有写明.
_ROLES = {
    "who": "是谁",
    "person": "是哪一位",
    "counterpart": "是和谁或对谁",
    "where": "在哪里",
    "when": "是什么时候",
    "reason": "是什么原因",
    "procedure": "怎么办理",
    "names": "具体是哪些",
    "list": "具体是哪些",
}
_UNSTATED_CHANGE = {
    Lack.CHANGE: "报告没有写明增减了多少",
    Lack.DIFFERENCE: "报告只写了前后的数，没有写明相差多少",
    Lack.LEVEL: "报告只写了增减的幅度，没有写明前后的数",
}
_OTHER_WAY_ROUND = {
    Lack.WENT_UP: "报告写的是上升",
    Lack.WENT_DOWN: "报告写的是下降",
    Lack.UNCHANGED: "报告写的是持平",
}


def other_way_round(reason: Reason | None) -> str:
    """What stands above an answer that says the other way round what the question takes for granted; else empty.

    >>> other_way_round(Reason(Lack.WENT_DOWN)), other_way_round(None)
    ('报告写的是下降', '')
    """
    return _OTHER_WAY_ROUND.get(reason.lack, "") if reason else ""


def version_quoted(day: str, others: Sequence[str]) -> str:
    """The note under a quote from a law of which other versions are held; days are ISO 8601.

    The year is enough to tell versions apart, and to ask for one, where no other is of the same year.

    >>> version_quoted("2023-09-01", ["2017-09-01"])
    '引自2023年的版本；资料里另有2017年的版本，要查请在问题里写明年份。'
    >>> version_quoted("2023-09-01", ["2023-03-15"])
    '引自2023年9月1日的版本；资料里另有2023年3月15日的版本。'
    """
    year = day[:4]
    of_year = any(other.startswith(year) for other in others)
    named = dict.fromkeys(chinese_date(other) if other.startswith(year) else f"{other[:4]}年" for other in others)
    note = VERSION_QUOTED.format(version=chinese_date(day) if of_year else f"{year}年", others="、".join(named))
    return note + (ASK_BY_YEAR if any(not other.startswith(year) for other in others) else "。")


def clarifying(reason: Reason | None, offers: bool = True) -> str:
    """The question back where several reports fit equally; ``offers``: some of them are listed below it.

    >>> clarifying(Reason(Lack.WHICH_YEAR))
    '有许多年份的报告都写到了，请说明是哪一年的；最接近的有：'
    """
    match reason.lack if reason else None:
        case Lack.WHICH_PLACE:
            return CLARIFY_PLACE
        case Lack.WHICH_YEAR:
            return CLARIFY_YEAR
        case Lack.WHICH_REPORT if reason and not offers:
            return CLARIFY_REPORT.format(count=reason.held_count)
        case _:
            return CLARIFY


def leading_to_quotes(reason: Reason | None) -> str:
    """The reason why there is no answer, as a lead to the nearest quotes.

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
    """Whom to contact instead; empty where the question was not understood.

    >>> elsewhere(None, "12345")
    '如需进一步了解，可拨打 12345 咨询。'
    """
    if reason and reason.turn_to:
        also = OR_HOTLINE.format(hotline=hotline) if hotline and hotline not in reason.turn_to else ""
        return reason.turn_to.rstrip("。") + also + "。"
    if not hotline or (reason and reason.lack is Lack.NO_WORDS):
        return ""
    return HOTLINE.format(hotline=hotline)


def _out_of_scope(reason: Reason) -> str:
    lead = f"这里没有{reason.what}的报告" if reason.what else "您问的不在这里的报告之内"
    held = "、".join(_titled(name) for name in reason.held)
    if reason.held_count > len(reason.held):
        return f"{lead}，本库共有{reason.held_count}份报告，例如{held}"
    return f"{lead}，现有{held}" if held else lead


def _titled(name: str) -> str:
    # Years and places are short, titles are not.
    return f"《{name}》" if len(name) > 6 and "《" not in name else name
