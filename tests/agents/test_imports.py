"""What importing the framework brings along. It runs in notebooks and functions, where every module is waited for."""

import subprocess
import sys

import pytest

# Agent frameworks, protocol and vendor SDKs, web frameworks, database drivers; and what is heavy and rarely needed.
NEVER = {
    *("agno", "autogen", "crewai", "langchain", "langgraph", "litellm", "pydantic_ai"),
    *("a2a", "anthropic", "botocore", "google", "mcp", "openai", "stripe", "temporalio"),
    *("aiohttp", "fastapi", "httptools", "httpx", "httpx2", "starlette", "uvicorn", "uvloop", "websockets"),
    *("alembic", "asyncpg", "duckdb", "psycopg", "redis", "sqlalchemy", "sqlite3"),
    *(
        "docstring_parser",
        "numpy",
        "polars",
        "pydantic",
        "rich",
        "structlog",
        "tokenizers",
        "typer",
        "wordllama",
        "yaml",
    ),
}


@pytest.mark.parametrize(
    "statement",
    [
        "import pilothouse",
        "import pilothouse.agents",
        "from pilothouse.agents import Agent, AgentContext, Registry, ToolContext, agent, run, tool",
    ],
)
def test_the_base_import_is_small(statement: str) -> None:
    code = f"{statement}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not NEVER & set(loaded.stdout.split())


def test_declaring_a_tool_makes_no_schema_yet() -> None:
    code = '''
import sys
from pilothouse.agents import ToolContext, tool
@tool
async def add(ctx: ToolContext, a: int, b: int) -> int:
    """Add."""
    return a + b
print("pydantic" in sys.modules, add.spec.input_schema["required"], "pydantic" in sys.modules)
'''
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert loaded.stdout.strip() == "False ['a', 'b'] True"
