"""Rows without ids that stand in another file or sheet too: `All deals` beside `Won`, or one list as CSV and as XLSX."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from store.crm.report import Findings

_DEAL = ("rep_id", "name", "account", "product", "created_on", "value")
_ACTIVITY = ("rep_id", "type", "on", "account", "subject")
_SHARE = {"opportunity": 0.6, "activity": 0.95}
"""How much of the smaller table has to stand in the other: deals change from one export to the next, what was done does not."""
_FEWEST = {"opportunity": 3, "activity": 20}


def without_copies(rows: list[dict[str, Any]], kind: str, found: Findings) -> list[dict[str, Any]]:
    """The rows that stay: where most of a table stands in another one too, each of those rows counts once.

    Args:
        rows: of `domain.OPPORTUNITY_COLUMNS` or `domain.ACTIVITY_COLUMNS`; rows with an id of their own are left as they are.
        kind: `opportunity` or `activity`.
    """
    key_of, own = (_deal_key, "opportunity_id") if kind == "opportunity" else (_activity_key, "activity_id")
    of_file: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    held: dict[tuple[str, tuple[Any, ...]], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        key = key_of(row) if row[own] is None else None
        if key is not None:
            of_file[row["source_file"]][key] += 1
            held[row["source_file"], key].append(row)
    if len(of_file) < 2:
        return rows
    gone: set[int] = set()
    files = sorted(of_file, key=lambda f: -of_file[f].total())
    for at, small in enumerate(files):
        for large in files[:at]:
            shared = of_file[small] & of_file[large]
            if shared.total() < max(_FEWEST[kind], _SHARE[kind] * of_file[small].total()):
                continue
            out = []
            for key, n in shared.items():
                for a, b in list(zip(held[small, key], held[large, key], strict=False))[:n]:
                    if id(a) not in gone and id(b) not in gone:
                        out.append(a if _later(b) >= _later(a) else b)
            gone |= {id(r) for r in out}
            what = "deals" if kind == "opportunity" else "activities"
            found.warn("duplicate_row", f"{what} without an id that stand both in {small} and in {large}; each was taken once", [(r["source_file"], r["source_row"]) for r in out])
    return [r for r in rows if id(r) not in gone]


def _later(row: dict[str, Any]) -> tuple[date, bool]:
    return row.get("modified_on") or date.min, row.get("status") != "open"


def _deal_key(row: dict[str, Any]) -> tuple[Any, ...] | None:
    """None where too little is known to tell one deal from another."""
    known = row["created_on"] is not None and (row["account"] is not None or row["name"] is not None)
    return tuple(row[c] for c in _DEAL) if known else None


def _activity_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[c] for c in _ACTIVITY)
