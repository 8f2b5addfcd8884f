"""What the tools returned, as a report in Markdown: the answer first, then how it came about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pilothouse.llm.builtin import answers
from pilothouse.llm.builtin.plan import Step
from pilothouse.llm.builtin.profiles import FileProfile, read_profile
from pilothouse.llm.builtin.question import Question
from pilothouse.llm.builtin.results import Done, Result, read_result
from pilothouse.llm.builtin.wording import AGGREGATE_WORDS, condition_words, markdown_table, number, what

CLOSING = (
    "_Written by the built-in planner, which works by rules and is not a language model. "
    "Connect a model in the settings for open questions._"
)
