"""Keys that can be told by their form."""

import pytest

from pilothouse.shield.detectors.secret_formats import DETECTORS
from pilothouse.shield.secrets.checksums import CHECKSUMS
from pilothouse.shield.secrets.formats import Format, formats
from tests.shield.made import found_by, random_text, text_of

FORMS = formats()
NAMES = [f"{form.id}-{place}" for place, form in enumerate(FORMS)]
BY_ID = {each.id: each for each in DETECTORS}


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_every_form_is_found_in_the_middle_of_a_text(form: Format) -> None:
    found = [
        each.detector
        for seed in range(8)
        for each in found_by(f'see "{text_of(form.pattern, seed)}" there', BY_ID[f"secret_{form.id}"])
    ]
    assert f"secret_{form.id}" in found


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_every_form_names_a_check_that_exists(form: Format) -> None:
    assert form.checksum in {"", *CHECKSUMS}
    assert form.title
    assert form.level


def test_tells_makers_apart_and_hides_the_key() -> None:
    key = "ghp_" + random_text(36)
    (finding,) = found_by(f"token {key}", *DETECTORS)
    assert finding.detector == "secret_github"
    assert key not in finding.evidence
    assert finding.title == "Looks like a GitHub token"


def test_a_checksum_raises_or_lowers_what_is_believed() -> None:
    right, wrong = "ghp_" + "Ab3" * 10 + "1xCEk0", "ghp_" + random_text(36)
    assert CHECKSUMS["crc32_base62"](wrong) == "wrong"
    (doubtful,) = found_by(wrong, *DETECTORS)
    assert 0.5 <= doubtful.confidence < 0.9
    assert len(right) == len(wrong)


def test_points_at_the_secret_and_not_at_its_name() -> None:
    secret = random_text(40)
    text = f"aws_secret_access_key = {secret}"
    found = found_by(text, *DETECTORS)
    assert {text[each.start : each.end] for each in found} == {secret}


def test_reads_a_long_key_to_its_end() -> None:
    text = "token eyJhbGciOiJSUzI1NiJ9." + random_text(1500) + "." + random_text(300) + " end"
    (finding,) = found_by(text, BY_ID["secret_jwt"])
    assert text[finding.end :] == " end"


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "AIza" + "SyabcdefghijklmnopqrstuvwxyzABCDEFG",
        "x" + "AKIA" + "Q7RSTUVWYZ234567",
        "npm_" + random_text(50),
        "sk-" + "a" * 48,
        "task-" + "forms-and-their-long-names",
        "hf_xxxxx",
        "glpat-" + "X" * 20,
        "SK" + "x" * 32,
        "sha256:" + random_text(64, "0123456789abcdef"),
    ],
    ids=["published", "x", "alphabet", "inside-a-word", "too-long", "same", "words", "short", "X", "mask", "hash"],
)
def test_passes_over_what_only_has_the_form(text: str) -> None:
    assert not found_by(text, *DETECTORS)
