"""Sentences: what can be quoted, what cannot, and which of them covers a question."""

from __future__ import annotations

from itertools import pairwise

import pytest

from retrieval import Library
from retrieval.models import Region
from retrieval.parsing.report import passages
from retrieval.question.analysis import analyse
from retrieval.scoring.candidates import sentences
from retrieval.scoring.lexical_scorer import SentenceIndex, rank
from retrieval.text.lexicon import Lexicon, Term
from tests.retrieval.invented import HARBOUR, passage_of, report_of


@pytest.fixture(scope="module")
def index() -> SentenceIndex:
    """All sentences of the invented report."""
    return SentenceIndex(passages(report_of()))


def test_a_passage_is_cut_into_sentences() -> None:
    """A clause gives its sentences in order, without its mark and heading."""
    found = [sentence.text for sentence in sentences(passage_of(HARBOUR, "一/(二)"))]
    assert found == [
        "3月15日,成立港口安全委员会。",
        "全年组织演练46场次,参加人员1200余人,隐患整改率98.5%。",
    ]


def test_headings_are_never_sentences(index: SentenceIndex) -> None:
    """No mark and no heading can be quoted, of a part, a section or an item."""
    texts = [sentence.text for sentence in index.sentences]
    for heading in ("主要工作", "码头建设", "新建泊位。", "更新设备", "安全管理", "存在的不足", "2024年工作安排"):
        assert not any(text.startswith(heading) for text in texts)
    assert not any(text.startswith(("一、", "(一)", "(二)", "一是", "二是")) for text in texts)


def test_headings_of_the_shipped_report_are_never_sentences(library: Library) -> None:
    """In the shipped report no sentence of a clause begins before the clause's body."""
    for passage in library.passages:
        assert all(sentence.start >= passage.clause.body for sentence in sentences(passage))


def test_sentences_are_slices_of_the_source(library: Library) -> None:
    """The offsets of a sentence cut its text from the report, without blanks at its ends."""
    report = library.reports[0]
    for passage in library.passages:
        for sentence in sentences(passage):
            assert report.text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
            assert passage.start <= sentence.start < sentence.end <= passage.end


def test_sentences_do_not_overlap(library: Library) -> None:
    """Within a passage each sentence ends before the next begins."""
    for passage in library.passages:
        assert all(one.end <= other.start for one, other in pairwise(sentences(passage)))


def test_sentences_lose_no_word(library: Library) -> None:
    """All letters and figures of a clause's body are in one of its sentences."""
    for passage in library.passages:
        body = passage.text[max(passage.clause.body - passage.start, 0) :]
        quoted = "".join(sentence.text for sentence in sentences(passage))
        assert [c for c in body if c.isalnum()] == [c for c in quoted if c.isalnum()]


def test_a_header_gives_its_lines() -> None:
    """Each line of a metadata header can be quoted by itself."""
    found = [sentence.text for sentence in sentences(passage_of(HARBOUR, "元数据"))]
    assert found == [
        "发文机关:青禾县人民政府",
        "文件发文字号:青政发〔2023〕7号",
        "文件成文日期:2024-01-15",
        "文件废止时间:",
    ]


def test_a_lead_in_ends_with_its_line() -> None:
    """Lines end sentences where no mark does."""
    text = "工作报告\n\n一、成效\n\n第一行没有句号\n第二行也没有\n"
    assert [s.text for s in sentences(passage_of(text, "一"))] == ["第一行没有句号", "第二行也没有"]


def test_closing_quotation_marks_belong_to_the_sentence() -> None:
    """A quotation mark or bracket after the full stop is not torn off."""
    text = "工作报告\n\n一、成效\n\n他说:“码头建得快。”大家都同意。(详见附表。)\n"
    assert next(s.text for s in sentences(passage_of(text, "一"))) == "他说:“码头建得快。”"
    assert [s.text for s in sentences(passage_of(text, "一"))][-1] == "(详见附表。)"


