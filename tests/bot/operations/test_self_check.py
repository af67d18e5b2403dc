"""The self-check."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from email.utils import formatdate
from pathlib import Path

import pytest

from bot.config import settings as settings_module
from bot.config.settings import Settings
from bot.config.settings_check import CheckResult, CheckStatus
from bot.config.settings_review import SettingsReview
from bot.operations import self_check
from bot.storage.interactions import Interaction, InteractionLog
from bot.storage.update_inbox import UpdateInbox
from bot.texts import operator
from retrieval.corpus import storage
from retrieval.corpus.builder import build
from retrieval.sandbox import sandboxed_reader
from tests.botapi import BotApiServer
from tests.pooled_readers import SandboxedReader
from tests.shipped import REPORTS

GREETS = (
    "import os; from multiprocessing.connection import Connection; own = Connection(os.dup(0)); own.send_bytes(b'ok'); "
)
ROW = Interaction("2026-01-01T00:00:00.000+00:00", "ask", "谁", "answer", "1", "abc", 1.5)


def found(settings: Settings, what: str) -> CheckResult:
    """The one finding about something."""
    (finding,) = [finding for finding in self_check.run_checks(SettingsReview(settings)) if finding.what == what]
    return finding


def test_a_fresh_installation_is_well(tmp_path: Path) -> None:
    """Nothing was written yet and no token is set: nothing failed, and the library is counted."""
    findings = list(self_check.run_checks(SettingsReview(settings_module.load(state=tmp_path / "var"))))
    assert [finding for finding in findings if finding.health is CheckStatus.FAILED] == []
    held = next(finding for finding in findings if finding.what == operator.DOCTOR_LIBRARY)
    assert held.said.startswith("1 ")
    assert not (tmp_path / "var").exists()


def test_a_damaged_database_fails(tmp_path: Path) -> None:
    """The log and the inbox are each looked at, and the way out is named."""
    settings = settings_module.load(state=tmp_path)
    log = InteractionLog.at(settings.database)
    log.add(ROW)
    log.close()
    settings.inbox.write_text("rubbish " * 1000)
    assert found(settings, operator.DOCTOR_LOG).health is CheckStatus.FINE
    wrong = found(settings, operator.DOCTOR_INBOX)
    assert wrong.health is CheckStatus.FAILED
    assert str(settings.inbox) in wrong.said


def test_what_was_set_aside_is_counted(tmp_path: Path) -> None:
    """Updates that failed too often are a reason to look."""
    settings = settings_module.load(state=tmp_path, token="7:x")
    inbox = UpdateInbox.at(settings.inbox, 7)
    inbox.put([{"update_id": 1}, {"update_id": 2}]).result()
    inbox.bury(1, "bad").result()
    inbox.close()
    assert found(settings, operator.DOCTOR_ASIDE) == CheckResult(
        operator.DOCTOR_ASIDE, CheckStatus.WARNING, operator.DOCTOR_ASIDE_SOME.format(count=1)
    )


def test_little_space_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where less is left than a busy month may take."""
    settings = settings_module.load(state=tmp_path / "not" / "yet")
    assert found(settings, operator.DOCTOR_SPACE).said.startswith(str(tmp_path))
    monkeypatch.setattr(self_check, "MIN_FREE_BYTES", shutil.disk_usage(tmp_path).total + 1)
    assert found(settings, operator.DOCTOR_SPACE).health is CheckStatus.WARNING


@pytest.mark.parametrize(
    ("mode", "health"), [(0o600, CheckStatus.FINE), (0o640, CheckStatus.WARNING), (0o604, CheckStatus.WARNING)]
)
def test_a_secret_that_others_can_read_is_a_warning(tmp_path: Path, mode: int, health: CheckStatus) -> None:
    """The key of the pseudonyms is for its owner alone."""
    (tmp_path / "secret").write_text("x" * 64)
    (tmp_path / "secret").chmod(mode)
    assert found(settings_module.load(state=tmp_path), operator.DOCTOR_SECRET).health is health


