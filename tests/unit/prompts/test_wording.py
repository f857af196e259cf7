"""What the prompts teach is what the check enforces, and their schemas are what the code reads."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, get_args

import pytest

from copilot.domain import Intent
from copilot.facts import Ledger, make_fact
from copilot.grounding import check_template
from prompts.load import load

DAY = date(2026, 11, 22)
LEDGER = Ledger([make_fact(name, 4, "per week", "about four a week", DAY) for name in ("demo.rate", "demo.target", "demo.n", "rep")])
WRITING = ["agenda", "answer"]


def quoted(id: str, kind: str) -> list[str]:
    """The example drafts of one kind in a prompt."""
    return re.findall(rf'^{kind}: "(.*?)"(?: \(.*\))?$', load(id).system, re.MULTILINE)


@pytest.mark.parametrize("id", WRITING)
def test_the_right_examples_pass_the_check_and_the_refused_ones_do_not(id: str) -> None:
    right, refused = quoted(id, "Right"), quoted(id, "Refused")
    assert right
    assert refused
    for text in right:
        assert check_template(text, LEDGER, {}) == []
    for text in refused:
        assert check_template(text, LEDGER, {}) != []


def forbidden(id: str, start: str) -> list[str]:
    """The words a line of the rules forbids."""
    line = re.search(rf"^- {start}[^:]*: (.*?)(?:\.|\n- )", load(id).system, re.MULTILINE | re.DOTALL)
    assert line is not None
    return [word.strip().strip('"') for word in line[1].replace("\n", " ").split(",")]


@pytest.mark.parametrize("id", WRITING)
@pytest.mark.parametrize("start", ["digits", "days", "comparing", "cause"])
def test_every_word_the_prompts_forbid_is_refused_by_the_check(id: str, start: str) -> None:
    words = forbidden(id, start) if start != "digits" else forbidden(id, 'digits, except in "1:1"; number words and fractions')
    assert len(words) > 4
    passed = [word for word in words if not check_template(f"We talk and {word} the plan.", LEDGER, {})]
    assert passed == []


def test_the_rules_of_placeholders_are_the_same_in_both_prompts() -> None:
    def rules(id: str) -> str:
        found = re.search(r"^- digits, except.*?^- quotation marks[^\n]*", load(id).system, re.MULTILINE | re.DOTALL)
        assert found is not None
        return found[0]

    assert rules("agenda") == rules("answer")


# ---------------------------------------------------------------- schemas


def test_understand_knows_every_intent_and_defines_each() -> None:
    prompt = load("understand")
    assert prompt.schema is not None
    # What somebody decides about a goal is read by grammar alone: a model must not decide for them.
    intents = [intent for intent in get_args(Intent) if intent != "decide"]
    assert prompt.schema["properties"]["intents"]["items"]["enum"] == intents
    assert re.findall(r"^- (\w+): ", prompt.system.partition("## rep")[0], re.MULTILINE) == intents


def test_the_examples_of_understand_fit_its_schema() -> None:
    import json

    import jsonschema

    prompt = load("understand")
    examples = [json.loads(line) for line in prompt.system.splitlines() if line.startswith('{"intents"')]
    assert len(examples) >= 4
    for example in examples:
        jsonschema.validate(example, dict(prompt.schema or {}))


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every object in a JSON schema, nested ones too."""
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for part in schema.values() for found in objects(part)]


@pytest.mark.parametrize("id", ["understand", "agenda"])
def test_schemas_keep_the_rules_of_strict_endpoints(id: str) -> None:
    found = objects(dict(load(id).schema or {}))
    assert found
    for schema in found:
        assert schema["additionalProperties"] is False
        assert sorted(schema["required"]) == sorted(schema["properties"])
