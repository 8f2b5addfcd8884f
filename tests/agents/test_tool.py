import pytest

from pilothouse.agents import ToolContext, tool
from pilothouse.core.errors import InvalidInput


@tool
async def echo(ctx: ToolContext, text: str) -> str:
    """Say it again."""
    del ctx
    return text


def test_a_function_becomes_a_tool() -> None:
    assert (echo.name, echo.description, echo.category, echo.confirm) == ("echo", "Say it again.", "transformer", False)
    assert echo.spec.input_schema["properties"]["text"]["type"] == "string"


def test_options_are_kept() -> None:
    @tool(
        name="pay",
        category="connector",
        timeout_s=5,
        confirm=True,
        permissions=("pay",),
        after=("echo",),
        cost_microusd=9,
    )
    async def transfer(ctx: ToolContext, amount: int) -> str:
        """Transfer money."""
        return f"{ctx}{amount}"

    assert (transfer.name, transfer.category, transfer.timeout_s, transfer.confirm) == ("pay", "connector", 5, True)
    assert (transfer.permissions, transfer.after, transfer.cost_microusd) == (frozenset({"pay"}), ("echo",), 9)


def test_a_plain_function_is_refused() -> None:
    def plain(ctx: ToolContext) -> str:
        """Do it."""
        return str(ctx)

    with pytest.raises(InvalidInput, match="async def"):
        tool(plain)  # type: ignore[type-var]
