"""Fitted models and their files: to the sixth decimal, line by line, and refused where they are not whole."""

from __future__ import annotations

import locale
from pathlib import Path

import numpy as np
import pytest

from retrieval.models import ReportError
from retrieval.scoring.logistic_model import FittedFile, LogisticModel
from retrieval.scoring.reranking.answer_model import AnswerModel

FILE = FittedFile("scale", "wenda-scale 3")


def model(*, weight: float = 1.0, bias: float = 0.0, threshold: float = 0.5) -> LogisticModel:
    """A model of one feature."""
    return LogisticModel(("灯",), np.array([2.0]), np.array([4.0]), np.array([weight]), bias, threshold)


def test_a_model_is_stored_to_the_sixth_decimal() -> None:
    """Its threshold as it is; what is read again is the same."""
    stored = model(weight=1 / 3, bias=2 / 3, threshold=0.123456789).to_json()
    assert stored == {"threshold": 0.123456789, "bias": 0.666667, "features": {"灯": [2.0, 4.0, 0.333333]}}
    assert LogisticModel.from_json(stored).to_json() == stored


def test_a_model_whose_columns_differ_is_not_stored() -> None:
    """A feature without a weight would be lost in silence."""
    one, two = np.ones(1), np.ones(2)
    for columns in ((one, two, two), (two, one, two), (two, two, one)):
        with pytest.raises(ValueError, match="argument"):
            LogisticModel(("灯", "塔"), *columns, 0.0, 0.5).to_json()


def test_a_file_has_a_line_for_each_entry(tmp_path: Path) -> None:
    """The format comes first, Chinese stays readable, and the last line ends."""
    FILE.write(tmp_path / "a.json", {"灯": 1})
    assert (tmp_path / "a.json").read_text("utf-8") == '{\n"format": "wenda-scale 3",\n"灯": 1\n}\n'
    assert FILE.read(tmp_path / "a.json", dict) == {"format": "wenda-scale 3", "灯": 1}


def test_a_file_is_the_same_in_every_locale(tmp_path: Path) -> None:
    """The locale of a machine may know no Chinese."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C")
        FILE.write(tmp_path / "a.json", {"灯": "塔"})
        assert FILE.read(tmp_path / "a.json", dict)["灯"] == "塔"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    assert (tmp_path / "a.json").read_bytes().decode("utf-8").splitlines()[2] == '"灯": "塔"'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"format": "wenda-scale 2"}', "found the format 'wenda-scale 2'"),
        ('{"格": 1}', "'format'"),
        ("[1]", "list indices must be integers or slices, not str"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_a_file_that_holds_no_model_says_why(tmp_path: Path, content: str, said: str) -> None:
    """By the name of the file, what it should be, and what was found."""
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(ReportError) as error:
        FILE.read(tmp_path / "a.json", dict)
    assert str(error.value) == f"a.json: wanted a scale of format 'wenda-scale 3': {said}"


@pytest.mark.parametrize(
    ("right", "stated", "missing", "probability"),
    [
        (0.9, 0.6, 0.0, 0.9),
        (0.9, 0.4, 0.0, 0.9),
        (0.9, 0.3, 0.0, 0.3 * 0.5),
        (0.1, 0.3, 0.0, 0.1),
        (0.9, 0.8, 1.0, 0.8 * 0.5),
        (0.2, 0.8, 1.0, 0.2),
    ],
)
def test_what_nothing_states_or_lacks_its_slot_is_below_the_threshold(
    right: float, stated: float, missing: float, probability: float
) -> None:
    """Else the first sentence is as likely as the model of the right one says."""

    def constant(said: float, threshold: float) -> LogisticModel:
        empty = np.zeros(0)
        return LogisticModel((), empty, empty, empty, float(np.log(said / (1 - said))), threshold)

    # What reaches the threshold to the last bit is stated.
    least = constant(0.4, 0.5).probability({})
    answers = AnswerModel(constant(right, 0.5), constant(stated, least))
    assert answers.probability({"hard slot missing": missing}) == pytest.approx(probability)
