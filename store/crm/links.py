"""What tables say about each other: ids that another table explains."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from store.crm.calendar import Calendar
from store.crm.columns import Assignment, Choice, words_of
from store.crm.deals import DealTable, text_or_none
from store.crm.endings import Stages
from store.crm.headers import Table
from store.crm.kinds import Kind
from store.crm.money import read_money
from store.crm.names import tokens
from store.crm.people import same_id
from store.crm.profile import Profile
from store.crm.report import Findings
from store.crm.statuses import Outcome, flag, outcome

_SHARE = 0.6
"""A column refers to a table where this share of its distinct values are that table's ids."""


@dataclass
class Read:
    """A table with its kind and the profiles of its columns."""

    table: Table
    profiles: dict[str, Profile]
    kind: Kind
    lines: dict[str, float] = field(default_factory=dict)
    """Deal id -> the sum of its lines in a table of line items, where the deals themselves have no value."""


def overlap(p: Profile, ids: set[str]) -> float:
    """Share of a column's distinct values that are among these ids."""
    return sum(same_id(v) in ids for v in p.sample) / len(p.sample) if p.sample and ids else 0.0


def account_names(reads: list[Read], found: Findings) -> dict[str, str]:
    """Account id -> name, from all tables of accounts."""
    out: dict[str, str] = {}
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind == "account" and a is not None and "id" in a and "name" in a:
            for key, name in zip(r.table.cells(a.chosen["id"].column), r.table.cells(a.chosen["name"].column), strict=True):
                said = text_or_none(name)
                if said and text_or_none(key):
                    out[same_id(key)] = said
    return out


def stage_meanings(reads: list[Read]) -> Stages:
    """Stage id -> label and outcome, from small tables of stages."""
    out: dict[str, tuple[str, Outcome | None]] = {}
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind != "definition" or a is None:
            continue
        table = r.table
        chances = read_money(set(table.cells(c))).values if (c := a.column("probability")) else {}
        for i in range(len(table)):
            label = text_or_none(table.cell(a.column("label"), i)) or ""
            won, closed = flag(table.cell(a.column("is_won"), i)), flag(table.cell(a.column("is_closed"), i))
            chance = chances.get(table.cell(a.column("probability"), i))
            ends = outcome(table.cell(a.column("ends"), i)) if "ends" in a else None
            said: Outcome | None
            if won or ends == "won":
                said = "won"
            elif ends in ("lost", "cancelled") and won is None:
                said = ends
            elif closed or (won is False and (outcome(label) in ("lost", "cancelled") or (chance == 0 and outcome(label) is None))):
                said = "lost"
            elif chance is not None and "is_won" not in a and chance in (0.0, 1.0, 100.0):
                said = outcome(label) or ("lost" if chance == 0 else None if chance == 1.0 else "won")
            else:
                said = outcome(label) or "open"
            for m in ("id", "label"):
                key = table.cell(a.column(m), i).strip()
                if key:
                    out.setdefault(key, (label or key, said))
    return out


def join_dates(deal: DealTable, reads: list[Read], calendar: Calendar, found: Findings) -> None:
    """Fill in when a deal began from the table of leads it came from, where its own table does not say."""
    rules, table = deal.rules, deal.table
    for join in rules.joins:
        other = next((r for r in reads if r.table.name == join.file or r.table.name.rsplit("/", 1)[-1] == join.file), None)
        if other is None:
            continue
        for column, meaning in join.take.items():
            calendar.read(other.table, column, meaning, rules.order)
            deal.joined[meaning] = (join.key, _lookup(other.table, join.their_key, column, calendar))
            found.column(other.table.name, column, f"opportunity.{meaning}", f"joined by {join.key!r}, as the mapping says")
    if "created_on" in deal.a or "created_on" in deal.joined:
        return
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind != "lead" or a is None or r.table is table:
            continue
        their_key = a.chosen["id"].column
        ids = {same_id(v) for v in r.table.cells(their_key) if v.strip()}
        keys = [c for c in table.header if deal.profiles[c].unique > 0.9 and overlap(deal.profiles[c], ids) >= _SHARE]
        if not keys:
            continue
        key = next((k for k in keys if words_of(k) == words_of(their_key)), keys[0])
        column = a.chosen["created_on"].column
        deal.joined["created_on"] = (key, _lookup(r.table, their_key, column, calendar))
        deal.a.chosen.setdefault("lead_id", Choice(key, "lead_id", 1.0, f"its values are those of {their_key!r} in {r.table.name}"))
        found.column(r.table.name, column, "opportunity.created_on", f"joined: {key!r} of {table.name} holds the ids of {their_key!r} here, and no column there says when a deal began")
        return


