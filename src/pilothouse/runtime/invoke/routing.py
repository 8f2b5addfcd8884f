"""Which agent a prompt is for."""

import math
from dataclasses import dataclass

from pilothouse.agents.agent import Agent
from pilothouse.agents.registry import Registry
from pilothouse.core.errors import NotFound
from pilothouse.core.principal import Principal
from pilothouse.llm.ranking import TextIndex
from pilothouse.runtime.runner import lacking

AT_LEAST = 0.4  # below this nobody stands out, and the agent for everything is asked
FOR_EVERYTHING = "buddy"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent and how surely it is the one, 0 to 1; the confidences of all sum to 1."""

    agent: str
    confidence: float


def choose_agent(registry: Registry, prompt: str, who: Principal) -> tuple[Candidate, list[Candidate]]:
    """Return the agent that a prompt is for, and all that come into question, best first.

    Nearness is by words and meaning of what each agent says it does; the confidences are its softmax.

    Raises:
        NotFound: there is no agent that the principal may run.
    """
    agents = [agent for _, agent in sorted(registry.agents.items()) if _may_run(registry, agent, who)]
    if not agents:
        raise NotFound("There is no agent that you may run.")
    index = TextIndex([f"{agent.name.replace('_', ' ')}. {agent.description}" for agent in agents])
    found = index.search(prompt, len(agents)) or [(place, 0.0) for place in range(len(agents))]
    total = sum(math.exp(score) for _, score in found)
    candidates = [Candidate(agents[place].name, round(math.exp(score) / total, 4)) for place, score in found]
    best = candidates[0]
    fallback = next((each for each in candidates if each.agent == FOR_EVERYTHING), None)
    return (best if best.confidence >= AT_LEAST or fallback is None else fallback), candidates


def _may_run(registry: Registry, agent: Agent, who: Principal) -> bool:
    if lacking(agent, who):
        return False
    named = [tool for tool in agent.tools if not (isinstance(tool, str) and "*" in tool)]
    return not any(lacking(tool, who) for tool in registry.select(named))
