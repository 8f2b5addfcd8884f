"""Who runs the server: ourselves, or an unprivileged account when we are root, since PostgreSQL refuses to run as root.

Everything inside the cluster's home is written by that account, never by root: a root process that follows a link
planted in somebody else's directory could be made to overwrite any file.
"""

import errno
import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pilothouse.db.embedded.errors import ClusterFailedToStart, ServerAccountUnusable

# First an account made for us (container images have one), then the one that exists to run PostgreSQL, then `nobody`,
# which every Unix has. We make no account of our own: a program on a laptop does not edit its users.
_PREFERRED = ("pilothouse", "postgres", "nobody")
_COMMAND_TIMEOUT_S = 120


@dataclass(frozen=True)
class Account:
    """The account the server runs as. `uid` is None when that is the account we run as already."""

    name: str
    uid: int | None = None
    gid: int | None = None

    @classmethod
    def choose(cls, home: Path) -> Self:
        """Return who runs the server: the owner of an existing home, else the first account that exists.

        Raises:
            ServerAccountUnusable: this machine has no unprivileged account that could.
        """
        if os.geteuid() != 0:
            return cls(name=str(os.geteuid()))
        if home.exists() and home.stat().st_uid != 0:
            return cls._of(home.stat().st_uid)
        for name in _PREFERRED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)
        raise ServerAccountUnusable("nobody", "it does not exist")

    @classmethod
    def _of(cls, uid: int) -> Self:
        try:
            entry = pwd.getpwuid(uid)
        except KeyError as error:
            raise ServerAccountUnusable(str(uid), "the database belongs to it and it has no name here") from error
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def run(self, command: Sequence[str | Path], *, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program as this account and wait for it.

        Args:
            command: program and arguments. Paths inside `cwd` are best given relative to it: no shell, log or limit
                on the length of paths then meets what a person called their directories.
            cwd: where it runs; the account can enter it.
            text: its standard input.

        Returns:
            The finished process; its `stdout` holds both outputs, in English.

        Raises:
            ServerAccountUnusable: we are root, and may not become this account.
            ClusterFailedToStart: it did not finish in two minutes.
        """
        try:
            return subprocess.run(  # noqa: S603  programs of the wheel and fixed scripts; no shell reads a path
                command,
                cwd=cwd,
                input=text,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                timeout=_COMMAND_TIMEOUT_S,
                check=False,
                env={"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C", "HOME": str(cwd)},
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
        except subprocess.TimeoutExpired as error:
            program = Path(command[0]).name
            raise ClusterFailedToStart(
                f"{program} did not finish in {_COMMAND_TIMEOUT_S} s.", log=str(error.output or "")
            ) from error
        except OSError as error:
            # EINVAL: a container whose user namespace does not know the account.
            if self.uid is None or error.errno not in {errno.EPERM, errno.EACCES, errno.EINVAL}:
                raise
            raise ServerAccountUnusable(self.name, str(error)) from error

    def can_use(self, directory: Path) -> bool:
        """Tell whether the account can enter a directory and write in it, by trying."""
        if self.uid is None:
            return os.access(directory, os.W_OK | os.X_OK)
        probe = 'cd -- "$1" && test -w .'
        return self.run(["/bin/sh", "-c", probe, "sh", directory], cwd=Path("/")).returncode == 0

    def own(self, directory: Path) -> None:
        """Give the account a directory that we have just made, and close it to everybody else."""
        directory.chmod(0o700)
        if self.uid is not None:
            os.chown(directory, self.uid, -1 if self.gid is None else self.gid)

    def write(self, name: str, content: str, *, cwd: Path, append: bool = False) -> subprocess.CompletedProcess[str]:
        """Write a file that only the account can read. The caller looks at the return code."""
        script = 'umask 077; cat >> "$1"' if append else 'umask 077; cat > "$1"'
        return self.run(["/bin/sh", "-c", script, "sh", name], cwd=cwd, text=content)
