"""The ledger of Facts and how figures are put into words (section 9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from copilot.domain import Direction, Fact, FactKind, FactValue, Source, Window

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$"}


def fact_id(name: str, rep_id: str | None, window: Window | None, as_of: date, value: FactValue) -> str:
    """The same figure of the same data has the same id in every run."""
    key = "|".join((name, rep_id or "", str(window), as_of.isoformat(), repr(value)))
    return "f-" + hashlib.sha256(key.encode()).hexdigest()[:10]


def make_fact(
    name: str,
    value: FactValue,
    unit: str,
    text: str,
    as_of: date,
    *,
    n: int | None = None,
    window: Window | None = None,
    source: Source | None = None,
    kind: FactKind = "figure",
    direction: Direction | None = None,
    rep_id: str | None = None,
    looks_back: bool = False,
) -> Fact:
    """A Fact with its id; tools make all of theirs here."""
    return Fact(fact_id(name, rep_id, window, as_of, value), name, value, unit, text, as_of, n, window, source, kind, direction, rep_id, looks_back)


# ---------------------------------------------------------------- rendering


def number_text(value: float, places: int = 1) -> str:
    """`1,204`, `6.5`; no trailing `.0`."""
    rounded = round(value, places)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.{places}f}"


def money_text(value: float, currency: str | None) -> str:
    """Whole units, with the symbol where one is common: `$41,200`, `CHF 900`, `1,200` without a currency."""
    sign = "-" if value < 0 else ""
    amount = f"{abs(value):,.0f}"
    if not currency:
        return sign + amount
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{currency} {amount}"


def percent_text(ratio: float, places: int = 0) -> str:
    """`62 %`."""
    return f"{ratio * 100:.{places}f} %"


def date_text(day: date) -> str:
    """`13 November 2026`."""
    return f"{day.day} {day:%B %Y}"


class Ledger:
    """Facts of one turn, by name and by id; the first Fact of a name wins unless replaced on purpose."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._by_name: dict[str, Fact] = {}
        self._by_id: dict[str, Fact] = {}
        self.add(facts)

    def add(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self._by_name.setdefault(fact.name, fact)
            self._by_id[fact.id] = fact

    def get(self, name_or_id: str) -> Fact | None:
        return self._by_name.get(name_or_id) or self._by_id.get(name_or_id)

    def __getitem__(self, name_or_id: str) -> Fact:
        fact = self.get(name_or_id)
        if fact is None:
            raise KeyError(name_or_id)
        return fact

    def __contains__(self, name_or_id: str) -> bool:
        return self.get(name_or_id) is not None

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)
