"""Checks that makers built into their keys."""

import base64
import json

from pilothouse.shield.secrets.checksums import crc32_base62, jwt

# The form and the check of a key that opens nothing: its random part is one letter.
VALID = "ghp_" + "A" * 30 + "0uCPlr"


def encoded(fields: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


class TestCrc32:
    def test_knows_its_own_check_characters(self) -> None:
        assert crc32_base62(VALID) == "right"

    def test_sees_one_changed_letter(self) -> None:
        assert crc32_base62(VALID.replace("A", "B", 1)) == "wrong"

    def test_does_not_mind_the_prefix(self) -> None:
        assert crc32_base62(VALID.replace("ghp_", "npm_")) == "right"


class TestJwt:
    def test_knows_a_head_that_names_its_algorithm(self) -> None:
        assert jwt(f"{encoded({'alg': 'HS256'})}.{encoded({})}.x") == "right"

    def test_turns_down_a_head_without_one(self) -> None:
        assert jwt(f"{encoded({'typ': 'JWT'})}.{encoded({})}.x") == "wrong"

    def test_turns_down_what_is_no_json(self) -> None:
        assert jwt("eyJhbGciOieeeiIs.x.y") == "wrong"

    def test_turns_down_what_is_no_base64(self) -> None:
        assert jwt("a.b.c") == "wrong"
