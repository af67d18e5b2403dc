"""The Chinese pages say what the English ones and the code say: commands, names, figures, forms of files."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot.texts.unread_files import refusal_reason, skipped_reason
from retrieval.corpus.sources.annotations import parse_gaps, parse_phrasings
from retrieval.corpus.sources.manifest import MANIFEST, parse_manifest
from retrieval.models import ManifestFacts, Refusal, Report, Skipped
from retrieval.resources import DATA, LEXICON
from retrieval.text.lexicon import parse_lexicon
from tests.shipped import ROOT

DOCS = ROOT / "docs"
ENGLISH_AND_CHINESE = (
    (("operate.md",), ("zh/operate.md", "zh/privacy.md")),
    (("staff.md",), ("zh/staff.md",)),
)
LIBRARY = (DOCS / "zh" / "library.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text_of(pages: tuple[str, ...]) -> str:
    """Pages one after the other."""
    return "\n".join((DOCS / page).read_text("utf-8") for page in pages)


def commands(pages: tuple[str, ...]) -> list[tuple[str, str]]:
    """The blocks of pages, without the remarks behind commands."""
    return [(kind, re.sub(r" +# .*$", "", block, flags=re.MULTILINE)) for kind, block in _BLOCK.findall(text_of(pages))]


def names(pages: tuple[str, ...]) -> set[str]:
    """What stands in backticks in the sentences and tables: commands, settings, files, messages."""
    return {" ".join(span.split()) for span in re.findall(r"`([^`]+)`", _BLOCK.sub("", text_of(pages)))}


def figures(pages: tuple[str, ...]) -> set[str]:
    """The numbers in digits."""
    return set(re.findall(r"\d[\d.,:]*\d|\d", text_of(pages)))


@pytest.mark.parametrize(("english", "chinese"), ENGLISH_AND_CHINESE)
def test_the_commands_are_alike(english: tuple[str, ...], chinese: tuple[str, ...]) -> None:
    """Each block stands in both, in the same order, and so does each command, setting and file in the text."""
    assert commands(english) == commands(chinese)
    assert names(english) == names(chinese)
    assert len(commands(english)) >= 4
    assert len(names(english)) > 60


@pytest.mark.parametrize(("english", "chinese"), ENGLISH_AND_CHINESE)
def test_no_figure_is_of_another_time(english: tuple[str, ...], chinese: tuple[str, ...]) -> None:
    """A number of the Chinese pages stands in the English ones, but for those of sentences that are Chinese alone."""
    statement = text_of(chinese).partition("**一、处理哪些信息**")[2].partition("\n## ")[0]
    assert figures(chinese) - figures(english) <= set(re.findall(r"\d+", statement))


def test_the_search_sees_a_difference(tmp_path: Path) -> None:
    """Another option is noticed, another remark behind a command is not."""
    page = tmp_path / "page.md"
    page.write_text("Use `wenda doctor`:\n\n```sh\nwenda desk     # once\n```\n", "utf-8")
    assert commands((str(page),)) == [("sh", "wenda desk\n")]
    assert names((str(page),)) == {"wenda doctor"}


@pytest.mark.parametrize("page", sorted((DOCS / "zh").glob("*.md")), ids=lambda page: page.stem)
def test_emphasis_is_emphasis(page: Path) -> None:
    """Beside Chinese punctuation two stars may stay stars: none are left when the page is rendered."""
    rendered = MarkdownIt().enable("table").render(_BLOCK.sub("", page.read_text("utf-8")))
    assert "**" not in rendered


def block_after(heading: str) -> str:
    """The first block under a heading of the page on libraries."""
    found = _BLOCK.search(LIBRARY.partition(f"\n## {heading}\n")[2])
    assert found
    return found[2]


def test_the_manifest_that_is_shown_is_one() -> None:
    """Each line is taken, and the table names each key, in the order of the code."""
    facts, problems = parse_manifest(block_after("清单"), ["政府工作报告.docx", "资料.zip"])
    assert problems == []
    assert (len(facts), facts["资料.zip/通知.docx"].number) == (2, "棉政发〔2030〕7号")
    table = LIBRARY.partition("\n## 清单\n")[2].partition("\n## ")[0]
    keys = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert keys == ["file", *(field.name for field in fields(ManifestFacts) if field.name != "more")]
    assert f"`{MANIFEST}`" in table


def test_the_annotations_that_are_shown_fit_the_report_of_the_examples() -> None:
    """Both files are read without a complaint."""
    (path,) = (ROOT / "examples" / "library" / "reports").glob("2030*.txt")
    report = Report(path.name, path.read_text("utf-8"), "", None, (), ())
    phrasings = parse_phrasings(block_after("问法"), "a.phrasings", report)
    assert [report.text[slice(*each.short)] for each in phrasings if each.short] == ["6个", "6个", "80元"]
    gaps = parse_gaps(block_after("未载事项"), "a.gaps", report)
    assert [(each.turn_to, each.nearest is None) for each in gaps] == [
        ("请向市园林局咨询", False),
        ("请向市园林局咨询", False),
        ("请拨打 12345", True),
    ]


def test_the_lexicon_that_is_shown_is_one() -> None:
    """It is read, and the folder that the page names is the one that is read."""
    assert set(parse_lexicon(block_after("词表"), "a.txt")) == {"黑名单", "拉黑"}
    assert f"`{LEXICON.relative_to(DATA.parent)}/`" in LIBRARY


def test_the_formats_are_those_of_the_english_page() -> None:
    """Each suffix that one of them names, the other one names too."""

    def suffixes(table: str) -> set[str]:
        return set(re.findall(r"(?<![\w*])\.[a-z]+\b", " ".join(re.findall(r"`([^`]+)`", table))))

    english = (DOCS / "reading.md").read_text("utf-8").partition("| format | read by |")[2].partition("\n\n")[0]
    chinese = LIBRARY.partition("\n## 能读哪些格式\n")[2].partition("\n\n各种格式")[0]
    assert len(suffixes(english)) > 15
    assert suffixes(chinese) - {".txt", ".md", ".htm"} == suffixes(english)


def test_reasons_and_limits_are_those_that_people_are_told() -> None:
    """What is said of a file that is not read begins as in the table, and the limits are those that it names."""
    table = LIBRARY.partition("| 说的是 | 怎么办 |")[2].partition("\n\n")[0]
    said = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
    told = (skipped_reason(Skipped("a.txt", 0, "", each, "某某" * (each is Refusal.SAME))) for each in Refusal)
    reasons = " ".join(told)
    assert len(said) >= 6
    assert [each for each in said if not all(part in reasons for part in each.split("、"))] == []
    for limit in ("100 MB", "2000 万字", "10 万字"):
        assert limit in refusal_reason(Refusal.TOO_LARGE)
        assert limit in LIBRARY
