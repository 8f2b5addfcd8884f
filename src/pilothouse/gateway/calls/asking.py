"""What is asked of a model and how its answer comes, whatever form the asker has them in.

An agent's loop asks with a `ModelRequest` and reads events; a caller on one of the wires sends bytes and reads bytes.
The pipeline takes both alike through admission, fallback and settlement.
"""

from collections.abc import AsyncGenerator, Iterable
from typing import Literal, Protocol, TypeVar

import msgspec

from pilothouse.access.security.screening.screening import Screening
from pilothouse.core.errors import PilothouseError
from pilothouse.gateway.calls.events import Settled
from pilothouse.gateway.catalog.rates import InputKind
from pilothouse.gateway.routing.service import Route
from pilothouse.llm.messages import Usage
from pilothouse.llm.providers import Operation

Piece = TypeVar("Piece")
Piece_co = TypeVar("Piece_co", covariant=True)


class Size(msgspec.Struct, frozen=True):
    """How large a call may become, as far as that is known before it is made.

    Attributes:
        input_tokens: an estimate, rather too large than too small.
        max_output_tokens: the caller's bound on one answer, None when there is none.
        choices: how many answers are wanted.
        kinds: which dearer kinds of input the call may use, beside reads from a cache.
        server_tool_uses: most paid uses of the provider's own tools.
        tier_factor: what the wanted service tier costs, as a multiple of the usual one.
    """

    input_tokens: int
    max_output_tokens: int | None = None
    choices: int = 1
    kinds: tuple[InputKind, ...] = ()
    server_tool_uses: int = 0
    tier_factor: int = 1


class Answering(Protocol[Piece_co]):
    """One provider's answer while it comes.

    Attributes:
        usage: what the provider counted, once it told.
        answer_id: the provider's id of the answer, once it told.
        has_begun: content has been handed out; another provider can no longer be asked instead.
        told: a failure that the answer itself has told its reader.
    """

    @property
    def usage(self) -> Usage | None: ...
    @property
    def answer_id(self) -> str: ...
    @property
    def has_begun(self) -> bool: ...
    @property
    def told(self) -> PilothouseError | None: ...

    async def begin(self) -> AsyncGenerator[Piece_co] | None:
        """Ask the provider; return what may be handed out before the call is settled, or None when nothing may.

        Raises:
            PilothouseError: the provider failed; what is returned may raise it too.
        """
        ...

    def ending(self, settled: Settled) -> Iterable[Piece_co]:
        """Return the rest, which tells what the call cost."""
        ...

    def output_tokens(self) -> int:
        """Estimate the tokens of what has come so far, for an answer whose usage nobody told."""
        ...


class Asking(Protocol[Piece_co]):
    """A call that is to be made.

    Attributes:
        model: as the caller names it.
        operation: what is asked for on the wire; "agent" for one of our own.
        is_streaming: whether the answer is wanted piece by piece.
    """

    @property
    def model(self) -> str: ...
    @property
    def operation(self) -> Operation | Literal["agent"]: ...
    @property
    def is_streaming(self) -> bool: ...

    def size(self) -> Size:
        """Tell how large the call may become.

        Raises:
            InvalidInput: a bound that the caller set makes no sense.
        """
        ...

    async def screen(self, screening: Screening) -> None:
        """Let the security engine read what goes to the model; from then on it goes as the engine lets it.

        Raises:
            BlockedByPolicy: it may not go there.
        """
        ...

    def open(self, route: Route, max_output_tokens: int | None, ends_at: float) -> Answering[Piece_co]:
        """Prepare to ask one provider; nothing is sent before the answer is read.

        Args:
            route: whom to ask.
            max_output_tokens: bound to write into the request when it has none.
            ends_at: moment of the event loop's clock at which the answer must be complete.
        """
        ...
