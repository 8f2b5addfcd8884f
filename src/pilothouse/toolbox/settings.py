"""What an installation sets for the built-in tools, which ask `ctx.setting(ToolboxSettings)`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field


class ToolboxSettings(BaseModel):
    """Built-in tools: what they may reach, and how much one call may take."""

    private_networks: str = Field(
        default="", description="Private networks that tools may reach, as CIDR separated by commas."
    )
    http_hosts: str = Field(
        default="",
        description="Hosts that HTTP tools may ask, such as api.example.com or *.example.com, separated by commas;"
        " every public host when unset.",
    )
    http_max_bytes: int = Field(default=10_000_000, gt=0, description="Largest answer that HTTP tools read, in bytes.")
    sql_max_rows: int = Field(default=1_000, ge=1, le=100_000, description="Most rows of one query.")
    sql_max_bytes: int = Field(default=10_000_000, gt=0, description="Largest result of one query, in bytes.")
    sql_timeout_s: float = Field(default=30, gt=0, le=300, description="Longest time of one query, in seconds.")
    sql_max_cost: float = Field(
        default=5_000_000, gt=0, description="Highest cost of a query by PostgreSQL's own estimate (EXPLAIN)."
    )
    sql_functions: str = Field(
        default="", description="Further functions that queries may call because they only read, separated by commas."
    )
    sql_require_reader: bool = Field(
        default=True, description="Refuse PostgreSQL connections whose role could write; turn it off only by hand."
    )
    search_backend: Literal["local", "searxng", "brave", "tavily"] = Field(
        default="local", description="What the tool `search` asks; local needs no network."
    )
    search_url: str = Field(default="", description="Address of the search service, needed for SearXNG.")
    knowledge_dir: Path = Field(default=Path("knowledge"), description="Folder of documents that local search reads.")
    search_index_dir: Path | None = Field(
        default=None,
        description="Where the local search keeps its index; .pilothouse/search beside the documents when unset.",
    )
    python_isolation: Literal["full", "weak"] = Field(
        default="full",
        description="full refuses to run Python where network and files cannot be closed off; weak runs it there with"
        " limits of time and memory only.",
    )
    python_timeout_s: float = Field(default=60, gt=0, le=600, description="Longest time of one Python run, in seconds.")
    python_memory_mb: int = Field(default=2_048, ge=256, description="Memory of one Python run, in megabytes.")
    python_scratch_mb: int = Field(default=256, ge=1, description="Files that one Python run may write, in megabytes.")
    python_at_once: int = Field(default=2, ge=1, description="Python runs at the same time in one process; more wait.")
    browser_path: str = Field(default="", description="Chromium for the tool `extract`; found by itself when unset.")

    @property
    def networks(self) -> tuple[str, ...]:
        """Private networks that tools may reach."""
        return _parts(self.private_networks)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Patterns of hosts that tools may ask; none for every public one."""
        return _parts(self.http_hosts)

    @property
    def reading_functions(self) -> tuple[str, ...]:
        """Further SQL functions that only read."""
        return _parts(self.sql_functions)


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())
