"""The engine on the shipped report, on a report by itself, and on a library of two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval import Engine, Library
from retrieval.models import Lack, Outcome, Reason, Region, Reply
from tests.retrieval.invented import HARBOUR, HARBOUR_GAPS, HARBOUR_PHRASINGS, LIBRARIES, SHIPPED, library_of, write


def truthful(engine: Engine, reply: Reply) -> bool:
    """Whether every quote is a slice of its report, and the short answer stands in the first."""
    texts = {report.file: report.text for report in engine.library.reports}
    slices = all(texts[q.passage.file][q.start : q.end] == q.text for q in reply.quotes)
    return slices and (reply.short is None or reply.short in reply.quotes[0].text)


@pytest.mark.parametrize(
    ("question", "words", "short"),
    [
        # Numbers, as citizens ask.
        ("一共保留了多少审批事项", "共保留审批事项189项", "189项"),
        ("行政许可有多少项", "行政许可144项", "144项"),
        ("执法记录仪有几台", "执法记录仪788台", "788台"),
        ("录音录像设备多少台", "录音/音像设备131台", "131台"),
        ("法律顾问代理了多少起诉讼案件", "代理诉讼案件144起", "144起"),
        ("不予处罚涉及多少钱", "855.6万元", "855.6万元"),
        ("减轻处罚了多少钱", "778.2万元", "778.2万元"),
        ("考试通过率是多少", "考试通过率达94%", "94%"),
        ("多少名执法人员持证上岗", "852名执法人员", "852名"),
        ("行政复议申请受理了多少件", "受理行政复议申请50件", "50件"),
        ("行政诉讼审结了几件", "已审结24件", "24件"),
        ("人民调解队伍有多少人", "2000多人", "2000多人"),
        ("镇级分中心几个", "15个镇级分中心", "15个"),
        ("村社区工作组有多少个", "674个村", "674个"),
        ("红名单信息多少条", "1507条", "1507条"),
        ("帮多少家企业修复了信用", "127家企业", "127家"),
        ("完成了多少个审计项目", "审计项目20个", "20个"),
        ("惠及群众多少人", "惠及群众10万多人", "10万多人"),
        # Clerks' keywords.
        ("法律顾问 诉讼案件 数量", "代理诉讼案件144起", "144起"),
        ("执法证考试 通过率", "考试通过率达94%", "94%"),
        # Dates and spans of time.
        ("行政复议调解和解委员会是什么时候成立的", "4月28日", "4月28日"),
        ("征求意见的时间不少于多少天", "不少于30日", "不少于30日"),
        # Up or down, yes or no.
        ("民商事诉讼收案下降了多少", "同比缩减3.3%", "3.3%"),
        ("政务服务便民热线办理量降了多少", "同比下降3.4%", "3.4%"),
        # The document itself.
        ("文号是多少", "威文政发〔2021〕13号", "威文政发〔2021〕13号"),
        ("什么时候发布的", "文件公开发布日期", "2021-12-31"),
        ("发文机关是谁", "发文机关", "威海市文登区人民政府"),
    ],
)
def test_a_question_with_a_short_answer(engine: Engine, question: str, words: str, short: str) -> None:
    """The first quote states it and the short answer is taken from there."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert words in reply.quotes[0].text
    assert reply.short == short
    assert truthful(engine, reply)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("有没有败诉的案件", "未有败诉案件"),
        ("重大行政决策程序有哪些步骤", "公众参与、专家论证、风险评估"),
        ("四步工作法是哪四步", "信用提示、信用警示、信用公示、失信惩戒"),
        ("4月26日讲座邀请了谁", "邀请区委党校老师"),
        ("行政执法监督有什么问题", "紧密结合不够"),
        ("明年怎么加强普法", "普法"),
        ("下一步法治公园建设", "建设文登法治公园"),
        ("防诈骗相声被谁收录", "被学习强国收录"),
        ("企业登记能在手机上办吗", "掌上办"),
        ("上了黑名单怎么出来", "信用修复"),
        ("信用码上见平台有什么用", "信用码上见"),
    ],
)
def test_a_question_that_a_sentence_answers(engine: Engine, question: str, words: str) -> None:
    """Yes or no, lists, who, shortcomings and plans: the first quote is the sentence that settles it."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.ANSWER
    assert words in reply.quotes[0].text
    assert truthful(engine, reply)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("xingzheng复议受理了多少件", "50件"),
        ("行政複議申請受理了多少件", "50件"),
        ("執法記錄儀有幾台", "788台"),
        ("执法记录仪有几台🤔", "788台"),
        ("请问,一共保留了多少审批事项?谢谢!", "189项"),
        ("执法记路仪有几台", "788台"),
        ("行政复议　申请　受理了多少件？？？", "50件"),
        ("一 共 保 留 了 多 少 审 批 事 项", "189项"),
    ],
)
def test_however_it_is_typed(engine: Engine, question: str, short: str) -> None:
    """Pinyin, homophones, traditional characters, emoji, blanks and courtesies do not hide a question."""
    reply = engine.ask(question)
    assert (reply.outcome, reply.short) == (Outcome.ANSWER, short)


def test_what_was_put_right_is_told(engine: Engine) -> None:
    """A reply to a repaired question says what was written and what it was taken for."""
    assert ("xingzheng", "行政") in engine.ask("xingzheng复议受理了多少件").understood


@pytest.mark.parametrize(
    ("history", "question", "short"),
    [
        (["一共保留了多少审批事项"], "那行政许可呢", "144项"),
        (["不予处罚的案件有多少件"], "那减轻处罚的呢?", "164件"),
        (["执法记录仪多少台"], "那存储设备呢", "55台"),
        (["行政复议受理了几件"], "结案的呢", "39件"),
        (["法律顾问有多少名"], "他们代理了多少起诉讼案件", "144起"),
        (["你好", "法律顾问有多少名", "执法记录仪多少台"], "那音像设备呢", "131台"),
    ],
)
def test_a_follow_up(engine: Engine, history: list[str], question: str, short: str) -> None:
    """A question that points back is answered with the one before it in mind."""
    reply = engine.ask(question, history)
    assert (reply.outcome, reply.short) == (Outcome.ANSWER, short)


def test_history_does_not_change_a_question_that_stands_alone(engine: Engine) -> None:
    """A whole question is answered alike after any other."""
    alone = engine.ask("征求意见的时间不少于多少天")
    assert engine.ask("征求意见的时间不少于多少天", ["执法记录仪多少台"]) == alone


@pytest.mark.parametrize(
    "question",
    [
        "司法局电话是多少",
        "执法记录仪多少钱一台",
        "法律顾问叫什么名字",
        "今天天气怎么样",
        "区长是谁",
        "司法局局长叫什么名字",
        "执法记录仪是什么牌子的",
        "法律顾问的工资是多少",
        "火星上有几个人",
        "明天限行尾号是几",
        "小学几点放学",
    ],
)
def test_what_the_report_does_not_state_is_no_answer(engine: Engine, question: str) -> None:
    """However near its words come, a question for what is not there is not answered."""
    reply = engine.ask(question)
    assert reply.outcome in (Outcome.RELATED, Outcome.NONE)
    assert reply.short is None
    assert reply.reason is not None
    assert truthful(engine, reply)


def test_a_gap_says_where_to_turn(engine: Engine) -> None:
    """For a question that staff listed as not answered the reason says who can."""
    reason = engine.ask("司法局电话是多少").reason
    assert reason is not None
    assert "司法局" in reason.turn_to


@pytest.mark.parametrize(
    ("question", "lack", "what"),
    [
        ("2019年受理了多少件行政复议", Lack.YEAR, "2019年"),
        ("2020年保留了多少审批事项", Lack.YEAR, "2020年"),
        ("二〇一八年有多少名法律顾问", Lack.YEAR, "2018年"),
        ("去年受理了多少件行政复议", Lack.YEAR, "2020年"),
        ("荣成市保留了多少审批事项", Lack.PLACE, "荣成市"),
        ("青岛的行政复议有多少件", Lack.PLACE, "青岛市"),
        ("乳山市有多少法律顾问", Lack.PLACE, "乳山市"),
    ],
)
def test_another_year_or_place_is_out_of_scope(engine: Engine, question: str, lack: Lack, what: str) -> None:
    """A year or place that the library does not hold is named, with what is held."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.SCOPE
    assert reply.short is None
    assert reply.reason is not None
    assert (reply.reason.lack, reply.reason.what) == (lack, what)
    assert reply.reason.held == ("2021年度法治政府建设情况报告",)


