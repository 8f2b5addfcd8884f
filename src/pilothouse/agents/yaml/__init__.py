"""Agents without code: one YAML file each, checked against a schema, with errors that name the line."""

from pilothouse.agents.yaml.definition import AgentDefinition, agent_schema
from pilothouse.agents.yaml.errors import YamlInvalid
from pilothouse.agents.yaml.loading import load_agent, parse_agent

__all__ = ["AgentDefinition", "YamlInvalid", "agent_schema", "load_agent", "parse_agent"]
