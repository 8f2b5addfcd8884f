"""A chatbot: it streams, it knows what was said before, and nothing has to be started for it."""

import asyncio
import sys

from pilothouse.agents import Agent, Completed, TextDelta
from pilothouse.llm.messages import Message

chatbot = Agent(
    name="chatbot",
    description="Chats, and does sums.",
    instructions="You are a cheerful companion. Answer briefly, in the language of the person.",
)


async def answer(conversation: list[Message], said: str) -> None:
    """Print the answer as it comes, and add both messages to the conversation."""
    conversation.append(Message("user", said))
    async for event in chatbot.stream(conversation):
        if isinstance(event, TextDelta):
            print(event.text, end="", flush=True)
        if isinstance(event, Completed):
            conversation.extend(event.messages)
    print()


if __name__ == "__main__":
    said_so_far: list[Message] = []
    print("Say something; Ctrl+D ends.")
    for line in sys.stdin:
        asyncio.run(answer(said_so_far, line.strip()))
