"""Carrying a mission through its six steps."""
