"""RTF fonts: the code page that the bytes of a text are in, by the font that it is set in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from retrieval.conversion.word.symbol_fonts import symbol

_SYMBOLS, _WESTERN, _UNKNOWN = 2, 1252, "\ufffd"
# Character sets of fonts (RTF 1.9.1, \\fcharset), as code pages.
_CODE_PAGES = {
    77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256,
    186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 437,
}  # fmt: skip
_ENCODINGS = {936: "gb18030", 10000: "mac-roman", 1361: "johab", 65001: "utf-8"}


@dataclass(slots=True)
class RtfFonts:
    """The fonts of a file by number: name and character set; ``page`` is the code page of the whole file."""

    page: int = 1252
    names: dict[int, str] = field(default_factory=dict)
    charsets: dict[int, int] = field(default_factory=dict)

    def decoded(self, data: bytes, font: int) -> str:
        """Bytes of text in a font. What is no character there is shown as the replacement character."""
        charset = self.charsets.get(font, 0)
        if charset == _SYMBOLS:
            return "".join(symbol(self.names.get(font, ""), code) for code in data)
        # Programs set Chinese in fonts of the sets 0 and 1, which mean Western and the machine's own: the file's page.
        pages = dict.fromkeys((_CODE_PAGES.get(charset, self.page), self.page, _WESTERN))
        texts = (data.decode(_encoding(page), "replace") for page in pages)
        return next(
            (text for text in texts if _UNKNOWN not in text), data.decode(_encoding(next(iter(pages))), "replace")
        )


def _encoding(page: int) -> str:
    try:
        return codecs.lookup(_ENCODINGS.get(page, f"cp{page}")).name
    except LookupError:
        return "cp1252"
