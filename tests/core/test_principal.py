from pilothouse.core.ids import OrganizationId, UserId, new_id
from pilothouse.core.principal import PERMISSIONS, Principal


def principal(*permissions: str) -> Principal:
    return Principal(OrganizationId(new_id()), UserId(new_id()), permissions=frozenset(permissions))


class TestMay:
    def test_what_is_held_and_nothing_else(self):
        reader = principal("missions:read")
        assert reader.may("missions:read")
        assert not reader.may("missions:run")

    def test_everything_for_an_administrator(self):
        assert all(principal("admin").may(permission) for permission in PERMISSIONS)

    def test_nothing_by_default(self):
        assert not any(principal().may(permission) for permission in PERMISSIONS)
