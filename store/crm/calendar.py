"""The dates of all tables of one import, settled together: what one column proves, its siblings may rely on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from store.crm.dates import ORDER_WORDS, DateColumn, Order, read_dates
from store.crm.headers import Table
from store.crm.names import folded
from store.crm.report import Findings

_OTHER_LANGUAGES = frozenset(
    [
        "datum",
        "erstellt",
        "abschluss",
        "abschlussdatum",
        "erstelldatum",
        "betrag",
        "verkaufer",
        "besitzer",
        "phase",
        "stufe",
        "wahrscheinlichkeit",
        "fecha",
        "cierre",
        "creacion",
        "etapa",
        "propietario",
        "vendedor",
        "montant",
        "proprietaire",
        "cloture",
        "creation",
        "etape",
        "fechamento",
        "criacao",
        "criado",
        "valor",
        "chiusura",
        "creazione",
        "importo",
        "sluitingsdatum",
        "aanmaakdatum",
        "eigenaar",
        "bedrag",
        "fase",
        "kunde",
        "compte",
        "cuenta",
        "conta",
        "klant",
        "cliente",
        "empresa",
    ]
)
PAST = frozenset(("created_on", "won_on", "lost_on"))


@dataclass
class _Entry:
    table: Table
    column: str
    meaning: str
    dates: DateColumn


class Calendar:
    """Every date column met, by table and column."""

    def __init__(self, found: Findings, today: date) -> None:
        self._found, self.today = found, today
        self._entries: dict[tuple[str, str], _Entry] = {}

    def read(self, table: Table, column: str, meaning: str, order: Order | None = None) -> None:
        if (table.name, column) not in self._entries:
            self._entries[table.name, column] = _Entry(table, column, meaning, read_dates(set(table.cells(column)), order))

    def dates(self, table: Table, column: str | None) -> dict[str, date | None]:
        return {} if column is None else self._entries[table.name, column].dates.values

    def how(self, table: Table, column: str) -> str:
        entry = self._entries.get((table.name, column))
        return entry.dates.how if entry else ""

    def settle(self) -> None:
        """Decide the columns that could not decide alone; ask about those that nothing decides; report cells that are no date."""
        for e in [x for x in self._entries.values() if x.dates.ambiguous]:
            order, how = self._order_for(e)
            if order is not None:
                e.dates.settle(order, f"dates with {e.dates.separator!r}, {ORDER_WORDS[order]}: {how}")
        for e in self._entries.values():
            self._report(e)

    def _order_for(self, e: _Entry) -> tuple[Order | None, str]:
        together = self._by_sequence(e)
        if together is not None:
            return together, "the other way deals would close before they began, or begin in the future"
        proven = [o for o in self._entries.values() if o is not e and not o.dates.ambiguous and o.dates.order is not None and o.dates.separator == e.dates.separator]
        for where, group in (("column", [o for o in proven if o.table is e.table]), ("file", proven)):
            orders = {o.dates.order for o in group}
            if len(orders) == 1:
                o = group[0]
                shown = f"{o.column!r}" if where == "column" else f"{o.column!r} of {o.table.name}"
                return o.dates.order, f"as {shown} of the same export proves"
        if e.dates.separator == ".":
            return "dmy", "dates with dots put the day first"
        words = {w for h in e.table.header for w in folded(h).split()}
        if len(words & _OTHER_LANGUAGES) >= 2:
            return "dmy", "the headers are in a language that puts the day first"
        return None, ""

    def _by_sequence(self, e: _Entry) -> Order | None:
        """Try both orders on the table's starts and ends: one of them makes no deal end before it starts, the other does."""
        inside = {x.meaning: x for x in self._entries.values() if x.table is e.table}
        wrong: dict[Order, int] = {}
        orders: tuple[Order, Order] = ("dmy", "mdy")
        for order in orders:
            values = {m: self._as_if(x, order) for m, x in inside.items()}
            starts = inside.get("created_on")
            count = 0
            for meaning, x in inside.items():
                cells = x.table.cells(x.column)
                if meaning in PAST:
                    count += sum((d := values[meaning].get(c)) is not None and d > self.today for c in cells)
                if starts is not None and meaning in ("closed_on", "won_on", "lost_on", "expected_close_on"):
                    begun = values["created_on"]
                    count += sum((b := begun.get(s)) is not None and (d := values[meaning].get(c)) is not None and d < b for s, c in zip(starts.table.cells(starts.column), cells, strict=True))
            wrong[order] = count
        low, high = sorted(orders, key=lambda o: wrong[o])
        enough = max(3, len(e.table) // 50)
        return low if wrong[high] >= enough and wrong[low] * 10 <= wrong[high] else None

    @staticmethod
    def _as_if(e: _Entry, order: Order) -> dict[str, date | None]:
        if not e.dates.ambiguous:
            return e.dates.values
        trial = DateColumn(values=dict(e.dates.values), cells=e.dates.cells)
        trial.settle(order, "")
        return trial.values

    def _report(self, e: _Entry) -> None:
        table, d = e.table, e.dates
        cells = table.cells(e.column)
        if d.ambiguous:
            rows = [(table.name, table.rows[i]) for i, c in enumerate(cells) if c in d.cells and d.cells[c].parts is not None]
            example = next(c for c in d.cells if d.cells[c].parts is not None)
            self._found.ask(
                "ambiguous_date",
                f'{table.name}: the dates of {e.column!r} (such as {example!r}) could be day first or month first and nothing says which; left empty. Say `date_order = "dmy"` or `"mdy"` in a mapping file',
                rows,
            )
        if d.bad:
            where = [i for i, c in enumerate(cells) if c in d.bad]
            for i in where:
                self._found.reject(table.name, table.rows[i], e.column, cells[i], f"{d.bad[cells[i]]}; the row is kept with this cell empty")
            self._found.warn("unreadable_date", f"{table.name}: cells of {e.column!r} are no dates; those cells are left empty", [(table.name, table.rows[i]) for i in where])
