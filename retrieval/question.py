"""What a question asks: its words, what they may stand for, the kind of answer, the time and place it names.

Nothing here looks at a report; `retrieval.engine` compares what a question names with what the library holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.content import Lexicon, Term
from retrieval.text import fold

_COURTESY = (
    r"请问一?下?|您好|你好|麻烦(?:您|你|问一?下)?|劳驾|谢谢|我?想?问一?下|我?想问|我?想知道|我?想了解一?下|帮我?查一?下|请教一?下|那个(?=[,，\s])|"
    r"哎|喂|嗨|同志(?=[,，\s])|老师(?=[,，\s])|亲(?=[,，~～\s])"
)
_POLITE = re.compile(
    rf"^(?:(?:{_COURTESY})[,，。!！\s~～]*)+|"
    r"(?:谢谢|谢了|多谢|感谢|辛苦了|拜托了?|麻烦(?:您|你)?了)[你您啦了哈呀,，。!！~～\s]*$"
)
_LONGEST = 500


_NOISE = re.compile(r"[^\w%.+]|_|(?<!\d)\.|\.(?!\d)")
# A space between two Latin words or figures keeps them apart; any other means nothing.
_SPACE = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    WHO = "who"
    WHERE = "where"
    DOCUMENT = "document"
    LIST = "list"
    WHY = "why"
    HOW = "how"
    YES_NO = "yes-no"
    WHAT = "what"


# First match wins: the narrow kinds stand before the wide ones.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            Kind.MONEY,
            r"多少钱|几块钱|多少元|多少万|几万块|花了多少|花多少|金额|款额|费用|经费|数额|多大一笔|免了?多少钱",
        ),
        (
            Kind.PERCENT,
            r"百分之|几成|占比|比例|比率|(?<![效频])率(?:是|为|达|有|多少|几|$|[?？ ])|几个百分点|幅度|涨了?多少|降了?多少|[升降减]多少|(?<!新)增多少",
        ),
        (
            Kind.DURATION,
            r"多久|多长时间|几[天年](?!几)|多少[天年]|几小时|几分钟|几个?月(?!几)|几个?工作日|多少个?工作日|时限|期限",
        ),
        (Kind.DATE, r"哪[一几两三二]?天|几月|几号|何时|啥时候?|什么时候|哪一?日|日期|时间|哪年|哪一年|什么日子|多咱"),
        (Kind.DOCUMENT, r"(?:哪|什么|啥)(?:个|份|些|一?部)?(?:文件|通知|意见|规定|清单|法律?|名称?文件)|文号|依据"),
        (
            Kind.WHO,
            r"谁(?!执法|普法)|哪个?(?:单位|部门|机关|局|机构|家|级)|什么(?:人|单位|部门|机关)|哪些?人|啥人|哪家|牵头|哪几家|主办",
        ),
        (Kind.WHERE, r"在哪|哪里|哪儿|哪个?地方|什么地方|上哪|去哪|到哪|地址|位置|平台"),
        (Kind.LIST, r"哪几|哪些|都有|分别|包括|列一下|列出|有啥|名称|叫什么|各是"),
        (Kind.COUNT, r"多少|几[^乎]|数量|总[数量额]|[件项人个台场次条户起份家笔]数|多不多|规模|有几|场次|人次"),
        (Kind.WHY, r"为什么|为何|为啥|原因|缘故|咋就|怎么会|目的|图啥|为了"),
        (Kind.HOW, r"怎么|怎样|如何|咋|靠什么|靠啥|用什么|办法|措施|啥招|什么招|方式|途径"),
        (
            Kind.YES_NO,
            r"吗|(?:(?<!什)么|[不没])[?？]?$|是不是|有没有|能不能|会不会|可不可以|是否|行不行|够不够|难道|真的|有无|没有[?？]?$",
        ),
    )
)

_PLAN = re.compile(r"明年|来年|下一?年|下一步|接下来|今后|往后|将来|打算|计划|准备|2022年?|未来|下一阶段|以后要|安排")
_SHORTCOMING = re.compile(r"不足|短板|问题|差距|薄弱|缺点|毛病|欠缺|不到位|不够|差在|弱项|哪里不好|没做好|原因")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d|年来|[余多]?[件项个人名条万元户家次台份起场])")
_CHINESE_YEAR = re.compile(r"(二[〇零○0][〇零○一二三四五六七八九]{2})年")
_YEAR_WORDS = {"去年": -1, "前年": -2, "上一年": -1, "上年": -1, "大前年": -3}
# 比上年 and 比去年 ask for a change, not for another year.
_YEAR_WORD = re.compile(r"(?<![比较同跟和与目之以从网线晚早])(大前年|前年|去年|上一年|上年)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_ANAPHORA = re.compile(
    r"^(?:那|这|其中|它|他们|她|另外?|还有|上面|刚才|前面|后面|再|又)|呢[?？]?$|^(?:都|各|分别|哪|几|多少|为什么|怎么)"
)
# What points back says nothing of its own: 那轻罚的呢 is about 轻罚.
_POINTING = re.compile(r"^(?:那么?|这|其中|另外|还有|再问一?下)+(?:的话)?|(?:的?呢|的话)$")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    ``text`` is what was asked, as `plain` gives it; ``keywords`` its words where it was typed with spaces
    between, as clerks do, the last the most telling; ``query`` what ranks sentences, without the words that select
    documents; ``context`` is the earlier question that it leans on,
    empty where it stands alone. ``expansions`` pairs each lay form found with its official terms.
    """

    raw: str
    text: str
    query: str
    context: str
    kind: Kind
    expansions: tuple[tuple[str, tuple[Term, ...]], ...]
    years: tuple[int, ...]
    keywords: tuple[str, ...]
    plan: bool
    shortcoming: bool


