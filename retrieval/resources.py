"""Resources: the data that ship with the product, each read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import retrieval
from retrieval.conversion.decoding import decode
from retrieval.file_cache import cached, checksum
from retrieval.text.gazetteer import Gazetteer, parse_places
from retrieval.text.lexicon import Lexicon, content_lines, merge_lexicons, parse_lexicon
from retrieval.text.normalization import fold
from retrieval.text.word_vectors import WordVectors

# In the source tree the data stand beside the packages, in an installed wheel within this one.
_PACKAGE = Path(retrieval.__file__).parent
_WITHIN, _BESIDE_PACKAGES = _PACKAGE / "_data", _PACKAGE.parent / "data"
DATA = _WITHIN if _WITHIN.is_dir() else _BESIDE_PACKAGES
LEXICON = DATA / "lexicon"
REPORTS = DATA / "reports"
VECTORS = DATA / "word-vectors.bin"


def read_lexicon(folder: Path) -> Lexicon:
    """All lexicon files of a folder as one; an absent folder is an empty lexicon. The shipped one is cached."""
    files = sorted(folder.glob("*.txt"))

    def parsed() -> Lexicon:
        return merge_lexicons(parse_lexicon(decode(file.read_bytes(), file.name), file.name) for file in files)

    if folder != LEXICON:
        return parsed()
    # The code that parses is a part of what the content was made from.
    sources = (*files, *(_PACKAGE / "text" / f"{name}.py" for name in ("lexicon", "normalization")))
    return Lexicon.unpacked(cached("lexicon", checksum(sources), lambda: parsed().packed()))


@cache
def read_gazetteer() -> Gazetteer:
    """The gazetteer of administrative divisions."""
    return parse_places((DATA / "places.txt").read_text("utf-8"), "places.txt")


@cache
def read_law_names() -> frozenset[str]:
    """The short names of the nation's laws, folded."""
    text = (DATA / "laws.txt").read_text("utf-8")
    return frozenset(
        fold(name) for _, line in content_lines(text, "laws.txt", "# wenda-laws 1") for name in line.split()
    )


@cache
def read_word_vectors() -> WordVectors:
    """The table of word vectors."""
    return WordVectors.open(VECTORS)
