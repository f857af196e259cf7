"""Domain values to and from the JSON that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from copilot.domain import Agenda, Fact, GoalDraft


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def draft_to_json(draft: GoalDraft) -> dict[str, Any]:
    return dict(_adapter(GoalDraft).dump_python(draft, mode="json"))


def draft_from_json(kept: dict[str, Any]) -> GoalDraft:
    draft: GoalDraft = _adapter(GoalDraft).validate_python(kept)
    return draft


def fact_to_json(fact: Fact) -> dict[str, Any]:
    """A date value is marked as one: in JSON it would look like words."""
    value: Any = fact.value
    if isinstance(value, date):
        value = {"date": value.isoformat()}
    elif hasattr(value, "item"):  # a numpy scalar
        value = value.item()
    return {**_adapter(Fact).dump_python(replace(fact, value=None), mode="json"), "value": value}


def fact_from_json(kept: dict[str, Any]) -> Fact:
    value = kept["value"]
    fact: Fact = _adapter(Fact).validate_python({**kept, "value": None})
    return replace(fact, value=date.fromisoformat(value["date"]) if isinstance(value, dict) else value)


def agenda_to_json(agenda: Agenda) -> dict[str, Any]:
    """Facts by id: they are kept once, in their own table. Id, version and state are columns."""
    kept = _adapter(Agenda).dump_python(replace(agenda, facts=(), id="", version=0, state="draft"), mode="json")
    return {**{k: v for k, v in kept.items() if k not in ("id", "version", "state", "facts")}, "fact_ids": [f.id for f in agenda.facts]}


def agenda_from_json(kept: dict[str, Any], facts: Sequence[Fact]) -> Agenda:
    content = {k: v for k, v in kept.items() if k != "fact_ids"}
    agenda: Agenda = _adapter(Agenda).validate_python({**content, "facts": ()})
    return replace(agenda, facts=tuple(facts))
