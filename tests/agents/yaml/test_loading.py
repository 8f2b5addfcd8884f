"""Agents in YAML: what is accepted, and how a mistake is told."""

from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.agents import UsageLimits
from pilothouse.agents.yaml import YamlInvalid, agent_schema, load_agent, parse_agent

WHOLE = """\
name: invoice_helper
description: Answers questions about invoices.
model: gpt-4o
temperature: 0.2
max_output_tokens: 2000
tools: [table_*, chart]
offered: [chart]
permissions: [missions:run]
limits:
  max_model_calls: 5
  max_cost: 0.25
timeout: 2m
links_results: true
instructions: |
  Be exact.
  Use the tools.
"""
SMALL = "name: small\ndescription: Small.\ninstructions: Be small.\n"


def problems(text: str) -> list[str]:
    with pytest.raises(YamlInvalid) as raised:
        parse_agent(text, "agents/a.yaml")
    return raised.value.message.splitlines()


def test_every_field_reaches_the_agent() -> None:
    who = parse_agent(WHOLE)
    assert (who.name, who.model, who.temperature, who.max_output_tokens) == ("invoice_helper", "gpt-4o", 0.2, 2000)
    assert (who.tools, who.offered, who.permissions) == (("table_*", "chart"), ("chart",), {"missions:run"})
    assert who.limits == UsageLimits(max_model_calls=5, max_cost_microusd=250_000)
    assert (who.timeout_s, who.links_results) == (120, True)
    assert who.instructions == "Be exact.\nUse the tools.\n"


def test_what_is_left_out_is_as_in_code() -> None:
    who = parse_agent(SMALL)
    assert (who.model, who.tools, who.offered, who.timeout_s, who.limits) == ("auto", (), None, 300, UsageLimits())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{SMALL}tempature: 1\n", "agents/a.yaml:4:1: unknown key 'tempature'; did you mean 'temperature'?"),
        (f"{SMALL}limits:\n  max_model_call: 3\n", "agents/a.yaml:5:3: unknown key 'max_model_call'; did you mean"),
        (f"{SMALL}xyzzy: 1\n", "agents/a.yaml:4:1: unknown key 'xyzzy'; known are name, description"),
        ("name: a\ninstructions: Hi.\n", "agents/a.yaml:1:1: the key 'description' is missing"),
        (f"{SMALL}temperature: 3\n", "agents/a.yaml:4:14: temperature: input should be less than or equal to 2"),
        (f"{SMALL}tools: [a, 'b c']\n", "agents/a.yaml:4:12: tools.1: "),
        (f"{SMALL}timeout: soon\n", "agents/a.yaml:4:10: timeout: write seconds"),
        (f"{SMALL}name: other\n", "agents/a.yaml:4:1: the key 'name' stands in line 1 already"),
        (
            "name: no\ndescription: D.\ninstructions: I.\n",
            "agents/a.yaml:1:7: name: input should be a valid string; YAML reads",
        ),
        (f"{SMALL}model: &m gpt\n", "agents/a.yaml:4:8: anchors and aliases are not allowed"),
        ("a: &a [*a]\n", "agents/a.yaml:1:4: anchors and aliases are not allowed"),
        (f"{SMALL}model: !!python/object/apply:os.system [ls]\n", "agents/a.yaml:4:8: tags such as"),
        (f"{SMALL}---\nname: b\n", "agents/a.yaml:4:1: a file holds one agent"),
        ("name: [\n", "agents/a.yaml:2:1: this is no YAML"),
        ("name: \x00\n", "agents/a.yaml:1:1: this is no YAML"),
        ("- a\n- b\n", "agents/a.yaml:1:1: an agent is a list of `key: value` lines"),
        ("", "agents/a.yaml:1:1: the file is empty"),
        ("[" * 100, "nested deeper than 20 levels"),
        (f"{SMALL}tools: [{'a,' * 11_000}]\n", "more than 10,000 values"),
        (f"{SMALL}? [a, b]\n: 1\n", "agents/a.yaml:4:3: a key is a plain word"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, told: str) -> None:
    assert any(told in line for line in problems(text)), problems(text)


def test_all_mistakes_are_told_at_once_in_order() -> None:
    lines = problems("name: A b\nmodle: x\ntemperature: hot\n")
    assert [line.split(":")[1] for line in lines] == ["1", "1", "1", "2", "3"]


def test_a_file_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(f"\ufeff{SMALL}", encoding="utf-8")
    assert load_agent(path).name == "small"


@pytest.mark.parametrize(("data", "told"), [(b"name: \xff\xfe\n", "not UTF-8"), (b"#" * 300_000, "larger than 256 kB")])
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    with pytest.raises(YamlInvalid, match=told):
        load_agent(path, name="a.yaml")


def test_the_published_schema_accepts_what_is_accepted() -> None:
    schema = agent_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(WHOLE), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(f"{SMALL}tempature: 1\n"), schema)


@given(st.text(max_size=200))
def test_any_text_is_an_agent_or_a_problem_with_a_place(text: str) -> None:
    try:
        parse_agent(text)
    except YamlInvalid as error:
        assert all(each.line >= 1 and each.column >= 1 for each in error.problems)


@given(st.text(alphabet="abc:-[]{}&*!|>'\"#% \n\t", max_size=80))
def test_any_punctuation_is_an_agent_or_a_problem_with_a_place(text: str) -> None:
    try:
        parse_agent(SMALL + text)
    except YamlInvalid as error:
        assert error.problems
