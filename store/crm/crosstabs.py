"""Quotas with a column a person and a row a period, turned into one row a person and period."""

from __future__ import annotations

import re

from store.crm.headers import Table
from store.crm.kinds import names_a_person, quota_like
from store.crm.quotas import period_of, title_year

_SUMS = re.compile(r"^(grand |sub ?)?totals?$|^(team|gesamt|summe|all|sum)$", re.IGNORECASE)


def turned(table: Table) -> Table:
    """The table with `Period`, `Rep` and `Quota`; itself where its headers are not people over amounts beside periods."""
    if len(table.header) < 3 or not quota_like(table):
        return table
    first, *rest = table.header
    periods = [c for c in table.cells(first) if c.strip()]
    people = [h for h in rest if not _SUMS.match(h.strip())]
    if len(periods) < 2 or len(people) < 2 or any(period_of(c, title_year(table)) is None for c in periods):
        return table
    if not all(names_a_person(h) and table.profile(h).amounts > 0.9 for h in people):
        return table
    cells = [(c, h, table.cells(h)[i], table.rows[i]) for h in people for i, c in enumerate(table.cells(first)) if c.strip()]
    columns = [[p for p, *_ in cells], [h for _, h, *_ in cells], [v for *_, v, _ in cells]]
    return Table(table.name, table.sha256, ["Period", "Rep", "Quota"], columns, [n for *_, n in cells], table.how, table.header_row, table.decimal_hint, table.titles, table.dropped)
