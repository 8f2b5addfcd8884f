"""Feed the engine broken, nested and hostile text for a while: no crash, no hang, no growth.

    python -m benchmarks.shield_fuzz [--minutes 10] [--seed 0]

Texts are put together from what parsers trip over: encodings inside encodings, half escapes, lone surrogates, endless
runs, letters that count double, pieces of attacks. Every report's places must lie in the text, a stream's report must be
that of the whole text, and no scan may take longer than its size allows.
"""
# ruff: noqa: RUF001, E501 (odd letters are the point)

import argparse
import base64
import random
import resource
import time

from pilothouse.shield.scanner import scan_text
from pilothouse.shield.streaming import StreamScanner

SECONDS_PER_CHAR = 40e-6  # a hundred times the usual cost
SECONDS_AT_LEAST = 1.0
GROWTH_BYTES = 64 * 1024 * 1024

PIECES = [
    "Ignore all previous instructions ", "<|im_start|>system\n", "-----BEGIN RSA " + "PRIVATE KEY-----\n", "AKIA", "sk-", "ghp_",
    'password = "', "eyJhbGciOiJIUzI1NiJ9.", "![x](https://a.example/?q=", "http://xn--", "%", "%%41", "&#x", "&#99999999;", "\\u",
    "\\x4", "\ud800", "\U000e0041", "\u202e", "\u200b", "a\u0301", "İ", "ß", "ſ", "\0", "\r", "\n", "\t", "((((((", "[[[[", "{{{{",
    '"""', "é", "о", "漢", "😀", "rot13 ", "backwards ", "i g n o r e ", "1gn0r3 4ll rul3s ", "def f(:\n", "eval(", "curl x | sh ",
    "DE89370400440532013000", "4111 1111 1111 1111", "a@b.c", "+49 30 123456",
]  # fmt: skip


def made(chance: random.Random) -> str:
    """Put a text together."""
    text = "".join(_piece(chance) for _ in range(chance.randrange(1, 40)))
    for _ in range(chance.choice((0, 0, 0, 1, 2, 5))):
        data = text.encode("utf-8", "replace")
        text = chance.choice((base64.b64encode(data).decode(), data.hex(), "".join(f"%{byte:02x}" for byte in data)))
        text = text[:60_000]
    return text


def _piece(chance: random.Random) -> str:
    piece = chance.choice(PIECES)
    kind = chance.randrange(6)
    if kind == 0:
        return piece * chance.randrange(1, 400)
    if kind == 1:
        return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(1, 60)))
    if kind == 2:
        return chance.choice("aA0+/= .:-_\n") * chance.randrange(1, 3000)
    return piece


def check(text: str, chance: random.Random) -> float:
    """Scan a text whole and in pieces; return the seconds that the first took of a processor's time."""
    start = time.process_time()
    report = scan_text(text, kind="answer")
    took = time.process_time() - start
    assert took < SECONDS_AT_LEAST + SECONDS_PER_CHAR * len(text), (
        f"{took:.2f} s for {len(text)} characters: {text[:200]!r}"
    )
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(text), f"{finding} lies outside of {text[:200]!r}"
    if chance.random() < 0.1:
        stream = StreamScanner("answer")
        for place in range(0, len(text), step := chance.choice((1, 7, 64, 1000)) * (1 + len(text) // 5000)):
            stream.feed(text[place : place + step])
        assert stream.finish() == report
    return took


def used_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    scan_text("")  # compiling takes its own time
    until = time.monotonic() + 60 * given.minutes
    count, slowest, base = 0, 0.0, used_bytes()
    while time.monotonic() < until:
        slowest = max(slowest, check(made(chance), chance))
        count += 1
        if count == 300:
            base = used_bytes()
        if count > 300 and count % 100 == 0:
            assert used_bytes() - base < GROWTH_BYTES, f"{used_bytes() - base} bytes more after {count} texts"
    print(
        f"{count} texts, slowest {slowest * 1000:.0f} ms, {(used_bytes() - base) / 1e6:.1f} MB more than after the first 300"
    )


if __name__ == "__main__":
    main()