@pytest.mark.parametrize(
    ("folder", "file", "health"),
    [(0o700, 0o600, CheckStatus.FINE), (0o755, 0o600, CheckStatus.WARNING), (0o700, 0o640, CheckStatus.WARNING)],
)
def test_a_state_that_others_can_read_is_a_warning(tmp_path: Path, folder: int, file: int, health: CheckStatus) -> None:
    """What is open is named with the commands; nothing is changed by looking."""
    settings = settings_module.load(state=tmp_path / "var")
    log = InteractionLog.at(settings.database)
    log.add(ROW)
    log.close()
    settings.database.chmod(file)
    settings.state.chmod(folder)
    told = found(settings, operator.DOCTOR_PRIVATE)
    assert told.health is health
    assert (str(settings.database) in told.said) == (file != 0o600)
    assert ("chmod 700" in told.said) == (health is CheckStatus.WARNING)
    assert [settings.database.stat().st_mode & 0o777, settings.state.stat().st_mode & 0o777] == [file, folder]


@pytest.mark.parametrize(("content", "health"), [("x" * 64, CheckStatus.FINE), ("", CheckStatus.FAILED)])
def test_an_emptied_key_is_a_failure(tmp_path: Path, content: str, health: CheckStatus) -> None:
    """The service would refuse to start."""
    (tmp_path / "secret").write_text(content)
    (tmp_path / "secret").chmod(0o600)
    assert found(settings_module.load(state=tmp_path), operator.DOCTOR_SECRET).health is health


def test_what_of_the_library_is_not_served(tmp_path: Path) -> None:
    """A file that cannot be read is a warning that says what to do; a copy is told of and is in order."""
    folder = tmp_path / "library"
    shutil.copytree(REPORTS, folder, ignore=shutil.ignore_patterns(storage.HIDDEN))
    report = next(path for path in folder.iterdir() if path.suffix == ".txt")
    (folder / "副本").mkdir()
    shutil.copy(report, folder / "副本" / "a.txt")
    (folder / "b.docx").write_bytes(b"PK\x03\x04 x")
    settings = settings_module.load(state=tmp_path / "var", library=folder)
    skipped, same = found(settings, operator.DOCTOR_SKIPPED), found(settings, operator.DOCTOR_SAME)
    assert (skipped.health, same.health) == (CheckStatus.WARNING, CheckStatus.FINE)
    assert skipped.said.startswith("b.docx：文件损坏，读不出来（请")
    assert same.said.startswith(f"副本/a.txt：与 {report.name} 是同一份文件")


@pytest.mark.parametrize("files", [True, False])
@pytest.mark.parametrize("network", [True, False])
def test_what_the_reader_process_keeps_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: bool, network: bool
) -> None:
    """Each of what it cannot give up is named; `tests.faults` has the kernel that lets it give up nothing."""
    greeting = json.dumps({"files": files, "network": network}).encode()
    told = f"{GREETS}own.send_bytes({greeting!r})"
    monkeypatch.setattr(sandboxed_reader, "_command", lambda limits, only_text: (sys.executable, "-c", told))
    monkeypatch.setattr(sandboxed_reader, "SandboxedReader", SandboxedReader)
    finding = found(settings_module.load(state=tmp_path), operator.DOCTOR_READER)
    kept = [operator.DOCTOR_KEPT_FILES] * (not files) + [operator.DOCTOR_KEPT_NETWORK] * (not network)
    said = operator.DOCTOR_UNCONFINED.format(kept="、".join(kept)) if kept else operator.DOCTOR_CONFINED
    assert (finding.health, finding.said) == (CheckStatus.WARNING if kept else CheckStatus.FINE, said)


