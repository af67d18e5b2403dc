"""``.env.example``: every setting, each explained, and none that does nothing."""

from __future__ import annotations

import ast
import re

import pytest

from bot.config.settings import Settings
from tests.architecture import product_files
from tests.shipped import ROOT

EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
FIELDS = {str(field.alias): name for name, field in Settings.model_fields.items()}
READ = {
    node.attr
    for path in product_files()
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
}


def test_every_setting_stands_there_once() -> None:
    """And nothing stands there that the settings do not read."""
    assert sorted(re.findall(r"^([A-Z_]+)=$", EXAMPLE, re.MULTILINE)) == sorted(FIELDS)
    assert len(re.findall(r"^\w+=", EXAMPLE, re.MULTILINE)) == len(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_no_setting_does_nothing(name: str) -> None:
    """Code of the product reads the value."""
    assert FIELDS[name] in READ


def test_every_setting_is_explained_in_both_languages() -> None:
    """The remark above a setting, or above the ones that it stands with, is in English and in Chinese."""
    for block in re.split(r"\n\n+", EXAMPLE.strip()):
        remarks = [line for line in block.splitlines() if line.startswith("#")]
        if "=" in block.splitlines()[-1]:
            assert any(re.search(r"[\u4e00-\u9fff]", line) for line in remarks), block
            assert any(re.fullmatch(r"[^\u4e00-\u9fff]+", line) for line in remarks), block


def test_every_name_of_ours_in_the_code_is_a_setting() -> None:
    """What the code calls a setting is in the list, so that nothing is read that is not explained."""
    code = "\n".join(path.read_text("utf-8") for path in product_files())
    named = set(re.findall(r"\b((?:WENDA|TELEGRAM|OPENSEARCH)_[A-Z]+(?:_[A-Z]+)*)\b", code))
    assert named - FIELDS.keys() == set()
