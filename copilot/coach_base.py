"""What every part of the facade needs: the adapters, who asks, and as of when."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from copilot.accounting import Accounting
from copilot.domain import Fact, Rep, Role, Viewer
from copilot.errors import InputError
from copilot.graph.context import Services
from copilot.metered import Budget
from copilot.policy import CoachingPolicy
from copilot.ports import Accounts, Aggregates, Audit, Clock, Company, Importer, LanguageModel, Playbook, Records, RepRecords

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph
    from opentelemetry.trace import Tracer

    from copilot.rep_view import RepFigures
    from copilot.team_view import TeamView
    from copilot.tools.commission import CommissionPlan

_FACTS_REMEMBERED = 50_000
OPERATOR = Viewer("operator", "operator", Role.OPERATOR)


@dataclass(frozen=True)
class Ports:
    """The adapters the composition root wires in."""

    records: Records
    aggregates: Aggregates
    importer: Importer
    playbook: Playbook
    accounts: Accounts
    audit: Audit
    clock: Clock
    rep_records: RepRecords
    accounting: Accounting
    model: LanguageModel | None = None
    budget: Budget = Budget()
    """What the model costs and may cost."""
    tracer: Tracer | None = None
    """Told of turns, steps and calls; None where nobody asked for it."""


class CoachBase:
    """The adapters of one company's copilot, and who may look at what."""

    def __init__(
        self,
        ports: Ports,
        services: Services,
        policy: CoachingPolicy,
        open_saver: Callable[[], AbstractAsyncContextManager[Any]],
        on_close: Callable[[], None] = lambda: None,
        open_plan: Callable[[], CommissionPlan | None] = lambda: None,
    ) -> None:
        self.records, self.aggregates, self.importer, self.playbook = ports.records, ports.aggregates, ports.importer, ports.playbook
        self.rep_records = ports.rep_records
        self.accounts, self.audit, self.clock, self.model = ports.accounts, ports.audit, ports.clock, ports.model
        self.accounting, self.budget, self._tracer = ports.accounting, ports.budget, ports.tracer
        self.policy = policy
        self._services = services
        self._open_saver = open_saver
        self._on_close = on_close
        self._open_plan = open_plan
        self._figures: dict[Hashable, RepFigures] = {}
        self._teams: dict[str, tuple[Hashable, TeamView]] = {}
        self._stored: set[str] = set()
        self._graph: CompiledStateGraph[Any, Any, Any, Any] | None = None
        self._bare: CompiledStateGraph[Any, Any, Any, Any] | None = None

    def close(self) -> None:
        """Let go of the data folder."""
        self._on_close()

    # ------------------------------------------------------------ who and when

    def viewer(self, name: str | None) -> Viewer:
        """The operator, or the person of that name or id."""
        return OPERATOR if name is None else self.records.viewer_named(name)

    def as_of(self, viewer: Viewer, asked: date | None = None) -> tuple[date, str | None]:
        """The date to look from, and what to say about it where the export is old (section 0)."""
        from copilot.tools.window import default_as_of

        if asked is not None:
            return asked, None
        today = self.clock.today()
        return default_as_of(self.aggregates.company(viewer, today), today, self.policy)

    def company(self, viewer: Viewer, as_of: date) -> Company:
        """All CRM data as it stood on that date; for pooled figures and for reps the viewer may read."""
        from copilot.tools.window import company_as_of

        return company_as_of(self.aggregates.company(viewer, self.clock.today()), as_of, self.policy)

    def _somebody(self, viewer: Viewer, day: date) -> list[Rep]:
        """The reps the viewer may see. Raises InputError where there is nobody to look at yet."""
        reps = self.records.reps(viewer, day)
        if not reps:
            raise InputError("there is nobody to look at yet: read a CRM export with 'nextplay import PATH', or try 'nextplay demo'")
        return reps

    def _keep_facts(self, viewer: Viewer, facts: Sequence[Fact]) -> None:
        """Store Facts shown, each once while the process runs."""
        new = [f for f in facts if f.id not in self._stored]
        if not new:
            return
        self.records.save_facts(viewer, new)
        if len(self._stored) > _FACTS_REMEMBERED:
            self._stored.clear()
        self._stored.update(f.id for f in new)
