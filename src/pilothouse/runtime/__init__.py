"""Agents at work: the registry, the one runner, the files they are given and the artifacts they leave."""
