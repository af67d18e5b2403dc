"""What the self-check says of settings, proxies and folders."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.config.proxies import unusable_proxies
from bot.config.settings import load
from bot.config.settings_check import CheckResult, CheckStatus, check_settings
from bot.config.settings_review import SettingsReview
from bot.config.state_location import default_state, former_state
from bot.texts import operator


def results(what: str) -> list[CheckResult]:
    """What is said of something in this environment."""
    return [found for found in check_settings(SettingsReview.of_environment()) if found.what == what]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("WENDA_LIBARY", "WENDA_LIBRARY"), ("wenda_hotlin", "WENDA_HOTLINE"), ("WENDA_TOKEN", "TELEGRAM_BOT_TOKEN")],
)
def test_an_unknown_name_is_told_with_the_nearest(monkeypatch: pytest.MonkeyPatch, name: str, nearest: str) -> None:
    """A name of the environment that begins as ours do is a warning that names the one that was meant."""
    monkeypatch.setenv(name, "x")
    (found,) = results(operator.DOCTOR_SETTING)
    assert found.health is CheckStatus.WARNING
    assert name in found.said
    assert nearest in found.said


@pytest.mark.parametrize("name", ["WENDA_FOO", "WENDA_FAST", "WENDA_COLOUR", "WENDA_"])
def test_a_name_like_none_of_ours_is_told_alone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Its beginning, which all names share, makes it like no other."""
    monkeypatch.setenv(name, "x")
    (found,) = results(operator.DOCTOR_SETTING)
    assert found.said.endswith(operator.DOCTOR_REMOVE)


def test_every_name_of_the_file_is_looked_at() -> None:
    """In ``.env``, which is ours alone, those of the other families too; its place is named."""
    Path(".env").write_text("TELEGRAM_BOT_TOEKN=1:x\nOPENSERCH_URL=x\nHTTPS_PROXY=x\nWENDA_STAFF=5\n", "utf-8")
    assert [found.said.count("TELEGRAM_BOT_TOKEN") for found in results(operator.DOCTOR_SETTING)] == [1]
    (file,) = results(operator.DOCTOR_FILE)
    assert str(Path(".env").absolute()) in file.said


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a failure; the others are used, and those of the file too."""
    Path(".env").write_text("WENDA_STAFF=5,6\nWENDA_RETENTION_DAYS=soon\n", "utf-8")
    monkeypatch.setenv("WENDA_HOTLINE", "电话")
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://bot.example.gov.cn/x")
    review = SettingsReview.of_environment()
    assert len(review.wrong) == 3
    assert (review.settings.staff, review.settings.hotline, review.settings.retention_days) == (
        frozenset({5, 6}), "12345", 365,
    )  # fmt: skip
    assert {found.health for found in check_settings(review) if found.said in review.wrong} == {CheckStatus.FAILED}


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"WENDA_HOTLINE": "热线1"}, "WENDA_HOTLINE"),
        ({"TELEGRAM_WEBHOOK_SECRET": "a1b2"}, "TELEGRAM_WEBHOOK_URL"),
        ({"OPENSEARCH_USER": "wenda"}, "OPENSEARCH_URL"),
        ({"TELEGRAM_BOT_TOKEN": "77:abc", "WENDA_STAFF": "77"}, "77"),
        ({"WENDA_SECRET": "1" * 20}, "WENDA_SECRET"),
        ({"TELEGRAM_WEBHOOK_URL": "http://a.cn/x", "TELEGRAM_WEBHOOK_SECRET": "a"}, "https"),
    ],
)
def test_a_value_that_makes_no_sense_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], named: str
) -> None:
    """It is used all the same, as it may be meant."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (found,) = results(operator.DOCTOR_SETTING)
    assert found.health is CheckStatus.WARNING
    assert named in found.said


def test_a_file_that_cannot_be_read_is_a_failure() -> None:
    """The rest is looked at without it."""
    Path(".env").write_bytes("WENDA_HOTLINE=热线\n".encode("gb18030"))
    (found,) = results(operator.DOCTOR_FILE)
    assert found.health is CheckStatus.FAILED
    assert "UTF-8" in found.said


@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("value", ["http://[", "socks4://a:1", "://x", "ftp://a", "http://a:99999", "http://a:8\x01"])
def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Whatever is wrong with it, its value is not part of what is said."""
    for each in [each for each in os.environ if each.upper().endswith("_PROXY")]:
        monkeypatch.delenv(each)
    monkeypatch.setenv(name, value)
    assert unusable_proxies() == [name]
    (found,) = results(operator.DOCTOR_PROXY)
    assert (found.health, value in found.said) == (CheckStatus.FAILED, False)
    monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    (found,) = results(operator.DOCTOR_PROXY)
    assert (found.health, name in found.said) == (CheckStatus.FINE, True)


def test_the_state_does_not_follow_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is beside the program's project wherever one starts, else in the user's folder for state."""
    monkeypatch.delenv("WENDA_STATE")
    before = load().state
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert load().state == before == default_state()
    assert not Path("var").exists()
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    assert default_state(project) == tmp_path / "home" / "wenda"
    (project / "pyproject.toml").write_text("")
    assert default_state(project) == project / "var"


def test_a_state_from_earlier_is_used_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier version has left in the working folder is never lost in silence; an empty folder is nothing."""
    monkeypatch.delenv("WENDA_STATE")
    Path("var").mkdir()
    assert former_state() is None
    (Path("var") / "wenda.db").write_bytes(b"")
    assert load().state == Path("var").absolute()
    (found,) = results(operator.DOCTOR_STATE)
    assert found.health is CheckStatus.WARNING
    assert str(default_state()) in found.said
    monkeypatch.setenv("WENDA_STATE", "here")
    assert load().state == Path("here")
    (found,) = results(operator.DOCTOR_STATE)
    assert (found.health, str(Path("here").absolute()) in found.said) == (CheckStatus.FINE, True)


def test_a_file_in_the_place_of_the_state_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing could be kept in it."""
    Path("var").write_text("")
    assert [found.health for found in results(operator.DOCTOR_STATE)] == [CheckStatus.FAILED]
