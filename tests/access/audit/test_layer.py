import pytest

from pilothouse.access.audit.layer import action_of


class TestActionOf:
    @pytest.mark.parametrize(
        ("endpoint", "action"),
        [
            ("submit_mission", "mission.submit"),
            ("change_conversation", "conversation.change"),
            ("delete_model_route", "model_route.delete"),
            ("forget_everything", "memory.forget"),
        ],
    )
    def test_names_the_thing_and_then_the_verb(self, endpoint: str, action: str) -> None:
        assert action_of(endpoint) == action