def join_closings(deal: DealTable, reads: list[Read], stages: Stages, calendar: Calendar, found: Findings) -> None:
    """When a deal closed, from the history of its stages, where its own table has no column for that."""
    a, key = deal.a, deal.a.column("id")
    if key is None or any(m in a or m in deal.joined for m in ("closed_on", "won_on", "lost_on")):
        return
    ids = {same_id(v) for v in deal.table.cells(key) if v.strip()}
    for r in reads:
        history = r.kind.assignment
        if r.kind.kind != "stage" or history is None or overlap(r.profiles[history.chosen["opportunity_id"].column], ids) < _SHARE:
            continue
        word, when = history.column("new_value") or history.column("stage"), history.column("entered_on")
        days = calendar.dates(r.table, when)
        last: dict[str, date | None] = {}
        for i in range(len(r.table)):
            stage, day = r.table.cell(word, i).strip(), days.get(r.table.cell(when, i))
            said = stages[stage][1] if stage in stages else outcome(stage)
            whose = same_id(r.table.cell(history.column("opportunity_id"), i))
            if said in ("won", "lost", "cancelled") and day is not None and (last.get(whose) or day) <= day:
                last[whose] = day
        if last:
            deal.joined["closed_on"] = (key, last)
            found.warn("closed_from_history", f"{deal.table.name}: no column says when deals closed; the day they entered their last stage in {r.table.name} was taken", count=len(last))
            return


def join_accounts(deal: DealTable, reads: list[Read], found: Findings) -> None:
    """Whom a deal is with, from a table that only pairs ids of deals with ids of accounts."""
    a, key = deal.a, deal.a.column("id")
    if key is None or "account" in a or "account_id" in a or not deal.account_names:
        return
    ids, firms = {same_id(v) for v in deal.table.cells(key) if v.strip()}, set(deal.account_names)
    for r in reads:
        if r.kind.kind is not None:
            continue
        mine = [h for h in r.table.header if overlap(r.profiles[h], ids) >= _SHARE]
        theirs = [h for h in r.table.header if h not in mine and overlap(r.profiles[h], firms) >= _SHARE]
        if mine and theirs:
            deal.account_of = {same_id(k): deal.account_names[same_id(v)] for k, v in zip(r.table.cells(mine[0]), r.table.cells(theirs[0]), strict=True) if same_id(v) in deal.account_names}
            found.column(r.table.name, theirs[0], "opportunity.account_id", f"joined by {mine[0]!r}, the ids of {deal.table.name}")
            return


_LINE_TOTALS = (
    "total price",
    "line total",
    "total amount",
    "extended price",
    "net total",
    "amount",
    "total",
    "subtotal",
    "net amount",
    "revenue",
    "value",
    "price",
    "line amount",
    "betrag",
    "montant",
    "importe",
    "total value",
)


def line_totals(r: Read, a: Assignment, reads: list[Read], found: Findings) -> dict[str, float]:
    """Deal id -> what its lines add up to, from a table of line items that refers to these deals."""
    key = a.column("id")
    if key is None or r.profiles[key].unique < 0.95:
        return {}
    ids = {same_id(v) for v in r.table.cells(key) if v.strip()}
    for other in reads:
        if other is r or other.kind.kind is not None:
            continue
        refers = [h for h in other.table.header if other.profiles[h].unique < 1.0 and overlap(other.profiles[h], ids) >= _SHARE]
        named = {" ".join(tokens(h)): h for h in other.table.header if other.profiles[h].amounts > 0.9 and h not in refers}
        amount = next((named[w] for w in _LINE_TOTALS if w in named), None)
        if not refers or amount is None:
            continue
        read = read_money(set(other.table.cells(amount)), None, other.table.decimal_hint).values
        out: dict[str, float] = defaultdict(float)
        for k, cell in zip(other.table.cells(refers[0]), other.table.cells(amount), strict=True):
            if (worth := read.get(cell)) is not None and k.strip():
                out[same_id(k)] += worth
        found.ask(
            "line_items",
            f"{r.table.name}: deals have no value of their own; the {amount!r} of their lines in {other.table.name} were added up. Name a value in a mapping file if that is wrong",
            count=len(out),
        )
        found.column(other.table.name, amount, "opportunity.value", f"added up by {refers[0]!r}, the ids of {r.table.name}")
        return dict(out)
    return {}


def _lookup(table: Table, key: str, column: str, calendar: Calendar) -> dict[str, date | None]:
    days = calendar.dates(table, column)
    return {same_id(k): days.get(c) for k, c in zip(table.cells(key), table.cells(column), strict=True)}
