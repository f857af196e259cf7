"""Two columns of people in one table: which of them is the owner, and when that has to be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from store.crm.columns import Assignment, Choice
from store.crm.links import Read
from store.crm.mapping import FileRules
from store.crm.names import matches, tokens
from store.crm.people import same_id, same_name
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
_OWNERS, _STRANGERS = 0.8, 0.2
"""Share of the rows of a column from which on its people are the owners of the other tables, and up to which they are not."""
_FEW = 3
"""People of whom none owns anything elsewhere, from which on they are asked about."""


def owners_elsewhere(reads: Iterable[Read], r: Read) -> frozenset[str]:
    """Who owns deals in the other tables, where no other table has deals who is in the tables of people and quotas; names and ids, folded."""
    for kinds in (("opportunity",), ("person", "quota")):
        out: set[str] = set()
        for other in reads:
            a = other.kind.assignment
            if other is r or a is None or other.kind.kind not in kinds:
                continue
            for m in ("rep", "rep_email", "rep_id", "name", "email", "id"):
                if (m.startswith("rep") or other.kind.kind == "person") and (column := a.column(m)):
                    out |= {key for v in other.profiles[column].filled for key in _keys(v)}
            if other.kind.kind == "person" and "first" in a and "last" in a:
                out |= {same_name(f"{f} {n}") for f, n in zip(other.table.cells(a.chosen["first"].column), other.table.cells(a.chosen["last"].column), strict=True)}
        if out:
            return frozenset(out - {""})
    return frozenset()


def _keys(cell: str) -> set[str]:
    return {same_name(cell), same_id(cell).casefold()}


def take_known_owners(r: Read, a: Assignment, said: FileRules, owners: frozenset[str], found: Findings) -> None:
    """Where nobody in the column taken for the owner owns anything in the other tables, the column of those who do; else ask.

    Args:
        r: a table of activities, deals or quotas.
        a: its columns.
        said: what a mapping file says of it.
        owners: who owns something elsewhere, folded.
        found: takes what was decided and asked.
    """
    best = a.chosen.get("rep")
    if (
        best is None
        or best.column in said.columns
        or r.kind.kind not in ("opportunity", "activity", "quota")
        or not owners
        or any(m in a and _share(r, a.chosen[m].column, owners) >= _OWNERS for m in ("rep_id", "rep_email"))
    ):
        return
    if _share(r, best.column, owners) > _STRANGERS:
        return
    held = {c.column for m, c in a.chosen.items() if m not in ("rep", "account", "attendees", "subject", "ignored", "region", "team")} | set(said.columns)
    fits = [h for h in r.table.header if h != best.column and h not in held and not r.profiles[h].empty and r.profiles[h].codes < 0.5 and _share(r, h, owners) >= _OWNERS]
    plain = [h for h in fits if not set(tokens(h)) & (_SOMEBODY_ELSE | spoken("other_people"))] or fits
    named = sorted((m.rank, -m.score, h) for h in plain for m in matches(h, a.kind) if m.meaning == "rep")
    if named or len(plain) == 1:
        column = named[0][2] if named else plain[0]
        for m in [m for m, c in a.chosen.items() if c.column == column]:
            del a.chosen[m]
        a.others["rep"] = [c for c in a.others.get("rep", []) if c.column != column]
        a.chosen["rep"] = replace(best, column=column, how="its values are the owners of the other tables here")
        found.warn("assumed_column", f"{r.table.name}: {column!r} was taken as the owner, since it names those who own the deals here, and {best.column!r} does not", count=len(r.table))
        return
    if r.kind.kind != "quota" and len(r.profiles[best.column].filled) >= _FEW and _share(r, best.column, owners) == 0.0:
        found.ask(
            "assumed_column",
            f"{r.table.name}: {best.column!r} was taken as the owner, though nobody in it owns anything in the other tables. Name the right `rep` in a mapping file if these are customers",
            count=len(r.table),
        )


def _share(r: Read, column: str, owners: frozenset[str]) -> float:
    """The share of the rows with a value whose person is one of them; `Lee, Ann` is `Ann Lee`."""
    p = r.profiles[column]
    return sum(p.counts[v] for v in p.filled if _keys(v) & owners) / p.n if p.n else 0.0


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
