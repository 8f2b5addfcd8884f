"""A list of the system calls that are left to this process; every other one answers "not permitted".

The list is short enough to read: memory, files that are already reachable, threads, time, pipes. There is no way to a
socket, another process, a mount, a key ring, a trace or a setting of the machine, nor to whatever later kernels add.
Architectures whose numbers we do not know are refused as a whole, as is x86_64's second set of numbers (x32).
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable

from .syscalls import allowed, judged

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_PR_GET_SECCOMP = 21
_MODE_FILTER = 2
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_…
_X32_BIT = 0x40000000

_LOAD, _AND, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06  # BPF: ld abs, and, jeq, jge, ret
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16  # offsets in struct seccomp_data

_CLONE_THREAD = 0x10000
_TRUNCATING_READ = (os.O_ACCMODE | os.O_TRUNC, os.O_TRUNC)  # older Landlocks let a reader truncate
_NAMES = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_FILE_CONTROLS = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1031, 1032)  # dup, flags, locks, pipe sizes; no signals
_DEVICE_CONTROLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FI(N)CLEX

Instruction = tuple[int, int, int, int]


def is_available() -> bool:
    """Tell whether this kernel filters system calls and we know its numbers."""
    libc = ctypes.CDLL(None, use_errno=True)
    return platform.machine() in _ARCHITECTURES and libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) >= 0


def forbid_new_privileges() -> None:
    """Give up, for good, what set-user-id programs would grant; filters and Landlock ask for it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def close_in() -> None:
    """Put the filter on this process and every thread it will start. There is no way back.

    Raises:
        OSError: the kernel refused.
    """
    program = b"".join(struct.pack("HBBI", *each) for each in _program(platform.machine(), os.getpid()))
    code = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HL", len(program) // 8, ctypes.addressof(code)))
    _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header))


def _program(machine: str, pid: int) -> list[Instruction]:
    numbers = judged(machine)
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in allowed(machine):
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for name, judgement in _judgements(pid).items():
        if name in numbers:
            program += [(_JUMP_EQUAL, 0, len(judgement), numbers[name]), *judgement]
    return [*program, _refuse(errno.EPERM)]


def _judgements(pid: int) -> dict[str, list[Instruction]]:
    """Say per system call what is done with it. Each judgement ends in a return."""
    only_self = _if_among(0, [pid])
    done_in_name_only = [_refuse(0)]  # modes and times of files stay as they are; copying a file sets them
    return {
        "clone": _if_masked(0, _CLONE_THREAD, _CLONE_THREAD, then=_ALLOW, otherwise=_errno(errno.EPERM)),
        "clone3": [_refuse(errno.ENOSYS)],  # its flags lie in memory; the C library falls back to clone
        "openat2": [_refuse(errno.ENOSYS)],
        "open": _if_masked(1, *_TRUNCATING_READ, then=_errno(errno.EPERM), otherwise=_ALLOW),
        "openat": _if_masked(2, *_TRUNCATING_READ, then=_errno(errno.EPERM), otherwise=_ALLOW),
        "kill": only_self,
        "tgkill": only_self,
        "prlimit64": _if_among(0, [0, pid]),
        "prctl": _if_among(0, _NAMES),
        "fcntl": _if_among(1, _FILE_CONTROLS),
        "ioctl": _if_among(1, _DEVICE_CONTROLS, otherwise=errno.ENOTTY),
        **dict.fromkeys(
            ("chmod", "fchmod", "fchmodat", "fchmodat2", "utime", "utimes", "utimensat", "futimesat"),
            done_in_name_only,
        ),
    }


def _if_among(argument: int, values: Iterable[int], otherwise: int = errno.EPERM) -> list[Instruction]:
    checks: list[Instruction] = []
    for value in values:
        checks += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [_load(argument), *checks, _refuse(otherwise)]


def _if_masked(argument: int, mask: int, value: int, *, then: int, otherwise: int) -> list[Instruction]:
    return [
        _load(argument),
        (_AND, 0, 0, mask),
        (_JUMP_EQUAL, 0, 1, value),
        (_RETURN, 0, 0, then),
        (_RETURN, 0, 0, otherwise),
    ]


def _load(argument: int) -> Instruction:
    """Load the lower half of an argument; the kernel itself takes these as 32 bits."""
    return (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument)


def _refuse(error: int) -> Instruction:
    return (_RETURN, 0, 0, _errno(error))


def _errno(error: int) -> int:
    return 0x00050000 | error  # SECCOMP_RET_ERRNO; 0 tells success without doing anything


def _prctl(option: int, first: int, second: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(option, ctypes.c_ulong(first), ctypes.c_ulong(second), zero, zero) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
