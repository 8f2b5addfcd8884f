"""What can be told: each topic, who may hear of it, and which template words it."""

from dataclasses import dataclass

from pilothouse.core.errors import NotFound


class UnknownTopic(NotFound):
    """There is no such topic."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no topic {name!r}. `GET /api/v1/notifications/topics` lists them.")


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of news.

    Attributes:
        name: as webhooks carry it in `type`.
        words: what it is, for the page where people choose.
        template: name of its templates, without ending.
        permission: what a person must hold to hear of it.
        is_of_owner: people hear only of what is their own; an organization's endpoints hear of all.
        is_direct: goes to one address, whatever its owner prefers; nobody subscribes to it.
        daily_job: kind of the work that makes this news once a day, while somebody wants it.
    """

    name: str
    words: str
    template: str
    permission: str = ""
    is_of_owner: bool = False
    is_direct: bool = False
    daily_job: str = ""


COST_DIGEST = "cost_digest"

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("budget.alert", "A budget crossed a threshold, refused a call or shut off.", "budget", "budgets:read"),
        Topic(
            "costs.digest",
            "What was spent yesterday, every morning.",
            "digest",
            "budgets:read",
            daily_job="cost_digest",
        ),
        Topic("mission.completed", "A mission is done.", "mission", "missions:read", is_of_owner=True),
        Topic("mission.failed", "A mission failed.", "mission", "missions:read", is_of_owner=True),
        Topic(
            "mission.waiting_for_approval",
            "A mission waits for somebody's approval.",
            "mission",
            "missions:read",
            is_of_owner=True,
        ),
        Topic("security.event", "A security incident was opened.", "security", "security:read"),
        Topic("account.verify_email", "Confirm an e-mail address.", "verify_email", is_direct=True),
        Topic("account.reset_password", "Choose a new password.", "reset_password", is_direct=True),
        Topic("account.invitation", "Join an organization.", "invitation", is_direct=True),
        Topic("account.security", "Something happened to one's own account.", "account_security", is_direct=True),
        Topic("notification.test", "A test that a person asked for.", "test", is_direct=True),
    )
}
CHOOSABLE = tuple(name for name, topic in TOPICS.items() if not topic.is_direct)


def topic_of(name: str) -> Topic:
    """Return a topic by name.

    Raises:
        UnknownTopic: there is none of that name.
    """
    try:
        return TOPICS[name]
    except KeyError as error:
        raise UnknownTopic(name) from error
