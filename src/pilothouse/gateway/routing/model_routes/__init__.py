"""Names that stand for models: targets that share the calls, then models to fall back to."""
