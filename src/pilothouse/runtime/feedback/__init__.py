"""Feedback: what people think of a run, one of its tool calls, or a message. One word per person and subject."""
