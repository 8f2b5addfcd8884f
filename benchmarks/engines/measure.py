"""What every engine reports."""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Measured:
    """Seconds of wall clock and of this process's CPU inside the block."""

    seconds: float = 0.0
    cpu_s: float = 0.0


@contextmanager
def measured() -> Iterator[Measured]:
    """Measure the block."""
    result = Measured()
    started, cpu = time.perf_counter(), time.process_time()
    yield result
    result.seconds, result.cpu_s = time.perf_counter() - started, time.process_time() - cpu


def report(missions: int, result: Measured) -> None:
    """Print the one line that the caller reads."""
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"missions": missions, "seconds": result.seconds, "cpu_s": result.cpu_s, "rss_mb": rss_mb}))
