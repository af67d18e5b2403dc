"""What every retriever must keep, whatever it is made of: run by each one's own tests.

A test module has two fixtures: ``retriever`` is one over `LIBRARY`; ``index`` makes a library of some files, in place
of the one that it made before, and returns a retriever over that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from retrieval.corpus.filters import (
    OF_SEVERAL_VERSIONS,
    AllOf,
    AnyOf,
    Condition,
    Filters,
    InUse,
    Is,
    NoneOf,
    ReportField,
    YearRange,
)
from retrieval.models import Hit
from retrieval.search.retriever import Query, Retriever
from retrieval.text.lexicon import Term
from retrieval.text.normalization import compact, fold
from tests.retrieval.invented_library import FILES

Files = Mapping[str, str | bytes]
Index = Callable[[Files], Retriever]

YUNNAN, GUIZHOU = "2031-云南省-政府工作报告.txt", "2031-贵州省-政府工作报告.txt"
TEA, KITE = "2030-云南省农业农村厅-茶园风车设置许可办事指南.txt", "2030-云南省体育局-风筝试飞许可办事指南.txt"
RULES = "2029-国务院办公厅-风车守护办法.txt"
MANIFEST = {"file": RULES, "agency": "风车管理局", "year": 2028}
LIBRARY: Files = {**FILES, "manifest.jsonl": json.dumps(MANIFEST, ensure_ascii=False)}
SAME = "某县档案局通知\n\n第一条 档案应当移交。\n\n第二条 档案应当移交。\n"
EVERY = 1_000


def same(number: int) -> str:
    """The same text in another document: of two that say the same in all one is served."""
    return f"{SAME}第九条 存放{number}年。\n"


def files(hits: Sequence[Hit]) -> set[str]:
    """The files that hits are of."""
    return {hit.passage.file for hit in hits}


def texts(hits: Sequence[Hit]) -> list[str]:
    """The texts of hits, in order."""
    return [hit.passage.text for hit in hits]


def places(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """Where the passages stand, in order."""
    return [(hit.passage.file, hit.passage.start) for hit in hits]


def scores(hits: Sequence[Hit]) -> dict[str, float]:
    """The score of each passage."""
    return {hit.passage.id: hit.score for hit in hits}


def written(folder: Path, files: Files) -> Path:
    """The folder, which holds these files and no others."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        if old.is_file():
            old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


