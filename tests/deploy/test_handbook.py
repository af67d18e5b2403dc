"""The pages for operators and staff, English and Chinese, name nothing that is not there."""

from __future__ import annotations

import configparser
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from prometheus_client import CollectorRegistry

from bot.cli.main import cli
from bot.config.log_format import JsonFormatter
from bot.config.settings import Settings
from bot.operations.metrics import INITIAL_EVENTS, ServiceMetrics
from bot.texts import chat, command_line

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = ("operate.md", "staff.md", "zh/operate.md", "zh/staff.md", "zh/library.md", "zh/privacy.md")
TEXT = {page: (DOCS / page).read_text("utf-8") for page in PAGES}
HANDBOOK, EVERY = TEXT["operate.md"], "\n".join(TEXT.values())
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", EVERY, re.DOTALL)
# `wenda X` in the running text, and in blocks by any path or by the script that runs it as the service does.
_CALL = re.compile(r"(?:^|[\s`/])wenda(?:\.sh)?((?: +(?!2>|\|)[^\s`|;)]+)+)", re.MULTILINE)
# What comes after the name in sentences and in other programs' commands.
_NOT_OURS = re.compile(r"(systemctl|journalctl|useradd|chown|-[oug]|-t|install|/etc/systemd\S*)[^`\n]*$")


def calls() -> Iterator[list[str]]:
    """The words after ``wenda`` in every call that the pages show."""
    shown = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
    shown += re.findall(r"`(wenda [^`]+)`", EVERY)
    for line in shown:
        for match in _CALL.finditer(line):
            if not _NOT_OURS.search(line[: match.start()]):
                yield match[1].split()


def fits(words: list[str]) -> str:
    """What is wrong with a call: an unknown command, or an option that it does not have; empty if nothing."""
    group: click.Command = cli
    for word in words:
        if word.startswith("-"):
            known = {name for command in (group, cli) for param in command.params for name in param.opts}
            if word.partition("=")[0] not in known:
                return f"no option {word}"
        elif isinstance(group, click.Group) and not re.search(r"/|^[A-Z]", word):
            if word not in group.commands:
                return f"no command {word}"
            group = group.commands[word]
    return ""


@pytest.mark.parametrize("call", sorted({" ".join(words) for words in calls()}))
def test_every_command_is_one_of_ours(call: str) -> None:
    """Each ``wenda …`` in the pages exists in the command line, with its options."""
    assert fits(call.split()) == ""


def test_the_commands_are_found_where_they_stand() -> None:
    """The search sees calls in blocks and in sentences, and the check sees what is wrong with a call."""
    found = {" ".join(words) for words in calls()}
    assert {
        "index /srv/wenda/reports",
        "log list -n 20",
        "run --metrics 127.0.0.1:9100",
        "ask --no-log 执法记录仪有多少台",
    } <= found
    assert len(found) >= 10
    assert fits(["fly"]) == "no command fly"
    assert fits(["log", "shred"]) == "no command shred"
    assert fits(["ask", "--loudly"]) == "no option --loudly"


def test_every_setting_is_one_of_ours() -> None:
    """What looks like a setting is in the settings, or is a variable that httpx, pip or our scripts read."""
    named = set(re.findall(r"\b((?:WENDA|TELEGRAM|OPENSEARCH)_[A-Z]+(?:_[A-Z]+)*)\b", EVERY))
    assert named
    assert named <= {str(field.alias) for field in Settings.model_fields.values()}
    example = (ROOT / ".env.example").read_text("utf-8")
    assert all(f"\n{name}=" in example for name in named)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_of_ours_is_there(page: str) -> None:
    """Paths into the project, links between its documents, pictures and targets of make exist."""
    text, here = TEXT[page], (DOCS / page).parent
    for path in re.findall(r"\b(deploy/[\w.-]+|requirements[\w.-]*\.lock|data/[a-z/]+)", text):
        assert (ROOT / path.rstrip(".")).exists(), path
    for link in re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)|src=\"([^\"]+)\"", text):
        assert (here / "".join(link)).exists(), link
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    extras = re.search(r"^EXTRAS = (.+)$", makefile, re.MULTILINE)
    assert extras
    for target in re.findall(r"(?:^|`)make ([\w./-]+)", text, re.MULTILINE):
        assert f"\n{target}:" in makefile or target in extras[1].split(), target


