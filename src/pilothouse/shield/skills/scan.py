"""Scan a folder, archive or file: read what is there, in parallel where it is much, and say what was found."""

import gc
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pilothouse.core.errors import InvalidInput, NotFound
from pilothouse.shield.code.sightings import Sighting
from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.skills.archives import files_in_zip, is_zip
from pilothouse.shield.skills.files import Budget, SourceFile, files_under
from pilothouse.shield.skills.limits import DEFAULT_LIMITS, Limits
from pilothouse.shield.skills.markdown import front_matter
from pilothouse.shield.skills.naming import Lines, finding_of
from pilothouse.shield.skills.permissions import behaviours_of, judge_permissions, tools_asked
from pilothouse.shield.skills.reader import STREAM, read_batch
from pilothouse.shield.skills.report import SkillReport, SkillSummary, Unread, in_order

_BATCH_BYTES = 1_000_000
_BATCH_FILES = 400
_WORTH_PROCESSES_BYTES = 4_000_000  # below it, starting processes takes longer than reading
_MOST_FINDINGS = 20_000
_DANGER, _CLOSED = 0.9, 0.6  # how sure we are that it is meant to harm
OnFile = Callable[[str], None]


def scan_path(
    path: Path | str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    selection: Collection[str] | None = None,
    on_file: OnFile | None = None,
    processes: int | None = None,
) -> SkillReport:
    """Scan a skill's folder, any other folder, a zip archive or one file.

    Args:
        selection: ids or families ("secret_*") of detectors; None is every one that concerns skills.
        on_file: told each file's path as it is read, to show progress.
        processes: at most this many; None is one for each core, and none for what is small.

    Raises:
        NotFound: there is nothing at the path.
        InvalidInput: it is neither a file nor a folder.
    """
    path = Path(path)
    if not path.exists():
        raise NotFound(f"There is nothing at {path}.")
    if not path.is_dir() and not path.is_file():
        raise InvalidInput(f"{path} is neither a file nor a folder.")
    budget = Budget(limits)
    return _scan(str(path), opened(path, budget, on_file), budget, selection, processes)


def scan_archive(
    name: str, source: bytes | BinaryIO, *, limits: Limits = DEFAULT_LIMITS, selection: Collection[str] | None = None
) -> SkillReport:
    """Scan an archive that was uploaded, without writing it anywhere."""
    budget = Budget(limits)
    return _scan(name, files_in_zip(source, name, budget), budget, selection, processes=1)


def scan_stream(
    data: bytes, *, name: str = STREAM, limits: Limits = DEFAULT_LIMITS, selection: Collection[str] | None = None
) -> SkillReport:
    """Scan what somebody pasted or piped: an archive, or text of any kind."""
    if data[:4] == b"PK\x03\x04":
        return scan_archive(f"{name}.zip", data, limits=limits, selection=selection)
    budget = Budget(limits)
    budget.admits_file(name, len(data))
    return _scan(name, iter([SourceFile(name, data[: limits.file_bytes], len(data))]), budget, selection, processes=1)


def opened(path: Path, budget: Budget, on_file: OnFile | None) -> Iterator[SourceFile]:
    """Yield the files under a path, those inside archives instead of the archives."""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(4)
        if is_zip(path.name, head) or (head == b"PK\x03\x04" and not path.suffix):
            yield from files_in_zip(path, path.name, budget)
            return
    for file in files_under(path, budget, on_file):
        if is_zip(file.path, file.data[:4]):
            place = path / file.path if path.is_dir() else path
            yield from files_in_zip(place if file.is_cut else file.data, file.path, budget)
        else:
            yield file


def _scan(
    target: str, files: Iterator[SourceFile], budget: Budget, selection: Collection[str] | None, processes: int | None
) -> SkillReport:
    begun = time.perf_counter()
    met: dict[str, dict[str, str]] = {}
    noted = _noting(files, met)
    findings = _read_all(noted, selection, processes)
    summaries, more = _skills(met)
    wanted = [each for each in (*more, *_dangers(budget)) if selection is None or "skill_*" in selection]
    return SkillReport(
        target=target,
        findings=in_order([*findings, *wanted])[:_MOST_FINDINGS],
        skills=tuple(summaries),
        files=budget.files,
        scanned_bytes=budget.size_bytes,
        duration_s=round(time.perf_counter() - begun, 4),
        unread=tuple(Unread(path=each.path, reason=each.reason) for each in budget.skipped),
        is_cut=budget.is_cut,
    )


