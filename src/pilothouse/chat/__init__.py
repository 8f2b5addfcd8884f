"""Talking with agents: conversations and their branches, turns that stream, memory, and how much one may say."""
