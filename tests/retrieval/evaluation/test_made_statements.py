"""Made statements: every answer stands in its sentence, and the same seed makes the same, a passage each."""

from __future__ import annotations

from random import Random

from retrieval.evaluation.made_statements import made_report, make_statements
from retrieval.parsing.report import parse_report, passages


def test_every_answer_stands_in_its_sentence() -> None:
    """A short answer is a slice of the sentence that is asked about."""
    for made in make_statements(Random(3), 300):
        assert all(asked.answer is None or asked.answer in made.text for asked in made.asked)


def test_every_kind_is_asked_for_what_it_does_not_state() -> None:
    """Each statement has questions with an answer and questions without one."""
    for made in make_statements(Random(4), 90):
        assert {asked.answer is None for asked in made.asked} == {True, False}


def test_the_same_seed_makes_the_same() -> None:
    """Cases for fitting are the same in every run."""
    assert list(make_statements(Random(5), 40)) == list(make_statements(Random(5), 40))


def test_a_report_states_each_in_a_passage_of_its_own() -> None:
    """The sections of a made report are read as passages, one a statement."""
    made = list(make_statements(Random(6), 27))
    report = parse_report(made_report(made, "临江市人民政府", 2021), "临江市.txt")
    texts = [passage.text for passage in passages(report)]
    assert all(sum(each.text in text for text in texts) == 1 for each in made)
