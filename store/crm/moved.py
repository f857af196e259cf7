"""The day a deal last moved to another stage: for one that ended, the day it did, where no column says that plainly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from store.crm.columns import Assignment
from store.crm.headers import Table
from store.crm.mapping import FileRules
from store.crm.names import folded, tokens, unspaced
from store.crm.profile import Profile
from store.crm.spoken import spoken

_CLOSINGS = ("closed_on", "won_on", "lost_on")
_MOSTLY = 0.9
"""Share of the ended deals that have such a day from which on it may be when they ended."""
_AWAITED = 0.5
"""Share of the ended deals with a day that was only awaited from which on that one stands in."""


def says_moved(header: str) -> bool:
    """Whether a header speaks of a stage and of its change: `last_stage_change_at`, `Phasenänderung`, `阶段变更时间`."""
    stages, moves = ({folded(w) for w in spoken(what)} for what in ("stages", "moved"))
    parts = tokens(header)
    if set(parts) & stages and set(parts) & moves:
        return True
    if unspaced(header):
        return any(unspaced(s) and s in folded(header) for s in stages) and any(unspaced(m) and m in folded(header) for m in moves)
    return any(p.startswith(s) and p[len(s) :].endswith(m) for p in parts for s in stages for m in moves)


def day_it_moved(table: Table, a: Assignment, profiles: Mapping[str, Profile], said: FileRules) -> str | None:
    """The column of days that says when a deal last changed its stage and is read as nothing else; None where a column says when deals closed."""
    if any(m in a for m in _CLOSINGS):
        return None
    taken = {c.column for m, c in a.chosen.items() if m not in ("ignored", "modified_on")} | set(said.columns)
    return next((h for h in table.header if h not in taken and profiles[h].dates >= 0.6 and says_moved(h)), None)


def moved_of_ended(table: Table, column: str | None, statuses: Sequence[str | None]) -> str | None:
    """That column, where nearly all deals that ended have such a day."""
    ended = [i for i, s in enumerate(statuses) if s in ("won", "lost")]
    return column if column is not None and ended and sum(bool(table.cell(column, i).strip()) for i in ended) >= _MOSTLY * len(ended) else None


def awaited_stands_in(table: Table, a: Assignment, statuses: Sequence[str | None]) -> bool:
    """Whether ended deals have the day that was awaited, so that it and not the last move is asked about."""
    ended = [i for i, s in enumerate(statuses) if s in ("won", "lost")]
    return "expected_close_on" in a and sum(bool(table.cell(a.column("expected_close_on"), i).strip()) for i in ended) >= _AWAITED * len(ended)
