"""Prompt injection: the engine beside peers that need neither a network nor a model of their own to be fetched.

    PILOTHOUSE_SECURITY_SAMPLES=FOLDER python -m benchmarks.shield_prompts [--held-out FOLDER]

Each peer is installed in an environment of its own (benchmarks/peers.py) and judges the same texts in the same run.
`--held-out` as in benchmarks/shield.py: ours then judges each class with weights that have not seen it. What the peers
have learned from nobody says; most of the samples are public.
"""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import peer_python
from benchmarks.shield import HARD, NEEDS_CONTEXT, ORDINARY, SAMPLES, Row, is_flagged, read, scanners

# Each reads JSON texts, one a line, and answers which it flags and how many seconds that took without its start.
_SCRIPT = """
import json, sys, time
{prepare}
is_flagged = lambda text: {judge}
texts = [json.loads(line) for line in sys.stdin]
is_flagged(texts[0])
began = time.perf_counter()
flagged = [is_flagged(text) for text in texts]
print(json.dumps([flagged, time.perf_counter() - began]))
"""
PEERS = {
    "prompt-injection-detector": (
        "prompt-injection-detector==0.1.0",
        "import prompt_injection_detector as peer; scan = peer.Scanner().scan",
        "scan(text).decision != 'allow'",
    ),
    # Its second and third layer would fetch models; it says itself that it goes on without them.
    "prompt-armor, rules and structure": (
        "prompt-armor==0.9.1",
        "from prompt_armor import analyze",
        "analyze(text).decision.value != 'allow'",
    ),
}


def flagged_by_us(rows: Sequence[Row], held_out: Path | None) -> tuple[list[bool], float]:
    by_class = scanners(held_out, {row.cls for row in rows})
    for scanner, _ in by_class.values():
        scanner.scan("")  # compiled and read before the clock starts
    began = time.perf_counter()
    flagged = [is_flagged(by_class[row.cls][0].scan(row.text)) for row in rows]
    return flagged, time.perf_counter() - began


def flagged_by(requirement: str, prepare: str, judge: str, rows: Sequence[Row]) -> tuple[list[bool], float]:
    python = peer_python(requirement.partition("==")[0], requirement)
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [str(python), "-c", _SCRIPT.format(prepare=prepare, judge=judge)]
    asked = "\n".join(json.dumps(row.text) for row in rows)
    finished = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, env=environment)
    flagged, seconds = json.loads(finished.stdout.splitlines()[-1])
    return flagged, seconds


def share(rows: Sequence[Row], flagged: Sequence[bool], label: int, classes: frozenset[str], *, within: bool) -> str:
    chosen = [
        found for row, found in zip(rows, flagged, strict=True) if row.label == label and (row.cls in classes) == within
    ]
    return f"{sum(chosen) / len(chosen):10.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held-out", type=Path)
    given = parser.parse_args()
    if not (folder := os.environ.get(SAMPLES)):
        print(f"{SAMPLES} is not set, so there is nothing to measure with.")
        return
    rows = read(Path(folder))
    print(f"{'':36}{'plain':>10}{'context':>10}{'ordinary':>10}{'hard':>10}{'ms a text':>11}")
    answers = {"Pilothouse": flagged_by_us(rows, given.held_out)}
    answers |= {name: flagged_by(*peer, rows) for name, peer in PEERS.items()}
    for name, (flagged, seconds) in answers.items():
        columns = (
            share(rows, flagged, 1, NEEDS_CONTEXT, within=False),
            share(rows, flagged, 1, NEEDS_CONTEXT, within=True),
            share(rows, flagged, 0, ORDINARY, within=True),
            share(rows, flagged, 0, HARD, within=True),
        )
        print(f"{name:36}{''.join(columns)}{seconds / len(rows) * 1000:11.3f}")


if __name__ == "__main__":
    main()
