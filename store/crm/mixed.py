"""One table that holds several kinds of records, told apart by a column: `Record Type` with `Opportunity` beside `Call` and `Email`."""

from __future__ import annotations

from collections import defaultdict

from store.crm.activities import activity_type
from store.crm.headers import Table
from store.crm.names import folded

_DEALS = frozenset(("opportunity", "deal", "opp", "opportunite", "oportunidad", "oportunidade", "opportunita", "verkaufschance", "verkoopkans", "negocio", "сделка", "affaire"))
_OTHERS = frozenset(("account", "company", "contact", "lead", "person", "organization", "user", "note", "quote", "invoice", "order", "product", "case", "ticket"))
_DONE = ("call", "email", "meeting", "demo", "task")


def _kind(cell: str) -> str | None:
    said = folded(cell)
    said = said[:-1] if said.endswith("s") and said[:-1] in _DEALS | _OTHERS else said
    if said in _DEALS:
        return "deals"
    if said in _OTHERS:
        return said
    return "activities" if len(said.split()) <= 3 and activity_type(cell) in (*_DONE, "event", "activity") else None


def parts_of(table: Table) -> list[Table]:
    """The kinds of records of a table as tables of their own, named `file#kind`; the table itself where all its rows are alike.

    A column tells kinds apart where every cell names one and deals and activities are among them.
    """
    for column in table.header:
        profile = table.profile(column)
        if not 2 <= len(profile.filled) <= 15 or profile.n < len(table):
            continue
        kinds = {cell: _kind(cell) for cell in profile.filled}
        if None in kinds.values() or not {"deals", "activities"} <= set(kinds.values()):
            continue
        rows: dict[str, list[int]] = defaultdict(list)
        for i, cell in enumerate(table.cells(column)):
            rows[kinds[cell] or ""].append(i)
        return [_rows_of(table, kind, at) for kind, at in rows.items()]
    return [table]


def _rows_of(table: Table, kind: str, at: list[int]) -> Table:
    """Some rows of a table, without the columns that are empty in them."""
    columns = {h: [table.cells(h)[i] for i in at] for h in table.header}
    used = [h for h in table.header if any(c.strip() for c in columns[h])]
    return Table(f"{table.name}#{kind}", table.sha256, used, [columns[h] for h in used], [table.rows[i] for i in at], table.how, table.header_row, table.decimal_hint, table.titles, 0)
