"""A provider that keeps prompts as Anthropic describes it, and counts what it read from there.

Source: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching. A prefix runs over tools, system and
messages; it is kept at each mark when it has at least 1,024 tokens; a mark finds what was kept at it or up to twenty
blocks before it. Tokens are counted as a quarter of the JSON's bytes.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.gateway.wire.provider import Provider, Reply, Seen

MIN_TOKENS = 1_024
LOOK_BACK = 20


class CachingProvider(Provider):
    """Answers by a function of the request, and bills input read from the cache apart."""

    def __init__(self, answer: Callable[[int], Reply] = lambda number: Reply(words=(f"Answer {number}. ",))) -> None:
        super().__init__()
        self.usages: list[tuple[int, int, int]] = []
        self._answer_of = answer
        self._kept: set[str] = set()

    def reply_to(self, _seen: Seen) -> Reply:
        """Answer, with what this request took from the cache."""
        reply = self._answer_of(len(self.usages) + 1)
        total, cached = self._count(_seen.json)
        usage = (total, cached, max(1, len("".join(reply.words)) // 4))
        self.usages.append(usage)
        reply.usage = usage
        return reply

    @property
    def hit_rate(self) -> float:
        """The share of all input that came from the cache."""
        return sum(cached for _, cached, _ in self.usages) / sum(total for total, _, _ in self.usages)

    def _count(self, body: dict[str, Any]) -> tuple[int, int]:
        digest, tokens = hashlib.sha256(str(body["model"]).encode()), 0
        prefixes: list[tuple[str, int, bool]] = []
        for block, is_marked in _blocks(body):
            digest.update(block)
            tokens += -(-len(block) // 4)
            prefixes.append((digest.copy().hexdigest(), tokens, is_marked))
        cached = 0
        for place, (_, _, is_marked) in enumerate(prefixes):
            if is_marked:
                near = prefixes[max(0, place - LOOK_BACK) : place + 1]
                cached = max([cached, *(size for key, size, _ in near if key in self._kept)])
        self._kept |= {key for key, size, is_marked in prefixes if is_marked and size >= MIN_TOKENS}
        return tokens, cached


def _blocks(body: dict[str, Any]) -> Iterator[tuple[bytes, bool]]:
    for tool in body.get("tools", []):
        yield _block("tool", tool)
    for block in _listed(body.get("system") or []):
        yield _block("system", block)
    for message in body["messages"]:
        for block in _listed(message["content"]):
            yield _block(message["role"], block)


def _listed(content: str | list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _block(role: str, block: dict[str, Any]) -> tuple[bytes, bool]:
    plain = {name: value for name, value in block.items() if name != "cache_control"}
    return json.dumps([role, plain], sort_keys=True).encode(), "cache_control" in block
