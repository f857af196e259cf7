"""Two columns of people in one table: which of them is the owner, and when that has to be asked."""

from __future__ import annotations

from dataclasses import replace

from store.crm.columns import Assignment, Choice
from store.crm.links import Read
from store.crm.mapping import FileRules
from store.crm.names import matches, tokens
from store.crm.people import same_name
from store.crm.report import Findings
from store.crm.spoken import spoken

_NEAR = 0.02
"""Two columns whose names fit as well as each other."""
_MANY = 20
"""Rows from which on one and the same owner is more likely who set the system up, or who exported."""
_RECUR = 0.5
"""Distinct names over rows above which they are those of customers: who sells has several deals."""
_SOMEBODY_ELSE = frozenset(
    ("manager", "original", "previous", "former", "prior", "first", "old", "account", "lead", "company", "customer", "client", "role", "team", "region", "id", "email", "mail", "name of contact")
)


def settle_owners(r: Read, a: Assignment, said: FileRules, found: Findings) -> None:
    """Take the column of people that varies where the one taken names one person throughout, and ask wherever two name different people.

    Columns whose names fit equally well are asked about on any difference, others where most rows differ.
    """
    best = a.chosen.get("rep")
    if best is None or best.column in said.columns or r.kind.kind not in ("opportunity", "activity"):
        return
    for rival in _rivals(r, a, best, said):
        apart = _apart(r, best.column, rival.column)
        rows = [(r.table.name, r.table.rows[i]) for i in apart]
        one, many = r.profiles[best.column], r.profiles[rival.column]
        if len(one.filled) == 1 and len(r.table) >= _MANY and len(many.filled) > 1 and many.unique <= 0.25 and many.n >= 0.8 * len(r.table):
            _take(a, best, rival, r, said)
            found.ask(
                "ambiguous_column",
                f"{r.table.name}: {best.column!r} is one and the same person on every row; {rival.column!r} was taken as the owner. Name the right one in a mapping file if that is wrong",
                rows,
            )
            return
        if r.kind.kind == "opportunity" and _as_near(best, rival) and rival in a.others.get("rep", []):
            continue  # asked about with the other pairs of columns that would do equally well
        found.ask(
            "ambiguous_column",
            f"{r.table.name}: {best.column!r} and {rival.column!r} could both be {r.kind.kind}.rep and differ; {best.column!r} was taken. Name the right one in a mapping file if that is wrong",
            rows,
        )


def _as_near(best: Choice, rival: Choice) -> bool:
    return best.rank == rival.rank and abs(best.score - rival.score) <= _NEAR


def _rivals(r: Read, a: Assignment, best: Choice, said: FileRules) -> list[Choice]:
    """Columns nothing else needs that by name and cells could be the owner too and name other people, best first."""
    taken = {c.column for c in a.chosen.values()}
    others = {c.column: c for c in a.others.get("rep", [])}
    known = {same_name(v) for v in r.profiles[best.column].filled}
    out = []
    for h in r.table.header:
        p, words = r.profiles[h], set(tokens(h))
        if h in taken or h in said.columns or p.empty or (words & (_SOMEBODY_ELSE | spoken("other_people")) and not {"account", "executive"} <= words):
            continue
        if words <= {"person", "name"} or (p.unique > _RECUR and p.n >= _MANY):
            continue  # those who buy
        named = next((m for m in matches(h, a.kind) if m.meaning == "rep"), None)
        if named is None or named.rank > (1 if a.kind == "opportunity" else 0):
            continue
        if p.people < 0.5 and sum(same_name(v) in known for v in p.filled) < 0.5 * len(p.filled):
            continue
        rival = others.get(h) or Choice(h, "rep", named.score, named.how, named.rank)
        both = sum(bool(x.strip() and y.strip()) for x, y in zip(r.table.cells(best.column), r.table.cells(h), strict=True))
        apart = len(_apart(r, best.column, h))
        if apart > 0.5 * both or (apart and _as_near(best, rival)):
            out.append(rival)
    return sorted(out, key=lambda c: (c.rank, -c.score))


def _apart(r: Read, mine: str, theirs: str) -> list[int]:
    """Rows whose two cells name two people; `Ann Lee` and `Ann M. Lee` are one."""
    out = []
    for i, (x, y) in enumerate(zip(r.table.cells(mine), r.table.cells(theirs), strict=True)):
        a, b = set(same_name(x).split()), set(same_name(y).split())
        if a and b and not (a <= b or b <= a):
            out.append(i)
    return out


def _take(a: Assignment, best: Choice, rival: Choice, r: Read, said: FileRules) -> None:
    a.others["rep"] = [c for c in a.others.get("rep", []) if c.column != rival.column]
    a.chosen["rep"] = replace(rival, rank=best.rank, how=f"{rival.how}; {best.column!r} is one and the same person on every row")
    for meaning in ("rep_id", "rep_email"):
        key = a.chosen.get(meaning)
        if key is not None and key.column not in said.columns and len(r.profiles[key.column].filled) == 1:
            del a.chosen[meaning]  # that of the one who was not taken
