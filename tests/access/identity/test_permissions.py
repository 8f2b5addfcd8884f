import pytest

from pilothouse.access.identity.errors import BeyondYourPermissions, UnknownPermission
from pilothouse.access.identity.permissions import BUILT_IN_ROLES, compact, effective, require_grantable
from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import PERMISSIONS, Principal


def holder(*permissions: str) -> Principal:
    return Principal(OrganizationId(new_id()), UserId(new_id()), permissions=frozenset(permissions))


class TestBuiltInRoles:
    def test_name_only_permissions_that_exist(self) -> None:
        assert set().union(*BUILT_IN_ROLES.values()) <= PERMISSIONS

    def test_grow_from_user_to_admin(self) -> None:
        assert BUILT_IN_ROLES["user"] < BUILT_IN_ROLES["developer"] < effective(BUILT_IN_ROLES["admin"]) == PERMISSIONS


class TestEffective:
    def test_forgets_a_permission_that_no_longer_exists(self) -> None:
        assert effective(["missions:run", "steam:vent"]) == {"missions:run"}


class TestCompact:
    def test_says_admin_for_everything(self) -> None:
        assert compact(PERMISSIONS) == ["admin"]
        assert compact({"tools:read", "files:read"}) == ["files:read", "tools:read"]


class TestRequireGrantable:
    def test_lets_a_principal_give_what_it_holds(self) -> None:
        require_grantable(holder("missions:run", "files:read"), ["missions:run"])
        require_grantable(holder("admin"), PERMISSIONS)

    def test_refuses_what_it_does_not_hold(self) -> None:
        with pytest.raises(BeyondYourPermissions, match="admin, users:write") as refused:
            require_grantable(holder("missions:run"), ["missions:run", "users:write", "admin"])
        assert refused.value.details == {"lacking": ["admin", "users:write"]}

    def test_refuses_what_does_not_exist(self) -> None:
        with pytest.raises(UnknownPermission, match="steam:vent"):
            require_grantable(holder("admin"), ["steam:vent"])
