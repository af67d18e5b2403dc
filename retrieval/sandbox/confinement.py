"""Confinement: the reader process gives up the network and all files but those of its own program.

Files: Landlock (Linux 5.13 and newer), which lets a process without privileges refuse itself every file that it has not
named; it refuses TCP, signals and sockets of other processes besides where the kernel knows how. Network: a seccomp
filter that lets no socket be made. Namespaces would do too, but neither a container nor the unit that ships with this
project lets a process make one. Both are a few system calls, for which no kept library exists that pip installs.

Where the kernel has neither, the process goes on with its other limits; what is really out of reach is tried and told.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
# Of the same numbers on every machine.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
# What each version of Landlock refuses more than the one before, of files; then of TCP, and of other processes.
_FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_TCP, _TCP_SINCE, _SCOPES, _SCOPES_SINCE = 0b11, 4, 0b11, 6
# By machine: the number that its system calls are audited by, and that of socket(). All others take the latter's.
_MACHINES = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
    "riscv64": (0xC00000F3, 198),
    "loongarch64": (0xC0000102, 198),
}
_IO_URING_SETUP, _X32 = 425, 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOWED, _REFUSED = 0x7FFF0000, 0x00050000 | errno.EACCES
# Of the system: libraries and fonts that are opened when they are needed, and how many processors there are.
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/usr/share/fonts",
    "/usr/local/share/fonts", "/proc/cpuinfo", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a process has given up: other files than those of its program, and the network."""

    files: bool
    network: bool


def program_files(package: Path) -> list[Path]:
    """The files and folders that Python, its libraries, and a package of our own are loaded from."""
    own = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    libraries = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    return [Path(path) for path in dict.fromkeys([*own, *libraries, str(package), *_SYSTEM])]


def confine(readable: Iterable[Path]) -> Confinement:
    """Give up the network and all files but the readable ones, for good; what is really out of reach then.

    Call it while the process has one thread: threads that run already keep what they have, and it is told so.
    """
    alone = _is_single_threaded()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if _prctl(libc, _NO_NEW_PRIVS, 1, 0):
            _give_up_files(libc, readable)
            _give_up_network(libc)
    return Confinement(alone and not _can_list_root(), alone and not _can_make_socket())


def _give_up_files(libc: Any, readable: Iterable[Path]) -> None:
    version = _syscall(libc, _CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    files = sum(bits for since, bits in _FILES.items() if since <= version)
    tcp, scopes = _TCP * (version >= _TCP_SINCE), _SCOPES * (version >= _SCOPES_SINCE)
    size = 24 if scopes else 16 if tcp else 8
    ruleset = _syscall(libc, _CREATE_RULESET, struct.pack("=QQQ", files, tcp, scopes), size, 0)
    if ruleset < 0:
        return
    try:
        for path in readable:
            _allow_reading(libc, ruleset, path)
        _syscall(libc, _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow_reading(libc: Any, ruleset: int, path: Path) -> None:
    """Except a file or folder, which need not exist."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
        _syscall(libc, _ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)


def _give_up_network(libc: Any) -> None:
    machine = _MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != 8:
        return
    architecture, make_socket = machine
    steps = (
        (_LOAD, 0, 0, 4),  # the machine
        (_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, 3, 0, _X32),
        (_EQUAL, 2, 0, make_socket),
        (_EQUAL, 1, 0, _IO_URING_SETUP),  # which could make a socket in its stead
        (_RETURN, 0, 0, _ALLOWED),
        (_RETURN, 0, 0, _REFUSED),
    )
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    _prctl(libc, _SECCOMP, _FILTER, ctypes.addressof(head))


def _is_single_threaded() -> bool:
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return True  # there is no /proc to tell


def _can_list_root() -> bool:
    try:
        os.close(os.open("/", os.O_RDONLY))
    except OSError:
        return False
    return True


def _can_make_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError:
        return False
    return True


def _prctl(libc: Any, option: int, first: int, second: int) -> bool:
    """Call prctl; whether it did what was asked."""
    arguments = (ctypes.c_ulong(value) for value in (first, second, 0, 0))
    return bool(libc.prctl(option, *arguments) == 0)


def _syscall(libc: Any, number: int, *arguments: int | bytes | None) -> int:
    """Call the kernel; a negative number where it refuses."""
    given = (ctypes.c_long(each) if isinstance(each, int) else each for each in arguments)
    return int(libc.syscall(ctypes.c_long(number), *given))
