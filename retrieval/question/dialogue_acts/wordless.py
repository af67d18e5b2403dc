"""Messages without a Chinese word: signs, bare numbers, links, personal numbers, keyboard noise, other languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from retrieval.models import DialogueAct
from retrieval.text.tokenization import is_han

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u9fff]++"
    r"|(?<![\w@.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}?\.(?:com|cn|net|org|cc|tv)(?![a-z0-9-])"
    r"(?:/[^\s\u3000-\u9fff]*+)?"
)
_POINTING = re.compile(r"(?:(?:你|请|帮我)?(?:看看|看一?下|打开|瞧瞧|点开)|这个|链接|网址|网站|一下|:|,|的)+")
# What stands for a number that was masked before the message came here.
_MASKED = re.compile(r"\[(?:手机号|电话号码|身份证号|银行卡号|邮箱|车牌号|证件号|社保号|社交账号)\]")
_BRACKETED = re.compile(r"\[[^\[\]]{1,8}\]")
_INTRODUCTION = re.compile(
    r"(?:我|俺|本人)?的?(?:是|叫|姓名?|名字)[\u4e00-\u9fff]{2,4}"
    r"|(?:我|俺|本人)?的?(?:手机|电话|座机|身份证|护照|卡|社保|邮箱|车牌|联系方式|微信|qq)?[号码]{0,2}是?"
)
_PERSONAL = re.compile(r"(?:\+?86)?1[3-9]\d{9}|\d{15}|\d{17}[\dx]|\d{16}|\d{19}")
_NUMBER = re.compile(r"(?:第|选|选择)?[\d零〇一二三四五六七八九十百两]{1,20}个?|[ivx]{2,4}")
_NUMBER_SIGNS = re.compile(r"[\s.,:;/\\%+*#()~⁄°-]+")
# A year is what a follow-up may name, and numbers such as 12345 and 110 are names of services.
_NAME_OF_A_NUMBER = re.compile(r"(?:19|20)\d\d|1[12]\d(?:\d\d)?")
_LATIN_WORD = re.compile(r"[a-z\u00c0-\u024f\u1e00-\u1eff']+")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxryw]|[zcs]h?)(?:i(?:ang|ong|ng|an|ao|n|a|e|u)?|u(?:ang|ai|an|n|a|o|i|e)?|v[en]?|ang?|ai|"
    r"ao|eng?|"
    r"ei|er?|ong|ou?|a)|ang?|ai|ao|eng?|ei|er?|ou?|a"
)
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {pair for row in _KEYBOARD for a, b in pairwise(row) for pair in (a + b, b + a)}
# Of the languages that are most likely to be written here: words without which no sentence of them does.
_FUNCTION_WORDS = frozenset(
    "the is are am was be been do does did how what where when who why which can could will would should may i you he "
    "she we they my me your our their it its to of in on at for with from by please need want help there this that an "
    "and or not no yes have has had any some someone if about get find speak tell show "
    "ich der die das ein eine und nicht wie wo ist habe je ne pas le les un une des est vous pour el los las por que "
    "para como donde hola xin toi".split()
)
_SHORT = 4  # letters of a Latin word that may be an abbreviation


def wordless_act(folded: str) -> DialogueAct | None:
    """What a folded message without a Chinese word does; None where it has one, or may be a keyword.

    >>> [str(wordless_act(text)) for text in ("?", "7", "asdf", "where is it", "gdp")]
    ['signs', 'number', 'noise', 'language', 'None']
    """
    if not any(map(str.isalnum, folded)):
        return DialogueAct.SIGNS
    if _MASKED.search(folded) and _is_introduction(_MASKED.sub(",", folded)):
        return DialogueAct.PERSONAL
    if not any(map(str.isalnum, _BRACKETED.sub("", folded))):
        return DialogueAct.SIGNS
    if _LINK.search(folded) and not any(map(str.isalnum, _POINTING.sub("", _LINK.sub("", folded)))):
        return DialogueAct.LINK
    compact = _NUMBER_SIGNS.sub("", folded)
    if _PERSONAL.fullmatch(compact):
        return DialogueAct.PERSONAL
    if _NUMBER.fullmatch(compact) and not _NAME_OF_A_NUMBER.fullmatch(compact):
        return DialogueAct.NUMBER
    return _language_or_noise(folded)


def without_links(folded: str) -> str:
    """A folded message without the addresses in it."""
    return _LINK.sub(" ", folded)


def _is_introduction(folded: str) -> bool:
    """Whether a message says nothing but whose numbers these are."""
    clauses = [clause for clause in re.split(r"[\W_]+", folded) if clause]
    return all(_INTRODUCTION.fullmatch(clause) for clause in clauses)


def _language_or_noise(folded: str) -> DialogueAct | None:
    letters = Counter(map(_script, filter(str.isalpha, folded)))
    han, latin, total = letters["han"], letters["latin"], letters.total()
    if letters["other"] > 2 * han or (letters["kana"] > 1 and 4 * letters["kana"] >= total):
        return DialogueAct.LANGUAGE
    words = _LATIN_WORD.findall(folded)
    function_words = sum(word in _FUNCTION_WORDS for word in words)
    if latin > 4 * han and function_words > 1:
        return DialogueAct.LANGUAGE
    return None if han or not words else _of_latin_words(folded, words, function_words)


def _of_latin_words(folded: str, words: list[str], function_words: int) -> DialogueAct | None:
    if len(words) > 1 and (function_words or _ACCENTED.search(folded)):
        return DialogueAct.LANGUAGE
    if all(len(word) == 1 or _is_keyboard_noise(word) for word in words) and not re.search(r"\d", folded):
        return DialogueAct.NOISE
    if all(map(_is_pinyin, words)):
        return None
    return DialogueAct.LANGUAGE if any(len(word) > _SHORT for word in words) else None


def _script(letter: str) -> str:
    if is_han(letter) or letter == "々":
        return "han"
    if "\u3040" <= letter <= "\u30fa" or "\u31f0" <= letter <= "\u31ff":
        return "kana"
    return "latin" if unicodedata.name(letter, "").startswith("LATIN") else "other"


def _is_keyboard_noise(word: str) -> bool:
    """Whether a word is typed along a row of the keyboard, of one letter, or without any vowel.

    >>> [_is_keyboard_noise(word) for word in ("lkjh", "sdfsdf", "aaa", "xinyong", "gdp")]
    [True, True, True, False, False]
    """
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    along = sum(pair in _NEIGHBOURS for pair in pairs)
    if len(word) > 2 and (len(set(word)) == 1 or along >= 0.6 * len(pairs)):
        return True
    return len(word) > _SHORT and not set(word) & set("aeiouyv")


def _is_pinyin(word: str) -> bool:
    """Whether a word can be read as syllables of Pinyin.

    >>> _is_pinyin("xingzheng"), _is_pinyin("passport")
    (True, False)
    """
    ends = {0}
    for at in range(len(word)):
        if at in ends:
            ends |= {at + size for size in range(1, 7) if _SYLLABLE.fullmatch(word, at, at + size)}
    return len(word) in ends
