"""Short words that exports write: yes, no, no date yet, still to do, done; and words of headers whose people or numbers are something else (`spoken.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads(files("store.crm").joinpath("spoken.toml").read_text("utf-8"))


@cache
def spoken(
    what: Literal[
        "yes",
        "no",
        "no_date",
        "to_do",
        "was_done",
        "never",
        "to_come",
        "status_called",
        "done_called",
        "outcome_called",
        "reached",
        "other_people",
        "contact_called",
        "firm_called",
        "counts",
        "call",
        "email",
        "meeting",
        "demo",
        "task",
        "note",
        "beside_note",
        "type_of",
        "no_kind",
        "began",
        "from_day",
        "over",
        "done_day",
        "due_by",
        "another_day",
        "stages",
        "moved",
        "awaited",
        "came_true",
        "deal_called",
    ],
) -> frozenset[str]:
    """All words for it, lower case."""
    return frozenset(_data()[what])
