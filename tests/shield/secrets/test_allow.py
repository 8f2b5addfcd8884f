"""What its owner says is no secret."""

import pytest

from pilothouse.shield.detectors.secret_url import secret_url_password
from pilothouse.shield.secrets.allow import AllowList
from tests.shield.made import found_by, random_text

PASSWORD = random_text(18)
LINE = f"DATABASE_URL=postgres://app:{PASSWORD}@db.internal.corp/prod"


@pytest.mark.parametrize(
    "word", ["not a secret", "gitleaks:allow", "pragma: allowlist secret", "pilothouse: allow", "nosec"]
)
def test_a_word_at_the_end_of_a_files_line_excuses_it(word: str) -> None:
    assert found_by(LINE, secret_url_password, kind="code")
    assert not found_by(f"{LINE}  # {word}", secret_url_password, kind="code")


def test_an_excuse_counts_for_its_own_line_alone() -> None:
    assert found_by(f"x = 1  # not a secret\n{LINE}", secret_url_password, kind="document")


def test_in_a_chat_nobody_is_excused() -> None:
    assert found_by(f"{LINE}  # not a secret", secret_url_password, kind="prompt")


def test_a_list_of_hashes_lets_known_values_pass() -> None:
    text = f"{LINE}\npostgres://app:{PASSWORD}x@db.internal.corp/prod"
    findings = found_by(text, secret_url_password)
    left = AllowList.of_values([PASSWORD]).without(text, findings)
    assert [text[each.start : each.end] for each in left] == [f"{PASSWORD}x"]
    assert PASSWORD not in repr(AllowList.of_values([PASSWORD]))
