"""What the gateway costs: CPU per call, latency it adds, chunks of streams per CPU second, memory; beside its peers.

All against one fake provider, in turns. LiteLLM and Portkey take part when `LITELLM_BIN` and `PORTKEY_SERVER` name
them.
"""

import os
import statistics
from collections import defaultdict
from dataclasses import dataclass

from benchmarks.gateways.load import Measured, ask, request_bytes
from benchmarks.gateways.targets import Target, targets, upstream
from benchmarks.table import Ratio, Result, percentile

ROUNDS = 5
CALLS = int(os.environ.get("GATEWAY_CALLS", "20000"))  # each round of ours, at 100 in flight: 100,000 in all
CALLS_OF_PEERS = 400  # each round: 2,000 in all
ALONE = 200
STREAMS = 20  # of 1,000 chunks
IN_FLIGHT = 100
OURS = "Pilothouse"


@dataclass
class Round:
    """One target's figures of one round."""

    cpu_ms: float
    database_cpu_ms: float
    alone: Measured
    loaded: Measured
    chunks_per_cpu_s: float
    memory_mb: float


async def run() -> Result:
    """Run the targets in turns and compare medians."""
    rounds: dict[str, list[Round]] = defaultdict(list)
    with upstream() as port, targets(port) as all_targets:
        for _ in range(ROUNDS):
            for target in all_targets:
                rounds[target.name].append(await _round(target))
    result = Result(
        f"Gateway, median of {ROUNDS} interleaved rounds; latency is what the proxy adds",
        ("Proxy", "CPU ms/call", "database", "1: p50", "100: p50", "p90", "p99 ms", "chunks/CPU s", "MB first→last"),
    )
    for name, measured in rounds.items():
        result.rows.append(_row(name, measured))
    result.ratios = _ratios(rounds)
    return result


async def _round(target: Target) -> Round:
    def request(model: str) -> bytes:
        return request_bytes(target.port, target.prefix + model, key=target.key, headers=target.headers)

    is_peer = target.name in {"LiteLLM", "Portkey"}
    calls = CALLS_OF_PEERS if is_peer else CALLS
    alone = await ask(target.port, request("fast"), total=ALONE, in_flight=1)
    cpu, database = target.cpu_s(), target.database_cpu_s()
    loaded = await ask(target.port, request("slow"), total=calls, in_flight=IN_FLIGHT)
    cpu, database = target.cpu_s() - cpu, target.database_cpu_s() - database
    chunks = await _chunks_per_cpu_s(target, request("stream-1000"), total=2 if is_peer else STREAMS)
    return Round(1000 * cpu / calls, 1000 * database / calls, alone, loaded, chunks, target.memory_mb())


async def _chunks_per_cpu_s(target: Target, request: bytes, *, total: int) -> float:
    """Measure streams; 0 for a proxy that does not pass the provider's stream on."""
    before = target.cpu_s()
    try:
        streams = await ask(target.port, request, total=total, in_flight=4)
    except ExceptionGroup:
        return 0.0
    return streams.chunks / max(0.01, target.cpu_s() - before)


def _median(rounds: list[Round], name: str) -> float:
    return statistics.median(getattr(each, name) for each in rounds)


def _added_ms(rounds: list[Round], name: str, share: float) -> float:
    return statistics.median(percentile(getattr(each, name).added_ms, share) for each in rounds)


def _row(name: str, rounds: list[Round]) -> tuple[str, ...]:
    database = _median(rounds, "database_cpu_ms")
    return (
        name,
        f"{_median(rounds, 'cpu_ms'):.3f}",
        f"{database:.3f}" if database else "",
        f"{_added_ms(rounds, 'alone', 0.5):.2f}",
        *(f"{_added_ms(rounds, 'loaded', share):.2f}" for share in (0.5, 0.9, 0.99)),
        f"{_median(rounds, 'chunks_per_cpu_s'):,.0f}",
        f"{rounds[0].memory_mb:.0f} → {rounds[-1].memory_mb:.0f}",
    )


def _ratios(rounds: dict[str, list[Round]]) -> dict[str, Ratio]:
    ours, bare = rounds[OURS], rounds["bare proxy"]
    cpu, chunks = _median(ours, "cpu_ms"), _median(ours, "chunks_per_cpu_s")
    added_ms = _added_ms(ours, "loaded", 0.5)
    ratios = {
        "CPU per call, as a share of the 0.45 ms allowed": Ratio(cpu / 0.45, "lower", 1, is_relative=False),
        "CPU per call against the bare proxy": Ratio(cpu / _median(bare, "cpu_ms"), "lower"),
        "added p50 at 100, as a share of the 2.5 ms allowed": Ratio(added_ms / 2.5, "lower", 1, is_relative=False),
        "added p50 at 100, times the bare proxy's": Ratio(added_ms / _added_ms(bare, "loaded", 0.5), "lower"),
        "chunks per CPU second, as a share of 22,000": Ratio(chunks / 22_000, aim=1, is_relative=False),
        "chunks per CPU second against the bare proxy": Ratio(chunks / _median(bare, "chunks_per_cpu_s")),
        "memory, last round against first": Ratio(ours[-1].memory_mb / ours[0].memory_mb, "lower"),
    }
    for peer in ("LiteLLM", "Portkey"):
        if peer in rounds:
            aim = 30 if peer == "LiteLLM" else None
            ratios[f"CPU per call, {peer} against ours"] = Ratio(_median(rounds[peer], "cpu_ms") / cpu, aim=aim)
    return ratios
