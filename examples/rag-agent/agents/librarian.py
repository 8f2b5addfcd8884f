"""Answers from documents, with the places it has its words from."""

import asyncio
import sys
from pathlib import Path

from pilothouse.agents import AgentContext, Completed, ToolFinished, agent, default_model, local_context
from pilothouse.toolbox import builtin_registry
from pilothouse.toolbox.settings import ToolboxSettings

KNOWLEDGE = Path(__file__).parents[1] / "knowledge"


@agent(tools=["search"])
async def librarian(ctx: AgentContext, question: str, *, quote: bool = True) -> str:
    """Answer questions about the handbook, and name the page each statement comes from.

    Args:
        question: what somebody wants to know.
        quote: give the passage itself; otherwise a language model writes the answer from the passages.
    """
    found = await ctx.tools.call("search", query=question, limit=3)
    if not found["hits"]:
        return "The handbook says nothing about that."
    passages = [f"{without_heading(hit)} ({hit['source']})" for hit in found["hits"]]
    if quote:
        return passages[0]
    return await ctx.llm.ask(
        f"Question: {question}\n\nPassages:\n" + "\n\n".join(passages),
        system="Answer from the passages alone and name the page of each statement. Say so when they do not answer it.",
    )


def without_heading(hit: dict[str, str]) -> str:
    """Return a passage's words; it begins with the heading that is its title."""
    return hit["snippet"].lstrip("# ").removeprefix(hit["title"]).strip()


async def main(question: str) -> None:
    """Print the answer and its sources."""
    context = local_context(KNOWLEDGE, settings={ToolboxSettings: ToolboxSettings(knowledge_dir=KNOWLEDGE)})
    arguments = {"question": question, "quote": default_model().name == "builtin"}
    async for event in librarian.stream(question, context=context, registry=builtin_registry(), arguments=arguments):
        if isinstance(event, ToolFinished):
            sources = [citation.source for citation in event.citations]
            print(f"{event.summary}\nRead: {', '.join(sources) or 'nothing'}\n")
        if isinstance(event, Completed):
            print(event.text)


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "How many days of leave do I get?"))
