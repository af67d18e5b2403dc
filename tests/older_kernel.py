"""An older kernel: ``python -m tests.older_kernel COMMAND …`` runs a command that has neither Landlock nor seccomp.

A filter of system calls, which the command inherits, says of them what a kernel says that does not know them.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

_PRCTL = {"x86_64": 157, "aarch64": 167}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOWED, _UNKNOWN, _WRONG = 0x7FFF0000, 0x00050000 | errno.ENOSYS, 0x00050000 | errno.EINVAL


def main(command: list[str]) -> None:
    """Become the command."""
    steps = (
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, 0, 1, 444),  # Landlock has 444 to 446
        (_AT_LEAST, 0, 4, 447),
        (_EQUAL, 0, 2, _PRCTL[platform.machine()]),
        (_LOAD, 0, 0, 16),  # the lower half of its first argument
        (_EQUAL, 2, 0, 22),  # a filter
        (_RETURN, 0, 0, _ALLOWED),
        (_RETURN, 0, 0, _UNKNOWN),
        (_RETURN, 0, 0, _WRONG),
    )
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    nothing = ctypes.c_ulong(0)
    for option, first, second in ((38, 1, 0), (22, 2, ctypes.addressof(head))):
        if libc.prctl(option, ctypes.c_ulong(first), ctypes.c_ulong(second), nothing, nothing):
            raise OSError(ctypes.get_errno(), "the filter cannot be set here")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
