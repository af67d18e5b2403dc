"""Dashboard password: typed or piped, never an argument; only its hash is stored, in the state folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.storage import files
from bot.storage.state_folder import make_private
from bot.texts.errors.system_errors import system_error
from bot.texts.pages import dashboard
from retrieval.models import WendaError

FILE = "desk-password"
MIN_LENGTH = 8  # characters


class DashboardError(WendaError):
    """The dashboard cannot be served; the message says what to do."""


def require_password_file(state: Path) -> Path:
    """The file of the hash. Without one, the password is asked for where there is a terminal.

    Raises:
        DashboardError: there is none and no terminal, or others can read the file.
    """
    path = state / FILE
    if not path.exists():
        if not sys.stdin.isatty():
            raise DashboardError(dashboard.DESK_NO_PASSWORD)
        save(state, prompt())
    try:
        mode = path.stat().st_mode
        found = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise DashboardError(dashboard.DESK_PASSWORD_UNUSABLE.format(path=path, error=system_error(error))) from error
    if mode & 0o077:
        raise DashboardError(dashboard.DESK_PASSWORD_OPEN.format(path=path))
    if found.count("$") != 3:
        raise DashboardError(dashboard.DESK_PASSWORD_UNUSABLE.format(path=path, error=dashboard.DESK_UNKNOWN))
    return path


def prompt() -> str:
    """A password from the terminal, typed twice and hidden, or one line from a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    question = dashboard.DESK_ASK_PASSWORD.format(least=MIN_LENGTH)
    return str(click.prompt(question, hide_input=True, confirmation_prompt=dashboard.DESK_ASK_AGAIN, err=True))


def save(state: Path, password: str) -> Path:
    """Write the hash (PBKDF2-HMAC-SHA256, 480,000 rounds, salted) atomically.

    Raises:
        DashboardError: the password is too short, or the file cannot be written.
    """
    if len(password) < MIN_LENGTH:
        raise DashboardError(dashboard.DESK_PASSWORD_SHORT.format(least=MIN_LENGTH))
    from datasette_auth_passwords.utils import hash_password  # type: ignore[import-untyped]

    path = state / FILE
    try:
        make_private(state)
        files.write_atomically(path, [hash_password(password)])
    except OSError as error:
        raise DashboardError(dashboard.DESK_PASSWORD_UNUSABLE.format(path=path, error=system_error(error))) from error
    return path
