"""TLS proxy: stands before a node, with a certificate of its own, and lets one user in."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

USER, PASSWORD = "ada", "p@ss:word"
_ADMITTED = f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"


@contextmanager
def tls_proxy(port: int, authority: trustme.CA, name: str = "127.0.0.1") -> Iterator[str]:
    """Serve until the block ends; the address. The certificate is for ``name``, by ``authority``."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != _ADMITTED:
                self.answer(401, "text/plain", b"Unauthorized")
                return
            node = HTTPConnection("127.0.0.1", port, timeout=60)
            node.request(self.command, self.path, sent, {"Content-Type": self.headers.get("Content-Type") or ""})
            found = node.getresponse()
            self.answer(found.status, found.headers.get("Content-Type") or "", found.read())
            node.close()

        def answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = pass_on

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