@pytest.mark.parametrize(
    "question",
    [
        "2021年一共保留了多少审批事项",
        "文登区一共保留了多少审批事项",
        "今年一共保留了多少审批事项",
        "文登区行政审批服务局共保留了多少审批事项",
    ],
)
def test_the_own_year_and_place_are_in_scope(engine: Engine, question: str) -> None:
    """Naming the report's own year or place changes nothing."""
    assert engine.ask(question).short == "189项"


@pytest.mark.parametrize("question", ["", " ", "🤔", "???", "asdfghjkl", "qwertyuiop", "7", "\u200b"])
def test_nothing_to_search_for(engine: Engine, question: str) -> None:
    """A text without a word is no question, and is met with examples of what can be asked."""
    reply = engine.ask(question)
    assert (reply.outcome, reply.quotes, reply.short) == (Outcome.SMALLTALK, (), None)
    assert len(reply.suggestions) == 3


@pytest.mark.parametrize("question", ["这是什么", "到底怎么样", "哪些"])
def test_a_question_without_a_thing_is_asked_back(engine: Engine, question: str) -> None:
    """Nothing is named that could be looked for: examples show how to ask."""
    reply = engine.ask(question)
    assert (reply.outcome, reply.quotes) == (Outcome.NONE, ())
    assert reply.reason == Reason(Lack.NO_WORDS)
    assert len(reply.suggestions) == 3


