from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from pilothouse.notify.message import Message
from pilothouse.notify.rendering import render
from pilothouse.notify.topics import TOPICS

AT = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
MISSION = {
    "title": "Count sheep",
    "agent": "shepherd",
    "cost_usd": "1234.5",
    "reason": "one ran",
    "path": "/missions/7",
}
BUDGET = {
    "kind": "threshold",
    "threshold_percent": 80,
    "spent_usd": "80.000000",
    "limit_usd": "100.000000",
    "period": "monthly",
    "scope_kind": "api_key",
    "scope_id": "0198",
    "scope_name": "ci",
    "window_ends_at": "2026-06-01T00:00:00+00:00",
    "path": "/budgets",
}
DIGEST = {
    "organization": "Ada & Sons",
    "day": "2026-05-19",
    "time_zone": "Europe/Paris",
    "total_usd": "12.340000",
    "before_usd": "3.000000",
    "calls": 7,
    "parts": [{"title": "Models", "rows": [{"name": "gpt-4o", "cost_usd": "12.340000"}]}],
    "path": "/costs",
}
LINK = {"name": "Ada", "expires_at": "2026-05-21T12:30:00+00:00", "link": "https://pilot.example/x?token=abc"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "budget.alert": BUDGET,
    "costs.digest": DIGEST,
    "mission.completed": MISSION,
    "mission.failed": MISSION,
    "mission.waiting_for_approval": MISSION,
    "security.event": {"title": "Blocked", "words": "An attack was blocked.", "path": "/audit"},
    "account.verify_email": LINK,
    "account.reset_password": LINK,
    "account.invitation": {**LINK, "organization": "Ada & Sons", "invited_by": "Grace"},
    "account.security": {
        "name": "Ada",
        "what": "Your password was changed.",
        "ip_address": "203.0.113.7",
        "user_agent": None,
    },
    "notification.test": {"endpoint": "Ops"},
}


def rendered(topic: str, **changes: object) -> Message:
    return render("msg_1", topic, AT, {**EXAMPLES[topic], **changes}, {}, "https://pilot.example")


class TestRender:
    @pytest.mark.parametrize("topic", TOPICS)
    def test_words_every_topic_as_text_and_as_html(self, topic: str) -> None:
        message = rendered(topic)
        assert message.subject
        assert "\n" not in message.subject
        assert len(message.text.strip()) > 20
        assert message.html.startswith("<!doctype html>")
        assert message.html.rstrip().endswith("</html>")
        assert "{{" not in message.text + message.html

    @pytest.mark.parametrize("kind", ["threshold", "refused", "shut_off"])
    @pytest.mark.parametrize("period", ["total", "daily"])
    def test_words_every_kind_of_budget_alert(self, kind: str, period: str) -> None:
        ends_at = None if period == "total" else BUDGET["window_ends_at"]
        message = rendered("budget.alert", kind=kind, period=period, window_ends_at=ends_at)
        assert "API key" in message.subject
        assert "$80.00 of $100.00" in message.text

    def test_writes_money_and_moments_so_that_they_read_the_same_everywhere(self) -> None:
        assert "$1,234.50" in rendered("mission.completed").text
        assert "2026-06-01 00:00 UTC" in rendered("budget.alert").text

    def test_lets_nobody_write_html_into_a_mail(self) -> None:
        message = rendered("mission.failed", title="<script>alert(1)</script>", reason='"><img src=x>')
        assert "<script>" not in message.html
        assert "<img" not in message.html
        assert "&lt;script&gt;" in message.html

    @given(st.text())
    def test_keeps_the_subject_on_one_line_whatever_a_mission_is_called(self, title: str) -> None:
        subject = rendered("mission.failed", title=title).subject
        assert subject.isprintable()
        assert len(subject) <= 200

    def test_links_to_the_page_it_is_about(self) -> None:
        message = rendered("mission.failed")
        assert message.link == "https://pilot.example/missions/7"
        assert message.link in message.text
        assert message.link in message.html

    def test_links_nowhere_where_the_address_of_the_dashboard_is_not_known(self) -> None:
        message = render("msg_1", "mission.failed", AT, MISSION, {}, "")
        assert message.link == ""
        assert "href" not in message.html

    def test_shows_a_secret_link_to_the_receiver_and_to_no_program(self) -> None:
        payload = {"name": "Ada", "expires_at": LINK["expires_at"]}
        message = render("msg_1", "account.reset_password", AT, payload, {"link": "https://x.example/?token=abc"}, "")
        assert "token=abc" in message.text
        assert "token=abc" in message.html
        assert "token" not in str(message.payload)
        assert "token=abc" not in repr(message)

    def test_sends_no_mail_with_a_gap_where_a_field_is_missing(self) -> None:
        with pytest.raises(UndefinedError):
            render("msg_1", "mission.failed", AT, {"title": "x"}, {}, "")

    def test_is_locale_neutral_about_one_call_and_many(self) -> None:
        assert "in 1 call." in rendered("costs.digest", calls=1).text
        assert "in 7 calls." in rendered("costs.digest").text
