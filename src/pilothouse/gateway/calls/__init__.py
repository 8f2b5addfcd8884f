"""The way of one model call through the gateway."""
