"""Second thoughts on columns once all tables are known, and what the report says about each column."""

from __future__ import annotations

from store.crm.calendar import Calendar
from store.crm.columns import Assignment
from store.crm.endings import Stages
from store.crm.links import Read
from store.crm.mapping import FileRules
from store.crm.report import Findings
from store.crm.statuses import outcome

_SAME = 0.02
_ASKED = ("value", "closed_on", "created_on", "rep", "status", "stage", "account")


def refine(r: Read, stages: Stages, said: FileRules, found: Findings) -> None:
    """Ask where two columns would do equally well and differ."""
    a = r.kind.assignment
    if a is None or r.kind.kind != "opportunity":
        return
    _ask_twins(r, a, found)


def _ask_twins(r: Read, a: Assignment, found: Findings) -> None:
    for meaning in _ASKED:
        best = a.chosen.get(meaning)
        for other in a.others.get(meaning, []):
            if best is None or best.score - other.score > _SAME or other.rank != best.rank or r.profiles[other.column].empty:
                continue
            mine, theirs = r.table.cells(best.column), r.table.cells(other.column)
            rows = [
                (r.table.name, r.table.rows[i])
                for i, (x, y) in enumerate(zip(mine, theirs, strict=True))
                if x.strip() != y.strip() and y.strip() and not (meaning in ("status", "stage") and outcome(x) == outcome(y))
            ]
            if rows:
                found.ask(
                    "ambiguous_column",
                    f"{r.table.name}: {best.column!r} and {other.column!r} could both be opportunity.{meaning} and differ; {best.column!r} was taken. Name the right one in a mapping file if that is wrong",
                    rows,
                )


def tell_columns(r: Read, calendar: Calendar, found: Findings) -> None:
    """One line a column: what it was read as, and how that was known."""
    a, table = r.kind.assignment, r.table
    by_column = {c.column: (m, c.how) for m, c in a.chosen.items()} if a is not None and r.kind.kind is not None else {}
    told = {(c.file, c.column) for c in found.columns}
    for column in table.header:
        if (table.name, column) in told:
            continue
        meaning, how = by_column.get(column, ("ignored", ""))
        if meaning in ("ignored", "value_weighted") or r.kind.kind is None:
            found.column(table.name, column, "ignored", r.kind.why if r.kind.kind is None else how or "nothing here needs it")
            continue
        dates = calendar.how(table, column)
        found.column(table.name, column, f"{r.kind.kind}.{meaning}", f"{how}; {dates}" if dates else how)
    if r.kind.kind == "lead" and not any(c.file == table.name and c.meaning.startswith("opportunity.") for c in found.columns):
        found.warn("unused_file", f"{table.name}: leads are no deals before they are converted; left out", count=len(table))
    if r.kind.kind is None:
        found.warn("unused_file", f"{table.name}: {r.kind.why}", count=len(table))
