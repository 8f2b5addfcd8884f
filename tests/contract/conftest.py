from tests.house import api, house, member  # noqa: F401
