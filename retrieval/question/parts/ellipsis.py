"""Ellipsis: what a part of a message leaves unsaid, filled in from the parts before it.

受理多少，结了多少 leaves the thing unsaid, 谁组织的？什么时候？ the act, 执法记录仪配了几台？录音设备呢？ the question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.lazy_pattern import lazy_pattern
from retrieval.question.years import years_of
from retrieval.text.values.numerals import YEAR

# Between a thing and what is asked of it: adverbs, words before another noun, and what follows a verb.
LIGHT = (
    r"(?:一共|总共|总计|合计|大概|大约|到底|究竟|现在|目前|后来|最后|最终|其实|分别|至少|最少|最多|起码|可以|应该|需要|"
    r"打算|计划|准备|是个|[占是有为共又还再都就才要能由被给跟从向对各拟将])"
)
_ASPECT = r"[了过着的得到出成完好掉进入来在为]"
_LONG_VERBS = (
    r"受理|审结|办结|结案|办理|服务|审查|审核|代理|出具|参与|化解|调处|调解|保留|留下|"
    r"修改|废止|撤销|清理|新增|新建|新设|新开|新添|增设|减少|增加|增长|下降|上升|提高|"
    r"降低|退出|修复|认领|公布|发布|归集|签订|签署|培训|覆盖|涵盖|涉及|惠及|配备|举办|"
    r"组织|开展|召开|出台|制定|印发|备案|报备|通过|完成|取得|投入|奖励|分为|选聘|聘请|"
    r"查处|参加|推广|实施|牵头|主办|承办|负责|成立|设立|建成|启用|开通|推出|检查|排查|"
    r"巡查|抽查|核查|督查|调查|整改|处理|处罚|治理|提供|发放|使用|安排|解决|答复|执行|"
    r"检测|救助|帮扶|补助|招聘|招收|录用|采购|购置|拨付|征收|减免|登记|注册|申请|申报|"
    r"批准|审批|发现|移送|立案|没收|关停|拆除|改造|维修|修建|扩建"
)
VERBS = (
    rf"(?:{_LONG_VERBS}|[签罚免分设配请聘管花用收发建开查做来去搞办审结赢输涨降改废留写讲买"
    r"交报招评拍演给打铺添占挂放调少多升])"
)
_TAIL = rf"(?:{LIGHT}|{_ASPECT})"
_VERB_WITH_ASPECT = lazy_pattern(rf"{VERBS}{_ASPECT}{{1,3}}$")
_BARE_VERB = lazy_pattern(rf"(?<=[\u4e00-\u9fffa-z0-9]{{3}})(?:{_LONG_VERBS})$")
_LED_VERB = lazy_pattern(rf"{LIGHT}{VERBS}$")
_VERB_AT_END = lazy_pattern(rf"[又还再并共]?{VERBS}{_TAIL}{{0,4}}$")
_ONLY_VERB = lazy_pattern(rf"{LIGHT}{{0,4}}{VERBS}(?:{_TAIL}{{0,4}}|[了过着].*)")
_LIGHT_END, _LIGHT_START = lazy_pattern(rf"{LIGHT}{{1,6}}$"), lazy_pattern(rf"{_TAIL}{{1,6}}")
_OF = lazy_pattern(r"[的了过]$")
# Says where or when, and not what.
_SETTING = lazy_pattern(
    r"(?>(?:(?:咱们?|我们?|你们?|全|本|这)?(?:区|市|县|镇|省|街道|村)里?|咱们?|我们?|你们?|今年|去年|前年|明年|"
    r"这一年|一年|"
    r"全年|本年度?|年度|\d{4}年[度底末初]?|这里|这边|这儿|那边|里头?|其中|当中|总的|听说|据说|[都的在上下,、])*)"
)
_HEARSAY = lazy_pattern(
    r"^(?>(?:我?(?:在[^,]{1,8}(?:上|里))?(?:记得|听人?说|据说|听闻|看到|看见|听到|新闻说|报道说|都说|说是))+)"
)
# A part that points back does not name its own thing.
_POINTS_BACK = lazy_pattern(r"里头|里面|其中|当中|每|另|该|这|那|它|他们")
_ADDED = lazy_pattern(r"^(?:那么?|还有|另外|其中|这|至于|换成|要是)|(?:的话)?呢$|的话$")
# 信息归集总量 and 讲座的时间 are about the thing before.
_OF_IT = lazy_pattern(r"的?(?:总[数量额]|数量|人数|金额|比例|占比|时间|日期|地点|地址|电话|期限|时限|费用|名称|文号)$")
_THERE_IS = lazy_pattern(rf"{LIGHT}{{0,3}}有$")
_COUNTS = lazy_pattern(r"多少|几|多[大长久高远]")
_YEAR = lazy_pattern(rf"(?:{YEAR})年?(?:年?度|底|末)?|[去前今明]年|上一?年|前一年|次年|第二年|后一年")
# A subject of so many characters names its thing without the part before.
_TELLING = 4
_BEFORE, _AFTER = lazy_pattern(r"前一年|上一?年"), lazy_pattern(r"次年|第二年|后一年")
# 黑的呢 after 红名单: a thing named by its opposite alone.
_OPPOSITES = ("红黑", "男女", "新旧", "新老", "城乡", "省市", "市区", "内外", "上下", "公私", "长短")


@dataclass(frozen=True, slots=True)
class AskedText:
    """What is asked in a clause: its text up to the asking word, the asking word, and the text behind it."""

    before: str
    word: str
    after: str

    @property
    def text(self) -> str:
        """The whole."""
        return self.before + self.word + self.after

    @property
    def is_bare(self) -> bool:
        """Whether nothing but the asking word is there: 什么时候."""
        return not _LIGHT_START.sub("", self.before + self.after)

    @property
    def subject(self) -> str:
        """The thing before the asking word, without the verb between them; empty where only place or time is named.

        >>> AskedText("执法记录仪配了", "几台", "").subject, AskedText("今年受理", "多少", "").subject
        ('执法记录仪', '')
        """
        rest = _without_verb(self.before)
        thing = _without_setting(rest)
        return rest if thing and not _ONLY_VERB.fullmatch(thing) else ""

    @property
    def named(self) -> str:
        """The subject; else, with what says where and when, the thing behind the asking word: 有几个法律顾问."""
        if self.subject:
            return _OF_IT.sub("", self.subject) or self.subject
        setting = self.before[: len(self.before) - len(_without_setting(self.before))]
        return setting + _LIGHT_START.sub("", self.after)

    @property
    def stands_alone(self) -> bool:
        """Whether it names what it asks about: by its subject, or as something that there is."""
        if _POINTS_BACK.match(self.before):
            return False
        return len(self.subject) >= _TELLING or bool(self.after and _THERE_IS.search(self.before))


def _without_verb(before: str) -> str:
    """The text before an asking word without the verb and the light words that lead to it."""
    found = (verb.search(before) for verb in (_VERB_WITH_ASPECT, _LED_VERB))
    bare = _LIGHT_END.sub("", before)
    match = next(filter(None, found), None) or _VERB_WITH_ASPECT.search(bare) or _BARE_VERB.search(bare)
    return _OF.sub("", _LIGHT_END.sub("", before[: match.start()] if match else bare))


def verb_before(text: str, start: int, end: int) -> int | None:
    """Where the verb begins that stands right before ``end`` and not before ``start``; None where there is none.

    >>> verb_before("有多少法律顾问管多少部门", 3, 8), verb_before("有几类多少条", 3, 3)
    (7, None)
    """
    match = _VERB_AT_END.search(text[start:end])
    return start + match.start() if match else None


def topic_of(background: str) -> str:
    """The thing that a clause without a question brings up.

    >>> topic_of("听说明年要建个公园"), topic_of("有没有法律顾问")
    ('明年要建个公园', '法律顾问')
    """
    text = _ADDED.sub("", _HEARSAY.sub("", background))
    return re.sub(r"有没有|是不是|有无|是否有?", "", text)


@dataclass(slots=True)
class EllipsisResolver:
    """Fills in the parts of one message, one after the other."""

    topic: str = ""
    before: AskedText | None = None

    def filled(self, asked: AskedText, background: str, is_listed: bool = False) -> str:
        """A part with what it leaves unsaid.

        ``background`` are the clauses without a question right before it; ``is_listed``: it asks the same of one of
        several things, and is no topic for those that follow.
        """
        if background:
            self.topic = _joined(self.topic, topic_of(background)) if self.before else topic_of(background)
        asked = AskedText(self._dated(asked.before), asked.word, asked.after)
        if self.topic and self.topic in asked.text:
            found = asked
        elif asked.is_bare and self.before and not _COUNTS.search(asked.word):
            found = AskedText(self.before.before, asked.word, self.before.after)
        else:
            found = AskedText(self._carried(asked.text) + asked.before, asked.word, asked.after)
        if not self.topic or (len(asked.subject) >= _TELLING and not is_listed):
            self.topic = asked.named or self.topic
        self.before = found
        return found.text

    def swapped(self, thing: str) -> str:
        """A part that only names another thing, with what was asked of the one before: 录音设备呢."""
        if self.before is None:
            return thing
        thing = self._dated(_ADDED.sub("", _ADDED.sub("", thing)))
        word, after = self.before.word, self.before.after
        before = self._exchanged(thing)
        self.before = AskedText(before, word, after)
        return self.before.text

    def _exchanged(self, thing: str) -> str:
        """The text before the asking word, with a thing in place of the one that it names."""
        earlier, subject = self.before.before if self.before else "", self.before.subject if self.before else ""
        if _YEAR.fullmatch(thing):
            return thing + _YEAR.sub("", earlier)
        kind, verb = thing.removesuffix("的"), earlier[len(subject) :]
        if other := _opposite(kind, earlier):
            return earlier.replace(other, kind)
        if thing.endswith("的") and "的" in subject:
            return thing + subject.partition("的")[2] + verb
        if thing.endswith("的") and kind[-1:] in subject[:-1]:
            # 刑事的 in place of 民事案件: what both end with leads to the rest.
            return kind + subject[subject.index(kind[-1]) + 1 :] + verb
        return thing + (verb if subject else _without_setting(earlier)).removeprefix("的" if kind != thing else "")

    def _dated(self, text: str) -> str:
        """前一年 and 第二年 as the year that they mean, where the parts before name one."""
        named = years_of(self.before.text, None) if self.before else ()
        if not named:
            return text
        text = _BEFORE.sub(f"{named[-1] - 1}年", text)
        return _AFTER.sub(f"{named[-1] + 1}年", text)

    def _carried(self, text: str) -> str:
        """The topic, without its year where the part names its own."""
        return _YEAR.sub("", self.topic) if _YEAR.search(text) else self.topic


def _opposite(kind: str, text: str) -> str:
    """The opposite of a character that a text holds; empty where it holds none."""
    found = (pair.replace(kind, "") for pair in _OPPOSITES if len(kind) == 1 and kind in pair)
    return next((other for other in found if other in text), "")


def _joined(topic: str, more: str) -> str:
    return more if topic in more else topic + more


def _without_setting(before: str) -> str:
    match = _SETTING.match(before)
    return before[match.end() :] if match else before
