"""A second look at the best candidates of a search: features too slow for every passage, weighed by hand.

The weights are fixed. Weights trained on judged questions gain inside the collection that they come from and lose on
the others; these were chosen once over four collections of different genres and are flat around where they stand.
No feature looks at the passages beside a candidate, or at where in its document it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from retrieval.text.normalization import SEPARATORS, fold
from retrieval.text.tokenization import unigrams, words

_ASKING = re.compile(
    "请问|什么样|什么|哪些|哪个|哪里|哪儿|哪种|哪几|哪|怎么样|怎么|怎样|如何|为什么|为何|多少|几|谁|是否|吗|呢|何|啥|咋|么"
)
_SENTENCE = re.compile(r"[^。!?;\n]+")

# What each feature adds, in the order of `FeatureReranker._features`; those of BM25 are shares of the best candidate's.
_WEIGHTS = {
    "fused": 1.0,
    "unigrams": 0.35,
    # Taken off: passages that win by saying over and over what the title says already.
    "own": -0.2,
    "coverage": 0.5,
    "definition": 0.5,
    "passage": 0.3,
    "sentence": 0.15,
    "cue": 0.12,
    "near": 0.1,
}
_OF_BEST = 3
# The repetition is taken off a constant, so that no score is negative.
_OFFSET = 0.2
_NEAR = 16
# BM25 of the candidate's own text, like the index's.
_K1, _B = 0.9, 0.4

# The last digit will do: whole numbers, begun anew at each digit, would take the square of their length.
_FIGURE = "[0-9一二三四五六七八九十百千万]"
# What a question of some kind says, and what a passage says that can answer it.
_CUES = tuple(
    (re.compile(asked), re.compile(answered))
    for asked, answered in (
        (
            "多少(?:钱|元|万|金额|费)|金额|数额|费用|价格|几元|标准是多少|限额|总额|租金|工资|补[贴助]",
            rf"{_FIGURE}(?:余|多)?(?:万|亿|千|百){0, 8}元|[0-9.]%",
        ),
        (
            "多久|多长时间|期限|时限|几[天日年]|多少[天日]|多少个?工作日|有效期|时间|何时|什么时候|哪一?[天年]|几月|几号|日期|期间",
            rf"{_FIGURE}个?(?:工作日|日|天|月|年|小时)",
        ),
        (
            "处罚|罚款|责任|后果|处分|追究|惩|违反|如何处理|怎么处理|会怎",
            "罚款|处以|责令|吊销|追究|警告|拘留|没收|有期徒刑|处分|撤销",
        ),
        (
            "谁|哪个?(?:单位|部门|机关|机构|主体|级)|(?:什么|哪些)(?:人|单位|部门|机关|机构)|由[^由\n]*负责",
            "由[^,。;]{2,25}(?:负责|主管|制定|批准|组织|实施)|部门|机关|主管|委员会|法院",
        ),
        (
            "哪些|哪几|包括|有何|内容|要求|分别|条件|材料|程序|措施|原则|职责|情形",
            r"\([一二三]|下列|以下|第一|一是|[0-9][.、]|包括|分为|[一二三]、",
        ),
        (
            "在哪|哪里|哪儿|何地|何处|地址|地点|位置|什么地方|哪个(?:地方|国家|城市|地区|省|市)",
            "地址|位于|[路街道][0-9]*号|[省市区县镇村州国]|地点",
        ),
        ("为什么|为何|原因|因何|目的|为啥", "因|由于|为了|以便|导致|致使|目的"),
        ("电话|热线|联系方式|号码", "[0-9]{3,4}-?[0-9]{3,8}|电话|热线"),
    )
)
_DEFINING = re.compile("什么是|什么叫|是什么意思|指什么|指的是|是指|含义|定义|概念|何谓|何为|所称")
_NOT_DEFINED = re.compile("意思|含义|定义|概念|所称|指|叫|的|是|为|谓")


def character_pairs(folded: str) -> list[str]:
    """Neighbouring letters, digits and Han characters, none across punctuation or space.

    >>> character_pairs("第3条,罚款")
    ['第3', '3条', '罚款']
    """
    return [run[at : at + 2] for run in SEPARATORS.split(folded) for at in range(len(run) - 1)]


def without_asking(folded: str) -> str:
    """A question without its interrogatives, which no answer repeats.

    >>> without_asking("罚款多少钱")
    '罚款 钱'
    """
    return _ASKING.sub(" ", folded)


class RerankQuery:
    """A question as both stages see it: folded, and in words, character pairs and characters."""

    def __init__(self, raw: str) -> None:
        """Take a question as it was typed."""
        self.text = fold(raw)
        self.asked = without_asking(self.text)
        self.words = words(self.asked)
        self.bigrams = character_pairs(self.asked)
        self.unigrams = unigrams(self.asked)

    @cached_property
    def runs(self) -> list[str]:
        """The stretches of the question between interrogatives and punctuation."""
        return [run for run in SEPARATORS.split(self.asked) if run]

    @cached_property
    def definition(self) -> re.Pattern[str] | None:
        """How a passage would define the thing, if that is what the question wants.

        >>> bool(RerankQuery("什么是肉制品？").definition.search("本细则所称肉制品,是指以畜禽产品为主要原料"))
        True
        """
        thing = SEPARATORS.sub("", _NOT_DEFINED.sub(" ", self.asked))
        if not thing or not _DEFINING.search(self.text):
            return None
        return re.compile(f"所称.{{0,2}}{re.escape(thing)}|{re.escape(thing)}.{{0,3}}(?:是指|系指|指:|:)", re.DOTALL)

    @cached_property
    def cues(self) -> list[re.Pattern[str]]:
        """The shapes that an answer of the wanted kind has."""
        return [answered for asked, answered in _CUES if asked.search(self.text)]

    @cached_property
    def neighbours(self) -> list[re.Pattern[str]]:
        """For each two words in a row what finds them near each other, in either order."""
        pairs = [(re.escape(one), re.escape(other)) for one, other in zip(self.words, self.words[1:], strict=False)]
        gap = f".{{0,{_NEAR}}}?"
        return [re.compile(f"{one}{gap}{other}|{other}{gap}{one}", re.DOTALL) for one, other in pairs]


@dataclass(frozen=True, slots=True)
class RerankCandidate:
    """A passage that the first stage found: folded title and text, its fused score and the unigrams' part of it."""

    title: str
    text: str
    fused: float
    unigrams: float


