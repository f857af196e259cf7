"""Columns by what they hold: those that nothing took yet, their days, and which of two never comes first."""

from __future__ import annotations

from datetime import date

from store.crm.columns import Assignment, Choice
from store.crm.dates import read_dates
from store.crm.links import Read


def untaken(r: Read, a: Assignment) -> list[str]:
    """Columns that hold something and mean nothing yet."""
    taken = {c.column for c in a.chosen.values()}
    return [h for h in r.table.header if h not in taken and not r.profiles[h].empty]


def take(a: Assignment, column: str, meaning: str, how: str) -> None:
    """Take a column for what it holds; any close name would be worth more."""
    a.chosen[meaning] = Choice(column, meaning, 0.5, how)


def read_days(r: Read, column: str) -> list[date | None]:
    """The days of a column, in the order of the rows; for comparing only."""
    dates = read_dates(set(r.table.cells(column)))
    if dates.ambiguous:
        dates.settle("dmy", "for comparing only")
    return [dates.values.get(c) for c in r.table.cells(column)]


def before(first: list[date | None], second: list[date | None]) -> bool:
    """Whether, on the rows that have both, the first hardly ever comes after the second."""
    both = [(x, y) for x, y in zip(first, second, strict=True) if x is not None and y is not None]
    return len(both) >= 3 and sum(x <= y for x, y in both) >= 0.95 * len(both)
