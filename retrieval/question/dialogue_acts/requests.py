"""Requests: clauses that want something done, other than told."""

from __future__ import annotations

import re

from retrieval.question.dialogue_acts.asking import SPEAKER

_ERRANDS = (
    r"写|起草|草拟|拟|填|编|润色|修改|改|翻译|译|打(?:一?个|一下)?(?:电话|印)|打印|复印|预约|约|挂(?:一?个|"
    r"上)?号|取号|排(?:一?个|一下)?队|转(?![变化型发])|接(?:人工|通|一下|线)|"
    r"订|买|卖|充|交(?!代)|缴|寄|送|邮|递|发(?![布言现展生])|叫|催|找(?:人|个人|个|领导|工作|律师|对象)|联系|"
    r"通知|推荐|介绍(?:一?[个份]|对象|工作)|安排|解决|处理|"
    r"修|装|弄|搞|办|申请|申报|登记|注册|注销|开(?:一?[张份个]|具)|盖(?:个|一下)?章|签(?:个|一下)?字|消|删|撤|"
    r"取消|报(?:个|一下)?[名警案]|主持公道|做主|求|争取|要(?!求)|"
    r"画|唱|放(?:一?首|个)|播放|设(?:一?个|置)|定(?:一?个)?闹钟|算算?|估"
)
# How a favour begins, up to whom it is done for.
_POLITELY = (
    r"^(?:请问?|麻烦|劳驾|拜托|求求?|希望|能不能|能否|可不可以|可否|可以|能|会不会|会|快|赶紧|你们?|您|我想让?|"
    r"我要|想让?|让|谁|来个?人|,){0,5}"
)
_ABOUT_WHOM = rf"(?:{SPEAKER}|我们小区|我们村|我们家|大家)"
_FAVOUR = re.compile(
    rf"{_POLITELY}(?:(?:帮|替|代|给|为)(?:忙|一?下)?{_ABOUT_WHOM}(?:忙)?|帮忙|帮|麻烦(?:你|"
    rf"您)?(?:帮我)?)(?:[来去先再]|一?下|约?个?人|把[^,。]{{1,12}}?){{0,3}}(?:{_ERRANDS})|"
    rf"^(?:请|麻烦|劳驾)(?:你们?|您|政府|领导)?(?:转告|转达|派|上门|尽快|马上|赶紧|抓紧|主持公道|安排|"
    rf"为{_ABOUT_WHOM})|^(?:请)?(?:派|安排)(?:几?个)?(?:人|师傅|车|民警)(?:来|过来|上门|去)|"
    rf"^代{_ABOUT_WHOM}[问去办交]|{_POLITELY}(?:转|接|换|找|要|联系)(?:一?[下个])?(?:人工|真人|活人)|"
    rf"^(?:{SPEAKER})?(?:想?要|需要)(?:人工|真人|活人)|^(?:人工|真人|在线)(?:客服|服务|坐席)?$|"
    rf"^(?:{SPEAKER})?(?:想要|要|想|需要|能不能|可以)(?:[找见跟和同与])(?:你们?)?的?(?:领导|局长|区长|书记|真人|"
    rf"人工|工作人员|负责人|活人|客服)(?:说话|通话|谈|聊|反映|见面|通电话|本人)?|"
    rf"^[叫让喊](?:你们?)?的?(?:领导|局长|区长|书记|负责人|主管|经理)|^(?:请|麻烦|快|帮我|"
    rf"你)?把[^,。]{{1,16}}?(?:转给|发给|翻译|寄给|交给|转交|告诉|消掉|删|改成|寄到|发到)|"
    rf"[给借]{_ABOUT_WHOM}[点一些]{{0,2}}[^,。]{{0,6}}?(?:钱|块|元|红包|话费)$|[发抢]个?红包|^帮帮?(?:个?忙|"
    rf"我们?|俺)(?:吧|啊)?$|"
    rf"^请?[写画作来]一?[篇首份封幅张段]|^(?:播放|打开|关闭|导航|定个?闹钟|翻译一?下|放首)|"
    rf"^(?:请)?给{_ABOUT_WHOM}[回打]?个?(?:电话|信息|短信)$"
)
_QUESTION_OF_A_FAVOUR = re.compile(
    r"能不能|能否|可不可以|可否|会不会|^谁|(?:可以|行|好|能)?[吗么]$|[行好]不[行好]$|可以不$"
)
# Of the speaker's own affairs no report speaks.
_OWN_AFFAIRS = re.compile(rf"(?:帮|替|给|为)(?:{SPEAKER})?[查看问算](?:[查看问算]|一?下)?(?:我|俺)(?!们)")


def wants_favour(clause: str) -> bool:
    """Whether a folded clause wants something done, other than told.

    >>> wants_favour("帮我写个申请"), wants_favour("帮我查一下行政复议"), wants_favour("转人工")
    (True, False, True)
    """
    return _FAVOUR.search(clause) is not None


def is_of_own_affairs(clause: str) -> bool:
    """Whether a folded clause wants something looked up of the speaker's own affairs.

    >>> is_of_own_affairs("帮我查查我的社保交了没有"), is_of_own_affairs("帮我查查社保覆盖多少人")
    (True, False)
    """
    return _OWN_AFFAIRS.search(clause) is not None


def without_polite_question(clause: str) -> str:
    """A clause without the question that a favour is politely put as: 能不能…, …可以吗."""
    return _QUESTION_OF_A_FAVOUR.sub("", clause)
