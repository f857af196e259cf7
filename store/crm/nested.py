"""Cells that hold a record or a list, as dumps of an interface write them: `{"id": 7, "name": "Ann Lee"}`, `['Acme']`."""

from __future__ import annotations

import ast
import json
from typing import Any

_LONGEST = 4_000
_FIELDS = ("id", "name", "display_name", "full_name", "first_name", "last_name", "email", "label", "title", "value", "text")
"""Fields of a record that say who or what it is."""
_MOST = 0.9
_NOTHING = ("{}", "[]", "null")


def unfold(header: list[str], columns: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Records become columns of their own (`owner.id`, `owner.name`), lists the text of their items parted by semicolons."""
    names: list[str] = []
    out: list[list[str]] = []
    for name, cells in zip(header, columns, strict=True):
        first = next((s for c in cells if (s := c.strip()) and s not in _NOTHING), "")
        if not first or first[0] not in "{[":
            names.append(name)
            out.append(cells)
            continue
        filled = [c for c in cells if c.strip() and c.strip() not in _NOTHING]
        read = {c: _parsed(c) for c in set(cells)}
        records = sum(isinstance(read[c], dict) for c in filled)
        lists = sum(isinstance(read[c], list) for c in filled)
        fields = [f for f in _FIELDS if any(isinstance(v, dict) and _plain(v.get(f)) for v in read.values())]
        if records >= _MOST * len(filled) and fields:
            for field in fields:
                names.append(f"{name}.{field}" if len(fields) > 1 else name)
                out.append([_plain(v.get(field)) if isinstance(v := read[c], dict) else "" for c in cells])
        elif lists >= _MOST * len(filled):
            names.append(name)
            out.append(["; ".join(filter(None, map(_item, v))) if isinstance(v := read[c], list) else "" for c in cells])
        else:
            names.append(name)
            out.append(cells)
    return names, out


def _parsed(cell: str) -> Any:
    text = cell.strip()
    if len(text) > _LONGEST or not text or text[0] not in "{[":
        return None
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _item(value: Any) -> str:
    if isinstance(value, dict):
        return next((said for f in ("name", "display_name", "full_name", "label", "title", "text", "value", "email", "id") if (said := _plain(value.get(f)))), "")
    return _plain(value)
