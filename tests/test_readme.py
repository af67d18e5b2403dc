"""README in English and in Chinese: alike, true to what commands write and print, and naming only what is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.figures import pages, updated
from bot.cli.main import cli
from tests.deploy.test_handbook import fits
from tests.shipped import ROOT

ENGLISH, CHINESE = "README.md", "README.zh-CN.md"
TEXT = {page: (ROOT / page).read_text("utf-8") for page in (ENGLISH, CHINESE)}
ALL = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in pages()}
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_MARKED = re.compile(r"([\d.,]+)<!-- figure: (.+?) -->")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# Numbers that nobody measured: versions, standards, addresses, points that a reply earns.
_NOT_MEASURED = re.compile(
    r"Python 3\.11|License 1\.1|7714-2015|127\.0\.0\.1|99th|第 99 百分位|\b(?:1|0\.5) (?:point|where|for|分)|0\.5 where"
)
_NOT_SHOWN = re.compile(r"<[^>]+>|`[^`]*`|《[^》]*》|〔\d+〕\d+号|(?<=\])\([^)]*\)|^ *\d+\. ", re.MULTILINE)


def sections(page: str) -> list[tuple[int, str]]:
    """The levels of the headings of a page, each with what stands below it, blocks of code left out."""
    parts = re.split(r"^(#+) .*$", _BLOCK.sub("", TEXT[page]), flags=re.MULTILINE)
    return [(len(level), body) for level, body in zip(parts[1::2], parts[2::2], strict=True)]


def code(page: str) -> list[tuple[str, str]]:
    """The blocks of code of a page, without remarks."""
    return [(kind, re.sub(r"\s+# .*$", "", block, flags=re.MULTILINE)) for kind, block in _BLOCK.findall(TEXT[page])]


def named_files(body: str) -> Counter[str]:
    """What the links of a section lead to, whichever the language of the page."""
    links = (link.partition("#")[0] for link in _LINK.findall(body))
    return Counter(link for link in links if link and not link.startswith(("docs/", "README")))


ALIKE: dict[str, Callable[[str], object]] = {
    "code": lambda body: Counter(re.findall(r"`([^`\n]+)`", body)),
    "figures": lambda body: Counter(_MARKED.findall(body)),
    "pictures": lambda body: re.findall(r'<img src="([^"]+)" width="(\d+)"', body),
    "rows of tables": lambda body: len(re.findall(r"^\|", body, re.MULTILINE)),
    "items of lists": lambda body: len(re.findall(r"^(?:-|\d+\.) ", body, re.MULTILINE)),
    "links": named_files,
}


def test_each_links_the_other() -> None:
    """At the top, below the title."""
    assert "](README.zh-CN.md)" in TEXT[ENGLISH].splitlines()[2]
    assert "](README.md)" in TEXT[CHINESE].splitlines()[2]


def test_headings_are_alike() -> None:
    """As many, at the same levels."""
    assert len(sections(ENGLISH)) > 10
    assert [level for level, _ in sections(ENGLISH)] == [level for level, _ in sections(CHINESE)]


@pytest.mark.parametrize("what", ALIKE)
def test_sections_are_alike(what: str) -> None:
    """Section by section: what stands in backticks, figures, pictures, tables, lists and links."""
    english, chinese = ([ALIKE[what](body) for _, body in sections(page)] for page in (ENGLISH, CHINESE))
    assert any(english)
    assert english == chinese


def test_blocks_of_code_are_alike() -> None:
    """To the letter, but for remarks."""
    assert len(code(ENGLISH)) >= 7
    assert code(ENGLISH) == code(CHINESE)


@pytest.mark.parametrize("page", ALL)
def test_figures_are_those_of_their_sources(page: str) -> None:
    """``make figures`` would change nothing."""
    assert updated(ALL[page]) == ALL[page]


def test_measured_numbers_have_a_source() -> None:
    """Each number in prose and tables is marked, unless it is one that nobody measures; a page has many of them."""
    for page, text in TEXT.items():
        assert len(_MARKED.findall(text)) > 30
        prose = _NOT_MEASURED.sub("", _NOT_SHOWN.sub("", _MARKED.sub("", _BLOCK.sub("", text))))
        assert re.findall(r".{,30}(?<![A-Za-z\d])\d.{,30}", prose) == [], page


SAMPLES = sorted(
    {
        (found[1], found[2])
        for text in ALL.values()
        for kind, block in _BLOCK.findall(text)
        if kind == "console"
        for found in re.finditer(r"^\$ (.+)\n((?:[^$].*\n)*)", block, re.MULTILINE)
    }
)


def test_there_are_samples() -> None:
    """An answer, a refusal and a library of one's own."""
    assert len(SAMPLES) >= 3


@pytest.mark.parametrize(("command", "output"), SAMPLES)
def test_samples_are_what_commands_print(command: str, output: str, tmp_path: Path) -> None:
    """To the letter; the environment of the tests stands for ``.venv``."""
    settings = ("TELEGRAM_", "WENDA_", "OPENSEARCH_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(settings)}
    done = subprocess.run(
        command.replace(".venv/bin/", f"{Path(sys.executable).parent}/"), shell=True, capture_output=True, check=True,
        cwd=ROOT, env=kept | {"WENDA_STATE": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.decode() == output


@pytest.mark.parametrize("page", ALL)
def test_links_lead_somewhere(page: str) -> None:
    """To files that are there, and to headings of this page or of that one."""
    text = _BLOCK.sub("", ALL[page])
    for link in (*_LINK.findall(text), *re.findall(r'src="([^"]+)"', text)):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert "://" in link or target.exists(), link
        if anchor and "://" not in link:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings], link


def test_every_picture_is_shown() -> None:
    """No picture lies in docs that no page shows."""
    shown = {Path(link).name for text in ALL.values() for link in re.findall(r'(?:src="|\]\()([^")\s]+)', text)}
    pictures = [path.name for kind in ("png", "svg") for path in (ROOT / "docs").rglob(f"*.{kind}")]
    assert len(pictures) >= 5
    assert [name for name in pictures if name not in shown] == []


def test_every_command_is_in_the_table() -> None:
    """Each command of ``wenda`` has a row, and no other has one."""
    rows = "\n".join(re.findall(r"^\| `wenda .*? \|", TEXT[ENGLISH], re.MULTILINE))
    assert set(re.findall(r"`wenda (\w+)", rows)) == cli.commands.keys()


def test_every_call_is_one_of_ours() -> None:
    """Calls of ``wenda`` in sentences, tables and blocks, with their options, and targets of ``make``."""
    calls = re.findall(r"(?:`|/|\$ )wenda ((?:[a-z-]+ ?)+)", re.sub(r" --library \S+", "", TEXT[ENGLISH]))
    assert len(calls) > 20
    assert [call for call in calls if fits(call.split())] == []
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    extras = re.search(r"^EXTRAS = (.+)$", makefile, re.MULTILINE)
    assert targets
    assert extras
    named = {word for call in re.findall(r"(?:`|^)make ([\w ]+)", TEXT[ENGLISH], re.MULTILINE) for word in call.split()}
    assert {"run", "demo", "test", "check", "figures"} <= named
    assert named <= {*targets[1].split(), *extras[1].split()}
