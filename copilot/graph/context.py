"""What nodes are handed at run time and no checkpoint keeps: services, who asks, and this turn's findings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from copilot.domain import Agenda, Passage, Viewer
from copilot.facts import Ledger
from copilot.policy import CoachingPolicy
from copilot.ports import Aggregates, Audit, Clock, LanguageModel, Playbook, Records

if TYPE_CHECKING:
    from copilot.tools.understanding.understander import Understander
    from copilot.writer.model import ModelWriter
    from copilot.writer.scripted import ScriptedWriter


@dataclass(frozen=True)
class Services:
    """Everything wired by the composition root that a turn may use."""

    records: Records
    aggregates: Aggregates
    playbook: Playbook
    audit: Audit
    clock: Clock
    policy: CoachingPolicy
    open_understander: Callable[[], Understander]
    scripted: ScriptedWriter
    writer: ModelWriter | None
    """None without a model."""
    model: LanguageModel | None
    turn_timeout_s: float

    @cached_property
    def understander(self) -> Understander:
        """Opened by the first message; a command that asks nothing of it does not wait for it."""
        return self.open_understander()


@dataclass
class Turn:
    """One turn's findings; gone when it ends."""

    services: Services
    viewer: Viewer
    thread: str
    keep_goals: bool = True
    """Whether goals wait for a person's decision in this turn; a command that only shows them does not wait."""
    ledger: Ledger = field(default_factory=Ledger)
    passages: dict[str, Passage] = field(default_factory=dict)
    material: dict[str, Any] = field(default_factory=dict)
    """What each gatherer found, by intent, for the writers."""
    agenda: Agenda | None = None
    people: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Names that no draft may say outside a placeholder, and that are hidden from a model."""
    started: float = field(default_factory=time.monotonic)
    calls: int = 0
    tokens: int = 0
    fallback: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.people + self.accounts

    @property
    def seconds_left(self) -> float:
        """Until the turn's one deadline."""
        return max(0.0, self.services.turn_timeout_s - (time.monotonic() - self.started))
