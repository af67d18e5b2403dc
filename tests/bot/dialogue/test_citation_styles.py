"""Citations for a memo, and the command that prints them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.dialogue.citation_styles import CitationStyle, CitedPassage, clause_in_words, gbt, memo, short
from bot.dialogue.passage_lookup import PassageNotFoundError, find_passage
from bot.telegram.staff.cite_handler import citation_list, single_citation
from bot.texts import lookup
from retrieval import Engine
from retrieval.models import ManifestFacts
from retrieval.parsing.metadata import read_metadata
from tests.bot.cli.test_main import invoke
from tests.bot.conftest import passage_at
from tests.bot.telegram.outgoing.test_markup import LONG, NASTY, check
from tests.botapi.keyboard import check_markup
from tests.examples import examples
from tests.shipped import REPORTS, library

CLAUSE = "一/(一)/一是"
REPORT = "《2021年度法治政府建设情况报告》（威文政发〔2021〕13号，威海市文登区人民政府，2021年12月31日）"
HEAD = f"{REPORT}第一部分第（一）项第一目"
LIBRARY = library()
METADATA = LIBRARY.catalog.metadata[LIBRARY.reports[0].file]
CITED = CitedPassage.of(METADATA, passage_at(LIBRARY, CLAUSE))


def test_the_full_form_names_everything_and_quotes() -> None:
    """Title, number, agency, day, clause in words, then the words with their own marks made inner ones."""
    cited = CitedPassage.of(METADATA, passage_at(LIBRARY, CLAUSE), "严格落实“市县同权”改革")
    assert memo(cited) == f"{HEAD}：“严格落实‘市县同权’改革”"
    assert memo(cited, 4) == f"{HEAD}：“严格落实……”"
    assert memo(cited, 0) == HEAD


def test_what_is_not_known_is_left_out() -> None:
    """No number, agency, day or address leaves no bracket, dash or placeholder behind."""
    bare = CitedPassage(replace(CITED.passage, number=None), "好")
    assert memo(bare) == "《2021年度法治政府建设情况报告》第一部分第（一）项第一目：“好”"
    assert gbt(bare, "2026-05-04") == "2021年度法治政府建设情况报告[R]."
    assert short(bare) == "《2021年度法治政府建设情况报告》一、(一)一是"


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (ManifestFacts(), "威海市文登区人民政府. 2021年度法治政府建设情况报告: 威文政发〔2021〕13号[R]. 2021-12-31."),
        (ManifestFacts(url="https://e.gov.cn/1"),
         "威海市文登区人民政府. 2021年度法治政府建设情况报告: 威文政发〔2021〕13号"
         "[R/OL]. (2021-12-31)[2026-05-04]. https://e.gov.cn/1"),
        (ManifestFacts(url="javascript:1", agency="某局", published="2021年底"),
         "某局. 2021年度法治政府建设情况报告: 威文政发〔2021〕13号[R]."),
        (ManifestFacts(url="https://e.gov.cn/1", genre="通知", published="2022-01-02"),
         "威海市文登区人民政府. 2021年度法治政府建设情况报告: 威文政发〔2021〕13号"
         "[EB/OL]. (2022-01-02)[2026-05-04]. https://e.gov.cn/1"),
    ],
)  # fmt: skip
def test_a_reference_is_as_the_standard_has_it(facts: ManifestFacts, wanted: str) -> None:
    """GB/T 7714-2015: the kind of document, its carrier, the day of issue, and for the web the day of reading."""
    cited = CitedPassage.of(read_metadata(replace(LIBRARY.reports[0], facts=facts), LIBRARY.gazetteer), CITED.passage)
    assert gbt(cited, "2026-05-04") == wanted


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("三/二要", "第三部分第二目"),
        ("第二章/第九条/第三款", "第二章第九条第三款"),
        ("(一)/二", "第（一）项第二点"),
        ("附件1/①", "附件1第①点"),
        ("前言/第2段", "前言第2段"),
        ("元数据", "文件信息"),
        ("第一", "第一"),
    ],
)
def test_clauses_in_words(path: str, wanted: str) -> None:
    """Each mark by the name of its level; one without a name as it is written."""
    assert clause_in_words(path) == wanted


def test_titles_within_titles_get_single_brackets() -> None:
    """《关于印发〈办法〉的通知》 is how a title that holds a title is written."""
    named = replace(CITED, passage=replace(CITED.passage, title="关于印发《办法》的通知"))
    assert memo(named, 0).startswith("《关于印发〈办法〉的通知》（")


@settings(max_examples=examples(60), deadline=None)
@given(LONG, LONG, NASTY, NASTY)
def test_any_citation_can_be_shown(text: str, title: str, number: str, agency: str) -> None:
    """Whatever a report is called and says, Telegram takes the message and its buttons."""
    cited = replace(CITED, text=" ".join(text.split()), agency=agency, passage=replace(
        CITED.passage, title=title, number=number or None))  # fmt: skip
    for view in (single_citation(cited, "2026-05-04"), citation_list([cited] * 8)):
        check(view.markup)
        check_markup(view.keyboard.to_dict() if view.keyboard else None)


class TestCommand:
    """``wenda cite``."""

    @pytest.fixture(autouse=True)
    def one_engine(self, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
        """Commands in this process share the library of the test run."""
        monkeypatch.setattr("retrieval.Library.open", lambda path, **options: engine.library)

    def test_all_forms_are_printed_under_their_names(self) -> None:
        """Without a style, each form follows its name."""
        lines = invoke("cite", CLAUSE).stdout.splitlines()
        assert lines[::2] == [lookup.STYLE_LINE.format(style=name) for name in lookup.STYLES.values()]
        assert lines[1].startswith(f"{HEAD}：“一是持续优化政务服务。")

    @pytest.mark.parametrize("style", CitationStyle)
    def test_one_form_stands_alone(self, style: CitationStyle) -> None:
        """``--style`` prints that form and nothing else; as JSON, an object with that form."""
        said = CITED.styles("")[style]
        assert invoke("cite", "一、（一）一是", "--style", style.value).stdout == f"{said}\n"
        found = json.loads(invoke("cite", CITED.passage.id, "--style", style.value, "--json").stdout)
        assert set(found) == {"passage", "file", "start", "end", "clause", style.value}
        assert found[style] == said

    def test_json_points_into_the_file(self) -> None:
        """The offsets are those of the passage."""
        found = json.loads(invoke("cite", "--json", CLAUSE).stdout)
        text = (REPORTS / found["file"]).read_text("utf-8")
        assert text[found["start"] : found["end"]] == CITED.passage.text
        assert found["memo"] == memo(CITED)

    def test_a_heading_is_cited_itself(self) -> None:
        """Where a clause has words of its own, it is meant, not what is below it."""
        assert "第（一）项：“(一)依法履行政府职能。”" in invoke("cite", "一/(一)", "--style", "memo").stdout

    def test_what_is_not_there_is_refused(self) -> None:
        """A failure with one line that says how to write what is there; an unknown style is a usage error."""
        done = invoke("cite", "p99999")
        assert (done.exit_code, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
        assert "一/(一)" in done.stderr
        assert invoke("cite", "p1", "--style", "mla").exit_code == 2


def test_of_several_passages_none_is_taken() -> None:
    """The same clause of two reports is named with both numbers and titles; a report's name tells which is meant."""
    (loaded,) = LIBRARY.loaded_reports
    passages = tuple(replace(p, id=f"p1{p.id[1:]:0>6}", file="other.txt") for p in loaded.passages)
    other = replace(loaded, report=replace(loaded.report, file="other.txt"), passages=passages)
    library, place = LIBRARY.with_reports([loaded, other]), f"《{loaded.report.title}》一、(一)一是"
    also = f"p1{CITED.passage.id[1:]:0>6}"
    with pytest.raises(PassageNotFoundError) as error:
        find_passage(library, CLAUSE)
    assert f"{CITED.passage.id}（{place}）、{also}（{place}）" in str(error.value)
    assert find_passage(library, f"other.txt {CLAUSE}").id == also
    with pytest.raises(PassageNotFoundError, match="法治天地"):
        find_passage(library, f"《法治天地》{CLAUSE}")