def test_a_reader_process_that_does_not_start_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New files could not be read: the reason is told."""
    monkeypatch.setattr(sandboxed_reader, "_command", lambda limits, only_text: (sys.executable, "-c", "exit(3)"))
    monkeypatch.setattr(sandboxed_reader, "SandboxedReader", SandboxedReader)
    finding = found(settings_module.load(state=tmp_path), operator.DOCTOR_READER)
    assert finding.health is CheckStatus.FAILED
    assert finding.said == operator.DOCTOR_NO_READER.format(error="一启动就退出了（退出码 3）")


def test_an_index_that_is_out_of_date_is_a_warning(tmp_path: Path) -> None:
    """A report that changed since is told from the index, with the command; a damaged index fails the library."""
    folder = tmp_path / "library"
    shutil.copytree(REPORTS, folder, ignore=shutil.ignore_patterns(storage.HIDDEN))
    settings = settings_module.load(state=tmp_path / "var", library=folder)
    assert operator.DOCTOR_INDEX not in [finding.what for finding in self_check.run_checks(SettingsReview(settings))]
    build(folder)
    assert found(settings, operator.DOCTOR_INDEX).health is CheckStatus.FINE
    report = next(path for path in folder.iterdir() if path.suffix == ".txt")
    report.write_text(report.read_text("utf-8") + "附记。\n", encoding="utf-8")
    stale = found(settings, operator.DOCTOR_INDEX)
    assert (stale.health, f"wenda index {folder}" in stale.said) == (CheckStatus.WARNING, True)
    build(folder)
    (segment,) = (folder / storage.HIDDEN / "segments").iterdir()
    whole = segment.read_bytes()
    segment.write_bytes(bytes([*whole[:-1], whole[-1] ^ 1]))
    wrong = found(settings, operator.DOCTOR_LIBRARY)
    assert (wrong.health, str(segment) in wrong.said) == (CheckStatus.FAILED, True)
    segment.write_bytes(whole)
    index = folder / storage.HIDDEN / storage.FILE
    data = bytearray(index.read_bytes())
    data[len(data) // 2] ^= 1
    index.write_bytes(data)
    wrong = found(settings, operator.DOCTOR_LIBRARY)
    assert (wrong.health, f"wenda index {folder}" in wrong.said) == (CheckStatus.FAILED, True)


def test_a_proxy_that_cannot_be_used_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent: the setting is what must be put right."""
    monkeypatch.setenv("HTTPS_PROXY", "ftp://127.0.0.1:9")
    settings = settings_module.load(state=tmp_path, token="7:x", api_base="http://127.0.0.1:9")
    told = found(settings, operator.DOCTOR_TOKEN)
    assert told.health is CheckStatus.FAILED
    assert told.said == operator.DOCTOR_UNREACHABLE_PROXY.format(names="HTTPS_PROXY")


async def test_a_server_that_fails_is_no_wrong_token(server: BotApiServer, tmp_path: Path) -> None:
    """Its status is told."""
    settings = settings_module.load(state=tmp_path, token=server.token, api_base=server.base_url)
    server.fail("getMe", 502)
    told = await asyncio.to_thread(found, settings, operator.DOCTOR_TOKEN)
    assert told.health is CheckStatus.FAILED
    assert told.said == operator.DOCTOR_UNREACHABLE.format(base=server.base_url, error=502)


async def test_the_token_is_tried(server: BotApiServer, tmp_path: Path) -> None:
    """A good one is told by the bot's name, with the clock beside it; a wrong one and a silent server fail."""
    good = settings_module.load(state=tmp_path, token=server.token, api_base=server.base_url)
    wrong = settings_module.load(state=tmp_path, token="1:wrong", api_base=server.base_url)
    away = settings_module.load(state=tmp_path, token=server.token, api_base="http://127.0.0.1:9")
    fine = await asyncio.to_thread(found, good, operator.DOCTOR_TOKEN)
    assert (fine.health, "qa_test_bot" in fine.said) == (CheckStatus.FINE, True)
    assert (await asyncio.to_thread(found, good, operator.DOCTOR_CLOCK)).health is CheckStatus.FINE
    refused = await asyncio.to_thread(found, wrong, operator.DOCTOR_TOKEN)
    assert (refused.health, refused.said) == (CheckStatus.FAILED, operator.BOT_REFUSED)
    silent = await asyncio.to_thread(found, away, operator.DOCTOR_TOKEN)
    assert (silent.health, server.token in silent.said) == (CheckStatus.FAILED, False)


@pytest.mark.parametrize(
    ("apart", "health"),
    [(0, CheckStatus.FINE), (100, CheckStatus.FINE), (-300, CheckStatus.FAILED), (300, CheckStatus.FAILED)],
)
def test_a_clock_that_is_wrong_fails(apart: int, health: CheckStatus) -> None:
    """Two minutes either way are borne; a server without the time is a warning."""
    assert self_check._check_clock(formatdate(time.time() + apart, usegmt=True)).health is health
    assert self_check._check_clock("").health is CheckStatus.WARNING
