"""Agent frameworks, each measured by a script of its own in an environment of its own. They print one line of JSON."""
