"""What understanding knows of the turns before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from copilot.domain import Intent


@dataclass(frozen=True, slots=True)
class ThreadView:
    """What understanding needs to know of the turns before."""

    rep_id: str | None = None
    """Whom the thread is about."""
    intents: tuple[Intent, ...] = ()
    """Of the last turn; for "and Boris?"."""
    has_agenda: bool = False
    """Whether an agenda draft stands."""
    goals: int = 0
    """How many goals were suggested: what "the second one" counts among."""
    facts: tuple[str, ...] = ()
    """Names of the facts shown."""
    asked_back_for: str | None = None
    """The message that the last turn asked back about, which still waits for the answer."""
    listed: tuple[str, ...] = ()
    """What "the second one" counts among, where the last turn listed something: ids of reps or deals, or goals."""
    listed_kind: Literal["reps", "deals", "goals"] | None = None
    asked: Mapping[str, str | float | int | None] = field(default_factory=dict)
    """What exactly the last turn answered (see `asked`); for "and Boris?" and "and last month?"."""
    what: str | None = None
    """Piston or activity of the last what-if; for "and with three?"."""
    deciding: Literal["propose", "agree", "take", "decline"] | None = None
    """What the last turn decided about goals; for "and the second too"."""
    deciding_asked: bool = False
    """Whether it asked back which goal is meant, so that "the second" is the answer."""
