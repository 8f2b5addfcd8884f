"""Passwords inside addresses."""

import pytest

from pilothouse.shield.detectors.secret_url import secret_url_password
from tests.shield.made import random_text, values_found

PASSWORD = random_text(18)


@pytest.mark.parametrize(
    "text",
    [
        f"postgres://app:{PASSWORD}@db.internal.corp:5432/prod",
        f"git clone https://deploy:{PASSWORD}@git.internal.corp/app.git",
        f"redis://:{PASSWORD}@cache:6379/0",
        f"amqp://admin:{PASSWORD}@[2001:db8::1]/vhost",
        f'url = "mongodb+srv://u:{PASSWORD}@cluster0.mongodb.net/"',
    ],
    ids=["postgres", "git", "redis", "amqp", "mongodb"],
)
def test_points_at_the_password(text: str) -> None:
    assert values_found(text, secret_url_password) == [PASSWORD]


@pytest.mark.parametrize(
    "text",
    [
        "postgres://user:password@localhost/db",
        "https://username:password@example.com/path",
        "amqp://user:*****@mq.internal",
        "postgres://app:${DB_PASSWORD}@db",
        "postgres://$USER:$PASSWORD@db",
        "redis://localhost:6379/0",
        "https://user:1111@service.com/api",
        "mongodb://YOUR_USERNAME:" + "YOUR_PASSWORD@cluster.mongodb.net/test",
        "https://host:8000 and me@somewhere.org",
        "ssh://git@github.com:22/x",
        "https://{user}:{password}@db",
        "https://a.b/c?time=12:30@noon",
        "http://[redacted]:[redacted]@db",
    ],
)
def test_passes_over_examples_and_templates(text: str) -> None:
    assert not values_found(text, secret_url_password)
