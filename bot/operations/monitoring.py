"""Monitoring server: the pages ``/metrics`` and ``/healthz``, on loopback only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from bot.config.addresses import is_loopback
from bot.texts import operator
from bot.texts.errors.system_errors import system_error
from retrieval.models import WendaError

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from prometheus_client import CollectorRegistry

_LOGGER = logging.getLogger(__name__)

Address = tuple[str, int]

REQUEST_TIMEOUT_S = 10  # for a client to send its request
_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)


class MonitoringError(WendaError):
    """The pages cannot be served at this address."""


class _MonitoringServer(ThreadingMixIn, WSGIServer):
    """One daemon thread for each request, so that none keeps the program from ending."""

    daemon_threads = True


class _MonitoringServerV6(_MonitoringServer):
    """The same for ``::1``."""

    from socket import AF_INET6 as address_family


class _MonitoringRequest(WSGIRequestHandler):
    """A request with a time limit that is not logged."""

    timeout = REQUEST_TIMEOUT_S

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: a monitor asks every few seconds."""


def monitoring_app(registry: CollectorRegistry, serving: Callable[[], bool]) -> WSGIApplication:
    """The WSGI application: metrics, health, and 404 for anything else."""
    from prometheus_client import make_wsgi_app

    metrics: WSGIApplication = make_wsgi_app(registry)

    def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO")
        if path == "/metrics":
            return metrics(environ, start)
        if path != "/healthz":
            start("404 Not Found", [*_TEXT])
            return [b"/metrics or /healthz\n"]
        healthy = serving()
        start("200 OK" if healthy else "503 Service Unavailable", [*_TEXT])
        return [b"serving\n" if healthy else b"not serving\n"]

    return application


@contextmanager
def serve_monitoring(address: Address, registry: CollectorRegistry, serving: Callable[[], bool]) -> Iterator[int]:
    """Serve the pages while the block runs; yields the port, which the system chooses where it was 0.

    Raises:
        MonitoringError: the address is not on loopback, or is taken.
    """
    host, port = address
    if not is_loopback(host):
        raise MonitoringError(operator.METRICS_NOT_LOOPBACK.format(found=host))
    kind = _MonitoringServerV6 if ":" in host else _MonitoringServer
    try:
        server = kind((host, port), _MonitoringRequest)
    except OSError as error:
        raise MonitoringError(
            operator.METRICS_NO_PORT.format(address=f"{host}:{port}", error=system_error(error))
        ) from error
    server.set_app(monitoring_app(registry, serving))
    thread = threading.Thread(target=server.serve_forever, name="monitoring", daemon=True)
    thread.start()
    _LOGGER.info("metrics at http://%s:%s/metrics", f"[{host}]" if ":" in host else host, server.server_port)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
