"""Temporal as the engine: a workflow per piece of work loops over the activity `advance`; our rows stay the truth."""
