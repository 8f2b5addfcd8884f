"""Agents that ship with the platform, one file each. A file here that declares an `Agent` is found."""
