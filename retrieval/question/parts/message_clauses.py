"""Clauses of a message: what stands between its marks, without courtesies, each with its asking words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.question.parts.asking_words import AskedSort, AskingWord, asking_words, is_supposed, masked

# A comma within 1,102,345, a point within 85.5 and what parts two Latin words are no marks.
_MARK = re.compile(r"(?:[(]\d{1,2}[)]|[,](?!\d{3}(?!\d))|[、;。!?:…~\n\r\t|/]|(?<!\d)\.|\.(?!\d))[\s,、;。!?:…~.]*|\s+")
_PLEASE = r"(?:请|麻烦|烦请|劳烦|能不能|可不可以|能否|可否|可以|能)"
_ME = r"(?:您|你|你们)?(?:请|帮忙|帮我|给我|跟我|替我)"
_TELL = r"(?:查一?下|查查|看一?下|看看|找一?下|说说|说一?下|讲讲|讲一?下|列一?下|介绍一?下|告诉一?下|回答一?下)"
_COURTESY = re.compile(
    rf"(?>(?:(?:请问|您好|你好|劳驾|谢谢|哎|喂|嗨|亲(?=[,\s])|同志(?=[,\s])|老师(?=[,\s])|{_PLEASE}?{_ME}{_TELL}?"
    rf"|{_PLEASE}(?:您|你|你们)?(?:{_TELL}|告诉)(?:我|我们)?|告诉(?:我|我们)|{_TELL}(?=[,:\s])"
    r"|(?:我|我们)?(?:就|还|也)?(?:想|要)?再?(?:问问|问一?下|想问|咨询一?下|请教一?下|了解一?下|打听一?下)"
    r"|(?:我|我们)?(?:就|还|也)?想(?:要)?(?:知道|晓得|了解|查)|第[一二三四五六](?=[,、])|其[一二三](?=[,、是])"
    r"|[(]?[1-9][)](?!\d)|[①-⑨])[,、.:\s]*)+)"
)
_ALSO = re.compile(
    r"(?>(?:(?:还有(?!多少|几|哪|谁|什么|啥|没)|另外|此外|以及|并且|而且|同时|然后|顺便|顺带|再就是|其次|那么)[,\s]*)+)"
)
_NUMBERED = re.compile(r"[(]?(?:\d{1,2}|[一二三四五六七八九十])[)]?")
# What only asks back, or asks to be answered.
_CAN = r"(?:能|可以|能不能|可不可以|能否|可否|麻烦)?(?:您|你)?(?:帮忙|帮我|给我|跟我|替我)?"
_TAG = re.compile(
    r"(?:是|对|好|行|可以|真的|是真的|懂|明白|知道|有人知道|在|能查|能查到|查得到|方便)?"
    r"(?:对不对|是不是|吗|么|嘛|吧|不|没)+"
    r"|对不对|是不是(?:真的|这样)?|行不行|好不好|真的假的|有没有人知道|有谁知道|谁知道|谁能(?:告诉|说说)[^,]{0,4}"
    rf"|{_CAN}(?:给个|给一个|说个|报个|列个)[准数话答复案个信儿]{{1,4}}(?:吗|不|么|嘛|行不|呗|吧)?"
    rf"|{_CAN}(?:查|说|讲|看|解释|介绍|回答|答复|告诉)(?:说|讲|查|看|一下|下|清楚)?(?:我|我们)?(?:吗|不|么|嘛|呗|吧)"
)


@dataclass(frozen=True, slots=True)
class MessageClause:
    """A clause of a folded message from ``start`` on, its asking words, and the mark behind it.

    ``mark`` is the first character that is no space: a space where the clauses were typed with one between, empty at
    the end of the message.
    """

    text: str
    start: int
    asked: tuple[AskingWord, ...]
    mark: str

    @property
    def end(self) -> int:
        """Where the clause ends in the message."""
        return self.start + len(self.text)

    def joined(self, later: MessageClause, folded: str) -> MessageClause:
        """This clause and a later one as one, with what stands between them in the folded message."""
        text = folded[self.start : later.end]
        return MessageClause(text, self.start, _words_of(text), later.mark)

    @property
    def only_doubts(self) -> bool:
        """Whether the clause asks no more than whether there is such a thing, or how it is: 有没有收费标准."""
        return bool(self.asked) and all(word.sort is AskedSort.DOUBT for word in self.asked)


def read_clauses(folded: str) -> list[MessageClause]:
    """The clauses of a folded message that say something, in order.

    >>> [(clause.text, len(clause.asked)) for clause in read_clauses("请问,受理了1,250件,结了多少?谢谢")]
    [('受理了1,250件', 0), ('结了多少', 1)]
    """
    return list(filter(None, (_clause(folded, *piece) for piece in _pieces(folded))))


def _pieces(folded: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of what stands between marks, and the mark behind it; marks in quotation marks are none."""
    text, at = masked(folded), 0
    # Spaces between all the characters are a manner of typing.
    spaced = max(map(len, text.split()), default=0) > 1
    for match in _MARK.finditer(text):
        if match[0].isspace() and "\n" not in match[0] and (not spaced or _joins_latin(text, match)):
            continue
        yield at, match.start(), match[0].strip(" ")[:1] or " "
        at = match.end()
    yield at, len(folded), ""


def _joins_latin(text: str, match: re.Match[str]) -> bool:
    around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return len(around) == 2 and around.isascii() and around.isalnum()


def _clause(folded: str, start: int, end: int, mark: str) -> MessageClause | None:
    """The clause between two offsets without its courtesies; None where nothing is left or it only asks back."""
    while True:
        while start < end and folded[start].isspace():
            start += 1
        led = _COURTESY.match(folded, start, end) or _ALSO.match(folded, start, end)
        if not led or led.end() == start:
            break
        start = led.end()
    text = folded[start:end].rstrip()
    if not re.search(r"\w", text) or _TAG.fullmatch(text) or _NUMBERED.fullmatch(text):
        return None
    return MessageClause(text, start, _words_of(text), mark)


def _words_of(text: str) -> tuple[AskingWord, ...]:
    return () if is_supposed(text) else asking_words(text)
