"""What each theme of the lexicon gains: ``python -m benchmarks.lexicon_themes FOLDER QUESTIONS... [--report PAGE]``.

The documents and questions are those of `benchmarks.unprepared`. A theme is a file of ``data/lexicon``. Only questions
that hold one of its lay forms can change without it; they are asked again with a lexicon of all other themes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import unprepared
from benchmarks.command_line import add_library_arguments
from benchmarks.report import markdown_table, replace_section
from retrieval import Engine, Library
from retrieval.composition import EngineParts
from retrieval.resources import LEXICON
from retrieval.text.lexicon import Lexicon, merge_lexicons, parse_lexicon
from retrieval.text.normalization import fold


@dataclass(frozen=True, slots=True)
class ThemeGain:
    """Lay forms of a theme, the questions that hold one, and their points with and without the theme."""

    forms: int
    questions: int = 0
    with_it: float = 0.0
    without: float = 0.0

    @property
    def gain(self) -> float:
        """The points that the theme adds."""
        return self.with_it - self.without

    def __add__(self, other: ThemeGain) -> ThemeGain:
        figures = (self.questions + other.questions, self.with_it + other.with_it, self.without + other.without)
        return ThemeGain(self.forms, *figures)


def themes(folder: Path = LEXICON) -> dict[str, Lexicon]:
    """The lexicon of each theme."""
    return {path.stem: parse_lexicon(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.txt"))}


def gains(library: Library, questions: Path, lexicons: Mapping[str, Lexicon]) -> Iterator[tuple[str, ThemeGain]]:
    """What each theme gains on the questions of a file."""
    golds = list(zip(*unprepared.gold_of(questions, library), strict=True))
    whole = Engine(library)
    before = [unprepared.ask(whole, library, gold, files).points for gold, files in golds]
    for name, lexicon in lexicons.items():
        touched = [at for at, (gold, _) in enumerate(golds) if any(form in fold(gold.question) for form in lexicon)]
        found = ThemeGain(len(lexicon))
        if touched:
            others = merge_lexicons(each for other, each in lexicons.items() if other != name)
            engine = Engine.of(EngineParts.of(replace(library, lexicon=others)))
            after = sum(unprepared.ask(engine, library, *golds[at]).points for at in touched)
            found = ThemeGain(len(lexicon), len(touched), sum(before[at] for at in touched), after)
        yield name, found


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_library_arguments(parser)
    parser.add_argument("--report", type=Path, help="page to write the table into")
    options = parser.parse_args(arguments)
    lexicons = themes()
    total = {name: ThemeGain(len(lexicon)) for name, lexicon in lexicons.items()}
    with tempfile.TemporaryDirectory() as temporary:
        for questions in options.questions:
            library = unprepared.library_of(options.folder, questions, options.work or Path(temporary))
            for name, found in gains(library, questions, lexicons):
                total[name] += found
    rows = [
        [name, str(each.forms), str(each.questions), f"{each.with_it:g}", f"{each.without:g}", f"{each.gain:+g}"]
        for name, each in sorted(total.items(), key=lambda entry: -entry[1].gain)
    ]
    found_table = markdown_table(["theme", "lay forms", "questions", "points", "without", "gain"], rows)
    print(found_table)
    if options.report:
        replace_section(options.report, "themes", found_table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
