"""The blocks of an answer: which begin, grow and end with each event. All three wires write from these steps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pilothouse.core.json import dumps_text
from pilothouse.llm.messages import (
    Finished,
    ModelEvent,
    RefusalDelta,
    TextDelta,
    ThinkingDelta,
    ToolCall,
    ToolCallDelta,
    ToolCallEvent,
    ToolCallStarted,
)

BlockKind: TypeAlias = Literal["text", "thinking", "redacted", "refusal", "tool"]
StepKind: TypeAlias = Literal["open", "grow", "close"]
Step: TypeAlias = tuple[StepKind, "Block", str]


@dataclass(slots=True)
class Block:
    """One run of text, of thinking, of a refusal, or one tool call.

    Attributes:
        index: among the blocks of its answer, from 0.
        ordinal: of a tool call: among the tool calls, from 0.
        id: of a tool call or a thought, the provider's.
        pieces: the text so far; of a tool call, the JSON of its arguments.
    """

    index: int
    kind: BlockKind
    id: str = ""
    name: str = ""
    ordinal: int = 0
    signature: str | None = None
    redacted: str | None = None
    call: ToolCall | None = None
    pieces: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """What was gathered so far."""
        return "".join(self.pieces)


@dataclass
class Blocks:
    """Turns the events of one choice into steps of blocks, one open at a time, and keeps the blocks."""

    blocks: list[Block] = field(default_factory=list[Block])
    _open: Block | None = None
    _tools: dict[int, Block] = field(default_factory=dict[int, Block])  # by the event's index
    _tool_ids: dict[str, Block] = field(default_factory=dict[str, Block])

    def take(self, event: ModelEvent) -> Iterator[Step]:
        """Yield the steps of one event. `Finished` closes what is open."""
        match event:
            case TextDelta():
                yield from self._grow("text", event.text)
            case RefusalDelta():
                yield from self._grow("refusal", event.text)
            case ThinkingDelta():
                yield from self._think(event)
            case ToolCallStarted():
                yield from self._start_tool(event.index, event.id, event.name)
            case ToolCallDelta():
                # A call that another one has interrupted is closed, but clients find its block by index all the same.
                block = self._tools[event.index]
                block.pieces.append(event.arguments_json)
                yield "grow", block, event.arguments_json
            case ToolCallEvent():
                yield from self._complete_tool(event.call)
            case Finished():
                yield from self._close()

    def _grow(self, kind: BlockKind, text: str) -> Iterator[Step]:
        if not text:
            return
        block = self._open
        if block is None or block.kind != kind:
            yield from self._begin(Block(len(self.blocks), kind))
            block = self.blocks[-1]
        block.pieces.append(text)
        yield "grow", block, text

    def _think(self, event: ThinkingDelta) -> Iterator[Step]:
        if event.redacted is not None:
            redacted = Block(len(self.blocks), "redacted", id=event.id or "", redacted=event.redacted)
            yield from self._begin(redacted)
            yield from self._close()
            return
        yield from self._grow("thinking", event.text)
        if event.signature is None:
            return
        if self._open is None or self._open.kind != "thinking":
            yield from self._begin(Block(len(self.blocks), "thinking"))
        block = self.blocks[-1]
        block.signature, block.id = event.signature, event.id or block.id
        yield from self._close()

    def _start_tool(self, index: int, call_id: str, name: str) -> Iterator[Step]:
        block = Block(len(self.blocks), "tool", id=call_id, name=name, ordinal=len(self._tool_ids))
        self._tools[index] = self._tool_ids[call_id] = block
        yield from self._begin(block)

    def _complete_tool(self, call: ToolCall) -> Iterator[Step]:
        known = self._tool_ids.get(call.id)
        if known is None:
            yield from self._start_tool(-1 - len(self._tool_ids), call.id, call.name)
            known = self.blocks[-1]
            written = dumps_text(call.arguments) if call.malformed is None else call.malformed
            known.pieces.append(written)
            known.call = call
            yield "grow", known, written
        known.call = call
        if known is self._open:
            yield from self._close()

    def _begin(self, block: Block) -> Iterator[Step]:
        yield from self._close()
        self.blocks.append(block)
        self._open = block
        yield "open", block, ""

    def _close(self) -> Iterator[Step]:
        if self._open is not None:
            block, self._open = self._open, None
            yield "close", block, ""
