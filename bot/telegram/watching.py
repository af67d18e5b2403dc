"""What a monitor sees of the running application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from telegram.ext import Application

from bot.monitoring import Address, monitored
from bot.telegram.office import Office

App = Application[Any, Any, Any, Any, Any, Any]


@contextmanager
def watched(application: App, office: Office, address: Address | None) -> Iterator[None]:
    """Serve the figures of the application at the address, if there is one, while the block runs.

    Raises:
        MonitoringError: the address is not on loopback, or is taken.
    """
    if address is None:
        yield
        return
    office.metrics.watch(office.outbox.counts, lambda: depth(application))
    with monitored(address, office.metrics.registry, lambda: is_serving(application)):
        yield


def is_serving(application: App) -> bool:
    """Whether updates are taken in and worked at: not before Telegram was reached, and not while leaving."""
    return application.running and application.updater is not None and application.updater.running


def depth(application: App) -> int:
    """Updates that were taken in and are not done: those queued, those that wait for their chat, those at hand."""
    return application.update_queue.qsize() + application.update_processor.current_concurrent_updates
