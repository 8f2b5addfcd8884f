"""The routers of chat."""

from pilothouse.chat.conversations.routes import router as conversations
from pilothouse.chat.memory.routes import router as memory
from pilothouse.chat.turns.routes import router as turns

ROUTERS = (turns, conversations, memory)
