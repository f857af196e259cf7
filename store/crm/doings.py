"""Words for activities in the names of files, and for the records that activities are linked to (`doings.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from store.crm.names import folded, tokens

KINDS = ("call", "email", "meeting", "demo", "task", "note", "activity")
_SPACED = re.compile(r"^[\u0000-\u052f\u0590-\u06ff\s]+$")
"""Latin, Greek, Cyrillic, Hebrew and Arabic letters: scripts that part their words."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("store.crm").joinpath("doings.toml").read_text("utf-8"))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    out = {}
    for kind in KINDS:
        said = {folded(w) for w in _data()[kind]}
        out[kind] = re.compile("|".join(rf"\b{re.escape(w)}\b" if _SPACED.match(w) else re.escape(w) for w in sorted(said, key=len, reverse=True)))
    return out


def doing(title: str) -> str | None:
    """The kind of activity that the name of a file or sheet speaks of, one of `KINDS`; None where it speaks of none."""
    said = folded(title)
    return next((kind for kind, pattern in _patterns().items() if pattern.search(said)), None)


@cache
def _linked(what: str) -> frozenset[str]:
    return frozenset(folded(w) for w in _data()["linked"][what])


def of_the_linked(header: str, cells: Iterable[str]) -> bool:
    """Whether a column says what kind of record an activity is linked to: its words are records, or its name says so and its words are no activities.

    Args:
        header: the column's name, `resource_type` or `Related To Type`.
        cells: its distinct values, blanks left out.
    """
    said = [folded(c) for c in cells]
    if said and all(c in _linked("records") for c in said):
        return True
    return bool(set(tokens(header)) & _linked("headers")) and not any(doing(c) for c in said)


def is_linked(words: Iterable[str]) -> bool:
    """Whether words of a header, folded, name a record that activities are linked to."""
    return bool(set(words) & _linked("records"))
