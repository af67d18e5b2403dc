"""Texts for messages that ask nothing, by `retrieval.models.DialogueAct`."""

from __future__ import annotations

from collections.abc import Mapping

from bot.texts.replies import GOODBYE
from retrieval.models import DialogueAct

_ASK = "想了解报告里的什么内容，直接问我就行。"
_GO_ON = "还有想了解的，接着问就好。"
_UNCLEAR = "没有看出您想问什么，请写成一句话问我。"

REPLIES: Mapping[str, str] = {
    DialogueAct.HELLO: f"您好！{_ASK}",
    DialogueAct.THANKS: f"不客气！{_GO_ON}",
    DialogueAct.BYE: GOODBYE,
    DialogueAct.PRAISE: f"谢谢您的鼓励！{_GO_ON}",
    DialogueAct.ACKNOWLEDGEMENT: f"好的。{_GO_ON}",
    DialogueAct.WHO: "我是公开报告问答助手，是自动程序，不是真人；只根据公开报告的原文作答，并注明出处。",
    DialogueAct.CHAT: "聊天说笑我不在行，查报告倒还可以。想了解报告里的什么内容？",
    DialogueAct.UNHELPFUL: "没能帮上忙，很抱歉。您可以换个说法，或问得更具体一些，我再找找。",
    DialogueAct.COMPLAINT: "让您遇到这样的事，很抱歉。我只是查公开报告的程序，没法受理。",
    DialogueAct.INSULT: f"没能让您满意，很抱歉。我只会查公开报告；{_ASK}",
    DialogueAct.REQUEST: "这件事我办不了：我只会查公开报告，不能代写材料、代办事项，也不能打电话、转人工。",
    DialogueAct.STATEMENT: f"您说的事我帮不上忙，我只会查公开报告。{_ASK}",
    DialogueAct.LANGUAGE: (
        "我只看得懂中文，请用中文问公开报告里的内容。 / "
        "I only read Chinese: please ask, in Chinese, about what these public reports say."
    ),
    DialogueAct.NUMBER: "只有一个数字，看不出您想问什么，请写成一句话问我。",
    DialogueAct.PERSONAL: f"请不要发手机号、证件号这类个人信息，我用不着。{_ASK}",
    DialogueAct.LINK: f"链接我打不开。{_ASK}",
    DialogueAct.SIGNS: _UNCLEAR,
    DialogueAct.NOISE: _UNCLEAR,
}
# Where people can help.
HOTLINES: Mapping[str, str] = {
    DialogueAct.WHO: "要找工作人员，请拨打 {hotline}。",
    DialogueAct.UNHELPFUL: "也可以拨打 {hotline} 咨询。",
    DialogueAct.COMPLAINT: "投诉、求助或反映情况，请拨打 {hotline}。",
    DialogueAct.INSULT: "有事要反映，请拨打 {hotline}。",
    DialogueAct.STATEMENT: "要反映情况、求助或办事，请拨打 {hotline}。",
    DialogueAct.REQUEST: "办事或求助，请拨打 {hotline}。",
}
_ELSE = "我只会查公开报告。" + _ASK


def small_talk(greeting: str, hotline: str) -> str:
    """What is said to a message that asks nothing, with the hotline where people can help.

    >>> print(small_talk("complaint", "12345"))
    让您遇到这样的事，很抱歉。我只是查公开报告的程序，没法受理。
    投诉、求助或反映情况，请拨打 12345。
    >>> small_talk("bye", "12345")
    '再见，欢迎随时再来问。'
    """
    said = REPLIES.get(greeting, _ELSE)
    return f"{said}\n{HOTLINES[greeting].format(hotline=hotline)}" if hotline and greeting in HOTLINES else said
