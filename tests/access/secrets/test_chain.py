from pathlib import Path

import pytest
from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsReadOnly
from pilothouse.access.secrets.chain import default_secrets
from pilothouse.access.secrets.file import FileSecrets


class TestDefaultSecrets:
    async def test_prefers_the_environment(self, tmp_path: Path) -> None:
        await FileSecrets(tmp_path / "secrets").replace("key", SecretStr("from the file"))
        secrets = default_secrets(tmp_path, {"PILOTHOUSE_SECRET_KEY": "from the environment"})
        assert await secrets.get("key") == SecretStr("from the environment")
        assert await secrets.create("key", SecretStr("new")) == SecretStr("from the environment")

    async def test_writes_to_the_file(self, tmp_path: Path) -> None:
        await default_secrets(tmp_path, {}).replace("key", SecretStr("kept"))
        assert await FileSecrets(tmp_path / "secrets").get("key") == SecretStr("kept")

    async def test_does_not_write_where_nobody_would_read_it(self, tmp_path: Path) -> None:
        secrets = default_secrets(tmp_path, {"PILOTHOUSE_SECRET_KEY": "fixed"})
        with pytest.raises(SecretsReadOnly):
            await secrets.replace("key", SecretStr("new"))
