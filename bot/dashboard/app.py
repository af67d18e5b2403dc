"""Dashboard server: a snapshot in a private folder, Datasette in this process, on loopback."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.dashboard import datasette_metadata, snapshot
from bot.dashboard.auth import AuthMiddleware
from bot.dashboard.password import DashboardError
from bot.dashboard.request_guard import RequestGuard
from bot.dashboard.responses import App
from bot.dashboard.sessions import StaffSessions
from bot.texts.errors.system_errors import system_error
from bot.texts.pages import dashboard

if TYPE_CHECKING:
    from datasette.app import Datasette  # type: ignore[import-untyped]

HOST = "127.0.0.1"
PAGES = Path(__file__).parent
ERASURE_LOOK_S = 5.0
_SETTINGS = {
    "allow_download": False,
    "allow_csv_stream": False,
    "allow_signed_tokens": False,
    "default_allow_sql": False,
    "default_cache_ttl": 0,
}

_LOGGER = logging.getLogger(__name__)
_Stamp = tuple[tuple[int, int, int] | None, ...]


class ServedSnapshot:
    """The snapshot that is served, made anew whenever the log has changed, and soon after an erasure."""

    def __init__(self, database: Path, folder: Path) -> None:
        self.served = folder / f"{datasette_metadata.DATABASE}.db"
        self._database = database
        self._fresh = folder / "fresh.db"
        self._stamp: _Stamp = ()
        self._erasures = 0  # in the log when the snapshot was made

    def refresh(self) -> bool:
        """Make the snapshot anew if the log has changed; whether it has. Raises OSError or sqlite3.Error."""
        # Taken before reading, so that what is written meanwhile is seen the next time.
        stamp = tuple(_stamp(self._database.with_name(self._database.name + suffix)) for suffix in ("", "-wal"))
        if stamp == self._stamp:
            return False
        erasures = self._count_erasures()
        self._fresh.unlink(missing_ok=True)
        snapshot.create(self._database, self._fresh)
        snapshot.publish(self._fresh, self.served)
        self._fresh.unlink()
        self._stamp, self._erasures = stamp, erasures
        return True

    def holds_erased(self) -> bool:
        """Whether something was erased from the log since the snapshot was made. Raises sqlite3.Error."""
        return self._count_erasures() != self._erasures

    def _count_erasures(self) -> int:
        with closing(sqlite3.connect(f"{self._database.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as log:
            found = log.execute("select value from progress where name = 'erasures'").fetchone()
        return int(found[0]) if found else 0


def _stamp(path: Path) -> tuple[int, int, int] | None:
    with suppress(FileNotFoundError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def serve(database: Path, password: Path, port: int, seconds: float, ready: Callable[[str], None]) -> None:
    """Serve a log's dashboard until told to stop; ``seconds`` lie between two refreshes, ``ready`` gets the address.

    Ends on SIGTERM and SIGINT and leaves no file behind. Raises `DashboardError` where the port is taken or the log
    cannot be read.
    """
    with (
        suppress(KeyboardInterrupt),
        _sigterm_as_interrupt(),
        _listen(port) as listener,
        tempfile.TemporaryDirectory(prefix="wenda-desk-") as folder,
    ):
        snapshots = ServedSnapshot(database, Path(folder))
        try:
            snapshots.refresh()
        except (OSError, sqlite3.Error) as error:
            raise DashboardError(dashboard.DESK_NO_SNAPSHOT.format(path=database, error=system_error(error))) from error
        asyncio.run(_run(snapshots, password, seconds, listener, ready))


async def _run(
    snapshots: ServedSnapshot, password: Path, seconds: float, listener: socket.socket, ready: Callable[[str], None]
) -> None:
    import uvicorn

    served = datasette(snapshots.served, password)
    config = uvicorn.Config(
        guarded(served, StaffSessions(served)),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=5,
    )
    refreshing = asyncio.create_task(_refresh_periodically(snapshots, seconds))
    ready(f"http://{HOST}:{listener.getsockname()[1]}/")
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        refreshing.cancel()
        served.executor.shutdown()
        for database in served.databases.values():
            database.close()


async def _refresh_periodically(snapshots: ServedSnapshot, seconds: float) -> None:
    made = time.monotonic()
    while True:
        await asyncio.sleep(min(seconds, ERASURE_LOOK_S))
        try:
            if time.monotonic() - made >= seconds or await asyncio.to_thread(snapshots.holds_erased):
                await asyncio.to_thread(snapshots.refresh)
                made = time.monotonic()
        except (OSError, sqlite3.Error) as error:
            _LOGGER.error("the snapshot cannot be refreshed (%s); the former one is shown", error)


def datasette(served: Path, password: Path) -> Datasette:
    """Datasette over a snapshot. Its secret is new at each start: a restart signs everybody out."""
    from datasette.app import Datasette

    app = Datasette(
        [str(served)],
        metadata=datasette_metadata.metadata(password),
        settings=_SETTINGS,
        template_dir=str(PAGES / "templates"),
        static_mounts=[("assets", str(PAGES / "assets"))],
    )
    app.jinja_env.globals["texts"] = dashboard
    return app


def guarded(served: Datasette, sessions: StaffSessions) -> App:
    """Datasette behind the middleware that decides who sees what of it."""
    from bot.dashboard.error_pages import ErrorPages

    home = f"/-/dashboards/{datasette_metadata.DASHBOARD}"
    return RequestGuard(AuthMiddleware(ErrorPages(served.app()), sessions, home))


@contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        address = f"{HOST}:{port}"
        raise DashboardError(dashboard.DESK_PORT_TAKEN.format(address=address, error=system_error(error))) from error
    with closing(listener):
        yield listener


@contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """Make SIGTERM end the work as Ctrl-C does, so that clean-up runs."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
