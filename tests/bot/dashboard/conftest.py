"""One dashboard for all who only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval import Engine
from tests.bot.desk_visitor import Desk, Visitor, desk
from tests.bot.desk_weeks import write


@pytest.fixture(scope="package")
def board(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A dashboard over some weeks."""
    state = tmp_path_factory.mktemp("desk") / "var"
    state.mkdir()
    write(state / "wenda.db", engine)
    with desk(state) as running:
        yield running


@pytest.fixture(scope="package")
def staff(board: Desk) -> Visitor:
    """Somebody who has signed in."""
    return board.visitor()
