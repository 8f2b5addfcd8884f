"""Whatever people write, the detectors of secrets and personal data answer, and point into the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.detector import find_detectors
from pilothouse.shield.secrets.formats import formats
from tests.shield.made import found_by, text_of

OURS = tuple(each for each in find_detectors() if each.id.startswith(("secret_", "pii_")))
PATTERNS = [rule.pattern for each in OURS for rule in each.rules]
PIECES = (
    st.text(max_size=8)
    | st.sampled_from(['"', "'", "=", ": ", "\n", "token", "password", "://", "@", "-----", "+49", "\ud800", "ß", "…"])
    | st.builds(text_of, st.sampled_from(PATTERNS), st.integers(0, 99))
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_every_finding_points_into_the_text(text: str) -> None:
    for finding in found_by(text, *OURS):
        assert 0 <= finding.start < finding.end <= len(text)
        assert 0.5 <= finding.confidence <= 1


def test_a_secret_is_never_shown_whole() -> None:
    for form in formats():
        text = f"see {text_of(form.pattern, 3)} there"
        for finding in found_by(text, *OURS):
            if finding.detector.startswith("secret_"):
                assert text[finding.start : finding.end] not in finding.evidence


def test_every_detector_says_what_to_do_and_refers_to_somebody() -> None:
    for each in OURS:
        assert each.title
        assert each.explanation.endswith(".")
        assert each.remedy.endswith(".")
        assert each.references
        assert each.is_secret or each.id.startswith("pii_")