@pytest.mark.parametrize(
    "question",
    [
        "区长是谁",
        "天气怎么样",
        "路灯坏了找谁",
        "怎么办护照",
        "猪肉价格涨了多少",
        "疫苗在哪打",
        "暖气什么时候供",
        "公积金贷款最高能贷多少",
        "城管打人怎么办",
    ],
)
def test_far_from_everything_nothing_is_shown(engine: Engine, question: str) -> None:
    """No quote and no suggestion that share nothing but the words of asking with the question."""
    reply = engine.ask(question)
    assert (reply.outcome, reply.quotes, reply.suggestions) == (Outcome.NONE, (), ())
    assert reply.reason is not None
    assert reply.reason.lack is Lack.NOTHING


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("路灯坏了找谁", "12345"),
        ("公积金贷款最高能贷多少", "公积金"),
        ("司法局电话是多少", "司法局"),
        ("疫苗在哪打", ""),
        ("天气怎么样", "12345"),
        ("城管打人怎么办", ""),
        ("房价多少", ""),
    ],
)
def test_a_person_is_sent_only_where_a_close_gap_says_so(engine: Engine, question: str, office: str) -> None:
    """Else the hotline alone is named: no office is better than one that has nothing to do with it."""
    reason = engine.ask(question).reason
    assert reason is not None
    assert office in reason.turn_to
    assert bool(reason.turn_to) == bool(office)


