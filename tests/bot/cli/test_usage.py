"""How commands are written and read: the words of the command line's library, dates, options, tables for programs."""

from __future__ import annotations

import ast
import gc
import re
import socket
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli.main import cli
from bot.dashboard.password import save
from bot.storage.update_inbox import UpdateInbox
from bot.texts import command_line, operator
from bot.texts.errors.click_words import CLICK

STATES = ("draft", "approved", "suspended", "retired", "beyond", "ignored")
# For who declares commands, or uses what this program does not.
NOT_READ = (
    "Windows error", "Could not determine name", "No options defined", "Arguments take exactly", "defined twice",
    "cannot use the same flag", "Invalid start character", "Unknown color", "Unknown standard stream",
)  # fmt: skip


def invoke(*arguments: str) -> Result:
    """Run in this process."""
    return CliRunner().invoke(cli, list(arguments), prog_name="wenda")


def texts_of_click() -> Iterator[str]:
    """Every text that click gives to be translated."""
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_word_of_click_is_chinese() -> None:
    """None that a clerk could read is left out, and each has the same places to fill as the English one, or fewer."""
    wanted = {text for text in texts_of_click() if not any(part in text for part in NOT_READ)}
    assert len(wanted) > 40
    assert wanted - CLICK.keys() == set()
    for english, chinese in CLICK.items():
        places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, chinese)]
        assert places[1] <= places[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ("foo",), ("find",), ("find", "-n", "x", "审批"), ("find", "-n", "0", "审批"), ("find", "--no", "审批"),
        ("faq", "list", "--state", "x"), ("faq", "show", "x"), ("eval", "nothing"), ("eval", "."), ("ask", "--library"),
        ("backup",), ("backup", "a", "b"), ("run", "x"), ("log", "export", "-o", "."), ("faq", "add"),
        ("desk", "--port"), ("log", "export", "--format", "x"), ("faq", "decide", "1"), ("run", "--log-json=1"),
        ("log", "export", "--since", "1"), ("log", "stats", "--days", "0"), ("demo", "--port", "70000"),
        ("words", "try"), ("words", "add", "a=>b"), ("words", "remove", "x", "--as=1"), ("gold", "add", "--as=1"),
        ("faq", "edit", "1", "--as=1"), ("faq", "phrasings", "1", "--add"), ("faq", "point", "1", "--as=1"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_told_in_chinese(arguments: tuple[str, ...]) -> None:
    """Nothing English is left but names of commands, options and placeholders; it exits with 2."""
    done = invoke(*arguments)
    assert done.exit_code == 2
    said = done.stderr.replace("'", " ")
    words = set(re.findall(r"(?<![-\w<>])[A-Za-z]{2,}(?![\w=])", said))
    known = {"wenda", "help", "csv", "jsonl", *arguments, *STATES}
    known |= {name for path in commands_of(cli) for name in path}
    assert {word for word in words if not word.isupper()} - known == set()
    assert "错误：" in done.stderr


def commands_of(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all commands and groups."""
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands_of(command, (*path, name))


@pytest.mark.parametrize("path", [(), *commands_of(cli)], ids=" ".join)
def test_help_is_chinese(path: tuple[str, ...]) -> None:
    """Headings, placeholders and defaults too; no command's line is cut to dots."""
    said = invoke(*path, "--help").stdout
    assert said.startswith("用法：")
    assert not re.search(r"Usage|Options|Commands|OPTIONS|COMMAND|INTEGER|default|required|\.\.\.$(?<!\]\.\.\.)", said)


@pytest.mark.parametrize("written", ["2026-11-01", "2026-11-1", "2026/11/1", "2026年11月1日", "2026年11月1"])
@pytest.mark.parametrize("command", [("faq", "topics"), ("log", "export")])
def test_a_date_is_written_in_one_way_everywhere(command: tuple[str, ...], written: str) -> None:
    """Each command that takes a date takes the same forms of it."""
    done = invoke(*command, "--since", written)
    assert (done.exit_code, "--since" in done.stderr) in ((0, False), (1, False))


@pytest.mark.parametrize("written", ["1/11/2026", "2026-02-30", "昨天", "", "2026-11-01T00:00:00", "20261101"])
@pytest.mark.parametrize("command", [("faq", "topics"), ("log", "export")])
def test_what_is_no_date_is_told(command: tuple[str, ...], written: str) -> None:
    """With what was found, and how one is written."""
    done = invoke(*command, "--since", written)
    assert done.exit_code == 2
    assert command_line.BAD_DAY.format(found=written) in done.stderr


@pytest.mark.parametrize(
    "path",
    [
        ("log", "list"), ("log", "export"), ("inbox", "list"), ("backup",), ("faq", "retire"), ("index",),
        ("words", "list"), ("words", "remove"), ("gold", "list"), ("gold", "remove"),
    ],
)  # fmt: skip
def test_a_command_without_reports_takes_no_library(path: tuple[str, ...]) -> None:
    """Its own option is gone from help; before the command's name it is taken and said to have no meaning."""
    assert "--library" not in invoke(*path, "--help").stdout
    assert invoke(*path, "--library", "x", "y").exit_code == 2


def test_a_library_that_means_nothing_is_said() -> None:
    """Every command takes the global option, as scripts may give it to all of them."""
    done = invoke("--library", "x", "inbox", "list")
    assert done.exit_code == 0
    assert command_line.NO_USE_OF_LIBRARY in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("log", "stats", "--days", "0"), "应为 1 至 366，现为 0"),
        (("log", "list", "-n", "0"), "应为 1 或以上，现为 0"),
        (("desk", "--port", "70000"), "应为 0 至 65535，现为 70000"),
    ],
)
def test_a_number_out_of_its_range_is_told(arguments: tuple[str, ...], said: str) -> None:
    """In words, in the error and in the help: no inequality."""
    done = invoke(*arguments)
    assert (done.exit_code, said in done.stderr) == (2, True)
    assert "<=" not in invoke(*arguments[:-2], "--help").stdout + done.stderr


