"""Who a deal is with: the company before a person in it, and neither the seller's own firm nor a kind of customer."""

from __future__ import annotations

from dataclasses import replace

from store.crm.columns import Assignment, Choice, swap
from store.crm.links import Read
from store.crm.mapping import FileRules
from store.crm.names import folded, tokens, unspaced
from store.crm.report import Findings
from store.crm.spoken import spoken
from store.crm.statuses import kind_of_customer

_AS_MANY = 0.25
"""Distinct companies over distinct contacts below which a column is a kind of customer rather than who."""


def settle_customers(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """Second thoughts on the customer of the deals of a table."""
    _take_company(r, a, said)
    _take_customer(r, a, found)
    _take_nobody_for_a_customer(r, a, said, found)


def _of_a_contact(column: str) -> bool:
    """Whether a header names a person at the customer, and no firm."""
    words = {folded(w) for w in spoken("contact_called")}
    parts = set(tokens(column))
    return bool(parts & words or any(unspaced(w) and w in column for w in words)) and not parts & {folded(w) for w in spoken("firm_called")}


def _take_company(r: Read, a: Assignment, said: FileRules) -> None:
    """A person at the customer gives way to the customer: the account, company, client file or lead beside it; and so does their id."""
    best = a.chosen.get("account")
    if best is not None and best.column not in said.columns and _of_a_contact(best.column):
        firm = _firm(r, a, best, said)
        if firm is not None:
            swap(a, "account", firm, f"who the deal is with, where {best.column!r} is a person there")
            best = a.chosen["account"] = replace(a.chosen["account"], rank=0)  # a person beside it makes it plain
    key = a.chosen.get("account_id")
    if key is None or key.column in said.columns or not _of_a_contact(key.column) or best is None or _of_a_contact(best.column):
        return
    del a.chosen["account_id"]
    other = next((c for c in a.others.get("account_id", []) if not _of_a_contact(c.column) and not r.profiles[c.column].empty), None)
    if other is not None:
        a.chosen["account_id"] = other


def _firm(r: Read, a: Assignment, best: Choice, said: FileRules) -> str | None:
    """The column that names the customer of a deal whose contact is named too."""
    taken = {c.column for m, c in a.chosen.items() if m != "ignored"} | set(said.columns)
    named = [c.column for c in a.others.get("account", [])]
    called = [h for h in r.table.header if set(tokens(h)) & {folded(w) for w in spoken("firm_called")}]
    firms = [h for h in r.table.header if r.profiles[h].firms >= 0.15]
    for h in dict.fromkeys([*named, *(h for h in called if h in firms), *firms]):
        p = r.profiles[h]
        if h in taken or _of_a_contact(h) or p.empty or p.dates > 0.2 or p.amounts > 0.2 or p.emails > 0.2 or p.flags > 0.9 or p.codes > 0.9:
            continue
        if len(p.filled) >= max(3, _AS_MANY * len(r.profiles[best.column].filled)) and p.n >= 0.5 * r.profiles[best.column].n:
            return h
    return None


def _take_customer(r: Read, a: Assignment, found: Findings) -> None:
    """One company on every row is the seller's own, where another column names the customers."""
    for meaning in ("account", "account_id"):
        best = a.chosen.get(meaning)
        if best is None or best.score > 1 or len(r.table) < 5 or len(r.profiles[best.column].filled) != 1:
            continue
        others = [c for c in a.others.get(meaning, []) if len(r.profiles[c.column].filled) > 1 and c.rank == best.rank]
        if others:
            swap(a, meaning, others[0].column, f"{others[0].how}; {best.column!r} is one and the same on every row")
        elif len(r.table) >= 20 and meaning not in {m for m in ("account",) if "account_id" in a}:
            del a.chosen[meaning]
            found.warn("one_account", f"{r.table.name}: {best.column!r} is one and the same on every row, so no customer; not used as the account", count=len(r.table))


def _take_nobody_for_a_customer(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """A column called `Client` that says `New` or `Past` says what kind of customer one is."""
    best = a.chosen.get("account")
    if best is None or best.column in said.columns or not kind_of_customer(r.profiles[best.column].filled):
        return
    other = next((c for c in a.others.get("account", []) if not r.profiles[c.column].empty and not kind_of_customer(r.profiles[c.column].filled)), None)
    if other is not None:
        swap(a, "account", other.column, f"{other.how}; {best.column!r} says only what kind of customer it is")
        return
    del a.chosen["account"]
    found.warn("one_account", f"{r.table.name}: {best.column!r} says what kind of customer each is and not who; not used as the account", count=len(r.table))