def test_many_ask_at_once(engine: Engine) -> None:
    """Questions asked from several threads get the replies that they get one after another."""
    questions = ["一共保留了多少审批事项", "执法记录仪有几台", "司法局电话是多少", "你好", "文号是多少"] * 8
    serial = [engine.ask(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(engine.ask, questions)) == serial


@pytest.mark.parametrize("message", ["你好", "谢谢", "你是谁", "再见"])
def test_small_talk(engine: Engine, message: str) -> None:
    """Courtesies are small talk, not questions."""
    assert engine.ask(message).outcome is Outcome.SMALLTALK


def test_search_ranks_passages(engine: Engine) -> None:
    """Passages come best first, each once, with falling scores, at most as many as asked for."""
    hits = engine.search("审批事项", 5)
    assert 0 < len(hits) <= 5
    assert "审批事项" in hits[0].passage.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


@pytest.mark.parametrize("query", ["", "qwertyuiop", "🤔"])
def test_search_without_a_known_word(engine: Engine, query: str) -> None:
    """A query without a known word finds nothing rather than anything."""
    assert engine.search(query) == []


def test_the_lexicon_is_told(tmp_path: Path) -> None:
    """A lay word finds the official term, and the reply says what it was taken for."""
    lexicon = tmp_path / "lexicon"
    lexicon.mkdir()
    write(lexicon, {"a.txt": "# wenda-lexicon 1\n吊车 => 起重机\n"})
    write(tmp_path, {"a.txt": HARBOUR})
    reply = Engine(Library.open(tmp_path, lexicon)).ask("吊车购置了几台")
    assert reply.quotes[0].text == "购置起重机8台,叉车21台。"
    assert ("吊车", "起重机") in reply.understood


@pytest.mark.parametrize(("question", "part"), [("明年修建海员公园吗", "二"), ("修建了海员公园吗", "一")])
def test_next_year_points_at_the_plan(tmp_path: Path, question: str, part: str) -> None:
    """Of two sentences alike the one among the plans is quoted for what is to come, the other for what was done."""
    text = "2023年度工作报告\n\n一、主要成效\n\n修建海员公园。\n\n二、2024年工作安排\n\n修建海员公园。\n"
    reply = Engine(library_of(tmp_path, {"a.txt": text})).ask(question)
    assert reply.quotes[0].passage.clause.path == part


class TestReportAlone:
    """The shipped report without the phrasings and gaps beside it."""

    @pytest.fixture(scope="class")
    @staticmethod
    def alone(tmp_path_factory: pytest.TempPathFactory) -> Engine:
        """An engine over a copy of the report's text and nothing else."""
        folder = tmp_path_factory.mktemp("alone")
        return Engine(Library.open(write(folder, {SHIPPED.name: SHIPPED.read_bytes()})))

    @pytest.mark.parametrize(
        ("question", "words"),
        [
            ("一共保留了多少审批事项", "189项"),
            ("执法记录仪有几台", "788台"),
            ("行政复议申请受理了多少件", "50件"),
            ("人民调解队伍有多少人", "2000多人"),
            ("不予处罚案件多少件", "126件"),
            ("建设法治公园", "文登法治公园"),
            ("出具法律意见书多少份", "85份"),
        ],
    )
    def test_it_quotes_truthfully(self, alone: Engine, question: str, words: str) -> None:
        """The sentence is found by the report's own words and quoted to the letter."""
        reply = alone.ask(question)
        assert words in reply.quotes[0].text
        assert truthful(alone, reply)

    def test_the_header_is_answered(self, alone: Engine) -> None:
        """Questions about the document need no phrasings."""
        reply = alone.ask("文号是多少")
        assert (reply.outcome, reply.short) == (Outcome.ANSWER, "威文政发〔2021〕13号")

    def test_scope_and_small_talk(self, alone: Engine) -> None:
        """Years, places and greetings need no phrasings."""
        assert alone.ask("2019年受理了多少件行政复议").outcome is Outcome.SCOPE
        assert alone.ask("青岛的行政复议有多少件").outcome is Outcome.SCOPE
        assert alone.ask("你好").outcome is Outcome.SMALLTALK

    def test_title_and_signature_are_no_evidence(self, alone: Engine) -> None:
        """However well its words fit, neither title nor signature is quoted."""
        for question in ("威海市文登区人民政府有几个", "2021年12月31日做了什么", "法治政府建设情况报告写了什么"):
            places = {quote.passage.clause.place for quote in alone.ask(question).quotes}
            assert not places & {Region.TITLE, Region.SIGNATURE, Region.FOOTER}

    def test_it_has_examples(self, alone: Engine) -> None:
        """Three examples are taken from the report itself."""
        assert len(alone.examples) == 3
        assert all(alone.examples)


class TestTwoReports:
    """A library of two reports of different years."""

    @pytest.fixture(scope="class")
    @staticmethod
    def two(tmp_path_factory: pytest.TempPathFactory) -> Engine:
        """An engine over two invented reports, one with content beside it."""
        folder = tmp_path_factory.mktemp("two")
        files: dict[str, str | bytes] = {
            "a.txt": HARBOUR,
            "a.phrasings": HARBOUR_PHRASINGS,
            "a.gaps": HARBOUR_GAPS,
            "b.txt": LIBRARIES,
        }
        return Engine(library_of(folder, files))

    @pytest.mark.parametrize(
        ("question", "file", "words"),
        [
            ("起重机购置了几台", "a.txt", "起重机8台"),
            ("吊机买了几台", "a.txt", "起重机8台"),
            ("采购图书多少册", "b.txt", "图书3600册"),
            ("读者证办理了多少张", "b.txt", "读者证2700张"),
        ],
    )
    def test_the_right_report_is_quoted(self, two: Engine, question: str, file: str, words: str) -> None:
        """A question is answered from the report that speaks of its thing, and cites that one."""
        reply = two.ask(question)
        first = reply.quotes[0]
        assert first.passage.file == file
        assert words in first.text
        assert truthful(two, reply)
        assert first.citation.startswith(f"《{two.library.report_of(first.passage).title}》")

    def test_search_goes_through_both(self, two: Engine) -> None:
        """A word of both reports finds passages of both."""
        assert {hit.passage.file for hit in two.search("全年")} == {"a.txt", "b.txt"}

    def test_the_years_of_both_are_in_scope(self, two: Engine) -> None:
        """The year of either report is held; another is not."""
        assert two.ask("2022年采购图书多少册").outcome is not Outcome.SCOPE
        assert two.ask("2023年起重机购置了几台").outcome is not Outcome.SCOPE
        assert two.ask("2015年起重机购置了几台").outcome is Outcome.SCOPE


def test_a_tiny_report(tmp_path: Path) -> None:
    """A report of one sentence can be asked."""
    engine = Engine(library_of(tmp_path, {"a.txt": "新建泊位12个。\n"}))
    reply = engine.ask("新建泊位几个")
    assert reply.quotes[0].text == "新建泊位12个。"
    assert truthful(engine, reply)


@pytest.mark.parametrize("question", ["税务局几点上班", "气象局发布了多少预警"])
def test_an_agency_that_is_not_held(engine: Engine, question: str) -> None:
    """A question for an agency that no report speaks of is out of scope, and the reply names what is held."""
    reply = engine.ask(question)
    assert reply.outcome is Outcome.SCOPE
    assert reply.reason is not None
    assert reply.reason.what in question
    assert reply.reason.held == ("2021年度法治政府建设情况报告",)


@pytest.mark.parametrize("question", ["审批局保留几项", "公安局拍了几个短片"])
def test_an_agency_by_another_name(engine: Engine, question: str) -> None:
    """An agency that the report calls by a longer name is held."""
    assert engine.ask(question).outcome is Outcome.ANSWER