def test_marks_alone_are_no_sentence() -> None:
    """A line of dashes or dots holds nothing to quote."""
    text = "工作报告\n\n一、成效\n\n码头建得快。\n——————\n……\n"
    assert [s.text for s in sentences(passage_of(text, "一"))] == ["码头建得快。"]


def test_an_index_of_nothing_is_an_error() -> None:
    """Without a sentence there is nothing to search."""
    with pytest.raises(ValueError, match="at least one"):
        SentenceIndex([])


def test_find_gives_the_sentence_of_a_span(index: SentenceIndex) -> None:
    """A span of the report is found in its sentence; of another file, or between sentences, nowhere."""
    start = HARBOUR.index("8台")
    at = index.find(start, start + 2, "港务.txt")
    assert at is not None
    assert index.sentences[at].text == "购置起重机8台,叉车21台。"
    assert index.find(start, start + 2, "别的.txt") is None
    assert index.find(len(HARBOUR) + 5, len(HARBOUR) + 7, "港务.txt") is None


def test_body_is_the_text_proper(index: SentenceIndex) -> None:
    """Header, title and signature are no evidence; introduction and clauses are."""
    outside = {Region.HEADER, Region.TITLE, Region.SIGNATURE, Region.FOOTER}
    for sentence, inside in zip(index.sentences, index.body, strict=True):
        assert (sentence.passage.clause.place not in outside) == bool(inside)


def test_the_sentence_that_holds_the_words_is_first(index: SentenceIndex) -> None:
    """The sentence with the question's words has the best score, and covers the whole question."""
    ranking = rank(index, analyse("购置叉车", (), Lexicon(), None))
    best = int(ranking.scores.argmax())
    assert "叉车21台" in index.sentences[best].text
    assert ranking.coverage[best] == pytest.approx(1.0)


def test_unknown_words_score_nothing(index: SentenceIndex) -> None:
    """A question without a known character matches no sentence."""
    ranking = rank(index, analyse("zzz qqq", (), Lexicon(), None))
    assert not ranking.scores.any()
    assert not ranking.coverage.any()


def test_a_heading_is_context(index: SentenceIndex) -> None:
    """A word that only the heading holds lifts the sentences below it."""
    scores = index.match("更新设备")
    below = index.find(HARBOUR.index("购置"), HARBOUR.index("购置") + 2, "港务.txt")
    assert below is not None
    assert scores[below] > 0


def test_a_lexicon_term_counts_less_than_the_own_word(index: SentenceIndex) -> None:
    """The official term of a lay form scores below the same word in the question."""
    own = index.match("起重机")
    expanded = index.expanded([("吊机", (Term("起重机", 1.0),))])
    best = int(own.argmax())
    assert 0 < expanded[best] < own[best]


def test_of_alternatives_the_best_counts(index: SentenceIndex) -> None:
    """Several terms for one form do not add up."""
    one = index.expanded([("吊机", (Term("起重机", 1.0),))])
    both = index.expanded([("吊机", (Term("起重机", 1.0), Term("起重机", 0.5)))])
    assert both.tolist() == one.tolist()


def test_the_question_before_counts_half(index: SentenceIndex) -> None:
    """The words of the context lift a sentence, but less than the question's own."""
    own = rank(index, analyse("起重机呢", (), Lexicon(), None)).scores
    leaning = rank(index, analyse("叉车呢", ("起重机几台",), Lexicon(), None)).scores
    at = index.find(HARBOUR.index("购置"), HARBOUR.index("购置") + 2, "港务.txt")
    assert at is not None
    assert leaning[at] > rank(index, analyse("叉车呢", (), Lexicon(), None)).scores[at] * 0.5 > 0
    assert own[at] > 0


def test_a_rare_word_tells_more(index: SentenceIndex) -> None:
    """A word of one sentence weighs more than one of everyday language in several."""
    assert index.statistics.idf("起重机") > index.statistics.idf("工作")
