"""Role slots: which role a question asks for, of which act, and what its words say of the answer.

The patterns know only how people ask; they are of folded questions without punctuation (`Question.text`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.lazy_pattern import lazy_pattern
from retrieval.question.analysis import Question
from retrieval.statements.roles.lists import count_of
from retrieval.text.answer_type import AnswerType
from retrieval.text.tokenization import dictionary_words
from retrieval.text.values.numerals import TENS


class AskedRole(StrEnum):
    """What the answer has to be.

    PERSON is a person by name, PROCEDURE how someone gets something done, NAMES each of several things by its name,
    WHAT a thing or an act, DEED the clause that states what a yes-no question asks.
    """

    WHO = "who"
    PERSON = "person"
    COUNTERPART = "counterpart"
    WHERE = "where"
    WHEN = "when"
    REASON = "reason"
    PURPOSE = "purpose"
    RESULT = "result"
    MEANS = "means"
    PROCEDURE = "procedure"
    LIST = "list"
    NAMES = "names"
    WHAT = "what"
    NAME = "name"
    DEED = "deed"


@dataclass(frozen=True, slots=True)
class RoleSlot:
    """The role that a question asks for.

    ``noun`` is the kind of thing that it names (哪个平台: 平台), ``count`` how many it wants, ``marker`` the
    preposition before the word that asks (向谁: 向); ``content`` is the question without the words that ask, ``act``
    the part of it behind them (谁得了第一: 得了第一); ``each``: it asks which the ``count`` things are (哪三类).
    """

    asked: AskedRole
    content: str
    noun: str = ""
    count: int | None = None
    marker: str = ""
    act: str = ""
    each: bool = False


# Begun anew at each digit, a long number would take the square of its length.
_NUMBER = rf"(?<![{TENS}两\d])[{TENS}两\d]++"
_MEASURE = "个|些|种|家|级|位|份|项|条|类|步|样|部|款|方面|大类|大|所|间"
_WHICH = rf"(?:哪(?:一|几|{_NUMBER})?(?:{_MEASURE})?|什么样?的?|啥样?的?)"
_AGENCY = (
    "单位|部门|机关|局|机构|组织|委员会|公司|企业|主体|政府|法院|学校|协会|团队|队伍|厂子|商家|银行|律所|上级机关|上级"
)
_PEOPLE = "人员?(?!大)|领导|老师|专家|律师|顾问|干部|同志|代表|民警|警察|讲师|教授|法律顾问"
PEOPLE = lazy_pattern(_PEOPLE)
"""What names people by what they are."""
_PLACE = (
    "平台|网站|公众号|栏目|专栏|地方|地点|地场|镇街|镇|村|街道|社区|点|大厅|窗口|网|渠道|场合|地儿|位置|条?路|条?街"
    "|软件|新媒体|媒体|app"
    "|小程序|板块|版块|层级|层|区市|园区|场所|号"
)
_OFFICES = (
    "区长|市长|县长|省长|镇长|局长|院长|校长|处长|科长|所长|书记|主任|主席|会长|律师|顾问|老师|调解员|讲师|民警"
    "|负责人|领导|起草人"
    "|发言人|一把手|当家人|专家|干部|代表|委员"
)
_PERSON = lazy_pattern(
    rf"哪一?位|(?:{_OFFICES})[^a-z的]{{0,6}}(?:叫什么|叫啥|姓什么|姓啥|名字|名单|姓名)"
    rf"|^(?:[^的]{{0,12}}[区市县局府委会所院校]的)?[^的]{{0,12}}(?:{_OFFICES})(?:现在|都|具体|到底)?(?:是谁"
    rf"|是哪些人|有谁|都是谁|由谁担任|谁担任|谁来当|是哪个人)$"
)
_PASSIVE = lazy_pattern(rf"(?:被|让|由)(?:谁|{_WHICH}(?P<noun>{_AGENCY}|{_PEOPLE}|{_PLACE}))|谁(?:跟|和|与)谁")
_UNDER = lazy_pattern(rf"(?P<marker>在)(?:谁|{_WHICH}(?:{_AGENCY}|{_PEOPLE}))的(?:领导|指导|支持|帮助)下?")
_COUNTERPART = lazy_pattern(
    rf"(?P<marker>向|跟|和|与|同|给|为|对|帮|请|邀请|聘请|问|听取?|征求|接受|受)(?:了|过|来|的是)*"
    rf"(?:谁|{_WHICH}(?P<noun>{_AGENCY}|{_PEOPLE}|方(?!面)|区市|县市)|哪几?家|哪里的)"
)
_WHO = lazy_pattern(
    rf"谁(?!执法|普法)|{_WHICH}(?P<noun>{_AGENCY}|{_PEOPLE})|哪一?级(?:领导|班子|单位|机关)|哪几?家|哪些家"
    rf"|主办$|牵头$|主办单位|牵头单位|责任单位"
    r"|主管部门|发布单位|发文单位|推广机关|啥人"
)
_NAMED = lazy_pattern(
    rf"(?<!的)(?:是哪(?:些|几[个家])(?:{_AGENCY}|{_PEOPLE})?|有哪(?:些|几[个家])(?:{_AGENCY}|{_PEOPLE}))的?$"
    rf"|(?:{_NUMBER})[多余]?(?:个|家|名|位)[^的]{{1,12}}(?:都|分别)?(?:是哪[些几]|叫什么|叫啥)"
    r"|(?:都|分别|具体)(?:有|是)谁$"
)
_ORIGIN = lazy_pattern(rf"哪[里儿](?:来|请)?的(?P<noun>{_PEOPLE})")
_WHERE = lazy_pattern(
    rf"{_WHICH}(?P<noun>{_PLACE})(?!的?名|规模)|(?<!出)(?:在|上|去|到|往|设|建|放|挂|发|搬)(?:到"
    rf"|在)?了?哪(?![一二三四五六七八九十两几些个种家条项类级天年月日步样\d])[儿里块]?"
    r"|哪[儿里](?!不|没|有问题)|何处|地址|所在(?:地|位置)|地点$|位置$"
)
_PURPOSE = lazy_pattern(
    r"目的|图(?:个)?(?:啥|什么)|为了(?:啥|什么|个)|干啥用|干什么用|意义|用意"
    r"|(?:为什么|为啥|为何)(?:还|又)?(?:要|得|专门|自己|非要|去|办|搞|开发|建|发|出|制定|设|成立|宣传|配"
    r"|搭|修(?!改)|拍|清理|推)"
)
_REASON = lazy_pattern(r"为什么|为何|为啥|原因|缘故|咋就|怎么会|怎么回事|咋回事|因为(?:啥|什么)")
_RESULT = lazy_pattern(
    r"(?:作用|效果|成效|好处|甜头)(?:呢|呀|啊)?$|(?:什么|啥|多大)(?:作用|用处|效果|好处|变化|成效|甜头)"
)
_PROCEDURE = lazy_pattern(
    r"(?:怎么|如何|怎样|咋)(?:才能?|去|能|样|个)?(?:申请|办(?!的|得|案)|找|去|投诉|举报|报名|预约|联系"
    r"|领(?!导)|加入|报销|缴|交(?!流)|登录|下载)"
    r"|(?:流程|手续|步骤)(?:是什么|是啥|有哪些|$)"
)
_MEANS = lazy_pattern(
    r"怎么(?!样|回事|会|评价)|怎样(?!$)|如何(?!评价|$)|咋(?!样|回事|就|整|想|$)|[靠凭](?:什么|啥)|用(?:什么|啥)(?!的)"
    r"|(?:什么|啥|哪种|哪些|有啥|有什么)(?:办法|措施|招|方式|途径|法子|手段|方法)|途径$|方式$|手段$"
)
_NAME = lazy_pattern(r"叫(?:什么|啥|做什么|个啥)|名称|全[名称]|什么名|啥名")
_LIST = lazy_pattern(
    rf"哪些|哪(?:几|{_NUMBER})(?:{_MEASURE})?|分别|都有(?:啥|什么|谁)|包括(?:啥|什么|哪)|列(?:一下|出|举)"
    rf"|{_NUMBER}(?:个|种|条|类|步|样|项|大|件)[\u4e00-\u9fff]{{0,8}}(?:是|指)(?:什么|啥|哪些)"
)
_WHAT = lazy_pattern(r"哪(?:一)?(?:种|样|项|条|份|部|类|套|个|级|方面)|什么(?!时候)|啥(?!时)|指什么")
_COUNT = lazy_pattern(rf"(?P<count>{_NUMBER})[多余]?(?:{_MEASURE}|件|名|化)")
_NOUN = lazy_pattern(rf"(?>{_WHICH})(?P<noun>[\u4e00-\u9fff]{{1,6}})")
_EACH = lazy_pattern(rf"哪(?!一){_NUMBER}")
_IN_PLACE = lazy_pattern(r"[上里中]|能|可以?|公示|发布|查|看|刷|提|办")
_MEASURE_NAME = lazy_pattern(r"[数率额量值价费]$|面积$|人口$|规模$|收入$|支出$|里程$|工资$")
_LEVEL = lazy_pattern(r"哪(?:一|几)?级")
_STOP = lazy_pattern(
    rf"谁|哪(?:一|几)?(?:{_MEASURE}|里|儿)?|什么样?|啥|怎么样?|怎样|如何|咋|为何|为了|原因|目的|分别|名称"
    rf"|名字|地点|地址|请问|多少|几|都有"
    r"|都是|图个?|到底|具体|问没问|有没有|是不是|能不能"
)
# 比过谁更懂吗 and 用不用交代 ask whether.
_WHETHER = lazy_pattern(
    r"谁.*(?:吗|不|没有?)$|([\u4e00-\u9fff]{1,2})[不没]\1(?!.*(?:谁|哪|什么|啥|多少|几(?![十百千万])))"
)
_COUNTED_KEYWORD = lazy_pattern(r"数$|覆盖|涉及|参与")
_KEYWORDS = (
    (lazy_pattern(r"名称|名字|全名"), AskedRole.NAME),
    (lazy_pattern(r"单位|部门|主体|机关|讲师|讲课人|主讲人|师资"), AskedRole.WHO),
    (lazy_pattern(r"平台|地点|位置|场所"), AskedRole.WHERE),
    (lazy_pattern(r"目的"), AskedRole.PURPOSE),
    (lazy_pattern(r"作用|效果|成效|意义"), AskedRole.RESULT),
    (
        lazy_pattern(
            r"原则|理念|机制|模式|程序|制度|内容|形式|功能|对象|方面|要求|专题|课程|题目|措施|目录|清单"
            r"|特点|体系|渠道|类型|种类|主题"
            r"|步骤|流程"
        ),
        AskedRole.LIST,
    ),
)
_IN_ORDER = (
    (_UNDER, AskedRole.COUNTERPART),
    (_PASSIVE, AskedRole.WHO),
    (_PURPOSE, AskedRole.PURPOSE),
    (_RESULT, AskedRole.RESULT),
    (_REASON, AskedRole.REASON),
    (_NAMED, AskedRole.NAMES),
    (_COUNTERPART, AskedRole.COUNTERPART),
    (_ORIGIN, AskedRole.WHO),
    (_WHERE, AskedRole.WHERE),
    (_WHO, AskedRole.WHO),
    (_PROCEDURE, AskedRole.PROCEDURE),
    (_MEANS, AskedRole.MEANS),
    (_NAME, AskedRole.NAME),
    (_LIST, AskedRole.LIST),
    (_WHAT, AskedRole.WHAT),
)
_ASKS = lazy_pattern(r"谁|哪|什么|啥|怎|如何|咋|为何|几|多少|吗|没|不|有无|是否")
_AGENCY_ASKED = lazy_pattern(
    rf"(?:由|被|让|是|靠)(?:谁|{_WHICH}(?:{_AGENCY}))|{_WHICH}(?:{_AGENCY})(?:的|负责|牵头|承担"
    rf"|[给来出掏管发办])|谁[给来出掏管发办]"
)
_FIGURES = frozenset({AnswerType.COUNT, AnswerType.MONEY, AnswerType.PERCENT, AnswerType.DURATION, AnswerType.DOCUMENT})


def role_slot(question: Question) -> RoleSlot | None:
    """The role that a question asks for; None where it asks for a figure or for no role.

    >>> from retrieval.text.lexicon import Lexicon
    >>> from retrieval.question.analysis import analyse
    >>> asked = lambda text: role_slot(analyse(text, (), Lexicon(), None))
    >>> [asked(text).asked.value for text in ("谁牵头", "向谁汇报", "建在哪", "怎么申请复议", "哪几个方面")]
    ['who', 'counterpart', 'where', 'procedure', 'list']
    >>> asked("受理了多少件") is None
    True
    """
    text = question.text
    asked, match = _asked_role(question)
    if asked is None:
        return None
    counts = [count_of(each["count"]) or 0 for each in _COUNT.finditer(text)]
    groups = match.groupdict() if match else {}
    noun = groups.get("noun") or _noun(text) or (question.keywords[-1] if question.keywords else "")
    named = match if match and asked not in (AskedRole.LIST, AskedRole.NAMES, AskedRole.WHAT) else None
    content = _STOP.sub(" ", text.replace(named[0], " ", 1) if named else text)
    count = next((each for each in reversed(counts) if each > 1), None)
    act = text[match.end() :] if match and asked in (AskedRole.WHO, AskedRole.COUNTERPART) else ""
    return RoleSlot(
        asked, content, noun, count, groups.get("marker") or "", _STOP.sub(" ", act), bool(_EACH.search(text))
    )


def _asked_role(question: Question) -> tuple[AskedRole | None, re.Match[str] | None]:
    """The role that a question asks for and the words that ask for it."""
    text, kind = question.text, question.kind
    if question.context and not _ASKS.search(text):
        # 那十一月的两次呢 asks for what the question before it asked for.
        text = question.context
    if match := _PERSON.search(text):
        return AskedRole.PERSON, match
    if kind in _FIGURES and not _AGENCY_ASKED.search(text):
        return None, None
    if kind is AnswerType.DATE:
        return AskedRole.WHEN, None
    if _WHETHER.search(text):
        return AskedRole.DEED, None
    for pattern, asked in _IN_ORDER:
        match = pattern.search(text)
        if match and not (asked is AskedRole.WHERE and _asks_for_places_themselves(text, match)):
            return asked, match
    if question.keywords:
        last = question.keywords[-1]
        if _COUNTED_KEYWORD.search(text):
            return None, None
        return next(((asked, None) for form, asked in _KEYWORDS if form.search(last)), (None, None))
    if kind is AnswerType.YES_NO:
        return AskedRole.DEED, None
    return (None, None) if _MEASURE_NAME.search(text) else (AskedRole.WHAT, None)


def _asks_for_places_themselves(text: str, match: re.Match[str]) -> bool:
    """Whether places are what is asked for, not where something is: 开设了哪些专栏."""
    several = match["noun"] is not None and re.match(r"哪[些几]", match[0])
    around = text[: match.start()][-1:] in tuple("在到往从去进于上放发") or _IN_PLACE.match(text, match.end())
    return bool(several) and not around


def _noun(text: str) -> str:
    """The noun behind the first word that asks which: 哪几条监管理念."""
    if _LEVEL.search(text):
        return "级"
    match = _NOUN.search(text)
    if not match:
        return ""
    taken = ""
    for word in dictionary_words(match["noun"]):
        if len(word) < 2 and taken:
            break
        taken += word
        if len(taken) > 3:
            break
    return taken
