"""What OpenAI's models refuse, by their names."""

import re

# Before the reasoning models. "openai/gpt-4o" is how some addresses that serve many vendors' models name one.
_WITHOUT_REASONING = re.compile(r"(?:^|/)(?:gpt-3|gpt-4|chatgpt-4)")
_EFFORT_BOUNDS = ((2_048, "low"), (8_192, "medium"))  # tokens of thinking up to which an effort is meant


def takes_reasoning(model: str) -> bool:
    """Whether a request may say how hard to think. Unknown models are taken to allow it."""
    return _WITHOUT_REASONING.search(model) is None


def effort_for(budget_tokens: int) -> str:
    """Express a bound on thinking as the nearest effort."""
    return next((effort for bound, effort in _EFFORT_BOUNDS if budget_tokens <= bound), "high")
