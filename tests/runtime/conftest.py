from tests.house import api, house, member, stranger, strangers_api  # noqa: F401 - fixtures
