"""Against moto's server, with the real SDK."""

import sys
from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from pilothouse.access.secrets.aws import AwsSecrets
from pilothouse.access.secrets.backend import SecretsUnavailable
from pilothouse.access.secrets.chain import open_secrets
from pilothouse.access.secrets.settings import SecretsSettings
from pilothouse.core.errors import InvalidInput

REGION = "eu-central-1"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")


@pytest.fixture
def settings(endpoint: str, request: pytest.FixtureRequest) -> SecretsSettings:
    prefix = f"{request.node.name.replace('[', '-').replace(']', '')}/"
    return SecretsSettings(backend="aws", aws_region=REGION, aws_endpoint=endpoint, prefix=prefix)


@pytest.fixture
def secrets(settings: SecretsSettings) -> AwsSecrets:
    return AwsSecrets.of(settings)


@pytest.fixture
def console(endpoint: str):
    """Somebody who looks after secrets at AWS itself."""
    return boto3.client("secretsmanager", region_name=REGION, endpoint_url=endpoint)


class TestAwsSecrets:
    async def test_knows_nothing_at_first(self, secrets: AwsSecrets) -> None:
        assert await secrets.get("mail_password") is None

    async def test_keeps_a_secret_under_its_prefix(self, secrets: AwsSecrets, settings, console) -> None:
        await secrets.replace("mail_password", SecretStr("çeci n'est pas"))
        assert await secrets.get("mail_password") == SecretStr("çeci n'est pas")
        kept = console.get_secret_value(SecretId=f"{settings.prefix}mail_password")
        assert kept["SecretString"] == "çeci n'est pas"

    async def test_sees_what_was_rotated_there(self, secrets: AwsSecrets, settings, console) -> None:
        await secrets.create("key", SecretStr("first"))
        console.put_secret_value(SecretId=f"{settings.prefix}key", SecretString="second")
        assert await secrets.get("key") == SecretStr("second")

    async def test_does_not_create_twice(self, secrets: AwsSecrets) -> None:
        assert await secrets.create("key", SecretStr("first")) == SecretStr("first")
        assert await secrets.create("key", SecretStr("second")) == SecretStr("first")

    async def test_replaces_what_is_there(self, secrets: AwsSecrets) -> None:
        await secrets.replace("key", SecretStr("first"))
        await secrets.replace("key", SecretStr("second"))
        assert await secrets.get("key") == SecretStr("second")

    async def test_takes_what_is_being_deleted_as_not_there(self, secrets: AwsSecrets, settings, console) -> None:
        await secrets.create("key", SecretStr("first"))
        console.delete_secret(SecretId=f"{settings.prefix}key", RecoveryWindowInDays=7)
        assert await secrets.get("key") is None

    async def test_makes_none_in_the_place_of_one_that_is_being_deleted(
        self, secrets: AwsSecrets, settings, console
    ) -> None:
        await secrets.create("key", SecretStr("first"))
        console.delete_secret(SecretId=f"{settings.prefix}key", RecoveryWindowInDays=7)
        with pytest.raises(SecretsUnavailable, match="being deleted"):
            await secrets.create("key", SecretStr("second"))

    async def test_says_that_it_cannot_replace_one_that_is_being_deleted(self, secrets: AwsSecrets) -> None:
        """In AWS's own words; moto lets it happen."""
        with Stubber(secrets._client) as aws, pytest.raises(SecretsUnavailable, match="being deleted"):
            for method, words in (
                ("put_secret_value", "You can't perform this operation: the secret was marked for deletion."),
                ("create_secret", "A secret with this name is already scheduled for deletion."),
            ):
                aws.add_client_error(method, "InvalidRequestException", words)
            await secrets.replace("key", SecretStr("second"))

    async def test_says_what_was_refused(self, secrets: AwsSecrets) -> None:
        with Stubber(secrets._client) as aws, pytest.raises(SecretsUnavailable, match="refused: AccessDenied"):
            aws.add_client_error("get_secret_value", "AccessDenied")
            await secrets.get("key")

    def test_names_the_extra_that_it_needs(self, settings: SecretsSettings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "boto3", None)
        with pytest.raises(SecretsUnavailable, match=r"pilothouse\[aws\]"):
            AwsSecrets.of(settings)

    async def test_says_that_nobody_answers(self, settings: SecretsSettings) -> None:
        away = settings.model_copy(update={"aws_endpoint": "http://127.0.0.1:1024", "timeout_s": 0.5})
        with pytest.raises(SecretsUnavailable, match="does not answer"):
            await AwsSecrets.of(away).get("key")

    async def test_takes_no_name_that_is_none(self, secrets: AwsSecrets) -> None:
        with pytest.raises(InvalidInput):
            await secrets.get("../others")

    async def test_needs_a_region(self, settings: SecretsSettings, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(SecretsUnavailable, match="region"):
            AwsSecrets.of(settings.model_copy(update={"aws_region": ""}))

    async def test_stands_behind_the_environment_and_a_cache(self, settings, console, tmp_path) -> None:
        secrets = open_secrets(settings, tmp_path, {"PILOTHOUSE_SECRET_KEY": "from the environment"})
        assert await secrets.get("key") == SecretStr("from the environment")
        await secrets.replace("other", SecretStr("first"))
        console.put_secret_value(SecretId=f"{settings.prefix}other", SecretString="second")
        assert await secrets.get("other") == SecretStr("first")
