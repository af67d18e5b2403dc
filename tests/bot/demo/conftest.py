"""One demo for all tests of this folder, which only ever add to its conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.demo_visitor import Demo, demo


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of the shipped report, welcome and all, with a token and a state folder set that it must not use."""
    folder = tmp_path_factory.mktemp("demo")
    settings = {
        "TELEGRAM_BOT_TOKEN": "123456:a-token-that-is-somebody-elses",
        "TELEGRAM_WEBHOOK_URL": "https://bot.example/wenda",
        "TELEGRAM_WEBHOOK_SECRET": "x",
        "WENDA_STATE": str(folder / "var"),
        "WENDA_STAFF": "1",
    }
    with demo(folder, **settings) as running:
        running.wait_for(2)
        yield running
