"""Settings from the environment and from ``.env`` in the working folder, checked once at the start.

An empty value counts as absent. A wrong value is a `SettingsError` of one line that names the setting, the expected
value and the found one; a secret's value is never part of it. The proxies on the way to Telegram are httpx's
settings: httpx reads them from the environment, and here they are only checked.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.config.addresses import cluster_hosts, plain_address
from bot.config.proxies import password_forms, proxy_secrets, unusable_proxies
from bot.config.state_location import former_state, state_folder
from bot.storage import files
from bot.storage.state_folder import make_private
from bot.strings import escape_controls, one_line
from bot.texts import operator
from bot.texts.errors.system_errors import system_error
from retrieval.cluster.cluster_settings import ClusterSettings
from retrieval.models import WendaError

SECRETS = frozenset(
    {"TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "WENDA_SECRET", "OPENSEARCH_URL", "OPENSEARCH_PASSWORD"}
)
_ADDRESSES = frozenset({"TELEGRAM_API_BASE", "TELEGRAM_WEBHOOK_URL"})
TELEGRAM = "https://api.telegram.org"
SECRET_FILE = "secret"  # noqa: S105  (a name)
MIN_SECRET_LENGTH = 16  # bytes; the key that is made has 64
_REPORTS = Path("data/reports")
_TOKEN = re.compile(r"[1-9][0-9]{0,17}:[A-Za-z0-9_-]+")
_STAFF_SEPARATORS = re.compile(r"[,，、\s]+")
_STAFF_ID = re.compile(r"[1-9][0-9]{0,15}")
_LARGEST_ID = (1 << 52) - 1  # Bot API, "User": at most 52 significant bits
# Phone numbers, with words beside them, and no sign that Telegram, HTML or a terminal could take for more than text.
_HOTLINE = re.compile(r"(?=\D{0,39}\d)(?:[^\W_]|[ +()（）、，,；;：:/—－–-]){1,40}")

_LOGGER = logging.getLogger(__name__)


class SettingsError(WendaError):
    """A setting that cannot be used; the message names it, the expected value and the found one."""


class Settings(BaseSettings):
    """All settings. Field names are internal, the aliases are the fixed interface."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        str_strip_whitespace=True,
    )

    token: SecretStr | None = Field(default=None, alias="TELEGRAM_BOT_TOKEN")
    api_base: str = Field(default=TELEGRAM, alias="TELEGRAM_API_BASE")
    webhook_url: str | None = Field(default=None, alias="TELEGRAM_WEBHOOK_URL")
    webhook_secret: SecretStr | None = Field(default=None, alias="TELEGRAM_WEBHOOK_SECRET")
    library: Path | None = Field(default=None, alias="WENDA_LIBRARY")
    state: Path = Field(default_factory=state_folder, alias="WENDA_STATE")
    staff: Annotated[frozenset[int], NoDecode] = Field(default=frozenset(), alias="WENDA_STAFF")
    secret: SecretStr | None = Field(default=None, alias="WENDA_SECRET")
    retention_days: int = Field(default=365, alias="WENDA_RETENTION_DAYS", ge=1, le=3650)
    hotline: str = Field(default="12345", alias="WENDA_HOTLINE")
    opensearch_url: SecretStr | None = Field(default=None, alias="OPENSEARCH_URL")
    opensearch_user: str = Field(default="", alias="OPENSEARCH_USER")
    opensearch_password: SecretStr = Field(default=SecretStr(""), alias="OPENSEARCH_PASSWORD")
    opensearch_ca: Path | None = Field(default=None, alias="OPENSEARCH_CA")
    opensearch_timeout: float = Field(default=10.0, alias="OPENSEARCH_TIMEOUT", gt=0, le=300)
    opensearch_shards: int = Field(default=3, alias="OPENSEARCH_SHARDS", ge=1, le=100)
    opensearch_replicas: int = Field(default=1, alias="OPENSEARCH_REPLICAS", ge=0, le=10)
    opensearch_prefix: str = Field(default="wenda", alias="OPENSEARCH_PREFIX", pattern=r"^[a-z][a-z0-9_]{0,40}$")

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, values: Any) -> Any:
        # env_ignore_empty keeps "  ", which a person also reads as empty.
        if not isinstance(values, dict):
            return values
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator("token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("not a token")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        # Telegram's own rule for secret_token.
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("not a webhook secret")
        return secret

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and len(secret.get_secret_value().encode()) < MIN_SECRET_LENGTH:
            raise ValueError("a secret that can be guessed")
        return secret

    @field_validator("api_base", "webhook_url")
    @classmethod
    def _check_url(cls, url: str | None) -> str | None:
        return url if url is None else plain_address(url)

    @field_validator("hotline")
    @classmethod
    def _check_hotline(cls, hotline: str) -> str:
        if not _HOTLINE.fullmatch(hotline):
            raise ValueError("not a phone number")
        return hotline

    @field_validator("opensearch_url")
    @classmethod
    def _check_hosts(cls, url: SecretStr | None) -> SecretStr | None:
        if url:
            cluster_hosts(url.get_secret_value())
        return url

    @field_validator("opensearch_ca")
    @classmethod
    def _check_authority(cls, path: Path | None) -> Path | None:
        if path and not path.is_file():
            raise ValueError("no such file")
        return path

    @field_validator("staff", mode="before")
    @classmethod
    def _split_staff(cls, staff: Any) -> Any:
        # Settings are texts; pydantic itself would also take 1_000, １ and -5 for numbers.
        if not isinstance(staff, str):
            return staff
        parts = [part for part in _STAFF_SEPARATORS.split(staff) if part]
        if not all(_STAFF_ID.fullmatch(part) and int(part) <= _LARGEST_ID for part in parts):
            raise ValueError("not a person's id")
        return parts

    @model_validator(mode="after")
    def _require_webhook_secret(self) -> Settings:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("a webhook without a secret, to which anybody could send updates")
        return self

    @property
    def library_folder(self) -> Path:
        """The folder of reports: the one that is set, else ``data/reports`` in the working folder, else the one that
        is shipped.
        """
        if self.library or _REPORTS.is_dir():
            return self.library or _REPORTS
        from retrieval.resources import REPORTS  # here, because it loads the whole engine

        return REPORTS

    @property
    def former_state(self) -> Path | None:
        """The state folder in the working folder that is used because it is there; None where another one is."""
        return None if "state" in self.model_fields_set else former_state()

    @property
    def cluster(self) -> ClusterSettings | None:
        """Where the search cluster is; None where the index of this machine serves.

        User and password may stand in the address; those that are set by themselves come first.
        """
        if self.opensearch_url is None:
            return None
        hosts, user, password = cluster_hosts(self.opensearch_url.get_secret_value())
        return ClusterSettings(
            hosts,
            self.opensearch_user or user,
            self.opensearch_password.get_secret_value() or password,
            str(self.opensearch_ca or ""),
            self.opensearch_timeout,
            self.opensearch_shards,
            self.opensearch_replicas,
            self.opensearch_prefix,
        )

    @property
    def database(self) -> Path:
        """The SQLite file of the interaction log."""
        return self.state / "wenda.db"

    @property
    def inbox(self) -> Path:
        """The SQLite file of the update inbox."""
        return self.state / "inbox.db"

    @property
    def api_is_telegrams(self) -> bool:
        """Whether the Bot API server is Telegram's own."""
        return self.api_base == TELEGRAM

    @property
    def bot_id(self) -> int:
        """The number of the bot, with which its token begins; 0 without a token."""
        return int(self.token.get_secret_value().partition(":")[0]) if self.token else 0

    def secret_values(self) -> tuple[str, ...]:
        """Values that must never appear in a log: the secrets and the passwords of proxies."""
        ours = (s.get_secret_value() for s in (self.token, self.webhook_secret, self.secret) if s)
        cluster = self.cluster
        return (*ours, *(password_forms(cluster.user, cluster.password) if cluster else ()), *proxy_secrets())


def load(**overrides: Any) -> Settings:
    """Read the environment and ``.env``; ``overrides`` (such as ``library=…``) come first.

    Raises:
        SettingsError: a value is wrong, or ``.env`` cannot be read.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(
            describe(error.errors(include_url=False)[0])
        ) from None  # the cause holds the values that must not be shown
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(operator.SETTINGS_UNREADABLE.format(error=system_error(error))) from None


def check_proxies() -> None:
    """Check the addresses of the proxies before anything is opened: httpx would end the start with a traceback.

    Raises:
        SettingsError: a value is not the address of a proxy; the message does not repeat it.
    """
    for name in unusable_proxies():
        raise SettingsError(operator.PROXY_UNUSABLE.format(name=name))


def pseudonym_secret(settings: Settings) -> bytes:
    """The key of the pseudonyms: WENDA_SECRET, else a random one that is stored once in the state folder.

    It is in a file of its own, so that a copy of the database does not tell who asked.

    Raises:
        SettingsError: the file can be neither read nor made, or is too short to be a key: with another key nobody's
            questions would be found any more.
    """
    if settings.secret:
        return settings.secret.get_secret_value().encode()
    path = settings.state / SECRET_FILE
    try:
        make_private(settings.state)
        if not path.exists():
            if settings.database.exists():
                _LOGGER.warning(
                    "%s is missing and made anew; questions that were logged with another key have no owner now", path
                )
            files.write_once(path, secrets.token_hex(32))
        return read_key(path)
    except OSError as error:
        raise SettingsError(operator.KEY_UNUSABLE.format(path=path, error=system_error(error))) from error


def read_key(path: Path) -> bytes:
    """The key of the pseudonyms in a file.

    Raises:
        SettingsError: it is too short, since the file was emptied or cut.
        OSError: the file cannot be read.
    """
    key = path.read_bytes()
    if len(key.strip()) < MIN_SECRET_LENGTH:
        raise SettingsError(operator.KEY_SHORT.format(path=path, found=len(key.strip()), wanted=MIN_SECRET_LENGTH))
    return key


def describe(first: Mapping[str, Any]) -> str:
    """A sentence about a wrong setting, of what pydantic found: its name, what was wanted and what was found."""
    if not first["loc"]:  # the only rule on more than one setting
        return operator.UNGUARDED_WEBHOOK
    name = str(first["loc"][0])
    value = str(first["input"])
    is_hidden = name in SECRETS or (name in _ADDRESSES and "@" in value)  # what stands before it may be a password
    found = operator.SETTING_HIDDEN if is_hidden else f"“{escape_controls(one_line(value))[:80]}”"
    wanted = operator.WANTED.get(name, operator.WANTED_OTHERWISE)
    return operator.SETTING_WRONG.format(name=name, wanted=wanted, found=found)
