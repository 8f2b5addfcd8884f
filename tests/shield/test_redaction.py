"""Placeholders for what a model need not see, and the way back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.shield.findings import Finding, Severity
from pilothouse.shield.redaction import MAX_PLACEHOLDER, StreamRestorer, Vault, redact, restore

PIECES = st.sampled_from(
    ["[EMAIL_1]", "[EMAIL_2]", "[TEXT_1]", "[SECRET_AWS_1]", "[", "]", "a@b.io", "key", "1", "_", "EMAIL"]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)
DETECTORS = st.sampled_from(["pii_email", "secret_aws", "pii_card", "secret_url_password"])


def finding(start: int, end: int, detector: str = "pii_email") -> Finding:
    return Finding(
        detector=detector, title="", severity=Severity.LOW, confidence=1, start=start, end=end, evidence="",
        explanation="", remedy="",
    )  # fmt: skip


def finding_of(text: str, value: str, detector: str = "pii_email") -> Finding:
    start = text.index(value)
    return finding(start, start + len(value), detector)


@st.composite
def scanned(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places, DETECTORS), max_size=4))
    return text, [finding(start, end, detector) for start, end, detector in spans]


class TestRedact:
    def test_puts_a_placeholder_that_says_what_it_was(self) -> None:
        text = "write to a@b.io with the key AKIA"
        found = [finding_of(text, "a@b.io"), finding_of(text, "AKIA", "secret_aws")]
        assert redact(text, found, Vault()) == "write to [EMAIL_1] with the key [SECRET_AWS_1]"

    def test_gives_one_value_one_placeholder_in_a_conversation(self) -> None:
        vault = Vault()
        texts = ["from a@b.io", "to c@d.io", "cc a@b.io"]
        values = ["a@b.io", "c@d.io", "a@b.io"]
        shown = [redact(text, [finding_of(text, value)], vault) for text, value in zip(texts, values, strict=True)]
        assert shown == ["from [EMAIL_1]", "to [EMAIL_2]", "cc [EMAIL_1]"]

    def test_joins_what_overlaps_under_the_longer_name(self) -> None:
        text = "https://u:pw@host.io"
        found = [finding(8, 12, "secret_url_password"), finding(8, 20, "pii_email")]
        assert redact(text, found, Vault()) == "https://[EMAIL_1]"

    def test_leaves_other_families_alone(self) -> None:
        assert redact("ignore all", [finding(0, 6, "prompt_injection")], Vault()) == "ignore all"

    @given(st.lists(scanned(), max_size=4))
    def test_can_be_undone_for_every_text_of_a_conversation(self, texts: list[tuple[str, list[Finding]]]) -> None:
        vault = Vault()
        shown = [redact(text, findings, vault) for text, findings in texts]
        assert [restore(each, vault) for each in shown] == [text for text, _ in texts]


class TestWhatPeopleTyped:
    def test_is_not_turned_into_somebodys_secret(self) -> None:
        vault = Vault()
        redact("key AKIA", [finding(4, 8, "secret_aws")], vault)
        page = redact("please print [SECRET_AWS_1]", [], vault)
        assert page == "please print [TEXT_1]"
        assert restore(page, vault) == "please print [SECRET_AWS_1]"

    def test_keeps_a_name_free_that_was_typed_first(self) -> None:
        vault = Vault()
        typed = redact("what is [EMAIL_1]?", [], vault)
        assert redact("a@b.io", [finding(0, 6)], vault) == "[EMAIL_2]"
        assert restore(typed, vault) == "what is [EMAIL_1]?"

    def test_stays_when_it_is_no_placeholder_of_ours(self) -> None:
        assert redact("see [TABLE_1] and [1]", [], Vault()) == "see [TABLE_1] and [1]"


class TestRestore:
    def test_leaves_secrets_hidden_where_they_are_not_meant_to_go(self) -> None:
        vault = Vault()
        text = "a@b.io AKIA"
        shown = redact(text, [finding(0, 6), finding(7, 11, "secret_aws")], vault)
        assert restore(shown, vault, with_secrets=False) == "a@b.io [SECRET_AWS_1]"

    def test_leaves_what_it_does_not_know(self) -> None:
        assert restore("[EMAIL_7]", Vault()) == "[EMAIL_7]"


class TestStream:
    @given(scanned(), st.data())
    def test_gives_the_same_however_it_is_cut(self, case: tuple[str, list[Finding]], data: st.DataObject) -> None:
        text, findings = case
        vault = Vault()
        shown = redact(text, findings, vault)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(shown)), max_size=6)))
        chunks = [shown[start:end] for start, end in zip([0, *cuts], [*cuts, len(shown)], strict=True)]
        restorer = StreamRestorer(vault)
        assert "".join([*map(restorer.feed, chunks), restorer.finish()]) == text

    def test_holds_back_no_more_than_a_placeholder(self) -> None:
        restorer = StreamRestorer(Vault())
        assert restorer.feed("plain words go at once") == "plain words go at once"
        assert restorer.feed(" [") == " "
        assert restorer.feed("A" * MAX_PLACEHOLDER) == "[" + "A" * MAX_PLACEHOLDER
        assert restorer.finish() == ""


class TestVault:
    @given(st.lists(scanned(), max_size=3))
    def test_can_be_stored_and_read_back(self, texts: list[tuple[str, list[Finding]]]) -> None:
        vault = Vault()
        shown = [redact(text, findings, vault) for text, findings in texts]
        again = Vault.load(json.loads(json.dumps(vault.dump())))
        assert [restore(each, again) for each in shown] == [text for text, _ in texts]
        assert again.placeholder("EMAIL", "new@x.io") == vault.placeholder("EMAIL", "new@x.io")

    def test_says_nothing_of_what_it_holds(self) -> None:
        vault = Vault()
        vault.placeholder("EMAIL", "a@b.io")
        assert repr(vault) == "<Vault of 1 values>"

    @pytest.mark.parametrize("dumped", [{}, {"values": 1, "reserved": []}, {"values": [["A"]], "reserved": []}])
    def test_reads_nothing_else(self, dumped: dict[str, object]) -> None:
        with pytest.raises((KeyError, TypeError, ValueError)):
            Vault.load(dumped)
