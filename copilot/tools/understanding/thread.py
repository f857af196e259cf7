"""What understanding knows of the turns before."""

from __future__ import annotations

from dataclasses import dataclass

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
    what: str | None = None
    """Piston or activity of the last what-if; for "and with three?"."""
