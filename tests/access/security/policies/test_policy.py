from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.access.security.kinds import ACTIONS, FAMILIES, PLACES, family_of
from pilothouse.access.security.policies.policy import Decision, Policy, PolicySet, Rule, TextException
from pilothouse.shield.detector import find_detectors

RULES = st.builds(
    Rule,
    st.sampled_from(FAMILIES),
    st.sampled_from(ACTIONS),
    st.one_of(st.none(), st.sampled_from(PLACES)),
    st.sampled_from([0.3, 0.5, 0.9]),
)
POLICIES = st.builds(Policy, st.lists(RULES, max_size=6, unique_by=lambda rule: (rule.family, rule.where)).map(tuple))


class TestStandard:
    def test_hides_keys_on_their_way_to_a_model_and_watches_for_orders(self) -> None:
        decided = PolicySet().decisions("prompt")
        assert {family: each.action for family, each in decided.items()} == {
            "prompt_injection": "monitor",
            "secrets": "redact",
        }

    def test_shows_what_a_tool_brought_as_untrusted(self) -> None:
        assert PolicySet().decisions("tool_result")["prompt_injection"].action == "flag"

    def test_keeps_malware_out_and_poison_from_models(self) -> None:
        assert PolicySet().decisions("upload")["malware"] == Decision("block", 0.8, "standard")
        assert PolicySet().decisions("tool_description")["prompt_injection"].action == "block"

    def test_looks_for_people_only_where_somebody_wants_it(self) -> None:
        assert not [place for place in PLACES if "pii" in PolicySet().decisions(place)]


class TestMark:
    def test_differs_when_something_else_is_minded(self) -> None:
        strict = Policy((Rule("pii", "block", "prompt"),))
        exception = TextException("prompt_injection", b"1")
        sets = [
            PolicySet(),
            PolicySet(strict),
            PolicySet(Policy((Rule("pii", "block", "prompt", 0.9),))),
            PolicySet(Policy((Rule("pii", "block", "tool_result"),))),
            PolicySet(allowed=frozenset({exception})),
            PolicySet(thresholds={"prompt_injection": 0.8}),
        ]
        assert len({each.mark() for each in sets}) == len(sets)
        assert {len(each.mark()) for each in sets} == {8}

    def test_is_the_same_for_the_same_policy_and_for_agents_without_one(self) -> None:
        policy = Policy((Rule("pii", "block", "prompt"),))
        one, other = (PolicySet(agents={"strict": policy}) for _ in range(2))
        assert one.mark("strict") == other.mark("strict") != one.mark("another") == one.mark() == PolicySet().mark()

    def test_of_one_agent_is_not_another_ones(self) -> None:
        policies = PolicySet(agents={"strict": Policy((Rule("pii", "block", "prompt"),))})
        assert policies.mark() != policies.mark("strict") != policies.mark()


class TestNearest:
    def test_the_tool_comes_before_the_agent_and_that_before_the_organization(self) -> None:
        monitored, flagged, blocked = (Policy((Rule("pii", action),)) for action in ("monitor", "flag", "block"))
        policies = PolicySet(monitored, {"buddy": flagged}, {"mail": blocked})
        assert policies.decisions("prompt")["pii"].source == "organization"
        assert policies.decisions("prompt", "buddy")["pii"] == Decision("flag", 0.5, "agent")
        assert policies.decisions("prompt", "buddy", "mail")["pii"] == Decision("block", 0.5, "tool")
        assert policies.decisions("prompt", "other", "other")["pii"].action == "monitor"

    def test_a_rule_for_the_place_comes_before_one_for_every_place(self) -> None:
        policies = PolicySet(Policy((Rule("secrets", "block"), Rule("secrets", "off", "answer"))))
        assert policies.decisions("prompt")["secrets"].action == "block"
        assert "secrets" not in policies.decisions("answer")

    @given(POLICIES, POLICIES, st.sampled_from(PLACES), st.sampled_from(FAMILIES))
    def test_every_level_is_reached_when_those_above_say_nothing(self, organization, agent, place, family) -> None:
        policies = PolicySet(organization, {"a": agent})
        own = [rule for rule in agent.rules if rule.family == family and rule.where in {place, None}]
        with_agent = policies.decisions(place, "a").get(family)
        if own:
            expected = {*(rule.action for rule in own), None, "monitor"}  # which a vain "redact" becomes
            assert (with_agent and with_agent.action) in expected
            assert with_agent is None or with_agent.source == "agent"
        else:
            assert with_agent == policies.decisions(place).get(family)

    def test_what_cannot_be_redacted_somewhere_is_watched_there(self) -> None:
        policies = PolicySet(Policy((Rule("secrets", "redact"),)))
        assert policies.decisions("prompt")["secrets"].action == "redact"
        assert policies.decisions("upload")["secrets"].action == "monitor"

    def test_trust_is_asked_for_by_the_nearest_that_asks(self) -> None:
        policies = PolicySet(Policy(least_trust=50), {"buddy": Policy()}, {"mail": Policy(least_trust=80)})
        asking = policies.trust_policy("buddy", "mail")
        assert asking
        assert asking.least_trust == 80
        assert policies.trust_policy("buddy", "other") == policies.organization
        assert PolicySet().trust_policy("buddy", "mail") is None

    def test_trust_is_asked_for_by_the_agent_where_the_tool_does_not(self) -> None:
        policies = PolicySet(Policy(least_trust=50), {"buddy": Policy(least_trust=0)}, {"mail": Policy()})
        assert policies.trust_policy("buddy", "mail") == policies.agents["buddy"]
        assert policies.trust_policy(None, None) == policies.organization


class TestPolicySet:
    def test_works_out_once_what_holds_for_all_who_have_no_policy(self) -> None:
        policies = PolicySet(agents={"buddy": Policy()})
        assert policies.decisions("prompt", "x", "y") is policies.decisions("prompt", "z")
        assert policies.decisions("prompt", "buddy") is not policies.decisions("prompt")

    def test_knows_which_alarms_were_false(self) -> None:
        allowed = frozenset({TextException("secret_key", b"hash")})
        policies = PolicySet(allowed=allowed, thresholds={"pii_name": 0.9})
        assert (policies.allowed, policies.thresholds) == (allowed, {"pii_name": 0.9})
        assert (PolicySet().allowed, PolicySet().thresholds) == (frozenset(), {})


class TestEffective:
    def test_shows_every_family_in_every_place_also_what_is_off(self) -> None:
        shown = PolicySet().effective()
        assert [(where, family) for where, family, _ in shown] == list(product(PLACES, FAMILIES))
        assert ("prompt", "pii", Decision("off", 1.0, "standard")) in shown

    def test_shows_what_holds_for_one_agent_with_one_tool(self) -> None:
        policies = PolicySet(
            None, {"buddy": Policy((Rule("pii", "flag"),))}, {"mail": Policy((Rule("links", "block"),))}
        )
        shown = {family: (made.action, made.source) for _, family, made in policies.effective("buddy", "mail")}
        assert (shown["pii"], shown["links"]) == (("flag", "agent"), ("block", "tool"))


class TestFamilies:
    def test_every_detector_of_ours_has_one(self) -> None:
        assert {family_of(each.id) for each in find_detectors()} == {*FAMILIES} - {"other"}

    @pytest.mark.parametrize(
        ("detector", "family"), [("acme_words", "other"), ("skill_tool_poisoning", "prompt_injection")]
    )
    def test_is_told_by_the_beginning_of_the_id(self, detector: str, family: str) -> None:
        assert family_of(detector) == family
