"""Number formats: the numbers of automatic lists as they are shown, by their names in Word (ISO/IEC 29500-1)."""

from __future__ import annotations

from retrieval.text.values.numerals import chinese_numeral

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_DIGITS = "〇一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FORMAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千万", "壹貳參肆伍陸柒捌玖拾佰仟萬")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
# Numbers with a character each; beyond the last one they are written in digits.
_SERIES = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_CHINESE = frozenset(
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand japaneseCounting "
    "koreanCounting ideographDigital taiwaneseDigital japaneseDigitalTenThousand chineseLegalSimplified "
    "ideographLegalTraditional japaneseLegal".split()
)
_LARGEST = 9999
_SET_APART = tuple("、．.，,。:：;；)）]］〕】〉》\u3000 \t")


def shown_number(count: int, kind: str) -> str:
    """A number in one of Word's formats; in Arabic digits where the format has no form for it.

    >>> [shown_number(n, kind) for n, kind in ((105, "chineseCountingThousand"), (12, "chineseLegalSimplified"))]
    ['一百零五', '壹拾贰']
    >>> [shown_number(n, k) for n, k in ((28, "lowerLetter"), (14, "upperRoman"), (3, "decimalZero"), (21, "decimal"))]
    ['bb', 'XIV', '03', '21']
    """
    if series := _SERIES.get(kind):
        return series[count - 1] if 0 < count <= len(series) else str(count)
    if kind in _CHINESE:
        return _chinese(count, kind) if 0 < count <= _LARGEST else str(count)
    if kind in ("upperLetter", "lowerLetter"):
        letters = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1) if 0 < count <= _LARGEST else str(count)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in ("upperRoman", "lowerRoman"):
        roman = _roman(count) if 0 < count <= _LARGEST else str(count)
        return roman.upper() if kind == "upperRoman" else roman
    match kind:
        case "none":
            return ""
        case "decimalZero":
            return f"{count:02d}"
        case "decimalFullWidth" | "decimalFullWidth2":
            return str(count).translate(_FULL_WIDTH)
        case "numberInDash":
            return f"- {count} -"
        case _:
            return str(count)


def label_before_text(label: str, between: str = " ") -> str:
    """A number with what stands between it and its text, unless it ends in a sign that sets it apart.

    >>> label_before_text("一、"), label_before_text("1.1"), label_before_text("")
    ('一、', '1.1 ', '')
    """
    return label if not label or label.endswith(_SET_APART) else label + between


def _chinese(count: int, kind: str) -> str:
    if kind in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(digit)] for digit in str(count))
    if kind == "chineseLegalSimplified":
        return _formal(count).translate(_FORMAL)
    if kind in ("ideographLegalTraditional", "japaneseLegal"):
        return _formal(count).translate(_FORMAL_TRADITIONAL)
    return chinese_numeral(count)


def _formal(count: int) -> str:
    """A numeral of amounts: 十二 is 壹拾贰 there."""
    numeral = chinese_numeral(count)
    return f"一{numeral}" if numeral.startswith("十") else numeral


def _roman(count: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found += letters * (count // value)
        count %= value
    return found
