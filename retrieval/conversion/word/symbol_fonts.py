"""Symbol fonts: the signs of Wingdings and Symbol, which Word files name by font and code, as Unicode has them."""

from __future__ import annotations

# By code, 0x20 to 0xFF. Signs that official documents use: marks, boxes, bullets, arrows, numbers in circles.
_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "◻", 0x71: "❑", 0x72: "❒", 0x73: "⬧",
    0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x80: "⓪", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA7: "▪",
    0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨",
    0xF1: "⇧", 0xF2: "⇩", 0xF3: "⬄", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x81 + at: chr(0x2460 + at) for at in range(10)}, **{0x8C + at: chr(0x2776 + at) for at in range(10)},
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0x98: "●", 0x99: "○", 0xA1: "■",
    0xA2: "■", 0xA3: "□", 0xA4: "□", 0x2A: "☑", 0x30: "☑",
    **{0x6A + at: chr(0x2460 + at) for at in range(10)},
}  # fmt: skip
_SYMBOL = {
    0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈",
    0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xE5: "∑", 0xF2: "∫", 0x2D: "−", 0x22: "∀", 0x24: "∃", 0x40: "≅",
    **dict(zip(b"ABGDEZHQIKLMNXOPRSTUFCYW", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True)),
    **dict(zip(b"abgdezhqiklmnxoprstufcywVjJ", "αβγδεζηθικλμνξοπρστυφχψωςϕϑ", strict=True)),
    **{code: chr(code) for code in b"0123456789+=()[]<>/.,:;%!&"},
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_AREA = 0xF000


def symbol(font: str, code: int) -> str:
    """The sign at a code of a font, given with or without the private area of Unicode that fonts are stored in.

    The character at that code itself where the font is another one or has no such sign here.

    >>> symbol("Wingdings", 0xF0FC), symbol("Symbol", 0xB3), symbol("宋体", 0x2460)
    ('✓', '≥', '①')
    """
    own = code - _AREA if _AREA <= code <= _AREA + 0xFF else code
    found = _FONTS.get(font.strip().lower(), {}).get(own)
    if found:
        return found
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD else ""


def with_symbols(text: str, font: str) -> str:
    """A text in which the private characters of a symbol font are the signs that it shows for them.

    >>> with_symbols("同意\\uf0fe", "Wingdings")
    '同意☑'
    """
    if font.strip().lower() not in _FONTS:
        return text
    return "".join(symbol(font, ord(char)) if _AREA <= ord(char) <= _AREA + 0xFF else char for char in text)