class FeatureReranker:
    """Scores candidates anew; of the collection it knows the bigrams' idf and the mean length of a text."""

    def __init__(self, idf: Mapping[str, float], unseen: float, mean_length: float) -> None:
        """``unseen`` is the idf of a bigram that the collection does not hold."""
        self._idf = idf
        self._unseen = unseen
        self._mean_length = max(mean_length, 1.0)

    def scores(self, query: RerankQuery, candidates: Sequence[RerankCandidate]) -> NDArray[np.float64]:
        """One score a candidate, 0 or more; they compare within this call only."""
        idf = {pair: self._idf.get(pair, self._unseen) for pair in query.bigrams}
        table = np.array([self._features(query, idf, candidate) for candidate in candidates])
        table = table.reshape(len(candidates), len(_WEIGHTS))
        best = table[:, :_OF_BEST].max(axis=0, initial=0.0)
        table[:, :_OF_BEST] /= np.where(best > 0, best, 1.0)
        weighed: NDArray[np.float64] = table @ np.array(list(_WEIGHTS.values()))
        return weighed + _OFFSET

    def _features(self, query: RerankQuery, idf: Mapping[str, float], candidate: RerankCandidate) -> tuple[float, ...]:
        text = candidate.text
        whole = f"{candidate.title}\n{text}"
        return (
            candidate.fused,
            candidate.unigrams,
            self._own(query.bigrams, idf, text),
            sum(weight for pair, weight in idf.items() if pair in whole) / (sum(idf.values()) or 1.0),
            float(bool(query.definition and query.definition.search(text))),
            tiling(query.runs, whole),
            max((tiling(query.runs, sentence) for sentence in _SENTENCE.findall(text)), default=0.0),
            _share(query.cues, text),
            _share(query.neighbours, whole),
        )

    def _own(self, pairs: Sequence[str], idf: Mapping[str, float], text: str) -> float:
        """BM25 of the bigrams in the text without its title."""
        length = _K1 * (1 - _B + _B * len(text) / self._mean_length)
        counts = ((idf[pair], text.count(pair)) for pair in pairs)
        return sum(weight * count * (_K1 + 1) / (count + length) for weight, count in counts if count)


def tiling(runs: Sequence[str], text: str) -> float:
    """How far a text repeats the question in long pieces: Σ length^1.5 of the pieces over Σ length^1.5 of ``runs``.

    Pieces are taken greedily from the left, the longest first, two characters at least.

    >>> tiling(["行政复议申请"], "申请行政复议的") == (4**1.5 + 2**1.5) / 6**1.5
    True
    """
    covered = sum(_pieces(run, text.__contains__) for run in runs)
    return covered / (sum(len(run) ** 1.5 for run in runs) or 1.0)


def _pieces(run: str, held: Callable[[str], bool]) -> float:
    total, at = 0.0, 0
    while at < len(run) - 1:
        end = at + 2
        if not held(run[at:end]):
            at += 1
            continue
        while end < len(run) and held(run[at : end + 1]):
            end += 1
        total += (end - at) ** 1.5
        at = end
    return total


def _share(patterns: Sequence[re.Pattern[str]], text: str) -> float:
    return sum(1 for pattern in patterns if pattern.search(text)) / (len(patterns) or 1)
