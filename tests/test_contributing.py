"""What CONTRIBUTING.md, the templates and the hooks name is there."""

from __future__ import annotations

import configparser
import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # no stubs among our tools

from tests.architecture import PACKAGES, product_files

ROOT = Path(__file__).parent.parent
PAGES = ("CONTRIBUTING.md", "SECURITY.md", ".github/pull_request_template.md")
TEXT = {page: (ROOT / page).read_text("utf-8") for page in PAGES}
EVERY = "\n".join(TEXT.values())
TEMPLATES = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]


def test_every_make_target_is_one() -> None:
    """What comes after ``make`` is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    named = set(re.findall(r"`make ([\w./-]+)", EVERY))
    assert len(named) >= 8
    assert [target for target in named if not re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)] == []


def test_every_module_that_is_run_is_one() -> None:
    """What comes after ``python -m`` can be found, and benchmarks that are named by their last part too."""
    named = set(re.findall(r"python -m ([\w.]+)", EVERY))
    benchmarks = TEXT["CONTRIBUTING.md"].partition("Quality: ")[2].partition("\n## ")[0]
    named |= {f"benchmarks.{name}" for name in re.findall(r"`\.(\w+)`", benchmarks)}
    assert len(named) >= 8
    assert [name for name in named if importlib.util.find_spec(name) is None] == []


def test_every_name_of_code_is_in_the_code() -> None:
    """Classes, constants and functions in backticks are defined in one of the packages, or used there."""
    code = "\n".join(path.read_text("utf-8") for path in product_files())
    spans = re.findall(r"`([^`]+)`", TEXT["CONTRIBUTING.md"])
    camel, constant, function = r"[A-Z][a-z]+(?:[A-Z][a-z]+)+", r"_?[A-Z]{2,}(?:_[A-Z]+)*", r"[a-z]+(?:_[a-z]+)+"
    named = {span for span in spans if re.fullmatch(f"{camel}|{constant}|{function}", span)}
    assert {"FileKind", "ANSWER_FORMS", "converter_of", "SegmentPart", "ReportField", "COMMANDS"} <= named
    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", code)] == []


def test_every_file_is_there() -> None:
    """Names of files stand as paths from the root, or below the folder that their line names."""
    tops = (*PACKAGES, "tests", "examples", "data", "docs", "deploy", "benchmarks")
    files = {str(path.relative_to(ROOT)) for top in tops for path in (ROOT / top).rglob("*")}
    files |= {path.name for path in ROOT.iterdir()}
    named = {
        span for span in re.findall(r"`([\w./-]+)`", EVERY) if re.search(r"/|\.(?:py|md|txt|json|jsonl|yaml)$", span)
    }
    wanted = [name.rstrip("/") for name in named if "THEME" not in name and not name.startswith((".venv", "/"))]
    assert len(wanted) >= 40
    assert [name for name in wanted if not any(path == name or path.endswith(f"/{name}") for path in files)] == []


def test_links_lead_to_files() -> None:
    """Each link within the project is to something that is there."""
    for page, text in TEXT.items():
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((ROOT / page).parent / link).exists(), link


def test_reports_go_where_the_platform_keeps_them_private() -> None:
    """No address of mail and no host is named: there is none that belongs to the project."""
    assert not re.search(r"@(?!BotFather)\w|https?://", TEXT["SECURITY.md"])
    assert "privately" in TEXT["SECURITY.md"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_issue_forms_are_forms(path: Path) -> None:
    """Each has a name, a description and fields with a label, of which one at least is required."""
    form = yaml.safe_load(path.read_text("utf-8"))
    if path.stem == "config":
        assert form == {"blank_issues_enabled": True}
        return
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] and field["id"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)


def test_the_hooks_are_local_and_run_what_the_lock_brings() -> None:
    """No hook is fetched from elsewhere; each one runs a program that the test environment has."""
    assert [repository["repo"] for repository in HOOKS] == ["local"]
    locked = (ROOT / "requirements-dev.lock").read_text("utf-8")
    for hook in HOOKS[0]["hooks"]:
        assert hook["language"] == "system"
        program, *arguments = hook["entry"].split()
        package = arguments[1] if program.endswith("/python") else Path(program).name
        assert re.search(rf"^{package}==", locked, re.MULTILINE), hook["entry"]
        assert all((ROOT / argument).exists() for argument in arguments if argument.startswith("tests/"))


def test_the_editor_is_told_what_the_linter_holds_to() -> None:
    """Lines are as long as ruff allows, and indented as it formats."""
    parser = configparser.ConfigParser()
    parser.read_string("[top]\n" + (ROOT / ".editorconfig").read_text("utf-8"))
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    assert parser["*"]["max_line_length"] == str(ruff["line-length"])
    assert (parser["*"]["indent_size"], parser["*"]["charset"]) == ("4", "utf-8")
