"""Secrets in command lines and heads of requests."""

import base64

import pytest

from pilothouse.shield.detectors.secret_command import secret_command, secret_command_password, secret_header
from tests.shield.made import random_text, values_found

SECRET = random_text(24)
ALL = (secret_command, secret_command_password, secret_header)
PAIR = base64.b64encode(f"svc:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"curl -u kevin:{SECRET} https://x", SECRET),
        (f"curl -X POST \\\n  --user 'kevin:{SECRET}' https://x", f"{SECRET}'"),
        (f"sshpass -p {SECRET} ssh host", SECRET),
        (f"psexec.exe \\\\10.0.0.1 -u Admin -p {SECRET} cmd", SECRET),
        (f"mysql -h db -uroot -p{SECRET} shop", SECRET),
        (f"machine api.corp\n  login kite\n  password {SECRET}\n", SECRET),
        (f'new NetworkCredential("kite", "{SECRET}");', SECRET),
        (f'new DirectoryEntry("LDAP://CORP", "kite", "{SECRET}")', SECRET),
        (f"Authorization: Basic {PAIR}", PAIR),
    ],
    ids=["curl", "curl-lines", "sshpass", "psexec", "mysql", "netrc", "network", "directory", "basic"],
)
def test_points_at_the_secret(text: str, value: str) -> None:
    assert values_found(text, *ALL) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "curl -u username:password https://x",
        'curl -u "${USER}:${PASS}" https://x',
        "curl -u $USER:$PASSWORD https://x",
        "curl -i -u 'test:test' https://x",
        "Authorization: Basic " + base64.b64encode(b"username:password").decode(),
        "sshpass -p $PASSWORD ssh host",
        "the authorization token is described below",
    ],
)
def test_passes_over_examples_and_templates(text: str) -> None:
    assert not values_found(text, *ALL)
