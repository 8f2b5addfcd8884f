"""Landlock: the kernel lets this process, and all it starts, reach the named files and no others.

Source: Documentation/userspace-api/landlock.rst of Linux. The first version came with Linux 5.13; later ones add
rights, each of which is taken away too where the kernel knows it.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
_ASK_VERSION = 1
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14 | 1 << 15  # with truncate and ioctl_dev
_RIGHTS_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP = 0b11  # bind and connect, from version 4
_SCOPES = 0b11  # abstract Unix sockets and signals, from version 6


def version() -> int:
    """Return the version of this kernel's Landlock; 0 when it has none, or it is off."""
    return max(_call(_CREATE_RULESET, None, 0, _ASK_VERSION), 0)


def close_in(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Leave this process what lies beneath some paths: to read, or to write as well. There is no way back.

    `forbid_new_privileges` comes first. Paths that do not exist are left out.

    Raises:
        OSError: the kernel refused.
    """
    known = version()
    handled = _RIGHTS_BY_VERSION[min(known, max(_RIGHTS_BY_VERSION))]
    attributes = struct.pack("QQQ", handled, _TCP if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    ruleset = _checked(_call(_CREATE_RULESET, attributes, 8 if known < 4 else 16 if known < 6 else 24, 0))
    try:
        for path in readable:
            _allow(ruleset, path, handled & (_READ_FILE | _READ_DIR))
        for path in writable:
            _allow(ruleset, path, handled & ~_EXECUTE)
        _checked(_call(_RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fitting = rights if Path(path).is_dir() else rights & _OF_FILES
        _checked(_call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", fitting, target), 0))
    finally:
        os.close(target)


def _call(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    converted = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return int(libc.syscall(ctypes.c_long(number), *converted))


def _checked(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
