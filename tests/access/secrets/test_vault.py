import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from pilothouse.access.secrets.backend import SecretsUnavailable
from pilothouse.access.secrets.chain import open_secrets
from pilothouse.access.secrets.settings import SecretsSettings
from pilothouse.access.secrets.vault import VaultSecrets
from pilothouse.core.errors import InvalidInput
from tests.access.secrets.vault_server import ROLE_ID, SECRET_ID, Vault, open_vault


@pytest.fixture
def vault() -> Iterator[Vault]:
    with open_vault() as vault:
        yield vault


@pytest.fixture
def settings(vault: Vault) -> SecretsSettings:
    return SecretsSettings(backend="vault", vault_url=vault.url, vault_token=SecretStr("root"), timeout_s=2)


@pytest.fixture
def secrets(settings: SecretsSettings) -> VaultSecrets:
    return VaultSecrets.of(settings)


class TestVaultSecrets:
    async def test_knows_nothing_at_first(self, secrets: VaultSecrets) -> None:
        assert await secrets.get("mail_password") is None

    async def test_keeps_a_secret_under_mount_and_prefix(self, secrets: VaultSecrets, vault: Vault) -> None:
        await secrets.replace("mail_password", SecretStr("çeci n'est pas"))
        assert await secrets.get("mail_password") == SecretStr("çeci n'est pas")
        assert vault.versions["secret:pilothouse/mail_password"] == [{"value": "çeci n'est pas"}]

    async def test_sees_what_was_rotated_there(self, secrets: VaultSecrets, vault: Vault) -> None:
        await secrets.create("key", SecretStr("first"))
        vault.versions["secret:pilothouse/key"].append({"value": "second"})
        assert await secrets.get("key") == SecretStr("second")

    async def test_agrees_on_one_when_many_create_at_once(self, settings: SecretsSettings) -> None:
        many = [VaultSecrets.of(settings) for _ in range(8)]
        made = await asyncio.gather(
            *(each.create("key", SecretStr(f"value {number}")) for number, each in enumerate(many))
        )
        assert len(set(made)) == 1

    async def test_takes_what_was_deleted_as_not_there_and_writes_it_anew(self, secrets, vault: Vault) -> None:
        await secrets.create("key", SecretStr("first"))
        vault.versions["secret:pilothouse/key"].append(None)
        assert await secrets.get("key") is None
        assert await secrets.create("key", SecretStr("second")) == SecretStr("second")
        assert await secrets.get("key") == SecretStr("second")

    async def test_signs_in_with_an_app_role_and_again_when_its_token_has_ended(self, settings, vault: Vault) -> None:
        role = {"vault_token": None, "vault_role_id": ROLE_ID, "vault_secret_id": SecretStr(SECRET_ID)}
        secrets = VaultSecrets.of(settings.model_copy(update=role))
        await secrets.replace("key", SecretStr("first"))
        vault.tokens.clear()
        assert await secrets.get("key") == SecretStr("first")
        assert vault.logins == 2

    async def test_reads_a_token_file_anew_when_its_token_has_ended(
        self, settings, vault: Vault, tmp_path: Path
    ) -> None:
        file = tmp_path / "token"
        file.write_text("root\n")
        secrets = VaultSecrets.of(settings.model_copy(update={"vault_token": None, "vault_token_file": file}))
        assert await secrets.get("key") is None
        vault.tokens = {"another"}
        file.write_text("another\n")
        assert await secrets.get("key") is None

    async def test_names_its_namespace(self, settings, vault: Vault) -> None:
        await VaultSecrets.of(settings.model_copy(update={"vault_namespace": "team-a"})).get("key")
        assert vault.namespaces == ["team-a"]

    async def test_says_that_it_is_not_let_in(self, settings: SecretsSettings) -> None:
        wrong = settings.model_copy(update={"vault_token": SecretStr("made up")})
        with pytest.raises(SecretsUnavailable, match="Forbidden") as caught:
            await VaultSecrets.of(wrong).get("key")
        assert "made up" not in str(caught.value)

    async def test_says_that_nobody_answers(self, settings: SecretsSettings, vault: Vault) -> None:
        away = settings.model_copy(update={"vault_url": "http://127.0.0.1:1024", "timeout_s": 0.5})
        with pytest.raises(SecretsUnavailable, match="does not answer"):
            await VaultSecrets.of(away).get("key")
        vault.is_sealed = True
        with pytest.raises(SecretsUnavailable, match="VaultDown"):
            await VaultSecrets.of(settings).get("key")

    async def test_takes_no_name_that_is_none(self, secrets: VaultSecrets) -> None:
        with pytest.raises(InvalidInput):
            await secrets.get("../others")

    @pytest.mark.parametrize("missing", ["vault_url", "vault_token"])
    def test_says_what_is_not_set(self, settings: SecretsSettings, missing: str) -> None:
        empty = {"vault_url": "", "vault_token": None}[missing]
        with pytest.raises(SecretsUnavailable, match=missing.upper()):
            VaultSecrets.of(settings.model_copy(update={missing: empty}))

    def test_names_the_extra_that_it_needs(self, settings: SecretsSettings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "hvac", None)
        with pytest.raises(SecretsUnavailable, match=r"pilothouse\[vault\]"):
            VaultSecrets.of(settings)

    async def test_goes_on_while_vault_is_sealed(self, settings, vault: Vault, tmp_path: Path) -> None:
        secrets = open_secrets(settings.model_copy(update={"cache_s": 0}), tmp_path, {})
        await secrets.replace("key", SecretStr("first"))
        vault.is_sealed = True
        assert await secrets.get("key") == SecretStr("first")

    def test_shows_no_credentials(self, settings: SecretsSettings) -> None:
        assert "root" not in repr(settings)
