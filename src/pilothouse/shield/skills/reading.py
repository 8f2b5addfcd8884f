"""Tell text from data, and say what kind of file it is."""

import math
from collections import Counter
from dataclasses import dataclass

_PROGRAMS = {
    b"\x7fELF": "a Linux program",
    b"MZ": "a Windows program",
    b"\xfe\xed\xfa\xce": "a macOS program",
    b"\xfe\xed\xfa\xcf": "a macOS program",
    b"\xcf\xfa\xed\xfe": "a macOS program",
    b"\xca\xfe\xba\xbe": "a macOS or Java program",
    b"\x00asm": "a WebAssembly program",
}
_KNOWN = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"RIFF", b"OggS",
    b"ID3", b"fLaC", b"wOFF", b"wOF2",
    b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00",
    b"SQLite format 3", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"PAR1", b"ARROW1", b"\x93NUMPY", b"glTF",
    b"\x1aE\xdf\xa3", b"8BPS", b"GGUF", b"DICM", b"\x0bw",
)  # fmt: skip
_KNOWN_LATER = ((4, b"ftyp"), (257, b"ustar"))
_EICAR = (
    b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
)  # the agreed test of virus scanners, put together here so that none finds this file


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: text, or data and what is odd about it."""

    text: str | None
    oddity: str | None = None
    is_program: bool = False


def read_content(data: bytes) -> Content:
    """Decode a file's bytes, or say what kind of data they are."""
    if _EICAR in data:
        return Content(None, "the agreed test file of virus scanners", is_program=True)
    head = data[:4096]
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return Content(data.decode("utf-16", "replace"))
    for magic, what in _PROGRAMS.items():
        if head.startswith(magic) and (len(magic) > 2 or b"PE\x00\x00" in data[:1024] or b"DOS mode" in head):
            return Content(None, what, is_program=True)
    if b"\x00" in head or _is_mostly_unreadable(head):
        is_known = head.startswith(_KNOWN) or any(
            head[place : place + len(magic)] == magic for place, magic in _KNOWN_LATER
        )
        return Content(None, None if is_known or len(data) < 256 or _entropy(data) < 7 else "data of no known format")
    return Content(data.decode("utf-8-sig", "replace"))


def _is_mostly_unreadable(head: bytes) -> bool:
    text = head.decode("utf-8", "replace")
    return bool(text) and text.count("�") > 0.1 * len(text)


def _entropy(data: bytes) -> float:
    """Return bits per byte of up to 64 KiB: text has about 5, compressed or encrypted data nearly 8."""
    sample = data[:65_536]
    counts = Counter(sample).values()
    return -sum(count / len(sample) * math.log2(count / len(sample)) for count in counts)
