"""The installed program: outside the checkout, with the packages of the default lock and nothing more."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from bot.config.extras import Extra, MissingExtraError
from bot.texts.chat import NO_CHART
from tests.bot.program import installed_program
from tests.botapi import BotApiServer
from tests.deploy.environments import ROOT, InstalledProgram, copied_tree, environment, names_in
from tests.retrieval.conversion.made_pages import Column, Sheet, ofd_of, pdf_of, typeset
from tests.retrieval.conversion.office_files import odt, xls

pytestmark = pytest.mark.slow

TITLE, SENTENCE = "云山市2021年法治政府建设情况报告", "全市共配备执法记录仪{count}台，办结行政处罚案件{count}件。"
OFFICE = {"olefile", "xlrd"}
# Modules that an extra is for, with the packages that one of them may miss.
NEEDS_EXTRA = {
    "bot.dashboard.error_pages": {"datasette"},
    "retrieval.cluster": {"opensearchpy"},
    "retrieval.conversion.compound": OFFICE,
    "retrieval.conversion.spreadsheet.xls": OFFICE,
}
EVERY_MODULE = """
import importlib, json, pkgutil, bot, retrieval
missed = {}
for package in (bot, retrieval):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            missed[module.name] = error.name
print(json.dumps(missed))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tree."""
    tree, made = copied_tree(tmp_path_factory.mktemp("tree")), tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "-w", made, tree], check=True)
    (found,) = made.glob("wenda_bot-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> InstalledProgram:
    """The wheel with what `make run` installs."""
    return environment(tmp_path_factory.mktemp("installed"), names_in(["requirements.lock"]), wheel)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> InstalledProgram:
    """``pip install .`` with what that asks for and no extra, beside the tools that build it."""
    tree = copied_tree(tmp_path_factory.mktemp("tree"))
    packages = names_in(["requirements.lock", "requirements-build.lock"]) - OFFICE
    return environment(tmp_path_factory.mktemp("bare"), packages, tree, ["--no-build-isolation"])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same report in seven formats, each with a number of its own."""
    folder = tmp_path_factory.mktemp("library")
    writers: dict[str, Callable[[list[str]], bytes]] = {
        "a.txt": lambda lines: "\n".join(lines).encode(),
        "b.html": lambda lines: f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>".encode(),
        "c.pdf": lambda lines: pdf_of(*map(Sheet, typeset(lines, Column()))),
        "d.docx": _word,
        "e.odt": lambda lines: odt("".join(f"<text:p>{line}</text:p>" for line in lines)),
        "f.ofd": lambda lines: ofd_of(*map(Sheet, typeset(lines, Column()))),
        "g.xls": lambda lines: xls({"表": [[line] for line in lines]}),
    }
    for year, (name, write) in enumerate(writers.items(), 2015):
        lines = [TITLE.replace("2021", str(year)), "一、行政执法", SENTENCE.format(count=year - 1000)]
        (folder / name).write_bytes(write(lines))
    return folder


