"""The ledger of Facts and how figures are put into words (section 9)."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from copilot.domain import Direction, Fact, FactKind, FactValue, Passage, Source, SourceTable, Window
from copilot.errors import InputError
from copilot.quoting import shown

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$"}


def fact_id(name: str, rep_id: str | None, window: Window | None, as_of: date, value: FactValue) -> str:
    """The same figure of the same data has the same id in every run, also where rows in another order move the last bits of a sum."""
    said = f"{value:.10g}" if isinstance(value, float) else repr(value)
    key = "|".join((name, rep_id or "", str(window), as_of.isoformat(), said))
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


def about_money_text(value: float, currency: str | None) -> str:
    """An estimate to three figures, as the policy's rounding allows: `$41,200` for 41,187.4."""
    return money_text(about_money(value), currency)


def about_money(value: float) -> float:
    """The amount that `about_money_text` says."""
    if value == 0:
        return 0.0
    step = 10.0 ** max(0, math.floor(math.log10(abs(value))) - 2)
    return round(value / step) * step


def more_text(change: float, currency: str | None) -> str | None:
    """`$12,300 more`, `$900 less`; None where nothing is left of it once it is rounded."""
    amount = about_money_text(abs(change), currency)
    return None if amount == money_text(0.0, currency) else f"{amount} {'more' if change > 0 else 'less'}"


def percent_text(ratio: float, places: int = 0) -> str:
    """`62 %`."""
    return f"{ratio * 100:.{places}f} %"


def listed(words: Sequence[str]) -> str:
    """`calls`, `calls and demos`, `calls, meetings and demos`."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def date_text(day: date) -> str:
    """`13 November 2026`."""
    return f"{day.day} {day:%B %Y}"


# ---------------------------------------------------------------- about rows

POOLED = "None are listed: this is pooled over several people, and nobody else's rows are shown."
NO_SUCH_ROWS = "None are listed, because there are none: nothing of the kind is on record for these days."
FROM_POLICY = "None are listed: this follows from the calendar and the company's policy, not from records."
PLAYED_THROUGH = "These are the rep's own deals that it goes by: the open ones, and those begun or closed in the months looked back on. Times to win and sizes of wins lean on the group too, where it is large enough; its rows are not shown."


def counted_source(table: SourceTable, how: str, rep_id: str, rows: Sequence[str], without: str = NO_SUCH_ROWS) -> Source:
    """A Source that lists one rep's rows, and says why where there are none to list.

    Args:
        table: where the rows are.
        how: how the figure came about, one sentence.
        rep_id: whose rows.
        rows: their ids.
        without: what is said where there are none.
    """
    return Source(table, how, rep_id, tuple(rows), "" if rows else without)


def played_source(how: str, rep_id: str, rows: Sequence[str]) -> Source:
    """The Source of what a forecast says: the rep's own deals it goes by, and what else it leans on.

    Args:
        how: how the figure came about, one sentence.
        rep_id: whose forecast.
        rows: ids of those deals.
    """
    return Source("opportunities", how, rep_id, tuple(rows), PLAYED_THROUGH if rows else NO_SUCH_ROWS)


# ---------------------------------------------------------------- the ledger


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


# ---------------------------------------------------------------- placeholders

_PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_.\-:]+)\}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of rendered text that came from a Fact or a Passage."""

    start: int
    end: int
    fact: str | None = None
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """Text with its placeholders filled in, once; braces in data stay literal."""

    text: str
    spans: tuple[Span, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the Facts used, in order of first use."""
        return tuple(dict.fromkeys(s.fact for s in self.spans if s.fact))

    @property
    def passages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.passage for s in self.spans if s.passage))


def placeholders(template: str) -> list[tuple[int, int, str]]:
    """(start, end, name) of every placeholder, in order."""
    return [(m.start(), m.end(), m.group(1)) for m in _PLACEHOLDER.finditer(template)]


class UnknownPlaceholder(InputError):
    """A template names what is neither a Fact nor a Passage of this turn."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(f"no Fact or passage is called {', '.join(repr(n) for n in names)}")


def render(template: str, ledger: Ledger, passages: Mapping[str, Passage] | None = None) -> Rendered:
    """Fill `{name}` with the Fact's text, `{name:words}` with its value in words, `{quote:ID}` with a passage's quotation.

    What is filled in is never looked at again, so braces inside data stay as they are.

    Raises:
        UnknownPlaceholder: naming all of them at once.
    """
    passages = passages or {}
    out: list[str] = []
    spans: list[Span] = []
    unknown: list[str] = []
    at = length = 0
    for start, end, name in placeholders(template):
        out.append(template[at:start])
        length += start - at
        at = end
        kind, _, rest = name.partition(":")
        text: str | None = None
        fact = passage = None
        if kind == "quote":
            if found := passages.get(rest):
                text, passage = f"“{shown(found.quote)}”", found.id
        elif (found_fact := ledger.get(kind)) and rest in ("", "words"):
            text, fact = (words_text(found_fact.value) or found_fact.text) if rest else found_fact.text, found_fact.id
        if text is None:
            unknown.append(name)
            continue
        spans.append(Span(length, length + len(text), fact, passage))
        out.append(text)
        length += len(text)
    if unknown:
        raise UnknownPlaceholder(list(dict.fromkeys(unknown)))
    out.append(template[at:])
    return Rendered("".join(out), tuple(spans))


_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def words_text(value: FactValue) -> str | None:
    """`7` -> `seven`; whole numbers below 100 only."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or not 0 <= value < 100:
        return None
    n = int(value)
    if n < 20:
        return _ONES[n]
    return _TENS[n // 10 - 2] + (f"-{_ONES[n % 10]}" if n % 10 else "")
