"""What tables say about each other: ids that another table explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from store.crm.calendar import Calendar
from store.crm.columns import Choice, words_of
from store.crm.deals import DealTable, text_or_none
from store.crm.endings import Stages
from store.crm.headers import Table
from store.crm.kinds import Kind
from store.crm.money import read_money
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
            said: Outcome | None
            if won:
                said = "won"
            elif closed or (won is False and outcome(label) in ("lost", "cancelled")):
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


def _lookup(table: Table, key: str, column: str, calendar: Calendar) -> dict[str, date | None]:
    days = calendar.dates(table, column)
    return {same_id(k): days.get(c) for k, c in zip(table.cells(key), table.cells(column), strict=True)}