class RetrieverContract:
    """Tests of a retriever over the invented library, and over others that they index themselves."""

    @pytest.mark.parametrize(
        ("question", "wanted"),
        [
            ("擅自停转罚款多少", "第二条"),
            ("守护人多久记录一次转速", "第一条"),
            ("风筝试飞的承诺办结时限", "承诺办结时限:3"),
            ("风車停轉罰款", "第二条"),
        ],
    )
    def test_the_passage_that_answers_comes_first(self, retriever: Retriever, question: str, wanted: str) -> None:
        """Traditional or simplified, whatever the question's form."""
        assert wanted in retriever.search(Query(fold(question)))[0].passage.text

    def test_scores_fall_and_are_positive(self, retriever: Retriever) -> None:
        """Best first; what has nothing of the query is no hit."""
        hits = retriever.search(Query("城镇新增就业"), k=EVERY)
        found = [hit.score for hit in hits]
        assert found == sorted(found, reverse=True)
        assert found[-1] > 0
        assert len(hits) < len(retriever.search(Query(""), k=EVERY))

    @pytest.mark.parametrize("k", [1, 2, 5, 13])
    def test_a_few_are_the_first_of_many(self, retriever: Retriever, k: int) -> None:
        """With and without text."""
        for query in (Query("就业 罚款 时限"), Query("")):
            assert retriever.search(query, k=k) == retriever.search(query, k=EVERY)[:k]

    def test_no_passage_is_an_error_to_ask_for(self, retriever: Retriever) -> None:
        """k is 1 at least."""
        with pytest.raises(ValueError, match="wanted k of 1 or more, found 0"):
            retriever.search(Query("就业"), k=0)

    @pytest.mark.parametrize("text", ["火星", "？！", "什么", "zzzz", "\ud800"])
    def test_unknown_words_find_nothing(self, retriever: Retriever, text: str) -> None:
        """No hits rather than hits that score nothing, also where a filter would leave some."""
        assert retriever.search(Query(text)) == []
        assert retriever.search(Query(text), Filters(YearRange(2031, 2031))) == []

    @pytest.mark.parametrize("text", ['就业 AND (OR "', "就业*?~^:/\\{}[]", "就业" + "多少字都行也" * 400])
    def test_nothing_that_is_typed_is_an_instruction(self, retriever: Retriever, text: str) -> None:
        """Signs that some query language knows, and a pasted text, rank like any other words."""
        assert {YUNNAN, GUIZHOU} <= files(retriever.search(Query(text), k=EVERY))

    def test_without_text_everything_is_listed(self, retriever: Retriever) -> None:
        """In document order, with a score of 0."""
        hits = retriever.search(Query(""), k=EVERY)
        order = [hit.passage.file for hit in hits]
        assert order == sorted(order)
        assert {hit.score for hit in hits} == {0.0}
        for file in LIBRARY.keys() - {"manifest.jsonl"}:
            starts = [hit.passage.start for hit in hits if hit.passage.file == file]
            assert starts == sorted(starts)
            assert starts

    @pytest.mark.parametrize(
        ("condition", "wanted"),
        [
            (Is(ReportField.FILE, TEA), {TEA}),
            (Is(ReportField.FILE, "某某.txt"), set()),
            (Is(ReportField.FAMILY, "政府工作报告"), {YUNNAN, GUIZHOU}),
            (Is(ReportField.FAMILY, "办事指南"), {TEA, KITE}),
            (Is(ReportField.PLACE, "云南省"), {YUNNAN, TEA, KITE}),
            (Is(ReportField.PLACE, ""), {RULES}),
            (Is(ReportField.PLACE_ABOVE, "云南省"), set()),
            (Is(ReportField.NATIONAL, True), {RULES}),
            (Is(ReportField.NATIONAL, False), {YUNNAN, GUIZHOU, TEA, KITE}),
            (Is(ReportField.ANNUAL, True), {YUNNAN, GUIZHOU}),
            (Is(ReportField.YEAR, 2031), {YUNNAN, GUIZHOU}),
            (Is(ReportField.YEAR, 2028), {RULES}),
            (Is(ReportField.YEAR, 2029), set()),
            (Is(ReportField.COVERED_YEAR, 2030), {YUNNAN, GUIZHOU, TEA, KITE}),
            (Is(ReportField.MENTIONED_YEAR, 2029), {RULES}),
            (Is(ReportField.MENTIONED_YEAR, 2030), {YUNNAN, GUIZHOU}),
            (Is(ReportField.MENTIONED_PLACE, "昆明市"), {TEA, KITE}),
            (Is(ReportField.MENTIONED_PLACE, "云南省"), {YUNNAN, TEA, KITE}),
            (Is(ReportField.TITLE, "许可办事指南"), {TEA, KITE}),
            (Is(ReportField.TITLE, "2031年"), {YUNNAN, GUIZHOU}),
            (Is(ReportField.TITLE, "31年云"), {YUNNAN}),
            (Is(ReportField.TITLE, "指南办事"), set()),
            (Is(ReportField.AGENCY, "风车管理"), {RULES}),
            (Is(ReportField.AGENCY, "体育局"), {KITE}),
            (Is(ReportField.PLACE_NAME, "云南"), {YUNNAN, TEA, KITE}),
            (Is(ReportField.PLACE_NAME, "南云"), set()),
            (Is(ReportField.NUMBER, "77号"), {RULES}),
            (Is(ReportField.NUMBER, "国办发 2029 77号"), {RULES}),
            (Is(ReportField.NUMBER, "国办发"), {RULES}),
            (Is(ReportField.NUMBER, "7号"), set()),
            (Is(ReportField.NUMBER, "202"), set()),
            (Is(ReportField.NUMBER, "号"), set()),
            (YearRange(2030, 2031), {YUNNAN, GUIZHOU, TEA, KITE}),
            (YearRange(2028, 2029), {RULES}),
            (InUse(2020), {YUNNAN, GUIZHOU, TEA, KITE, RULES}),
            (OF_SEVERAL_VERSIONS, set()),
            (AllOf(), {YUNNAN, GUIZHOU, TEA, KITE, RULES}),
            (AnyOf(), set()),
            (NoneOf(), {YUNNAN, GUIZHOU, TEA, KITE, RULES}),
            (NoneOf((Is(ReportField.YEAR, 2031),)), {TEA, KITE, RULES}),
            (AllOf((Is(ReportField.PLACE, "云南省"), Is(ReportField.YEAR, 2031))), {YUNNAN}),
            (AnyOf((Is(ReportField.PLACE, "贵州省"), AllOf((Is(ReportField.NATIONAL, True),)))), {GUIZHOU, RULES}),
            (AllOf((NoneOf((YearRange(2029, 2031),)), AllOf())), {RULES}),
        ],
    )
    def test_conditions_select_reports(self, retriever: Retriever, condition: Condition, wanted: set[str]) -> None:
        """All passages of those that meet them, with and without text."""
        listed = retriever.search(Query(""), Filters(condition), EVERY)
        assert files(listed) == wanted
        everything = retriever.search(Query(""), k=EVERY)
        assert listed == [hit for hit in everything if hit.passage.file in wanted]
        ranked = retriever.search(Query("就业罚款时限"), Filters(condition), EVERY)
        assert files(ranked) == wanted & {YUNNAN, GUIZHOU, TEA, KITE, RULES}

    def test_filters_choose_before_the_best_are_taken(self, retriever: Retriever) -> None:
        """One is found where there is one, though all others rank before it; scores do not depend on filters."""
        alone = retriever.search(Query("就业罚款"), Filters(Is(ReportField.FILE, RULES)), 1)
        assert files(alone) == {RULES}
        everywhere = scores(retriever.search(Query("就业罚款"), k=EVERY))
        assert alone[0].score == pytest.approx(everywhere[alone[0].passage.id], rel=1e-5)

    @pytest.mark.parametrize(
        ("phrase", "wanted"),
        [
            ("擅自 停轉", ["第二条"]),
            ("停转擅自", []),
            ("处500元", ["第二条"]),
            ("00元以上", ["第二条"]),
            ("%左右", ["二、", "三、", "二、"]),
            ("风车守护办法", []),
        ],
    )
    def test_a_phrase_stands_there_to_the_letter(self, retriever: Retriever, phrase: str, wanted: list[str]) -> None:
        """Within words and numbers too, whatever width, script and blanks; in the passage itself, not above it."""
        found = retriever.search(Query(""), Filters(phrases=(phrase,)), EVERY)
        everything = retriever.search(Query(""), k=EVERY)
        assert found == [hit for hit in everything if compact(phrase) in compact(hit.passage.text)]
        if wanted:
            assert found

    def test_every_phrase_is_wanted(self, retriever: Retriever) -> None:
        """Two that stand in different passages leave nothing."""
        assert len(retriever.search(Query("罚款"), Filters(phrases=("擅自", "罚款")))) == 1
        assert retriever.search(Query("罚款"), Filters(phrases=("擅自", "转速"))) == []

    def test_what_is_left_out_is_nowhere(self, retriever: Retriever) -> None:
        """Neither in a passage, nor in the headings or the title above it."""
        hits = retriever.search(Query("就业粮食"), Filters(excluded=("云南",)), EVERY)
        assert files(hits) == {GUIZHOU}
        left = retriever.search(Query(""), Filters(excluded=("政府工作报告", "二条")), EVERY)
        assert not files(left) & {YUNNAN, GUIZHOU}
        assert not [text for text in texts(left) if "第二条" in text]

    def test_of_an_expansions_terms_the_best_one_counts(self, retriever: Retriever) -> None:
        """Never their sum; a second expansion adds to the first."""
        fine, stop = Term("罚款", 1.0), Term("停转", 1.0)

        def found(*expansions: tuple[str, tuple[Term, ...]]) -> float:
            return retriever.search(Query("火星", expansions))[0].score

        one, other, either = found(("甲", (fine,))), found(("甲", (stop,))), found(("甲", (fine, stop)))
        assert max(one, other) <= either * 1.00001
        assert either < 0.9 * (one + other)
        assert found(("甲", (fine,)), ("乙", (stop,))) == pytest.approx(one + other, rel=1e-4)

    def test_an_expansion_counts_by_its_weight(self, retriever: Retriever) -> None:
        """A term of half the weight is worth half."""
        whole = retriever.search(Query("火星", (("甲", (Term("罚款", 1.0),)),)))
        half = retriever.search(Query("火星", (("甲", (Term("罚款", 0.5),)),)))
        assert half[0].score == pytest.approx(whole[0].score / 2, rel=1e-4)

    def test_an_expansion_finds_what_the_text_does_not(self, retriever: Retriever) -> None:
        """A lay question need not share a character with its answer."""
        assert "罚款" in retriever.search(Query("火星", (("火星", (Term("罚款", 0.8),)),)))[0].passage.text

    def test_the_context_counts_half(self, retriever: Retriever) -> None:
        """Of what it gives to a passage that has some of both."""
        text, context, both = (
            scores(retriever.search(query, k=EVERY))
            for query in (Query("记录保存"), Query("转速"), Query("记录保存", context="转速"))
        )
        shared = text.keys() & context.keys()
        assert shared
        for passage in shared:
            assert both[passage] == pytest.approx(text[passage] + context[passage] / 2, rel=1e-4)

    def test_equal_passages_rank_in_document_order(self, index: Index) -> None:
        """Of one report and of two that say the same."""
        retriever = index({f"{name}.txt": same(number) for number, name in enumerate("cab")})
        hits = retriever.search(Query("档案移交"), k=EVERY)
        order = places([hit for hit in hits if "应当" in hit.passage.text])
        assert len(order) == 6
        assert order == sorted(order)

    def test_an_updated_index_is_as_good_as_new(self, index: Index) -> None:
        """Changed, added and removed reports; the scores are those of an index that never knew the others."""
        changed = "某县档案局通知\n\n第一条 图纸应当移交。\n"
        index({"a.txt": SAME, "b.txt": same(2), "c.txt": changed})
        after = index({"a.txt": changed, "b.txt": same(2), "d.txt": f"{changed}第二条 存放30年。\n"})
        updated = after.search(Query("图纸移交"), k=EVERY)
        assert files(updated) == {"a.txt", "b.txt", "d.txt"}
        assert "图纸" in updated[0].passage.text
        assert files(after.search(Query("图纸"), k=EVERY)) == {"a.txt", "d.txt"}
        index({"e.txt": SAME})
        new = {"a.txt": changed, "b.txt": same(2), "d.txt": f"{changed}第二条 存放30年。\n"}
        fresh = index(new).search(Query("图纸移交"), k=EVERY)
        assert places(fresh) == places(updated)
        assert [hit.score for hit in fresh] == pytest.approx([hit.score for hit in updated], rel=1e-6)
