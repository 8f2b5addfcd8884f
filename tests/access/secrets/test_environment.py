import pytest
from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsReadOnly
from pilothouse.access.secrets.environment import EnvironmentSecrets


class TestEnvironmentSecrets:
    async def test_reads_a_variable_with_our_prefix(self) -> None:
        secrets = EnvironmentSecrets({"PILOTHOUSE_SECRET_MAIL_PASSWORD": "s3cret", "MAIL_PASSWORD": "another's"})
        assert await secrets.get("mail_password") == SecretStr("s3cret")

    async def test_takes_an_empty_variable_for_none(self) -> None:
        assert await EnvironmentSecrets({"PILOTHOUSE_SECRET_KEY": ""}).get("key") is None

    async def test_keeps_what_somebody_has_set(self) -> None:
        secrets = EnvironmentSecrets({"PILOTHOUSE_SECRET_KEY": "theirs"})
        assert await secrets.create("key", SecretStr("ours")) == SecretStr("theirs")

    async def test_says_which_variable_to_set_when_asked_to_write(self) -> None:
        with pytest.raises(SecretsReadOnly, match="PILOTHOUSE_SECRET_KEY"):
            await EnvironmentSecrets({}).create("key", SecretStr("x"))