def _noting(files: Iterable[SourceFile], met: dict[str, dict[str, str]]) -> Iterator[SourceFile]:
    """Pass files on, keeping the texts of skills: of every folder with a SKILL.md, and of what lies below it."""
    for file in files:
        place = PurePosixPath(file.path)
        text = file.data[:200_000].decode("utf-8", "replace") if b"\0" not in file.data[:1024] else ""
        if place.name.lower() == "skill.md":
            met.setdefault(str(place.parent), {})[file.path] = text
        elif place.suffix in {".py", ".js", ".ts", ".sh", ".rb", ".go", ".ps1"} and len(met) < 1000:
            for parent in place.parents:
                if str(parent) in met:
                    met[str(parent)][file.path] = text
                    break
        yield file


def _skills(met: dict[str, dict[str, str]]) -> tuple[list[SkillSummary], list[Finding]]:
    summaries: list[SkillSummary] = []
    findings: list[Finding] = []
    for texts in met.values():
        path, text = next(iter(texts.items()))
        if PurePosixPath(path).name.lower() != "skill.md":
            continue
        fields = front_matter(text)
        behaviours = behaviours_of({name: code for name, code in texts.items() if name != path})
        asked = tools_asked(fields)
        summaries.append(
            SkillSummary(
                path=path,
                name=str(fields.get("name", ""))[:200],
                description=str(fields.get("description", ""))[:1000],
                tools=asked,
                behaviours=behaviours,
            )
        )
        lines = Lines(text)
        found = (finding_of(each, text, path, lines) for each in judge_permissions(asked, behaviours, len(text)))
        findings += [each for each in found if each is not None]
    return summaries, findings


def _dangers(budget: Budget) -> Iterator[Finding]:
    """Yield what an archive or a link does, or may do, to whoever unpacks or follows it."""
    for each in budget.skipped:
        if each.is_danger or each.is_closed:
            sure = _DANGER if each.is_danger else _CLOSED
            sighting = Sighting("skill_unsafe_archive", Severity.HIGH, sure, 0, 0, f"It holds {each.reason}.")
            if (found := finding_of(sighting, "", each.path, Lines(""))) is not None:
                yield found


def _read_all(files: Iterator[SourceFile], selection: Collection[str] | None, processes: int | None) -> list[Finding]:
    """Read files in batches: here while they are few, in other processes once they are many."""
    batches = _batches(files)
    first: list[list[SourceFile]] = []
    waiting_bytes = 0
    for batch in batches:
        first.append(batch)
        waiting_bytes += sum(len(file.data) for file in batch)
        if waiting_bytes > _WORTH_PROCESSES_BYTES and processes != 1:
            return _in_processes(first, batches, selection, processes or os.cpu_count() or 1)
    return [finding for batch in first for finding in read_batch(batch, selection)]


def _in_processes(
    first: list[list[SourceFile]], rest: Iterator[list[SourceFile]], selection: Collection[str] | None, processes: int
) -> list[Finding]:
    found: list[Finding] = []
    waiting: list[Future[list[Finding]]] = []
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_collect_rarely) as pool:
        for batch in (each for source in (first, rest) for each in source):
            waiting.append(pool.submit(read_batch, batch, selection))
            if len(waiting) > 3 * processes:  # no more than a few batches are held in memory
                found += waiting.pop(0).result()
        for each in waiting:
            found += each.result()
    return found


def _collect_rarely() -> None:
    """Look for cycles seldom: syntax trees are many objects without any, and a fifth of the time goes into it."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def _batches(files: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    batch: list[SourceFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += len(file.data)
        if size >= _BATCH_BYTES or len(batch) >= _BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
