"""State location: the one folder that everything is kept in where ``WENDA_STATE`` names none.

It is ``var`` beside the program's packages, wherever the program is started; where it is installed without its project,
``wenda`` in the user's folder for state (XDG Base Directory Specification). Until 0.1 it was ``var`` in the folder that
the program was started in: one that holds a log from then is still used, and commands say so.
"""

from __future__ import annotations

import os
from pathlib import Path

_PROJECT = Path(__file__).parents[2]
_NAME, _PROJECT_FILE = "var", "pyproject.toml"
_KEPT = ("wenda.db", "inbox.db", "secret")


def default_state(project: Path = _PROJECT) -> Path:
    """The folder for the state of a program whose packages stand in a folder; it need not exist yet."""
    beside = project / _NAME
    if beside.is_dir() or ((project / _PROJECT_FILE).is_file() and os.access(project, os.W_OK)):
        return beside
    named = os.environ.get("XDG_STATE_HOME", "")
    return (Path(named) if Path(named).is_absolute() else _home() / ".local" / "state") / "wenda"


def former_state() -> Path | None:
    """The folder in the working folder that holds the state from earlier; None where there is none, or it is the
    default.
    """
    here = Path(_NAME).absolute()
    holds_state = any((here / name).exists() for name in _KEPT)
    return here if holds_state and here.resolve() != default_state().resolve() else None


def state_folder() -> Path:
    """The folder that is used where none is set."""
    return former_state() or default_state()


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # an account without a home
        return Path().absolute()
