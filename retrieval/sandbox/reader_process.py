"""Reader process seen from this side: starts it, exchanges messages with it, and ends it, whatever it is at."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from signal import Signals

from retrieval.sandbox.messages import LONGEST_TEXT, STATUSES

_LONGEST_STATUS = 16
# The tokens and secrets of our environment are no business of a process that reads strangers' files.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "HOME", "LD_LIBRARY_PATH", "PYTHONHOME")
# A thread that a library starts before the process gives up files would keep them.
_WITHOUT_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ReaderProcess:
    """A process and the connection to it; in a session of its own, so that Ctrl-C is ours to handle."""

    def __init__(self, command: Sequence[str]) -> None:
        self._expired = False
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _WITHOUT_THREADS,
                start_new_session=True,
            )
        self._socket = socket.fromfd(self._connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)
        # Runs when this object is collected, at the latest when the interpreter ends.
        self.end = weakref.finalize(self, _end, self._process, self._connection, self._socket)

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._expired and self._process.poll() is None

    def exchange(self, seconds: float, *messages: bytes) -> tuple[bytes, str]:
        """Send the messages and receive a reply: its status and its text.

        Raises TimeoutError where there is no whole reply within so many seconds; EOFError, OSError or ValueError where
        the process has ended or its reply makes no sense.
        """
        # The connection itself waits without end for a message that has begun, and for a process that takes no data.
        watchdog = threading.Timer(seconds, self._expire)
        watchdog.daemon = True
        watchdog.start()
        try:
            for message in messages:
                self._connection.send_bytes(message)
            status = self._connection.recv_bytes(_LONGEST_STATUS)
            text = self._connection.recv_bytes(LONGEST_TEXT)
        except (EOFError, OSError) as error:
            if self._expired:
                raise TimeoutError(f"no reply within {seconds:g} s") from error
            raise
        finally:
            watchdog.cancel()
            watchdog.join()  # from here on it is certain whether time ran out
        if status not in STATUSES:
            raise ValueError(f"wanted the status of a reply, found {status!r}")
        return status, text.decode("utf-8", "surrogatepass")

    def _expire(self) -> None:
        """Kill the process, and make a blocked read or write fail even if another process holds the other end."""
        self._expired = True
        self._process.kill()
        with suppress(OSError):  # nothing is left to shut down
            self._socket.shutdown(socket.SHUT_RDWR)

    def how_it_ended(self) -> str:
        """How the process ended, for a message; call it where no reply came, or none that makes sense."""
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "gave no reply that makes sense"
        return f"was ended by {Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _end(process: subprocess.Popen[bytes], connection: Connection, ours: socket.socket) -> None:
    """Kill the process, whatever it is at: there is nothing that it would have to finish."""
    process.kill()
    process.wait()
    connection.close()
    ours.close()