def test_a_retry_of_nothing_fails() -> None:
    """None of the numbers is set aside: that is said, and no database is made."""
    done = invoke("inbox", "retry", "5", "6")
    assert done.exit_code == 1
    assert operator.INBOX_NOTHING_TO_RETRY.format(numbers="5、6") in done.stderr
    assert not Path("var").exists()


def test_what_was_set_aside_is_listed_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The exception's words stand behind a few Chinese ones; one number of two is retried, which is said."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7:x")
    inbox = UpdateInbox.at(Path("var/inbox.db"), 7)
    inbox.put([{"update_id": 1}]).result()
    inbox.bury(1, "Traceback\nKeyError: 'x'").result()
    inbox.close()
    assert operator.INBOX_CAUSE.format(found="KeyError: 'x'") in invoke("inbox", "list").stdout
    done = invoke("inbox", "retry", "1", "9")
    assert done.exit_code == 0
    assert operator.INBOX_RETRIED_SOME.format(missing=1) in done.stderr


@pytest.mark.parametrize(("shell", "at"), [("bash", "1"), ("zsh", "1"), ("fish", "fa")])
def test_commands_are_completed(shell: str, at: str) -> None:
    """The documented line gives a script, and with it a shell learns commands and options."""
    environment = {"_WENDA_COMPLETE": f"{shell}_complete", "COMP_WORDS": "wenda fa", "COMP_CWORD": at}
    done = CliRunner().invoke(cli, [], env=environment, prog_name="wenda")
    assert "faq" in done.stdout


@pytest.mark.parametrize("command", [("run",), ("demo", "--no-browser", "--port"), ("desk", "--port")], ids=" ".join)
def test_what_serves_collects_garbage_as_the_interpreter_does(command: tuple[str, ...]) -> None:
    """Other commands collect it rarely: they end before there is much."""
    save(Path("var"), "a password of this test")
    script = (
        "import atexit, gc; from bot.cli.main import main; atexit.register(lambda: print(gc.get_threshold())); main()"
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        # Nobody asks anything; no page is served where the port is taken.
        port = () if command == ("run",) else (str(taken.getsockname()[1]),)
        arguments = [sys.executable, "-c", script, *command, *port]
        served = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert served.stdout.splitlines()[-1] == str(gc.get_threshold())
    other = subprocess.run([sys.executable, "-c", script, "faq", "list"], capture_output=True, text=True, check=True)
    assert other.stdout.splitlines()[-1] != served.stdout.splitlines()[-1]
