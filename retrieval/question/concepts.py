"""Concepts of a question: its words and lay forms with their official terms, weighted, and how far a text covers them.

Words that only ask or frame the question (多少, 今年, 打算) are no concepts. A concept weighs as much as its rarest
pair of characters in the library.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.index.collection_statistics import RAREST
from retrieval.question.analysis import Question
from retrieval.text.lexicon import Term
from retrieval.text.tokenization import STOPWORDS, bigrams, dictionary_frequency, dictionary_words

# Words that ask or frame a question. Time frame and answer type are read from them elsewhere.
_FRAME = re.compile(
    r"[想要将拟能得](?=[涨增降减建招发修办开])|百分之几|几[天年月]之?内|[一每]个?(?:月|年|天)|"
    r"几(?:小时|分钟|[天年日周次家人名件项处条位台户场起份类种个])|"
    r"几个?百分点|几个点|多少钱|多少|多长时间|多久|多长|多大|多高|什么时候|啥时候|几月几号|"
    r"哪一?天|哪一?年|哪几?[个些家种位]|哪[儿里]|"
    r"什么样?|怎么样?|怎样|如何|咋样?|为什么|为啥|是不是|有没有|能不能|可不可以|能否|是否|分别|"
    r"各是|一共|总共|共有|合计|起码|至少|最少|最多|最低|最高|最长|最短|最大|最小|最快|最晚|最早|最迟|"
    r"目标|打算|准备|计划|预期|预计|力争|争取|控制在|压到|达到|保住|稳住|添|大概|大约|左右|今年|"
    r"本年度?|全年|年底|年末|去年|年初|目前|现在|后来|"
    r"想问|请问|知道|告诉|那回|那次|那会儿|这回|我们|你们|人家|自己|大家|大伙|老百姓|家里|城里|"
    r"那个|这个|有关|需要|应该|规定|进行|的话|给出|写的|提到|说的?要?"
)
_SINGLE = frozenset(
    "的了着过地得是在有和与及或被把给让去来到从向对为要想会能可应该当做搞弄办开定按那这哪几多少吗呢吧啊呀"
    "么谁啥咋各都也还又再就才不没很太最更个些点下上里中内外等年月日号家件项条名位人天种类次回一二三两第么"
    "之其所以于死增减住修长涨降罚交查看说跑算吃花拿送写比全"
)
_ONE_OF, _EACH = re.compile("一个?[户人家村校班年月天次件头亩栋]"), 0.9
# Single characters that name a thing by themselves.
_THINGS = frozenset(
    "猫狗犬鸡鸭鹅猪牛羊马驴鱼虾蟹鸟蛇虫蜂车船房屋田井河湖桥树林花草果菜粮米油盐糖茶酒烟药病枪刀炮电煤税证票床墙窗灯锅"
    "锁棚坟庙牙眼耳腿肝肾癌"
)
_THING_WEIGHT = 4.0
_ASKS = re.compile(r"多少|几|啥|什么|哪|咋|怎|谁|吗|没")
_ASKING_END = re.compile(r"(?:是|有|了)?(?:多少|几)(?:[个人名位件项次家]|钱)?$")
_APART, _PARTIAL, _SINGLE_WEIGHT, _ASKING_WEIGHT, _FRAGMENT, _LEANED_ON = 0.85, 0.6, 1.0, 0.25, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class Concept:
    """A form found in the question, the official terms that may stand for it, and its weight."""

    form: str
    terms: tuple[Term, ...]
    weight: float

    def coverage(self, folded: str) -> float:
        """How far a folded text covers the concept, 0 to 1: by the form, a term, or pairs of the form's characters.

        >>> Concept("民告官", (Term("行政诉讼", 0.8),), 1.0).coverage("行政诉讼十件")
        0.8
        """
        best = 1.0 if self.form in folded else 0.0
        for term in self.terms:
            if term.weight > best and term.text in folded:
                best = term.weight
        if best >= _APART or len(self.form) < 3:
            return best
        pairs = _pairs(self.form)
        held = sum(pair in folded for pair in pairs)
        # Each half of a form has a pair.
        if held > 1 and any(one in folded and other in folded for one, other in _halves(self.form)):
            return _APART
        return max(best, _PARTIAL * held / len(pairs)) if pairs and 2 * held >= len(pairs) else best

    def occurrences(self, folded: str) -> list[tuple[int, int, float]]:
        """Start, end and weight of each place where a folded text has the form or one of the terms."""
        names = [(self.form, 1.0), *((term.text, term.weight) for term in self.terms)]
        return [(at, at + len(name), weight) for name, weight in names for at in _places(name, folded)]


_pairs = lru_cache(maxsize=2048)(bigrams)


@lru_cache(maxsize=2048)
def _halves(form: str) -> tuple[tuple[str, str], ...]:
    """The ways to cut a form into two of two characters and more: 犬只转让 says what 转让犬只 does."""
    chinese = bool(re.fullmatch(r"[\u4e00-\u9fff]{4,12}", form))
    return tuple((form[:at], form[at:]) for at in range(2, len(form) - 1)) if chinese else ()


def _places(name: str, folded: str) -> Iterator[int]:
    """Where a name stands in a text, from left to right without overlap."""
    at = folded.find(name)
    while at >= 0:
        yield at
        at = folded.find(name, at + len(name))


def frames(word: str) -> bool:
    """Whether a word only asks or frames a question.

    >>> frames("准备"), frames("泊位")
    (True, False)
    """
    return bool(_FRAME.fullmatch(word))


def concepts_of(question: Question, rarity: Callable[[str], float]) -> list[Concept]:
    """The concepts of a question, those of its context by half.

    ``rarity`` gives the idf of a text's rarest pair of characters.
    """
    own = _own_concepts(question, rarity)
    if not question.context:
        return own
    named = {concept.form for concept in own}
    leaned_on = _own_concepts(replace(question, query=question.context), rarity)
    return own + [replace(c, weight=_LEANED_ON * c.weight) for c in leaned_on if c.form not in named]


def _own_concepts(question: Question, rarity: Callable[[str], float]) -> list[Concept]:
    forms = sorted(
        ((form, terms) for form, terms in question.expansions if form in question.query), key=lambda f: -len(f[0])
    )
    text, found = question.query, []
    for form, terms in forms:
        text = text.replace(form, " ")
        share = _ASKING_WEIGHT if _ASKS.search(form) else 1.0
        weight = min([rarity(form), *(rarity(term.text) for term in terms[:1])])
        found.append(Concept(form, (*terms, *_asked_about(form)), share * weight))
    for piece in _FRAME.sub(" ", text).split():
        found += [Concept(word, _by_each(word), _weight(word, rarity)) for word in _content(piece)]
    return list({concept.form: concept for concept in found}.values())


def _asked_about(form: str) -> tuple[Term, ...]:
    """What a lay form with an interrogative asks about, in its own words: 在校学生 of 在校学生多少."""
    about = _ASKING_END.sub("", form)
    return (Term(about, 1.0),) if about != form and len(about) > 1 else ()


def _by_each(word: str) -> tuple[Term, ...]:
    """What one of a kind has is what each has: 每户 for 一户."""
    return (Term(f"每{word[1:]}", _EACH), Term(f"每个{word[1:]}", _EACH)) if _ONE_OF.fullmatch(word) else ()


def _content(piece: str) -> list[str]:
    """The words of a piece of a question that mean something; a lone character joins the word before it.

    >>> _content("发放消费券")
    ['发放', '消费券']
    """
    found: list[str] = []
    joins = False
    for word in dictionary_words(piece):
        if word in STOPWORDS or word in _SINGLE or not re.search(r"\w", word):
            joins = False
        elif joins and len(word) == 1:
            found[-1] += word
        else:
            found.append(word)
            joins = bool(re.search(r"[\u4e00-\u9fff]", word))
    return found


def _weight(word: str, rarity: Callable[[str], float]) -> float:
    """The mean of the word's idf in the library and in the language; less for one that neither knows."""
    if len(word) == 1:
        return _THING_WEIGHT if word in _THINGS else _SINGLE_WEIGHT
    frequency, here = dictionary_frequency(word), rarity(word)
    if not frequency and here == RAREST and re.search(r"[\u4e00-\u9fff]", word):
        return _FRAGMENT * here
    return (here + min(math.log(6e7 / (1 + frequency)) / 2, RAREST)) / 2


def covered_share(concepts: Sequence[Concept], coverage: Sequence[float]) -> float:
    """The share of the concepts' weight that is covered; ``coverage`` gives how far each is, 0 to 1."""
    mass = sum(concept.weight for concept in concepts)
    covered = sum(concept.weight * share for concept, share in zip(concepts, coverage, strict=True))
    return covered / mass if mass else 0.0
