"""Artifacts as files of this machine."""

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

from pilothouse.cli.client import data_folder
from pilothouse.client import AsyncPilothouse


async def save_results(
    api: AsyncPilothouse, artifacts: Sequence[Any], folder: Path | None, *, data_dir: Path | None, name: str
) -> None:
    """Write artifacts where the person said, or below the data directory when there is no server that keeps them.

    Args:
        api: which has the artifacts; each is told where it lies, as by `save_artifacts`.
        artifacts: of a run, mission or call.
        folder: what the person said.
        data_dir: of the installation.
        name: of a folder of their own in the data directory.
    """
    here = data_folder(data_dir)
    folder = folder or (here / "results" / name if here else None)
    if folder is not None and artifacts:
        await save_artifacts(api, artifacts, folder)


async def save_artifacts(api: AsyncPilothouse, artifacts: Sequence[Any], folder: Path) -> None:
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
