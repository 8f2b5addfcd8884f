"""Namespaces: an empty network, own mounts and a scratch folder of bounded size, where the machine grants them.

They stand behind Landlock and the filter, which do without: containers and some distributions grant none.
"""

import ctypes
import os
from pathlib import Path

_NEW_MOUNTS, _NEW_IPC, _NEW_USERS, _NEW_NETWORK = 0x00020000, 0x08000000, 0x10000000, 0x40000000
_PRIVATE_RECURSIVE = 1 << 18 | 1 << 14
_NOSUID_NODEV_NOEXEC = 2 | 4 | 8
_MAX_FILES = 2_000


def separate() -> tuple[str, ...]:
    """Leave the machine's namespaces for new ones; return the names of those entered."""
    wanted = _NEW_NETWORK | _NEW_MOUNTS | _NEW_IPC
    user, group = os.getuid(), os.getgid()
    if os.getuid() == 0 and _unshare(wanted):
        return ("network", "mounts", "ipc")
    if not _unshare(wanted | _NEW_USERS):
        return ()
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    return ("users", "network", "mounts", "ipc")


def mount_scratch(folder: str, size_mb: int) -> bool:
    """Lay a file system in memory over the scratch folder, so that it cannot grow beyond its size."""
    if not _mount("none", "/", None, _PRIVATE_RECURSIVE, ""):
        return False
    options = f"size={size_mb}m,nr_inodes={_MAX_FILES},mode=0777"
    return _mount("tmpfs", folder, "tmpfs", _NOSUID_NODEV_NOEXEC, options)


def _unshare(flags: int) -> bool:
    return ctypes.CDLL(None, use_errno=True).unshare(ctypes.c_int(flags)) == 0


def _mount(source: str, target: str, kind: str | None, flags: int, options: str) -> bool:
    mount = ctypes.CDLL(None, use_errno=True).mount
    kind_bytes = kind.encode() if kind else None
    result: int = mount(source.encode(), target.encode(), kind_bytes, ctypes.c_ulong(flags), options.encode())
    return result == 0


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")
