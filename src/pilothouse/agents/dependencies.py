"""Which call of an answer waits for which: by the tools' `after`, and by references to results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pilothouse.agents.errors import InvalidArguments
from pilothouse.agents.references import references_in, target_of
from pilothouse.agents.tool import Tool
from pilothouse.core.errors import PilothouseError
from pilothouse.llm.messages import ToolCall

Edges: TypeAlias = list[set[int]]


@dataclass(frozen=True)
class Plan:
    """The order of one answer's calls, by their positions.

    Attributes:
        needs: whose results each call takes in; empty lists of lists where nothing is referred to.
        waits: what each call waits for, `needs` included. It has no cycle.
        refused: calls that cannot run, with the answer to the model.
    """

    needs: Edges
    waits: Edges
    refused: dict[int, PilothouseError] = field(default_factory=dict[int, PilothouseError])


def plan_calls(calls: Sequence[ToolCall], tools: Mapping[str, Tool], *, links_results: bool) -> Plan:
    """Order the calls of one answer.

    Calls whose references lead around in a circle are refused. Tools whose `after` does so are not: they wait for
    nothing in that circle, as the wish of neither can be met.
    """
    plan = Plan([set() for _ in calls], [set() for _ in calls])
    if links_results:
        _add_references(plan, calls)
        _refuse_circles(plan, calls)
    if len(calls) == 1:
        return plan
    by_name: dict[str, set[int]] = {}
    for index, call in enumerate(calls):
        by_name.setdefault(call.name, set()).add(index)
    wishes: Edges = [_before(call, tools, by_name) - {index} for index, call in enumerate(calls)]
    group = group_of_each([needs | wish for needs, wish in zip(plan.needs, wishes, strict=True)]) if any(wishes) else []
    for index, (needs, wish) in enumerate(zip(plan.needs, wishes, strict=True)):
        plan.waits[index].update(needs, (other for other in wish if group[other] != group[index]))
    return plan


def _add_references(plan: Plan, calls: Sequence[ToolCall]) -> None:
    for index, call in enumerate(calls):
        try:
            plan.needs[index].update(target_of(each, calls) for each in references_in(call.arguments))
        except InvalidArguments as error:
            plan.needs[index].clear()
            plan.refused[index] = error


def _refuse_circles(plan: Plan, calls: Sequence[ToolCall]) -> None:
    if not any(plan.needs):
        return
    members: dict[int, list[int]] = {}
    for index, group in enumerate(group_of_each(plan.needs)):
        members.setdefault(group, []).append(index)
    for circle in members.values():
        if len(circle) > 1 or circle[0] in plan.needs[circle[0]]:
            names = ", ".join(f"{index + 1} ({calls[index].name})" for index in circle)
            for index in circle:
                plan.needs[index].clear()
                plan.refused[index] = InvalidArguments(
                    f"These calls wait for each other's results: {names}. Call the first one alone, then the others."
                )


def _before(call: ToolCall, tools: Mapping[str, Tool], by_name: Mapping[str, set[int]]) -> set[int]:
    tool = tools.get(call.name)
    return set[int]().union(*(by_name.get(name, set[int]()) for name in tool.after)) if tool else set()


def group_of_each(edges: Edges) -> list[int]:
    """Number the nodes of a graph so that two have the same number exactly when each can be reached from the other.

    Source: Tarjan, "Depth-first search and linear graph algorithms", 1972; without recursion.
    """
    unseen = -1
    order, low, group = [unseen] * len(edges), [0] * len(edges), [unseen] * len(edges)
    path: list[int] = []
    n_seen = n_groups = 0
    for start in range(len(edges)):
        work = [(start, iter(edges[start]))] if order[start] == unseen else []
        while work:
            node, rest = work[-1]
            if order[node] == unseen:
                order[node] = low[node] = n_seen
                n_seen += 1
                path.append(node)
            for other in rest:
                if order[other] == unseen:
                    work.append((other, iter(edges[other])))
                    break
                if group[other] == unseen:
                    low[node] = min(low[node], order[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    while group[node] == unseen:
                        group[path.pop()] = n_groups
                    n_groups += 1
    return group
