"""Quality and speed of skill scanning: recall and false positives per class, and how long large trees take.

    python -m benchmarks.shield_skills [FOLDER ...]

Reads `skills.tar.gz` from the folder that `PILOTHOUSE_SECURITY_SAMPLES` names, and says so when it is unset. Its
scripts are never run. FOLDERs are scanned whole and timed. Nothing is trained on the samples; the words and
behaviours of the
rules were written with the developers' half in sight, so figures on it flatter.
"""

import json
import os
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from pilothouse.shield.findings import Severity
from pilothouse.shield.skills import SkillReport, scan_path

FLAGGED = Severity.MEDIUM


def main() -> None:
    samples = os.environ.get("PILOTHOUSE_SECURITY_SAMPLES")
    if samples:
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(Path(samples) / "skills.tar.gz") as archive:
                archive.extractall(folder, filter="data")
            measure_quality(Path(folder) / "skills")
    else:
        print("PILOTHOUSE_SECURITY_SAMPLES is not set; quality is not measured.")
    for name in sys.argv[1:]:
        measure_speed(Path(name))


def measure_quality(root: Path) -> None:
    """Print the share of skills that are flagged, per class and source."""
    flagged: dict[tuple[int, str, str], list[bool]] = defaultdict(list)
    durations: list[float] = []
    for line in (root / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        report = scan_path(root / row["id"])
        durations.append(report.duration_s)
        flagged[row["label"], row["cls"], row["source"].split(" ")[0]].append(is_flagged(report))
    print(f"{'':4}{'class':22}{'source':36}{'flagged':>8}{'of':>5}")
    for (label, kind, source), hits in sorted(flagged.items(), reverse=True):
        print(f"{'bad' if label else 'ok':4}{kind:22}{source:36}{sum(hits):8}{len(hits):5}")
    for label, word in ((1, "recall"), (0, "false positives")):
        every = [hit for key, hits in flagged.items() if key[0] == label for hit in hits]
        print(f"{word}: {sum(every) / len(every):.3f} of {len(every)}")
    durations.sort()
    print(f"one skill: median {1000 * durations[len(durations) // 2]:.0f} ms, longest {1000 * durations[-1]:.0f} ms")


def measure_speed(folder: Path) -> None:
    """Print how long a folder takes, in one process and in as many as there are cores."""
    for processes in (1, None):
        begun = time.perf_counter()
        report = scan_path(folder, processes=processes)
        took = time.perf_counter() - begun
        megabytes = report.scanned_bytes / 1e6
        print(
            f"{folder}: {report.files:,} files, {megabytes:.1f} MB in {took:.1f} s ({megabytes / took:.1f} MB/s, "
            f"{processes or os.cpu_count()} processes), "
            f"{sum(each.severity >= FLAGGED for each in report.findings)} findings"
        )


def is_flagged(report: SkillReport) -> bool:
    """Whether a person would be stopped."""
    return report.worst is not None and report.worst >= FLAGGED


if __name__ == "__main__":
    main()
