"""Makes the font that comes with the program anew: Noto Sans CJK with the characters that Chinese is written with.

From the folder of the project, with Debian's ``fonts-noto-cjk`` and the extra ``charts``, which brings fontTools::

    python deploy/font.py

The characters: ASCII, the full-width forms, all of GB 2312, and the first level of Big5. The whole font has 65,000
characters in 16 MB.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import main

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = "2"  # the number of Noto Sans CJK SC in this collection
TARGET = Path(__file__).parent.parent / "retrieval" / "fonts" / "NotoSansCJKsc-Regular-subset.otf"


def characters() -> str:
    """The characters of the font, in order."""
    simplified = (bytes(pair) for pair in _pairs(range(0xA1, 0xF8), range(0xA1, 0xFF)))
    traditional = (bytes(pair) for pair in _pairs(range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF))))
    found = {each.decode("gb2312", errors="ignore") for each in simplified}
    found |= {each.decode("big5", errors="ignore") for each in traditional}
    found |= {chr(code) for code in (*range(0x20, 0x7F), *range(0xFF01, 0xFF5F))} | set("□·—…–‘’“”×÷°±€£¥〔〕")
    return "".join(sorted(found))


def _pairs(leads: range, trails: range | tuple[int, ...]) -> list[tuple[int, int]]:
    return [(lead, trail) for lead in leads for trail in trails]


if __name__ == "__main__":
    # A picture is drawn large enough without hints, and nothing is set in ligatures.
    options = ["--no-hinting", "--layout-features=", f"--text={characters()}", f"--output-file={TARGET}"]
    main([str(SOURCE), f"--font-number={SIMPLIFIED}", *options])
