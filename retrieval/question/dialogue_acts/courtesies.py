"""Courtesies and small talk: clauses that are nothing else.

A clause is compared as a whole, without the particles and forms of address around it: 感谢信收到几封 thanks nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.models import DialogueAct

# Longer clauses say something.
LONGEST = 24
_YOU = r"(?:你|您)"
_YOU_ALL = r"(?:你们?|您)"
_WHO_ARE = (
    r"谁|啥|什么(?:人|东西)?|(?:干|做)(?:什么|啥|嘛)的?|哪里的|哪个?(?:单位|部门|公司)的?|(?:个)?(?:机器人?|真人|"
    r"活人|人|程序|客服|智能|ai|"
    r"男的|女的|chatgpt|gpt|豆包|文心一言|deepseek)(?:工|工智能)?(?:客服|回复|助手)?"
)
_MAKES = r"(?:做|开发|设计|发明|制造|造|写|管|训练)(?:了|出来?)?的?"
_MAKER = r"(?:谁|哪[个家](?:公司|单位|部门)?)"
_MOODS = r"无聊|孤独|寂寞|难过|伤心|开心|高兴|烦|累|困|饿|郁闷|焦虑|失眠|难受|想哭"
_PRAISED = (
    r"厉害|棒|好|好用|不错|聪明|优秀|快|方便|专业|周到|详细|清楚|到位|及时|赞|给力|牛|可以|强|贴心|有用|满意|好使|准"
)
_LATER = r"(?:下次|以后|回头|改天|有空|有机会)(?:再)?(?:聊|见|说|问)"

# By kind; each alternative is a whole clause, the first kind that fits is meant.
_CLAUSES = {
    DialogueAct.WHO: (
        rf"{_YOU_ALL}(?:到底|究竟)?(?:是|算)?(?:不是)?(?:{_WHO_ARE})(?:还是(?:{_WHO_ARE}))?",
        r"(?:对面|那边|这边|后台|你们?这?|这|这里)?(?:是|都是|有)(?:不是|没有)?(?:真人|活人|人工|机器人?|"
        r"自动回复)(?:客服)?"
        r"(?:还是(?:真人|活人|人工|机器人?|自动回复))?(?:在线|在?(?:回复|回答|说话|聊天?))?",
        rf"{_YOU}叫(?:什么|啥)(?:名字|名儿|名)?",
        rf"{_YOU}(?:都|还)?(?:能|会|可以|可)(?:帮我)?(?:干|做|回答|查|答)?(?:些|点)?(?:什么|啥|哪些)(?:问题|"
        rf"事情?|内容|样的)?",
        rf"{_YOU}(?:都)?(?:有|知道|懂)(?:些|点)?(?:什么|啥|哪些)(?:功能|用处|用|本领|本事|东西)?",
        rf"(?:这个?|{_YOU})(?:要|该)?(?:怎么|咋|如何)(?:使用|用)|(?:怎么|咋|如何)(?:使用|用)(?:{_YOU}|"
        rf"这个?(?:机器人|软件|东西)?)",
        rf"{_MAKER}{_MAKES}{_YOU}的?|{_YOU}(?:背后)?是?由?{_MAKER}{_MAKES}",
        rf"(?:请)?{_YOU}?(?:先)?(?:自我介绍|介绍(?:一?下)?{_YOU}?自己)(?:一?下)?",
    ),
    DialogueAct.CHAT: (
        r"(?:给我|给大家|给俺)?(?:再|来){0,3}(?:讲|说|来)(?:一|几|两)?个?(?:冷)?(?:笑话|段子|故事|谜语|"
        r"相声)(?:听听|听|来听听)?",
        r"(?:给我)?唱(?:一)?[首个支]?歌(?:听听|听|给我听)?",
        r"(?:来)?(?:陪|跟|和)我?(?:聊聊?|说说?)(?:天|话|会儿?天?|一会儿?)?|聊(?:聊|会儿?)天?",
        rf"(?:我|俺)?(?:今天|最近)?(?:心情)?(?:好|很|太|真|有点|不太?|非常)?(?:{_MOODS}|心情(?:不太?|"
        rf"很)?[好差])(?:得很|死|透|极)?",
        rf"{_YOU}(?:今天|昨晚)?(?:吃|睡|起|下班|上班|结婚|恋爱|毕业|成家)(?:饭|觉|床)?了?(?:没有?|不)?",
        rf"{_YOU}(?:今年)?(?:几岁|多大(?:年纪|岁数)?|多少岁|多高|多重|贵庚)",
        rf"{_YOU}(?:家)?(?:住|在|来自|是)?(?:在)?(?:哪|哪里|哪儿|什么地方)(?:人|的)?",
        rf"{_YOU}(?:有没有|有)(?:男|女)?(?:朋友|对象|老婆|老公|孩子|爸爸|妈妈|感情|意识|情绪|工资|灵魂)",
        rf"{_YOU}(?:会不会|会|能|可以|想不想|是不是)?(?:喜欢|爱|讨厌|恨|想|害怕|怕|唱歌|跳舞|做饭|撒谎|说谎|画画|"
        rf"下棋|做梦|生气|开心|难过|累|困|饿|寂寞)"
        rf"(?:我|什么|吃什么|谁|他|不累|不困|不饿|死)?",
        rf"我(?:好|很|真)?(?:喜欢|爱|想|讨厌|恨)死?{_YOU}",
        r"[哈呵嘿嘻嗨呜]{2,24}|h{3,24}|(?:ha){2,12}|lol|2?3{3,20}|6{2,20}",
    ),
    DialogueAct.HELLO: (
        r"(?:大家|各位|小助手|小编|客服|老师|领导|机器人)?(?:你们?好|您好|hi|hello|hey|嗨|哈喽|哈罗|哈啰|在吗|"
        r"在不在|在么|在){1,4}(?:小助手|机器人|客服)?",
        r"(?:早上?|上午|中午|下午|晚上|大家|各位)好|早|早安|午安|(?:有没有|有)人(?:在)?(?:没有)?|喂|"
        r"good(?:morning|afternoon|evening)|nihao|ninhao",
        r"(?:打扰|麻烦|请教|咨询|请问|问|测试|试)(?:一?下|一下下|个?问题|个?事儿?|点事儿?|您|你){0,3}|测试|test",
        r"(?:我)?(?:想|要)?(?:咨询|请教|问|了解|打听)(?:您|你)?(?:一?下|点|个|几个|一个|点儿)(?:问题|事儿?|事情|"
        r"情况)?|(?:我)?有(?:个|点|一个)?(?:问题|事儿?)(?:想|要)?(?:咨询|请教|问)?(?:一?下)?",
    ),
    DialogueAct.UNHELPFUL: (
        rf"(?:{_YOU}|这)?(?:说|答|讲|理解|回答|搞|弄)?(?:的|得)?(?:都|全|完全|根本)?(?:不对|错|不准|"
        rf"不是这个)(?:不对)?",
        r"我?(?:问|要|想要|想问|说)的?(?:根本)?不是(?:这个|这)?(?:意思)?|(?:这)?不是(?:这个|我(?:要|想要|想问|"
        r"问)的?)(?:答案|意思)?",
        rf"{_YOU}?(?:根本|还是|完全)?(?:没|没有|不)(?:听|看|搞|弄|读)?(?:懂|明白|清|回答|理解)(?:我的?)?(?:意思|"
        rf"问题|话|说什么|在说什么|的?问题)?",
        r"答非所问|(?:牛头|驴唇)不对马嘴|文不对题|风马牛不相及|鸡同鸭讲",
        r"(?:一点|啥|什么|根本|真)?(?:用|帮助)?(?:都|也)?没(?:有)?(?:用|帮上忙|解决|帮助)|一点用都没有?|没啥用",
        r"(?:等于)?白问|(?:你)?说了(?:等于|跟|和)没说|看不懂|听不懂(?:人话)?|不知所云|不会(?:回答|答)",
    ),
    DialogueAct.PRAISE: (
        rf"(?!(?:好|快|准|强|可以|清楚|及时|到位|满意|有用|专业|方便|详细)$)(?:{_YOU}|这个?(?:机器人|助手|"
        rf"小程序)?|回答|答|讲|说|服务|做|查){{0,3}}(?:的|得)?(?:真是?|太|很|挺|好|还|非常|特别|确实|蛮|超|超级|"
        rf"真的){{0,3}}"
        rf"(?:{_PRAISED}){{1,4}}(?:极|得很)?",
        rf"(?:给|为)?{_YOU_ALL}?(?:点个?赞|五星好评|好评|打满分)|(?:必须)?(?:点赞|好评|表扬(?:一下)?)|"
        rf"帮了?(?:我)?(?:大|不少)忙",
    ),
    DialogueAct.THANKS: (
        rf"(?:好的?|嗯|行|知道了|明白了|收到|ok)?(?:非常|太|十分|真是|真心|万分|真的|那就?|先){{0,3}}(?:谢谢|"
        rf"感谢|多谢|谢|谢过|感恩|有劳|辛苦|麻烦){_YOU_ALL}?(?:的)?(?:解答|回答|帮助|回复|帮忙|啦)?",
        r"(?:thanks?|thank\s?you)(?:very|so)?(?:much|alot)?|thx|3q|xiexie|thankyou",
    ),
    DialogueAct.BYE: (
        rf"再见|拜拜?|回见|下次见|明天见|晚安|bye(?:bye)?|88|886|{_LATER}|(?:我)?(?:先)?(?:走|撤|下|忙去|去忙|"
        rf"睡)(?:了)",
        r"(?:好了?|那)?(?:就)?不?打扰(?:你|您)?|(?:那就?)?(?:今天)?(?:就|先)(?:这样|到这儿?|到这里|"
        r"聊到这儿?)(?:吧)?|(?:早点|早些)休息|zaijian",
    ),
    DialogueAct.ACKNOWLEDGEMENT: (
        r"(?:(?:那|嗯|哦|都|我){0,3}(?:好|好的|好滴|好哒|好嘞|好咧|行|可以|中|成|得嘞|得|没问题|没事|不用|算|"
        r"不问|不需要|用不着|没有?)(?:吧|了|的|嘞){0,3}){1,2}",
        r"(?:那|嗯|哦|我|都|全|基本|大概){0,3}(?:知道|明白|了解|清楚|懂|晓得|收到|看到|记住|记下|理解|学到|"
        r"会)(?:了|啦|的){0,3}",
        r"(?:那)?(?:是|对|没错|正是|就是|确实|不是)(?:的|啊|呀|吧|这样|如此){0,3}|嗯|恩|呃|额|噢|哦|喔|唔|"
        r"ok(?:ay|k)?|en|yes|no|yeah|嗯哼|嗯呐|哼",
        r"原来(?:如此|是?这样|是这么回事)|这样|那(?:好|行|没事|算)|就(?:这些|这样|这个)|没(?:有)?(?:别的|"
        r"其他)?(?:事|问题|疑问)|不客气|先这样|没有?别的(?:事|问题)?",
    ),
}
_OF_CLAUSE = {kind: re.compile("|".join(clauses)) for kind, clauses in _CLAUSES.items()}
# Particles, softeners and forms of address at the ends of a clause.
_ENDS = re.compile(
    r"(?<=.)(?:[呀啊哦嘛吧啦了哈呗的哟呦噢诶欸哎咯喽耶嗷哒滴]|老师|同志|领导|师傅|大哥|小助手|机器人|客服|亲|"
    r"朋友|大家|各位)$"
)
_ASKING_END = re.compile(r"(?<=.)[吗呢么不没]$")
_START = re.compile(
    r"^(?:那么?|哎|唉|诶|欸|嗯|哦|噢|啊|呃|额|喂|亲|请问?|老师|同志|领导|师傅|大哥|小助手|机器人|客服)(?=.)"
)
_PARTICLES_ONLY = re.compile(r"[呀啊哦嘛吗呢吧啦了哈呗的么哟呦噢诶欸哎咯喽耶嗷唉呃额哇噗丫呐嗯哼]++")
# 好吧好吧 is 好吧, said twice.
_REPEATED = re.compile(r"^(.{1,5}?)\1{1,20}$")
# A particle that asks makes a question of any other clause: 可以吗.
_MAY_ASK = frozenset({DialogueAct.WHO, DialogueAct.CHAT, DialogueAct.HELLO})


def courtesy_of(clause: str) -> DialogueAct | None:
    """The kind of courtesy or small talk that a folded clause is, without white space; None where it is none.

    >>> [str(courtesy_of(clause)) for clause in ("你好呀", "太感谢了", "感谢信收到几封", "你是真人吗", "可以吗")]
    ['hello', 'thanks', 'None', 'who', 'None']
    """
    if len(clause) > LONGEST:
        return None
    for form, asks in (*_bared(clause), *_bared(_REPEATED.sub(r"\1", clause))):
        for kind, pattern in _OF_CLAUSE.items():
            if (not asks or kind in _MAY_ASK) and pattern.fullmatch(form):
                return kind
    return DialogueAct.NOISE if _PARTICLES_ONLY.fullmatch(clause) else None


def _bared(clause: str) -> Iterator[tuple[str, bool]]:
    """A clause, and what is left of it when particles and forms of address are taken from its ends one by one.

    With each, whether a particle that asks was among them.
    """
    rest, asks = clause, False
    while rest:
        yield rest, asks
        shorter = next((cut for ends in (_ENDS, _ASKING_END, _START) if (cut := ends.sub("", rest)) != rest), "")
        asks = asks or (rest[-1] in "吗呢么不没" and not shorter.endswith(rest[-1]))
        rest = shorter
