"""What one call leaves behind beside its result: artifacts, citations, a page to go to, tools to offer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pilothouse.agents.capabilities import ArtifactKind, ArtifactRef, ArtifactStore, Citation
from pilothouse.agents.errors import ToolRetry

# One slash, then neither a slash nor a backslash: browsers read "//host" and "/\host" as another site.
_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]{0,499}")


@dataclass
class CallTrace:
    """Filled by the context while its call runs.

    Attributes:
        attempts: how often the tool was run.
        on_saved: told of each artifact, where it does not ride on a call's event.
        offers: tools to show to the model from now on.
    """

    artifacts: list[ArtifactRef] = field(default_factory=list[ArtifactRef])
    citations: list[Citation] = field(default_factory=list[Citation])
    offers: list[str] = field(default_factory=list[str])
    navigate: str | None = None
    attempts: int = 0
    on_saved: Callable[[ArtifactRef], None] | None = None

    def go_to(self, path: str) -> None:
        """Remember a page; the last one wins.

        Raises:
            ToolRetry: it is no path of this dashboard.
        """
        if not _PATH.fullmatch(path):
            raise ToolRetry(f"{path[:100]!r} is no page of the dashboard. Give a path such as '/missions'.")
        self.navigate = path

    def watching(self, store: ArtifactStore) -> ArtifactStore:
        """Return a store that notes here what is saved."""
        return _WatchedStore(store, self)


class _WatchedStore:
    def __init__(self, store: ArtifactStore, trace: CallTrace) -> None:
        self._store = store
        self._trace = trace

    async def save(
        self, kind: ArtifactKind, name: str, title: str, content: bytes | str | dict[str, Any], media_type: str
    ) -> ArtifactRef:
        ref = await self._store.save(kind, name, title, content, media_type)
        self._trace.artifacts.append(ref)
        if self._trace.on_saved is not None:
            self._trace.on_saved(ref)
        return ref