def _word(lines: list[str]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def test_it_needs_nothing_that_is_not_in_the_lock(installed: InstalledProgram) -> None:
    """Every requirement of every package is met, and none of the extras' packages is there."""
    installed.run("python", "-m", "pip", "--disable-pip-version-check", "check")
    listed = json.loads(installed.run("python", "-m", "pip", "list", "--format=json").stdout)
    assert not {"datasette", "matplotlib", "opensearch-py", "numba"} & {each["name"] for each in listed}


def test_the_example_of_the_readme_runs_from_any_folder(bare: InstalledProgram) -> None:
    """The library that comes along answers, out of the installed package, with everything that stands beside it."""
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    said = bare.run("python", "-c", example).stdout
    assert said.startswith("answer 189项\n")
    assert "《2021年度法治政府建设情况报告》(威文政发〔2021〕13号)一、(一)一是" in said
    shown = "from retrieval.resources import DATA; print(DATA)"
    assert Path(bare.run("python", "-c", shown).stdout.strip()).is_relative_to(bare.folder)
    # An everyday word of the lexicon, by the command that the wheel brings.
    assert "退出了“黑名单”" in bare.run("wenda", "ask", "上了黑名单怎么出来").stdout


def test_no_module_needs_an_extra_but_those_that_are_for_one(bare: InstalledProgram) -> None:
    """All others are imported without it."""
    missed = json.loads(bare.run("python", "-c", EVERY_MODULE).stdout)
    assert missed
    allowed = {
        name: package
        for name, package in missed.items()
        if any(name == each or name.startswith(f"{each}.") for each in NEEDS_EXTRA)
        and package in {p for each, packages in NEEDS_EXTRA.items() if name.startswith(each) for p in packages}
    }
    assert missed == allowed


def test_it_reads_every_format_that_needs_no_extra(
    installed: InstalledProgram, bare: InstalledProgram, library: Path
) -> None:
    """Text, web pages, PDF, Word and more answer; files of Excel 97 wait for the extra, then they answer too."""
    listed = bare.run("wenda", "index", str(library)).stdout
    assert "wenda-bot[office]" in next(line for line in listed.splitlines() if line.startswith("g.xls"))
    assert shorts(bare, library) == [*(f"{year - 1000}台" for year in range(2015, 2021)), None]
    installed.run("wenda", "index", str(library))
    assert shorts(installed, library) == [f"{year - 1000}台" for year in range(2015, 2022)]


def shorts(program: InstalledProgram, library: Path) -> list[str | None]:
    """The short answers to a question about each year."""
    asked = "".join(json.dumps({"question": f"{year}年执法记录仪多少台"}) + "\n" for year in range(2015, 2022))
    said = program.run("wenda", "--library", str(library), "ask", "--json", "--batch", said=asked).stdout
    return [json.loads(line)["short"] for line in said.splitlines()]


def test_types_are_found(bare: InstalledProgram, tmp_path: Path) -> None:
    """A type checker reads the annotations of both packages from where they are installed."""
    script = tmp_path / "caller.py"
    script.write_text(
        "from bot.strings import one_line\n"
        "from retrieval import Engine, Library, Reply, WendaError\n\n"
        "def ask(question: str) -> Reply | None:\n"
        "    try:\n"
        "        return Engine(Library.default()).ask(one_line(question))\n"
        "    except WendaError:\n"
        "        return None\n",
        encoding="utf-8",
    )
    options = ["--strict", f"--python-executable={bare.python}", "--cache-dir=cache"]
    command = [sys.executable, "-m", "mypy", *options, str(script)]
    done = subprocess.run(command, cwd=tmp_path, env=bare.variables, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("Success: no issues found in 1 source file\n", 0)


def test_the_dashboard_says_what_it_needs(installed: InstalledProgram) -> None:
    """In Chinese, with the command."""
    assert installed.run("wenda", "desk", code=1).stderr == f"wenda: {MissingExtraError(Extra.DASHBOARD)}\n"


async def test_the_bot_serves(installed: InstalledProgram) -> None:
    """A citizen gets an answer, staff get their figures as text, and nothing is logged as an error."""
    async with BotApiServer() as server:
        telegram = {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_BASE": server.base_url, "WENDA_STAFF": "42"}
        async with installed_program(
            installed.python, installed.home, installed.variables | telegram, "run"
        ) as running:
            chat, staff = server.private_chat(user_id=7), server.private_chat(user_id=42)
            chat.send("执法记录仪有多少台")
            assert "788台" in (await chat.wait_for())[-1].text
            staff.send("/stats")
            assert (await staff.wait_for())[-1].text.endswith(NO_CHART.format(error=MissingExtraError(Extra.CHARTS)))
        assert server.violations == []
    assert running.process.returncode == 0
    assert not re.search(r"ERROR|Traceback", running.said), running.said