def headings(page: Path) -> set[str]:
    """The anchors of a page."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_headings(page: str) -> None:
    """Each anchor, within the page and in another one, is a heading's."""
    links = re.findall(r"\]\(([\w./-]*)#([\w-]+)\)", TEXT[page])
    here = DOCS / page
    wrong = [link for link in links if link[1] not in headings(here.parent / link[0] if link[0] else here)]
    assert len(links) >= 2
    assert wrong == []


def test_what_it_promises_is_what_the_units_do() -> None:
    """Days of backups, memory, the address of the metrics, folders: as in the units."""
    bot, copies = unit("wenda.service"), unit("wenda-backup.service")
    assert "KEEP_DAYS=14" in copies["environment"]
    assert "BACKUPS=/var/backups/wenda" in copies["environment"]
    assert "14 days" in HANDBOOK
    assert bot["memorymax"] == "1G"
    assert "1 GB of memory" in HANDBOOK
    assert bot["execstart"].endswith("wenda run --log-json --metrics 127.0.0.1:9100")
    assert bot["environmentfile"] == "/etc/wenda/env"
    assert bot["statedirectory"] == "wenda"


def unit(name: str) -> dict[str, str]:
    """The service section of a unit; of what stands in it several times all of it."""
    section: dict[str, str] = {}
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=",))
    parser.read_string((ROOT / "deploy" / name).read_text("utf-8"))
    for key, value in parser["Service"].items():
        section[key] = value or ""
    text = (ROOT / "deploy" / name).read_text("utf-8")
    section["environment"] = " ".join(re.findall(r"^Environment=(.*)$", text, re.MULTILINE))
    return section


def test_every_metric_that_it_names_is_served() -> None:
    """Names in the table and in the alerts are those of the registry."""
    metrics = ServiceMetrics(CollectorRegistry())
    metrics.watch(Counter(), lambda: 0)
    served = {
        f"{family.name}{suffix}"
        for family in metrics.registry.collect()
        for suffix in ("", "_total", "_bucket", "_info")
    }
    named = set(re.findall(r"\bwenda_(?!state)[a-z_]+\b", HANDBOOK))
    assert {"wenda_questions_total", "wenda_events_total", "wenda_queue_depth"} <= named
    assert named <= served
    events = re.search(r"`wenda_events_total\{event\}` \| ((?:`\w+`,? ?)+)", HANDBOOK)
    assert events
    assert set(re.findall(r"`(\w+)`", events[1])) <= {name.replace(" ", "_") for name in INITIAL_EVENTS}


def test_the_keys_of_a_log_line_are_those_that_it_names() -> None:
    """With an error, and the help of the option names the same."""
    try:
        raise ValueError("wanted a number")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    keys = list(json.loads(JsonFormatter([]).format(record)))
    sentence = re.search(r"one JSON object a line: (.+?)\.", HANDBOOK, re.DOTALL)
    assert sentence
    assert re.findall(r"`(\w+)`", sentence[1]) == keys
    assert "、".join(keys) in command_line.CLI_RUN_LOG_JSON


def test_the_statement_says_what_the_bot_does() -> None:
    """Its commands are in the bot's menu, its days are the defaults, and what it asks to be filled in is marked."""
    statement = TEXT["zh/privacy.md"].partition("个人信息处理规则**")[2].partition("\n## ")[0]
    commands = set(re.findall(r"> - /(\w+) ：", statement))
    assert commands == {"mydata", "forget", "privacy"}
    assert commands <= chat.MENU.keys()
    assert f"保存 {Settings.model_fields['retention_days'].default} 天" in statement
    assert "14 天" in statement
    assert "【单位全称】" in statement
    for item in ("个人信息保护法", "目的", "保存多久", "境外", "权利", "联系", "投诉"):
        assert item in statement
