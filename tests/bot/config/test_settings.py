"""Settings from the environment and .env."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from bot.config.settings import Settings, SettingsError, load, pseudonym_secret
from retrieval.cluster.cluster_settings import ClusterSettings

NO_IDS = (
    *("-5", "+5", "0", "007", "1_000", "１２", "1.5", "1e3", "0x1", "@ada", "1;2", "²", "-1001234567890"),
    *(str(1 << 52), "9" * 40),
)
NO_HOTLINES = (
    *("<b>12345</b>", "12345&amp;", "*12345*", "_12345_", "`12345`", "[12345](tel:1)", "12345|1", '12345"'),
    *("热线", "http://x.cn/12345", "@bot12345", "/start12345!", "12345\u200b", "1" * 41),
)
NO_TOKENS = (
    *("12:ab cd", "12:ab/cd", "geheim", ":geheim", "12:", "12:ab:cd", "0:geheim", "a12:geheim", "<12:geheim>"),
    *("１２:geheim", "12：geheim", "bot12:geheim", "12:gehéim", f"{'9' * 19}:geheim"),
)


def wrong(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """What is said of a wrong environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_empty_environment_has_the_defaults() -> None:
    """Without any setting there is no token, Telegram's own server, the state in var and the hotline 12345."""
    found = load()
    assert (found.token, found.api_base, found.hotline) == (None, "https://api.telegram.org", "12345")
    assert (found.database, found.staff) == (found.state / "wenda.db", frozenset())


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_blank_value_counts_as_absent(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    """An empty or blank value is as good as none, for a text, a path, a secret and a number."""
    for name in ("TELEGRAM_BOT_TOKEN", "TELEGRAM_API_BASE", "WENDA_STATE", "WENDA_RETENTION_DAYS", "WENDA_STAFF"):
        monkeypatch.setenv(name, blank)
    assert load() == Settings()


def test_the_dotenv_file_is_read_and_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values come from .env in the working folder, and those of the environment win."""
    Path(".env").write_text("WENDA_HOTLINE=96166\nWENDA_STATE=elsewhere\nHTTPS_PROXY=x\n", encoding="utf-8")
    monkeypatch.setenv("WENDA_STATE", "here")
    assert (load().hotline, load().state) == ("96166", Path("here"))


def test_a_dotenv_file_of_another_encoding_is_refused() -> None:
    """A .env that is not UTF-8 is an error of one line that names it."""
    Path(".env").write_bytes("WENDA_HOTLINE=热线\n".encode("gb18030"))
    with pytest.raises(SettingsError, match=r"\.env"):
        load()


def test_staff_are_numbers_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commas of either width and blanks separate the ids."""
    monkeypatch.setenv("WENDA_STAFF", "1, 22，333")
    assert load().staff == {1, 22, 333}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENDA_RETENTION_DAYS", "soon"),
        ("WENDA_RETENTION_DAYS", "0"),
        ("WENDA_STAFF", "1,ada"),
        ("TELEGRAM_API_BASE", "api.telegram.org"),
        ("TELEGRAM_API_BASE", "http://host:99999"),
        ("TELEGRAM_API_BASE", "http://host/x?y#z"),
        ("TELEGRAM_WEBHOOK_URL", "ftp://host/x"),
        ("TELEGRAM_WEBHOOK_URL", "https://host/x y"),
        ("TELEGRAM_WEBHOOK_URL", "https://host/x#y"),
        *(("WENDA_STAFF", value) for value in NO_IDS),
        *(("WENDA_HOTLINE", value) for value in NO_HOTLINES),
    ],
)
def test_a_wrong_value_is_named_and_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The error names the setting and shows what was found."""
    said = wrong(monkeypatch, **{name: value})
    assert name in said
    assert value.split(",")[-1] in said


def test_what_is_found_does_not_reach_the_terminal_raw(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong value is shown with its control characters and marks of direction as escapes."""
    assert "12345\\x1b[2J\\u202e" in wrong(monkeypatch, WENDA_HOTLINE="12345\x1b[2J\u202e")


@pytest.mark.parametrize(
    "hotline",
    ["12345", "0631-12345", "+86 (631) 12345", "12345 转 2", "12345，12315", "区政务热线：12345", "１２３４５"],
)
def test_a_hotline_may_have_words_beside_it(monkeypatch: pytest.MonkeyPatch, hotline: str) -> None:
    """Numbers as they are printed on posters."""
    monkeypatch.setenv("WENDA_HOTLINE", hotline)
    assert load().hotline == hotline


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("TELEGRAM_WEBHOOK_URL", "https://ada:geheim@bot.example.org/wenda"),
        ("TELEGRAM_WEBHOOK_URL", "https://geheim@bot.example.org/wenda"),
        ("TELEGRAM_WEBHOOK_URL", "https://:geheim@bot.example.org/wenda"),
        ("TELEGRAM_WEBHOOK_URL", "ftp://ada:geheim@bot.example.org/wenda"),
        ("TELEGRAM_API_BASE", "http://ada:geheim@127.0.0.1:8081"),
    ],
)
def test_an_address_with_a_login_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    """Telegram would be told the password, or a log."""
    said = wrong(monkeypatch, **{name: address, "TELEGRAM_WEBHOOK_SECRET": "x"})
    assert name in said
    assert "geheim" not in said


