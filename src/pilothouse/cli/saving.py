"""Artifacts as files of this machine."""

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

from pilothouse.cli.client import Api


async def save_artifacts(api: Api, artifacts: Sequence[Any], folder: Path) -> None:
    """Write every artifact in all its formats; `path` is then the usual one, `files` names them all."""
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for artifact in artifacts:
        artifact["files"] = {}
        stem = free_name(Path(artifact["name"]).stem, taken)
        for each in artifact["formats"]:
            target = folder / f"{stem}.{each}"
            await api.artifacts.download(artifact["id"], format=each).save(target)
            artifact["files"][each] = str(target)
        artifact["path"] = artifact["files"][artifact["formats"][0]]


def free_name(name: str, taken: set[str]) -> str:
    """Return the name, numbered when another artifact beside it has it, and note it in `taken`."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    free = next(each for each in names if each not in taken)
    taken.add(free)
    return free
