"""What a monitor sees of the running service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.operations.monitoring import Address, monitored
from bot.telegram.handlers.handler_context import HandlerContext


@contextmanager
def watched(
    office: HandlerContext, address: Address | None, serving: Callable[[], bool], depth: Callable[[], int]
) -> Iterator[None]:
    """Serve the figures of the service at the address, if there is one, while the block runs.

    ``serving`` says whether updates are taken in and worked at, ``depth`` how many were taken in and are not done.

    Raises:
        MonitoringError: the address is not on loopback, or is taken.
    """
    if address is None:
        yield
        return
    office.metrics.watch(office.outbox.counts, depth)
    with monitored(address, office.metrics.registry, serving):
        yield
