"""What a page says about itself: front matter, a sidecar file, or the columns of a table of links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from copilot.errors import UnreadableFile
from copilot.policy import PISTONS

MAX_CHARACTERS = 10_000
TEXT_FIELDS = ("title", "kind", "piston", "activity", "skill", "stage", "segment", "audience", "action", "owner")
DATE_FIELDS = ("updated", "valid_until")


def parse_fields(text: str, where: str) -> dict[str, Any]:
    """YAML as known fields; `where` names it in errors.

    Raises:
        UnreadableFile: too long, not YAML, or a value that cannot be used.
    """
    import yaml  # not before a page is read: no other command needs it

    if len(text) > MAX_CHARACTERS:
        raise UnreadableFile(f"{where} has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read")
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as e:
        problem = " ".join(str(e).split())
        raise UnreadableFile(f"{where} is not YAML: {problem}") from e
    except ValueError as e:  # a date such as 2026-02-31
        raise UnreadableFile(f"{where} has a value that does not exist: {e}") from e
    except RecursionError as e:
        raise UnreadableFile(f"{where} is nested too deeply; write lines of `name: value`") from e
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise UnreadableFile(f"{where} must be lines of `name: value`")
    return known_fields(raw, where)


def known_fields(raw: Mapping[Any, Any], where: str) -> dict[str, Any]:
    """The known ones: text on one line, dates as dates; `Valid-until` is `valid_until`. Empty and unknown ones are left out.

    Raises:
        UnreadableFile: a value that cannot be used.
    """
    given = {field_name(name): value for name, value in raw.items() if isinstance(name, str)}
    fields: dict[str, Any] = {}
    for name in TEXT_FIELDS:
        value = given.get(name)
        if value is None:
            continue
        # The type, not the value: a value of aliases within aliases can be endless in print.
        if not isinstance(value, str | int | float | bool | date):
            raise UnreadableFile(f"{name!r} in {where} must be one line of text, not a {type(value).__name__}")
        words = " ".join(str(value).split())
        if words:
            fields[name] = words
    for name in DATE_FIELDS:
        value = given.get(name)
        if value is None or value == "":
            continue
        fields[name] = _day(value, name, where)
    if "kind" in fields:
        fields["kind"] = field_name(fields["kind"]).replace("_", " ")
    if "piston" in fields and (piston := field_name(fields["piston"])) in PISTONS:
        fields["piston"] = piston  # `Win rate`, as people write it
    elif "piston" in fields:
        raise UnreadableFile(f"the piston {fields['piston']!r} in {where} is not one of {', '.join(PISTONS)}")
    return fields


def field_name(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _day(value: object, name: str, where: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip() if isinstance(value, str) else "")
    except ValueError:
        shown = repr(value)[:40] if isinstance(value, str | int | float) else f"a {type(value).__name__}"
        raise UnreadableFile(f"{name!r} in {where} is {shown}; it must be a date such as 2026-11-30") from None