def analyse(raw: str, history: tuple[str, ...], lexicon: Lexicon, year: int | None,
            lean: bool = False) -> Question:  # fmt: skip
    """Take a question apart; ``year`` is the newest report's, which 去年 counts from.

    The last question of ``history`` becomes its context where it points back, or where ``lean`` says so.
    """
    text = plain(raw)
    context = plain(history[-1]) if history and (lean or leans(text)) else ""
    if context:
        text = _POINTING.sub("", text) or text
    whole = context + " " + text if context else text
    kind = kind_of(text)
    if kind is Kind.WHAT and context:
        # 那轻罚的呢 asks for what the question before it asked for.
        kind = kind_of(context)
    return Question(
        raw=raw,
        text=text,
        query=text,
        context=context,
        kind=kind,
        expansions=expand(whole, lexicon),
        years=years_of(text, year),
        keywords=_keywords(raw),
        plan=bool(_PLAN.search(text)),
        shortcoming=bool(_SHORTCOMING.search(text)),
    )


def _keywords(raw: str) -> tuple[str, ...]:
    parts = tuple(plain(part) for part in fold(raw).split() if re.search(r"\w", part))
    # Spaces between all the characters are a manner of typing.
    return parts if len(parts) > 1 and max(map(len, parts)) > 1 else ()


def strip_politeness(folded: str) -> str:
    """The question without its courtesies, unless nothing else is there.

    >>> strip_politeness("请问,法律顾问几个人,谢谢")
    '法律顾问几个人'
    """
    rest, before = folded.strip(), ""
    while rest != before:
        rest, before = _POLITE.sub("", rest).strip(" ,，。!！~～") or rest, rest
    return rest


def plain(raw: str) -> str:
    """What is compared of a question: folded, without politeness, emoji, punctuation, and spaces between characters.

    What stands beyond the first 500 characters is not read.

    >>> plain("请问：執法記錄儀 有幾台？🤔"), plain("GDP 2021 年")
    ('执法记录仪有几台', 'gdp 2021年')
    """
    kept = _NOISE.sub(" ", strip_politeness(fold(raw[:_LONGEST])))
    return _SPACE.sub("", strip_politeness(kept)).strip()


def kind_of(folded: str) -> Kind:
    """The kind of answer wanted.

    >>> [str(kind_of(q)) for q in ("一共多少件", "哪天成立的", "为什么要建", "能办吗")]
    ['count', 'date', 'why', 'yes-no']
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(folded)), Kind.WHAT)


def leans(folded: str) -> bool:
    """Whether a question needs the one before it: it is short, or it points back."""
    return len(folded) <= 4 or (len(folded) <= 16 and bool(_ANAPHORA.search(folded)))


def years_of(folded: str, newest: int | None) -> tuple[int, ...]:
    """The years that a question names, 去年 and 前年 counted from ``newest``.

    >>> years_of("二〇二〇年和2019年", None), years_of("去年呢", 2021)
    ((2019, 2020), (2020,))
    """
    found = {int(year) for year in _YEAR.findall(folded)}
    found |= {int(year.translate(_CHINESE_DIGITS)) for year in _CHINESE_YEAR.findall(folded)}
    if newest is not None:
        found |= {newest + _YEAR_WORDS[word] for word in _YEAR_WORD.findall(folded)}
    return tuple(sorted(found))


def expand(folded: str, lexicon: Lexicon) -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """The longest lay forms of a text, left to right, with their official terms.

    >>> lexicon = Lexicon({"告政府": (Term("行政诉讼", 1.0),), "政府": (Term("机关", 0.5),)})
    >>> [form for form, terms in expand("想告政府", lexicon)]
    ['告政府']
    """
    longest = lexicon.longest
    found, at = [], 0
    while at < len(folded):
        for size in range(min(longest, len(folded) - at), 1, -1):
            form = folded[at : at + size]
            if form in lexicon:
                found.append((form, lexicon[form]))
                at += size - 1
                break
        at += 1
    return tuple(dict.fromkeys(found))
