"""Quality and speed of skill scanning: recall and false positives per class, and how long large trees take.

    python -m benchmarks.shield_skills [FOLDER ...] [--sources] [--processes N]

Reads `skills.tar.gz` from the folder that `PILOTHOUSE_SECURITY_SAMPLES` names, and says so when it is unset. Its
scripts are never run. FOLDERs are scanned whole and timed. `--sources` puts a repository of 50 MB together from what
is installed beside this program (Markdown, JavaScript and Python) and times that. Nothing is trained on the samples;
the words and behaviours of the rules were written with the developers' half in sight, so figures on it flatter.

PILOTHOUSE_SKILL_SCANNER_PYTHON names a Python that has cisco-ai-skill-scanner installed: it reads the same skills with
what it does without a network or a model, in turns with us, and its figures are printed below ours. A skill that it
refuses counts as not flagged.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills import SkillReport, scan_path

FLAGGED = Severity.MEDIUM
PEER = "PILOTHOUSE_SKILL_SCANNER_PYTHON"
_PEER_PROGRAM = """
import json, sys, time
from pathlib import Path
from skill_scanner import SkillScanner
scanner = SkillScanner()
for folder in sys.stdin.read().splitlines():
    begun = time.perf_counter()
    try:
        found = [each.severity.name for each in scanner.scan_skill(Path(folder)).findings]
    except Exception:
        found = []
    took = time.perf_counter() - begun
    print("skill", json.dumps([bool({"MEDIUM", "HIGH", "CRITICAL"} & set(found)), took]), flush=True)
"""
REPOSITORY_BYTES = 50_000_000
# In this order until the bytes are used up: a limit for each kind, so that no one of them is all.
KINDS = ((".md", 10_000_000), (".js", 15_000_000), (".py", REPOSITORY_BYTES))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--sources", action="store_true")
    parser.add_argument("--processes", type=int, help="only with so many; else with one, and one for each core")
    given = parser.parse_args()
    samples = os.environ.get("PILOTHOUSE_SECURITY_SAMPLES")
    if samples:
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(Path(samples) / "skills.tar.gz") as archive:
                archive.extractall(folder, filter="data")
            measure_quality(Path(folder) / "skills")
    else:
        print("PILOTHOUSE_SECURITY_SAMPLES is not set; quality is not measured.")
    processes = (given.processes,) if given.processes else (1, os.cpu_count() or 1)
    for folder in given.folders:
        measure_speed(folder, str(folder), processes)
    if given.sources:
        with tempfile.TemporaryDirectory() as folder:
            put_repository(Path(folder))
            measure_speed(Path(folder), "a repository of installed sources", processes)


def measure_quality(root: Path) -> None:
    """Print the share of skills that are flagged, per class and source, and how long one takes."""
    rows = [json.loads(line) for line in (root / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    folders = [root / row["id"] for row in rows]
    seen_by_us(folders[:1])  # compiled and read before the clock starts
    print_quality("Pilothouse", rows, seen_by_us(folders))
    if PEER in os.environ:
        print_quality("cisco-ai-skill-scanner", rows, seen_by_peer(folders, os.environ[PEER]))
        print_quality("Pilothouse again", rows, seen_by_us(folders))


def seen_by_us(folders: Sequence[Path]) -> list[tuple[bool, float]]:
    """Return for each skill whether it is flagged, and in how many seconds."""
    seen: list[tuple[bool, float]] = []
    for folder in folders:
        begun = time.perf_counter()
        seen.append((is_flagged(scan_path(folder)), time.perf_counter() - begun))
    return seen


def seen_by_peer(folders: Sequence[Path], python: str) -> list[tuple[bool, float]]:
    """Return the same of a peer, whose process starts before the clock does."""
    done = subprocess.run(
        [python, "-c", _PEER_PROGRAM], input="\n".join(map(str, folders)), capture_output=True, text=True, check=True
    )
    lines = (line.removeprefix("skill ") for line in done.stdout.splitlines() if line.startswith("skill "))
    return [(flagged, took) for flagged, took in map(json.loads, lines)]


def print_quality(name: str, rows: Sequence[dict[str, Any]], seen: Sequence[tuple[bool, float]]) -> None:
    flagged: dict[tuple[int, str, str], list[bool]] = defaultdict(list)
    for row, (is_bad, _) in zip(rows, seen, strict=True):
        flagged[row["label"], row["cls"], row["source"].split(" ")[0]].append(is_bad)
    print(f"\n{name}\n{'':4}{'class':22}{'source':36}{'flagged':>8}{'of':>5}")
    for (label, kind, source), hits in sorted(flagged.items(), reverse=True):
        print(f"{'bad' if label else 'ok':4}{kind:22}{source:36}{sum(hits):8}{len(hits):5}")
    for label, word in ((1, "recall"), (0, "false positives")):
        every = [hit for key, hits in flagged.items() if key[0] == label for hit in hits]
        print(f"{word}: {sum(every) / len(every):.3f} of {len(every)}")
    durations = sorted(took for _, took in seen)
    print(f"one skill: median {1000 * durations[len(durations) // 2]:.0f} ms, longest {1000 * durations[-1]:.0f} ms")


def put_repository(folder: Path) -> None:
    """Copy installed sources into a folder, up to REPOSITORY_BYTES."""
    installed = sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*"))
    left = REPOSITORY_BYTES
    for suffix, most in KINDS:
        room = min(left, most)
        for number, path in enumerate(each for each in installed if each.suffix == suffix and each.is_file()):
            if (size := path.stat().st_size) <= room:
                room, left = room - size, left - size
                place = folder / f"{suffix[1:]}{number // 200}"
                place.mkdir(exist_ok=True)
                shutil.copyfile(path, place / f"{number}_{path.name}")


def measure_speed(folder: Path, name: str, processes: Sequence[int]) -> None:
    """Print how long a folder takes, in the processor's time and by the clock, and how much memory."""
    for count in processes:
        before = _processor_s()
        report = scan_path(folder, processes=count)
        megabytes, took = report.scanned_bytes / 1e6, report.duration_s
        memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(
            f"{name}: {report.files:,} files, {megabytes:.1f} MB in {took:.1f} s ({megabytes / took:.1f} MB/s, "
            f"{_processor_s() - before:.1f} s of processors, {count} processes, the largest {memory / 1024:.0f} MB), "
            f"{sum(each.severity >= FLAGGED for each in report.findings)} findings"
        )


def _processor_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def is_flagged(report: SkillReport) -> bool:
    """Whether a person would be stopped."""
    return report.worst is not None and report.worst >= FLAGGED


if __name__ == "__main__":
    main()