@pytest.mark.parametrize("token", ["123456789:AAF_x-" + "y" * 29, "7:x", "123456:TEST-token"])
def test_a_token_begins_with_the_number_of_its_bot(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """Digits, a colon, and letters, digits, underscores and hyphens."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    assert load().bot_id == int(token.partition(":")[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("TELEGRAM_BOT_TOKEN", value) for value in NO_TOKENS),
        ("TELEGRAM_WEBHOOK_SECRET", "p@ss word"),
    ],
)
def test_a_wrong_secret_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """The error names the setting and keeps its value to itself."""
    said = wrong(monkeypatch, **{name: value})
    assert name in said
    assert value not in said


def test_without_an_address_there_is_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    """What else is set of it does not matter then."""
    monkeypatch.setenv("OPENSEARCH_USER", "ada")
    assert load().cluster is None


def test_a_cluster_has_several_nodes_and_one_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """User and password stand in any of the addresses, decoded; the default port is OpenSearch's."""
    monkeypatch.setenv("OPENSEARCH_URL", "https://one:9201/, https://ada:p%40ss@two，https://[::1]:9203")
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    monkeypatch.setenv("OPENSEARCH_CA", str(authority))
    monkeypatch.setenv("OPENSEARCH_REPLICAS", "2")
    hosts = ("https://one:9201", "https://two:9200", "https://[::1]:9203")
    assert load().cluster == ClusterSettings(hosts, "ada", "p@ss", str(authority), replicas=2)


def test_a_login_that_is_set_by_itself_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the two places."""
    monkeypatch.setenv("OPENSEARCH_URL", "http://ada:one@127.0.0.1:9200")
    monkeypatch.setenv("OPENSEARCH_USER", "bob")
    monkeypatch.setenv("OPENSEARCH_PASSWORD", "two")
    found = load()
    assert found.cluster == ClusterSettings(("http://127.0.0.1:9200",), "bob", "two")
    assert {"two", base64.b64encode(b"bob:two").decode()} <= set(found.secret_values())
    assert "two" not in repr(found) + repr(found.cluster)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENSEARCH_URL", "one:9200"),
        ("OPENSEARCH_URL", "http://one:9200,"),
        ("OPENSEARCH_URL", "http://one:9200/path"),
        ("OPENSEARCH_URL", "http://one,https://two"),
        ("OPENSEARCH_URL", "http://a:b@one,http://c:d@two"),
        ("OPENSEARCH_CA", "absent.pem"),
        ("OPENSEARCH_TIMEOUT", "0"),
        ("OPENSEARCH_SHARDS", "0"),
        ("OPENSEARCH_REPLICAS", "many"),
        ("OPENSEARCH_PREFIX", "Wenda*"),
    ],
)
def test_a_wrong_cluster_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """An address, which may hold a password, is not repeated."""
    said = wrong(monkeypatch, **{name: value})
    assert name in said
    assert (value in said) == (name != "OPENSEARCH_URL")


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a secret anybody could post updates, so the bot does not start."""
    assert "TELEGRAM_WEBHOOK_SECRET" in wrong(monkeypatch, TELEGRAM_WEBHOOK_URL="https://bot.example.org/hook")


def test_secrets_hide_their_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing the settings shows no secret."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "12:abcdef")
    monkeypatch.setenv("WENDA_SECRET", "key of pseudonyms")
    assert "abcdef" not in repr(load())
    assert set(load().secret_values()) == {"12:abcdef", "key of pseudonyms"}


def test_the_library_falls_back_to_the_one_that_is_shipped() -> None:
    """In a folder without reports the ones that come with the code are read, and an own folder comes first."""
    assert any(load().library_folder.glob("*.txt"))
    Path("data/reports").mkdir(parents=True)
    assert load().library_folder == Path("data/reports")
    assert load(library=Path("mine")).library_folder == Path("mine")


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    """Without WENDA_SECRET one is made in the state folder, readable by the owner only, and used again."""
    settings = load(state=tmp_path / "state")
    made = pseudonym_secret(settings)
    assert len(made) == 64
    assert pseudonym_secret(settings) == made
    (file,) = settings.state.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_secret_that_was_set_is_used(tmp_path: Path) -> None:
    """WENDA_SECRET comes first, and nothing is written."""
    assert pseudonym_secret(load(secret="chosen by a person", state=tmp_path / "state")) == b"chosen by a person"
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("found", ["", "\n", "half a key", " " * 64])
def test_a_key_that_is_not_whole_is_refused(tmp_path: Path, found: str) -> None:
    """With another key nobody would find their questions: the error names the file, and the file stays as it is."""
    (tmp_path / "secret").write_text(found)
    with pytest.raises(SettingsError, match="secret"):
        pseudonym_secret(load(state=tmp_path))
    assert (tmp_path / "secret").read_text() == found


def test_a_key_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short WENDA_SECRET is named and not shown."""
    said = wrong(monkeypatch, WENDA_SECRET="0123456789abcde")
    assert "WENDA_SECRET" in said
    assert "0123" not in said


def test_a_key_is_on_the_disk_whole_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is synced under another name, and then the folder that holds its name."""
    synced: list[tuple[bool, int]] = []

    def note(at: int) -> None:
        there = (tmp_path / "state" / "secret").exists()
        synced.append((there, os.fstat(at).st_size if stat.S_ISREG(os.fstat(at).st_mode) else -1))

    monkeypatch.setattr(os, "fsync", note)
    pseudonym_secret(load(state=tmp_path / "state"))
    assert synced == [(False, 64), (True, -1)]


def test_a_state_folder_that_cannot_be_made_is_an_error_of_one_line(tmp_path: Path) -> None:
    """Where a file stands in the way, the error names the place and what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="WENDA_SECRET"):
        pseudonym_secret(load(state=tmp_path / "file" / "state"))
