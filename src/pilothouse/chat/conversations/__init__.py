"""Conversations and their messages: a tree, of which one branch is shown."""
