"""The catalogue of sins, as data: the shipped one and what a company adds."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path

from copilot.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Sin:
    """One entry of the catalogue (section 11)."""

    id: str
    name: str
    looks_like: str
    why: str
    instead: str
    source: str


@cache
def catalogue(more: Path | None = None) -> dict[str, Sin]:
    """Every sin by id; `more` is a company's own TOML file, whose entries add to the shipped ones or replace them.

    Raises:
        SettingsError: the company's file cannot be read, or an entry lacks a field.
    """
    shipped = tomllib.loads(files(__package__).joinpath("catalogue.toml").read_text("utf-8"))
    found = {key: Sin(key, **entry) for key, entry in shipped.items()}
    if more is not None:
        try:
            added = tomllib.loads(more.read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
            raise SettingsError(f"the catalogue {str(more)!r} cannot be read: {e}") from e
        wanted = {f.name for f in fields(Sin)} - {"id"}
        for key, entry in added.items():
            if not isinstance(entry, dict) or set(entry) != wanted:
                raise SettingsError(f"the catalogue {str(more)!r}: {key!r} needs exactly the fields {', '.join(sorted(wanted))}")
            found[key] = Sin(key, **entry)
    return found
