"""Tables of tallies: how many calls, mails and meetings somebody had in a week, a column each, made into one row an activity."""

from __future__ import annotations

from store.crm.activities import activity_type
from store.crm.headers import Table
from store.crm.names import folded, matches
from store.crm.report import Findings

_MOST_A_ROW, _MOST = 5_000, 2_000_000
_NOT_MADE = frozenset(
    ("target", "goal", "quota", "rate", "ratio", "per", "average", "avg", "%", "percent", "duration", "minutes", "hours", "cost", "opened", "clicked", "missed", "planned", "scheduled")
)
"""Words beside a kind of activity that make its numbers something else than how many were made."""


def spread(table: Table, found: Findings) -> Table:
    """A table with a row for each activity that its tallies count, dated as the row; the table itself where it holds none.

    Tallies are two columns or more that are called by a kind of activity each and hold whole numbers, beside somebody and a date.
    """
    counts = _tallies(table)
    if len(set(counts.values())) < 2 or not _somebody(table) or not _dated(table, counts):
        return table
    others = [h for h in table.header if h not in counts and not _total(h)]
    numbers = {h: [_whole(c) for c in table.cells(h)] for h in counts}
    total = sum(map(sum, numbers.values()))
    if total > _MOST or any(n > _MOST_A_ROW for column in numbers.values() for n in column):
        return table
    at: list[int] = []
    types: list[str] = []
    for i in range(len(table)):
        for h in counts:
            at += [i] * numbers[h][i]
            types += [h] * numbers[h][i]
    shown = ", ".join(repr(h) for h in counts)
    found.warn("tallies", f"{table.name}: {shown} say how many of each there were; counted on the date of their row", count=total)
    columns = [*([table.cells(h)[i] for i in at] for h in others), types]
    return Table(table.name, table.sha256, [*others, "Activity Type"], columns, [table.rows[i] for i in at], table.how, table.header_row, table.decimal_hint, table.titles, table.dropped)


def _tallies(table: Table) -> dict[str, str]:
    """Column -> the kind of activity whose number it holds."""
    out = {}
    for h in table.header:
        words = set(folded(h).split())
        kind = activity_type(h)
        if kind not in ("call", "email", "meeting", "demo") or len(words) > 3 or words & _NOT_MADE:
            continue
        filled = [c for c in table.cells(h) if c.strip()]
        if filled and all(c.strip().replace(".0", "").isdigit() for c in filled):
            out[h] = kind
    return out if len(set(out.values())) == len(out) else {}


def _somebody(table: Table) -> bool:
    return any(m.meaning in ("rep", "rep_id", "rep_email") and m.score > 0.9 for h in table.header for m in matches(h, "activity"))


def _dated(table: Table, counts: dict[str, str]) -> bool:
    return any(table.profile(h).dates > 0.8 for h in table.header if h not in counts)


def _total(header: str) -> bool:
    return folded(header) in ("total", "total activities", "sum", "activities", "all activities")


def _whole(cell: str) -> int:
    return int(float(cell)) if cell.strip() else 0
