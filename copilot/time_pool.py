"""How much of a manager's 1:1 time went to one rep, told so that nothing is learned of any other (section 0 and 8).

Pure, shared by every adapter of Records: a rep may see their share, but nobody else's 1:1s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copilot.domain import OneOnOne


@dataclass(frozen=True, slots=True)
class TimePool:
    """Minutes of 1:1s a manager held over some days."""

    own: int
    """With the rep."""
    all: int
    """With everybody, the rep included."""
    rows: tuple[str, ...]
    """Ids of the rep's own 1:1s among them."""


def time_pool(rep_id: str, meetings: Sequence[OneOnOne], min_reps: int) -> TimePool | None:
    """The rep's part of one manager's 1:1s; None where fewer than `min_reps` others were met.

    Args:
        rep_id: whose part.
        meetings: of one manager, over the days looked at, in any state.
        min_reps: a figure pools at least so many other people.
    """
    held = [m for m in meetings if m.state == "held"]
    own = [m for m in held if m.rep_id == rep_id]
    if len({m.rep_id for m in held} - {rep_id}) < min_reps:
        return None
    return TimePool(sum(m.minutes for m in own), sum(m.minutes for m in held), tuple(m.id for m in own))
