"""Secrets: what the engine finds and what it takes for one in vain, class by class.

    PILOTHOUSE_SECURITY_SAMPLES=FOLDER python -m benchmarks.shield_secrets [--show missed|false] [--ordinary FOLDER…]

The samples train nothing (scripts/train_secrets.py makes its own): every row is held out. `--ordinary` counts findings
in folders that hold no secrets. PILOTHOUSE_PEER_PYTHON names a Python that has detect-secrets installed: its figures on
the same rows are printed beside ours. Times are those of one run: ours without the start of a process, its with it and
with one file for each row.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection
from pathlib import Path

from pilothouse.shield.detector import find_detectors
from pilothouse.shield.scanner import Scanner

SAMPLES, PEER = "PILOTHOUSE_SECURITY_SAMPLES", "PILOTHOUSE_PEER_PYTHON"
NEVER = frozenset({"lock_hash", "lookalike_handmade", "provider_negative"})
KNOWN = frozenset({"synthetic_known"})
TEXT = {".py", ".js", ".ts", ".tsx", ".json", ".yaml", ".yml", ".toml", ".lock", ".md", ".txt", ".sh"}


def read(folder: Path) -> list[dict]:
    with gzip.open(folder / "secrets.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def flagged_by_us(rows: list[dict], scanner: Scanner) -> set[int]:
    return {number for number, row in enumerate(rows) if not scanner.scan(row["text"]).is_clean}


def flagged_by_peer(rows: list[dict], python: str) -> set[int]:
    """Return the numbers of rows that detect-secrets flags, each row a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for number, row in enumerate(rows):
            Path(folder, f"{number}.txt").write_text(row["text"])
        command = [python, "-m", "detect_secrets", "scan", "--all-files", folder]
        found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout
        return {int(Path(name).stem) for name in json.loads(found)["results"]}


def share(rows: list[dict], flagged: Collection[int], label: int, classes: Collection[str] | None = None) -> str:
    chosen = [n for n, row in enumerate(rows) if row["label"] == label and (classes is None or row["cls"] in classes)]
    return f"{sum(number in flagged for number in chosen) / max(1, len(chosen)):6.3f}  ({len(chosen)})"


def print_quality(name: str, rows: list[dict], flagged: set[int]) -> None:
    print(f"\n{name}")
    for label, word in ((1, "found"), (0, "false")):
        for cls in sorted({row["cls"] for row in rows if row["label"] == label}):
            print(f"  {word}  {cls:<22}{share(rows, flagged, label, {cls})}")
    print(f"  found  known formats         {share(rows, flagged, 1, KNOWN)}")
    print(f"  found  all                   {share(rows, flagged, 1)}")
    print(f"  false  never a secret        {share(rows, flagged, 0, NEVER)}")
    print(f"  false  all                   {share(rows, flagged, 0)}")


def print_rows(rows: list[dict], flagged: set[int], wanted: str) -> None:
    for number, row in enumerate(rows):
        if row["label"] == (wanted == "missed") and (number in flagged) == (wanted == "false"):
            print(f"  {row['cls']:<20}{row['text'][:140]!r}")


def print_ordinary(folders: list[Path], scanner: Scanner) -> None:
    """Scan folders that hold no secrets, and say by detector what was found in them."""
    found: dict[str, Counter] = defaultdict(Counter)
    chars, began = 0, time.perf_counter()
    for path in (path for folder in folders for path in folder.rglob("*") if path.suffix in TEXT and path.is_file()):
        text = path.read_text(errors="replace")
        chars += len(text)
        for finding in scanner.scan(text, kind="code").findings:
            found[finding.detector][str(path)] += 1
    spent = time.perf_counter() - began
    print(f"\nordinary: {chars / 1e6:.1f} MB in {spent:.1f} s, {spent / chars * 1e8:.2f} ms per 100 kB")
    for detector, files in sorted(found.items(), key=lambda pair: -pair[1].total()):
        print(f"  {detector:<28}{files.total():6} in {len(files)} files, most in {files.most_common(1)[0][0]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", choices=("missed", "false"))
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[])
    chosen = parser.parse_args()
    detectors = [each for each in find_detectors() if each.id.startswith(("secret_", "pii_"))]
    secrets = Scanner([each for each in detectors if each.id.startswith("secret_")])
    if SAMPLES in os.environ:
        rows = read(Path(os.environ[SAMPLES]))
        secrets.scan("")  # compiled and read before the clock starts
        began = time.perf_counter()
        flagged = flagged_by_us(rows, secrets)
        print_quality(f"Pilothouse, {time.perf_counter() - began:.2f} s", rows, flagged)
        if PEER in os.environ:
            began = time.perf_counter()
            theirs = flagged_by_peer(rows, os.environ[PEER])
            print_quality(f"detect-secrets, {time.perf_counter() - began:.2f} s with its start", rows, theirs)
        if chosen.show:
            print_rows(rows, flagged, chosen.show)
    else:
        print(f"Quality is skipped: {SAMPLES} does not name a folder of samples.")
    if chosen.ordinary:
        print_ordinary(chosen.ordinary, Scanner(detectors))
    return 0


if __name__ == "__main__":
    sys.exit(main())
