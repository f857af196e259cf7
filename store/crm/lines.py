"""Deals that stand on several rows because a report lists their products: one deal each, where the rows prove it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from store.crm.columns import Assignment
from store.crm.headers import Table
from store.crm.money import read_money
from store.crm.profile import Profile
from store.crm.report import Findings

_ALIKE = ("rep_id", "name", "account", "created_on", "closed_on", "expected_close_on", "status", "stage", "value")
_NEARLY = 0.9


def one_row_a_deal(table: Table, a: Assignment, profiles: dict[str, Profile], rows: list[dict[str, Any]], found: Findings) -> list[dict[str, Any]]:
    """The rows without those that repeat a deal and its amount for each of its products.

    Only in tables without ids. The proof is a second column of amounts that adds up to the deal's own over the rows of each deal; without
    it, many rows that differ in the product alone are a question.
    """
    if "id" in a or "name" not in a:
        return rows
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["name"] and row["value"]:
            groups[tuple(row[c] for c in _ALIKE)].append(row)
    place = {number: i for i, number in enumerate(table.rows)}
    several = [g for g in groups.values() if len({tuple(c[place[r["source_row"]]] for c in table.columns) for r in g}) > 1]
    repeated = [r for g in several for r in g[1:]]
    if len(several) < 3 or len(repeated) < 0.15 * len(rows):
        return rows
    at = [(table.name, r["source_row"]) for r in repeated]
    own = {c.column for m, c in a.chosen.items() if m.startswith("value")}
    for h in table.header:
        if h in own or profiles[h].amounts < _NEARLY or profiles[h].dates > 0.5:
            continue
        amounts = read_money(set(table.cells(h)), None, table.decimal_hint).values
        sums = [(g[0]["value"], sum(amounts.get(table.cell(h, place[r["source_row"]])) or 0.0 for r in g), len(g)) for g in several]
        if sum(abs(total - value) <= 0.006 * n + 1e-9 * abs(value) for value, total, n in sums) >= _NEARLY * len(sums):
            found.warn("line_items", f"{table.name}: rows of one deal, whose {h!r} adds up to its value: each deal was counted once", at)
            gone = {id(r) for r in repeated}
            return [r for r in rows if id(r) not in gone]
    found.ask("line_items", f"{table.name}: rows alike in owner, name, account, dates and value were each counted as a deal. Name the `id` of a deal in a mapping file if they are lines of one", at)
    return rows
