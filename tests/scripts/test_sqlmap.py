"""What sqlmap prints is read for what it says, and silence is no good news."""

import pytest

from scripts.sqlmap import TARGETS, read

SILENT = "[CRITICAL] all tested parameters do not appear to be injectable. Try to increase values\n"
CLEAN = f"[WARNING] GET parameter 'q' does not seem to be injectable\n{SILENT}"
FOUND = "sqlmap identified the following injection point(s) with a total of 57 HTTP(s) requests:\n---\n"
FAILED = "[WARNING] HTTP error codes detected during run:\n422 (Unprocessable Entity) - 90 times\n"
OURS = f"{FAILED}500 (Internal Server Error) - 3 times\n"


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (CLEAN, "clean"), (FAILED + CLEAN, "clean"), (FOUND, "INJECTABLE"), (CLEAN + FOUND, "INJECTABLE"),
        ("", "not finished"), (SILENT, "not finished"),
        (CLEAN + OURS, "FAILED: 500 (Internal Server Error) - 3 times"), ("connection timed out", "not finished"),
    ],
    ids=["clean", "refused", "found", "found late", "silent", "nothing tried", "failing", "broken off"],
)  # fmt: skip
def test_only_what_was_tried_to_the_end_is_clean(output: str, words: str) -> None:
    verdict = read(output, 57, 1.0)
    assert verdict.words == words
    assert verdict.tried == (("q",) if CLEAN in output else ())
    assert verdict.is_clean is (words == "clean")


def test_every_kind_of_place_is_tried() -> None:
    assert len({target.path.partition("?")[0] for target in TARGETS}) >= 12
    assert any(target.body for target in TARGETS)
    assert any(target.headers for target in TARGETS)
    assert any("*" in target.path for target in TARGETS)
