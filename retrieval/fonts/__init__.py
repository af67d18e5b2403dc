"""Fonts: the Chinese font that comes with the program, for pictures and for PDFs that name fonts without holding them.

In: nothing. Out: the path of the font, a part of Noto Sans CJK SC under the SIL Open Font License 1.1, which
``deploy/font.py`` makes.
May import: nothing.
"""

from pathlib import Path

FONT = Path(__file__).parent / "NotoSansCJKsc-Regular-subset.otf"
