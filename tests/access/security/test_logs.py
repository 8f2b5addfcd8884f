import pytest

from pilothouse.access.security import logs
from pilothouse.access.security.logs import mask_keys
from pilothouse.shield.scanner import scan_text

KEY = "AKIA" + "Q3EGRVZ7LKWJ2MNB"  # not a secret


class TestMaskKeys:
    def test_hides_what_is_surely_a_key(self) -> None:
        scan_text("so that the rules are compiled")
        assert mask_keys("nothing to hide") == "nothing to hide"
        assert KEY not in mask_keys(f"aws_access_key_id = {KEY}")

    def test_waits_for_no_rules(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(logs, "is_compiled", lambda: False)
        assert mask_keys(KEY) == KEY
