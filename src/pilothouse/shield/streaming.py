"""A text that comes in pieces is scanned while it comes, and only what is safe goes on."""

from collections.abc import Collection

import msgspec

from pilothouse.shield.detector import Kind
from pilothouse.shield.findings import FLAG_AT, Finding, Report
from pilothouse.shield.scanner import Scanner, scanner

# Characters at the end of what has come that are not let go yet: what they begin may be a finding when more comes.
# Keys, orders and links are shorter. Of a longer thing the head may be gone before its tail tells what it is; the
# last report has it all the same.
HOLD_BACK = 256

_STEP = 48  # new characters that are worth another look
_LOOK_BACK = 1024  # characters before the held ones that are read again, for what leads up to them
_LONGEST = 4_000_000  # characters that are kept for the last report


class StreamScanner:
    """Scans one stream. Not to be shared between streams.

    Attributes:
        safe: how many characters, from the first, may be let go: nothing found so far ends behind them, and
            HOLD_BACK characters have come after them, or the stream has ended.
    """

    def __init__(
        self,
        kind: Kind = "answer",
        *,
        detectors: Collection[str] | None = None,
        least_confidence: float = FLAG_AT,
        engine: Scanner | None = None,
    ) -> None:
        self.safe = 0
        self._kind: Kind = kind
        self._detectors = detectors
        self._least = least_confidence
        self._engine = engine or scanner()
        self._pieces: list[str] = []
        self._tail = ""  # what the next look reads
        self._tail_at = 0  # where that begins in the stream
        self._length = 0
        self._looked_at = 0
        self._told: set[tuple[str, int]] = set()

    def feed(self, chunk: str) -> list[Finding]:
        """Take what has come; return what is newly found, in characters of the whole stream."""
        if self._length < _LONGEST:
            self._pieces.append(chunk)
        self._tail += chunk
        self._length += len(chunk)
        if self._length - self._looked_at < _STEP:
            return []
        found = self._look()
        self.safe = max(self.safe, self._length - HOLD_BACK)
        self._shorten()
        return found

    def finish(self) -> Report:
        """End the stream; return the report of the whole text, as `scan_text` gives it."""
        text = "".join(self._pieces)
        self._pieces = [text]
        report = self._scan(text)
        self.safe = self._length
        return Report(
            findings=report.findings,
            scanned_chars=report.scanned_chars,
            is_cut=report.is_cut or len(text) < self._length,
        )

    def _look(self) -> list[Finding]:
        """Scan the tail, and tell what was not told before."""
        self._looked_at = self._length
        new: list[Finding] = []
        for finding in self._scan(self._tail).findings:
            moved = _moved(finding, self._tail_at)
            key = (moved.detector, moved.start)
            if key not in self._told:
                self._told.add(key)
                new.append(moved)
        return new

    def _scan(self, text: str) -> Report:
        return self._engine.scan(text, kind=self._kind, detectors=self._detectors, least_confidence=self._least)

    def _shorten(self) -> None:
        """Forget what no later finding can reach."""
        if len(self._tail) > 2 * (HOLD_BACK + _LOOK_BACK):
            cut = len(self._tail) - HOLD_BACK - _LOOK_BACK
            self._tail = self._tail[cut:]
            self._tail_at += cut


def _moved(finding: Finding, by: int) -> Finding:
    return finding if by == 0 else msgspec.structs.replace(finding, start=finding.start + by, end=finding.end + by)
