"""The order of one answer's calls."""

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.agents import Tool, ToolContext, tool
from pilothouse.agents.dependencies import Plan, group_of_each, plan_calls
from pilothouse.llm.messages import ToolCall


def a_tool(name: str, *after: str) -> Tool:
    @tool(name=name, after=after)
    async def work(ctx: ToolContext, value: int = 0) -> int:
        """Work."""
        del ctx
        return value

    return work


def calls(*names: str) -> list[ToolCall]:
    return [ToolCall(f"id{number}", name, {}) for number, name in enumerate(names)]


def plan(tools: list[Tool], made: list[ToolCall]) -> Plan:
    return plan_calls(made, {each.name: each for each in tools}, links_results=True)


def test_independent_calls_wait_for_nothing() -> None:
    assert plan([a_tool("a"), a_tool("b")], calls("a", "b")).waits == [set(), set()]


def test_a_call_waits_for_every_call_of_the_tools_it_goes_after() -> None:
    assert plan([a_tool("read"), a_tool("draw", "read")], calls("read", "draw", "read")).waits == [set(), {0, 2}, set()]


def test_a_circle_of_wishes_is_not_waited_in() -> None:
    tools = [a_tool("a", "c"), a_tool("b", "a"), a_tool("c", "b"), a_tool("d", "a")]
    assert plan(tools, calls("a", "b", "c", "d")).waits == [set(), set(), set(), {0}]


def test_a_reference_goes_before_a_wish_that_contradicts_it() -> None:
    made = [ToolCall("1", "a", {"value": {"$result": 2}}), ToolCall("2", "b", {})]
    assert plan([a_tool("a"), a_tool("b", "a")], made).waits == [{1}, set()]


def test_references_in_a_circle_are_refused_with_their_names() -> None:
    made = [
        ToolCall("1", "a", {"value": {"$result": 2}}),
        ToolCall("2", "b", {"value": {"$result": 1}}),
        ToolCall("3", "a", {"value": {"$result": 3}}),
        ToolCall("4", "b", {}),
    ]
    found = plan([a_tool("a"), a_tool("b")], made)
    assert set(found.refused) == {0, 1, 2}
    assert "1 (a), 2 (b)" in str(found.refused[0])
    assert found.waits == [set(), set(), set(), set()]


def test_references_are_plain_arguments_to_an_agent_that_did_not_ask_for_them() -> None:
    made = [ToolCall("1", "a", {"value": {"$result": 9}})]
    found = plan_calls(made, {}, links_results=False)
    assert (found.refused, found.waits) == ({}, [set()])


@st.composite
def graphs(draw: st.DrawFn) -> list[set[int]]:
    size = draw(st.integers(1, 12))
    return [draw(st.sets(st.integers(0, size - 1), max_size=4)) for _ in range(size)]


def reachable(edges: list[set[int]], start: int) -> set[int]:
    seen, left = set[int](), [start]
    while left:
        for other in edges[left.pop()] - seen:
            seen.add(other)
            left.append(other)
    return seen


@given(graphs())
def test_groups_are_those_that_reach_each_other(edges: list[set[int]]) -> None:
    group = group_of_each(edges)
    reach = [reachable(edges, node) for node in range(len(edges))]
    for one in range(len(edges)):
        for other in range(len(edges)):
            together = one == other or (other in reach[one] and one in reach[other])
            assert (group[one] == group[other]) == together


@given(graphs())
def test_no_plan_has_a_circle(edges: list[set[int]]) -> None:
    tools = [a_tool(f"t{node}", *(f"t{each}" for each in after)) for node, after in enumerate(edges)]
    waits = plan(tools, calls(*(each.name for each in tools))).waits
    assert not any(node in reachable(waits, node) for node in range(len(waits)))
