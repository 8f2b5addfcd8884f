"""Secrets without a form of their own."""

import pytest

from pilothouse.shield.detectors.secret_generic import secret_generic
from tests.shield.made import random_text, values_found

TOKEN = random_text(32)
HEX = random_text(40, "0123456789abcdef")


@pytest.mark.parametrize(
    "text",
    [
        f'api_key = "{TOKEN}"',
        f"ACME_SECRET={TOKEN}",
        f"client_secret: {TOKEN}",
        f'"accessToken": "{TOKEN}",',
        f"os.environ['APP_SECRET_KEY'] = '{TOKEN}'",
        f"env('SERVICE_API_KEY', '{TOKEN}')",
        f"<apiKey>{TOKEN}</apiKey>",
        f"https://api.internal/v1?access_token={TOKEN}",
        f"my token is {TOKEN}, thanks",
        f"deploy --token {TOKEN}",
        f"const authToken := `{TOKEN}`",
        f"datadog {TOKEN}",
        f'<add key="MailToken" value="{TOKEN}"/>',
        f'-H "Authorization: Bearer {TOKEN}"',
        f'{{"authorization": "Token {TOKEN}"}}',
    ],
)
def test_finds_a_value_that_is_named_like_a_secret(text: str) -> None:
    assert values_found(text, secret_generic) == [TOKEN]


def test_finds_hexadecimal_where_the_name_is_plain() -> None:
    assert values_found(f"SECRET_TOKEN={HEX}", secret_generic) == [HEX]


def test_finds_a_password_that_somebody_tells() -> None:
    assert values_found("my password is Kite" + "42!fly, thanks", secret_generic) == ["Kite42!fly"]


@pytest.mark.parametrize("password", ["tFtx2R!6sv" + "OPFxj#150", "P@ss" + "w0rd123", "hunter2" + "-Hunter3"])
def test_finds_a_password_that_mixes_kinds_of_characters(password: str) -> None:
    assert values_found(f'db_password = "{password}"', secret_generic) == [password]


@pytest.mark.parametrize(
    "text",
    [
        'api_key = "your-api-key-here"',
        "password=${DB_PASSWORD}",
        'password = getpass.getpass("Password: ")',
        'secret_key = config.get("secret_key")',
        "SECRET_KEY = secrets.token_hex(32)",
        "token = request.headers.get('Authorization')",
        'KeyError: "api_key"',
        'key = "primary_key_column_name"',
        "max_tokens=4096, temperature=0.2",
        'password: "changeme"',
        "set api_key to the value from the dashboard",
        '"token_type": "Bearer"',
        "passwordResetUrl = https://example.com/reset/password/page",
        "public class TokenAuthenticationProvider: AuthenticationProviderBase",
        f"commit {HEX}",
        f'"integrity": "sha512-{TOKEN}{TOKEN}=="',
        f"image: registry.local/app@sha256:{HEX}",
        f'"trace_id": "{HEX[:32]}"',
        "Password is required, at least 8 characters",
        "the secret: nothing is ever as it seems",
        'curl -H "Authorization: Bearer <your token>"',
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer XXXXXXXXXXXX",
        "<input type='password' name='password' placeholder='Password'>",
    ],
    ids=range(24),
)
def test_passes_over_what_is_no_secret(text: str) -> None:
    assert not values_found(text, secret_generic)
