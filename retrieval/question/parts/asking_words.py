"""Asking words: where a folded clause asks for something, and for what sort of thing.

Words that only look like asking ones are left out: 好几个, 几乎, 什么都, 不怎么, and what stands in quotation marks.
Patterns are linear: each is tried from its first character and none holds an open repetition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.text.values.asked_units import MEASURE_WORDS


class AskedSort(StrEnum):
    """The sort of thing that an asking word wants."""

    CHOICE = "choice"
    TIME = "time"
    REASON = "reason"
    PLACE = "place"
    MANNER = "manner"
    FIGURE = "figure"
    THING = "thing"
    DOUBT = "doubt"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class AskingWord:
    """An asking word with its measure word, as a span of a folded clause."""

    sort: AskedSort
    start: int
    end: int


_MEASURE = (
    rf"(?:[万亿]?(?:个?百分点|个?工作日|人次|场次|块钱|平方米|公里|[大小]项|个?小时|个?月|分钟|[{MEASURE_WORDS}]"
    r"|[元钱天年月日岁回句堂]))?"
)
_SORTS = {
    AskedSort.CHOICE: r"是[^,.;!?]{1,12}?还是",
    AskedSort.TIME: r"什么时[候间]|啥时候?|何时|几月几[号日]|几[月号点](?!要求|建议|意见|文)|哪一?[天年日月]|哪个月"
    r"|多咱|什么日子",
    AskedSort.REASON: r"为什么|为啥|为何|凭什么|凭啥|[什啥]么?原因|图(?:什么|啥)",
    AskedSort.PLACE: r"哪里|哪儿|[什啥]么?地方|哪个?地方|何处|(?<=[在到去上往从])哪(?![些个几家位种类条项一天年月怕])",
    AskedSort.DOUBT: r"是不是|有没有|有无|是否有?|有[^能会可要多几哪谁什啥]{0,8}(?:吗|么|没有?|不)$|(?:怎么?|咋)样$",
    AskedSort.MANNER: r"(?<!不)(?:怎么|咋|怎(?!么))(?![这那]么|还|老|总|又|也|都|没)[样办]?|如何",
    AskedSort.FIGURE: rf"(?:百分之(?:几|多少)|(?<![好这那近前后头十百千])几(?![乎率何经度番近])(?<!再过几)"
    rf"|(?<!差不)多少(?!有[点些])){_MEASURE}"
    r"|(?<![很好太更许众不这那么差最])多(?:大(?!家|学|型|量|数|多)|长(?!期)(?:时间)?|久|高(?!校|新|层|级|度)|远)",
    AskedSort.THING: r"谁(?!都|也|执法|普法)"
    rf"|哪(?!怕|知)(?:一?些|几[{MEASURE_WORDS}点大]?|[个家位种类条项份部级届次场两])?"
    r"|(?<!没)(?<!没有)(?:什么(?!都|也|的$)|啥(?!都|也|的$))",
    AskedSort.YES_NO: r"[能会要该]不[能会要该]|可不可以?|用不用|需不需要|算不算|行不行|准不准|收不收|给不给|让不让"
    r"|[能可会]否|(?:吗|嘛|没有?|不|(?<![什怎那这多要])么)$",
}
_ASKING = re.compile("|".join(f"(?P<{sort}>{pattern})" for sort, pattern in _SORTS.items()))
_QUOTED = re.compile(r"《[^《》]{0,80}》|“[^“”]{0,80}”|\"[^\"]{0,80}\"|‘[^‘’]{0,80}’")
# What a person does not know, or supposes, is not asked: 不知道找谁, 不管花多少钱, 如果有谁举报.
_UNASKED = re.compile(
    r"(?:我们?|俺|咱们?)?(?:也|还|都|一直|又)?"
    r"(?:不管|无论|不论|不知道|不清楚|不晓得|不懂|不明白|搞不[清懂]|没搞[清懂]|忘了)"
    r"|(?:如果|要是|假如|万一|倘若|一旦)有?(?:谁|什么|哪)"
)


def masked(folded: str) -> str:
    """A folded text of the same length without what stands in quotation marks.

    >>> masked("什么叫“为什么”")
    '什么叫□□□□□'
    """
    return _QUOTED.sub(lambda match: "□" * len(match[0]), folded)


def asking_words(folded: str) -> tuple[AskingWord, ...]:
    """The asking words of a folded clause, in order.

    >>> [(word.sort.value, word.start) for word in asking_words("谁在什么时候办了几场")]
    [('thing', 0), ('time', 2), ('figure', 8)]
    >>> asking_words("这几年好几个人什么都没说")
    ()
    """
    text = masked(folded)
    return tuple(AskingWord(AskedSort(m.lastgroup or ""), m.start(), m.end()) for m in _ASKING.finditer(text))


def is_supposed(folded: str) -> bool:
    """Whether the asking words of a clause are no question of its own: what is not known, or only supposed.

    >>> is_supposed("我也不知道该找谁"), is_supposed("法律顾问是谁")
    (True, False)
    """
    return bool(_UNASKED.match(folded))
