"""What nodes are handed at run time and no checkpoint keeps: services, who asks, and this turn's findings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from copilot.decisions import GoalAction
from copilot.domain import Agenda, Goal, GoalDraft, Passage, Viewer
from copilot.events import Decision
from copilot.facts import Ledger
from copilot.policy import CoachingPolicy
from copilot.ports import Aggregates, Audit, Clock, Embedder, LanguageModel, Playbook, Records

if TYPE_CHECKING:
    from opentelemetry.context import Context

    from copilot.metered import Meter
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
    embedder: Embedder
    """The built-in one, which the classifiers of notes were trained on."""
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

    def on(self, meter: Meter) -> Services:
        """The same for one turn, whose calls of the model this meter counts."""
        from copilot.metered import MeteredModel
        from copilot.writer.model import ModelWriter

        if self.model is None:
            return self
        model = MeteredModel(self.model, meter)
        return replace(self, model=model, writer=ModelWriter(model, self.policy) if self.writer else None, open_understander=lambda: self.understander)


@dataclass(frozen=True)
class Settlement:
    """What a person decided in words: about goals suggested, or, for a rep, about goals that were proposed."""

    rep_id: str
    drafts: tuple[GoalDraft, ...] = ()
    """The suggestions, as numbered."""
    agenda_id: str | None = None
    decisions: tuple[Decision, ...] = ()
    agree: bool = False
    """Whether a rep takes on what is proposed here in the same breath."""
    answers: tuple[tuple[Goal, GoalAction, str, dict[str, str]], ...] = ()
    """Goal, action, words and changes."""


@dataclass
class Turn:
    """One turn's findings; gone when it ends."""

    services: Services
    viewer: Viewer
    thread: str
    keep_goals: bool = True
    """Whether goals wait for a person's decision in this turn; a command that only shows them does not wait."""
    waiting: tuple[str, ...] = ()
    """Ids of the reviews this thread waited for when the turn began; a decision in words answers them."""
    ledger: Ledger = field(default_factory=Ledger)
    passages: dict[str, Passage] = field(default_factory=dict)
    material: dict[str, Any] = field(default_factory=dict)
    """What each gatherer found, by intent, for the writers."""
    agenda: Agenda | None = None
    settlement: Settlement | None = None
    """What this message decided about goals, for `keep` to store."""
    people: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Names that no draft may say outside a placeholder, and that are hidden from a model."""
    meter: Meter | None = None
    """Counts the calls of the model; None without one."""
    trace: Context | None = None
    """What spans of this turn belong to; None where turns are not traced."""
    started: float = field(default_factory=time.monotonic)
    calls: int = 0
    tokens: int = 0
    fallback: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return self.people + self.accounts

    def learn_names(self) -> None:
        """Fill in `people` and `accounts`, before anything is sent to a model; once a turn."""
        if self.people:
            return
        company = self.services.aggregates.company(self.viewer, self.services.clock.today())
        self.people = tuple(r.name for r in company.reps)
        self.accounts = tuple(str(a) for a in company.opportunities["account"].dropna().unique()) if len(company.opportunities) else ()

    @property
    def seconds_left(self) -> float:
        """Until the turn's one deadline."""
        return max(0.0, self.services.turn_timeout_s - (time.monotonic() - self.started))
