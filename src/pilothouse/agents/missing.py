"""What stands where a capability was not handed over: an object that says how to get it, when it is used."""

from typing import Any

from pilothouse.agents.errors import MissingCapability

_IN_A_RUN = "It is there while an agent runs: pass the tool to an agent."


class _Missing:
    """Raises on any use."""

    def __init__(self, name: str, remedy: str) -> None:
        self._name = name
        self._remedy = remedy

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        raise MissingCapability(f"This context has no {self._name}. {self._remedy}")


def is_missing(capability: object) -> bool:
    """Tell whether a capability was not handed over."""
    return isinstance(capability, _Missing)


NO_FILES: Any = _Missing("files", "Use local_context(folder), or attach files.")
NO_ARTIFACTS: Any = _Missing("artifacts", "Use local_context(folder).")
NO_HTTP: Any = _Missing("http", "Pass http=GuardedClient().")
NO_APPROVALS: Any = _Missing("approvals", "A tool with confirm=True asks a person: run it in a mission or chat.")
NO_SECRETS: Any = _Missing("secrets", "Pass secrets=LocalSecrets({name: value}), or use local_context(folder).")
NO_CACHE: Any = _Missing("cache", "Pass cache=LocalCache(), or use local_context(folder).")
NO_MEMORY: Any = _Missing("memory", "Pass memory=LocalMemory(), or use local_context(folder).")
NO_DATABASE: Any = _Missing("db", "Use local_context(folder), whose database is a file there.")
NO_MODEL: Any = _Missing("llm", _IN_A_RUN)
NO_TOOLS: Any = _Missing("tools", _IN_A_RUN)
