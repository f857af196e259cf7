"""The facade: everything the command line, the web and the evals may ask of the copilot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from copilot.coach_base import OPERATOR, Ports
from copilot.coach_pages import Pages
from copilot.coach_talks import Talks
from copilot.domain import Fact, GoalDraft, Hit, ImportReport, NotesReport, Role, Viewer, Violation, Window
from copilot.errors import Forbidden, InputError, UnknownRep
from copilot.ports import PlaybookReport, Progress

if TYPE_CHECKING:
    from copilot.accounting import MonthUse, Spent
    from copilot.insights import Insights
    from copilot.metered import Budget
    from copilot.tools.backtest import Backtest
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.engine_report import EngineReport
    from copilot.tools.forecast_report import ForecastReport
    from copilot.tools.team import TeamRow


__all__ = ["OPERATOR", "Coach", "Ports"]


class Coach(Talks, Pages):
    """One company's copilot. Everything takes the viewer who asks; what they may not see raises Forbidden."""

    # ------------------------------------------------------------ CRM and figures

    def import_crm(self, viewer: Viewer, paths: Sequence[Path], mapping: Path | None = None, dry_run: bool = False, on_progress: Callable[[Progress], None] | None = None) -> ImportReport:
        """Read CRM exports; see `ports.Importer.run`. For an admin or the operator."""
        if viewer.role not in (Role.ADMIN, Role.OPERATOR):
            raise Forbidden("importing CRM data is for an admin")
        return self.importer.run(viewer, paths, mapping, dry_run, on_progress)

    def engine(self, viewer: Viewer, query: str | None, start: date | None = None, end: date | None = None, as_of: date | None = None) -> EngineReport:
        """The engine of one rep or of all the viewer may see; all history where no window is given."""
        from copilot.tools.engine_report import engine_report, totals_report
        from copilot.tools.window import company_as_of, default_as_of

        if start and end and start > end:
            raise InputError(f"--from {start.isoformat()!r} lies after --to {end.isoformat()!r}")
        large, today = self.aggregates.large(), self.clock.today()
        known = (self.aggregates.outline if large else self.aggregates.company)(viewer, today)
        day, note = (as_of, None) if as_of is not None else default_as_of(known, today, self.policy)
        reps = [self.records.find_rep(viewer, query, day)] if query is not None else self._somebody(viewer, day)
        window, then = Window(start, end or day) if start or end else None, company_as_of(known, day, self.policy)
        if large:
            return totals_report(then, self.aggregates.totals(viewer, window, day), reps, window, day, self.policy, (note,) if note else ())
        return engine_report(then, reps, window, day, self.policy, (note,) if note else ())

    def benchmark(self, viewer: Viewer, query: str, as_of: date | None = None) -> Benchmark:
        """This rep against the level they want (sections 3 and 4)."""
        from copilot.tools.benchmark import benchmark

        day, note = self.as_of(viewer, as_of)
        rep = self.records.find_rep(viewer, query, day)
        found = benchmark(self.company(viewer, day), rep, day, self.policy, self.records.aspirations(viewer, rep.id, day))
        self._keep_facts(viewer, found.facts)
        return replace(found, notes=(note, *found.notes)) if note else found

    def forecast(self, viewer: Viewer, query: str, changes: Sequence[str] = (), as_of: date | None = None) -> ForecastReport:
        """Where this rep's period and the four after it may land, and what changes would be worth (section 5)."""
        from copilot.tools.forecast_report import forecast_report

        day, note = self.as_of(viewer, as_of)
        rep = self.records.find_rep(viewer, query, day)
        found = forecast_report(self.company(viewer, day), rep, day, self.policy, self.records.aspirations(viewer, rep.id, day), changes, self._open_plan())
        self._keep_facts(viewer, found.facts)
        return replace(found, notes=(note, *found.notes)) if note else found

    def backtest(self, viewer: Viewer, on_progress: Callable[[Progress], None] | None = None) -> Backtest:
        """How the forecast would have done on past periods. For an admin or the operator: it is about everybody."""
        from copilot.tools.backtest import backtest

        if viewer.role not in (Role.ADMIN, Role.OPERATOR):
            raise Forbidden("a back-test looks at everybody's deals; it is for an admin")

        def tell(done: int, total: int) -> None:
            if on_progress is not None:
                on_progress(Progress("past periods", done, total))

        return backtest(self.aggregates.company(viewer, self.clock.today()), self.policy, tell)

    def team(self, viewer: Viewer, as_of: date | None = None) -> tuple[list[TeamRow], date, str | None]:
        """A row for each rep the viewer leads, by name; with the date looked from and a note where the export is old."""
        from copilot.tools.team import team_rows

        day, note = self.as_of(viewer, as_of)
        reps = self._somebody(viewer, day)
        rows = team_rows(
            self.company(viewer, day),
            reps,
            day,
            self.policy,
            {r.id: self.records.goals(viewer, r.id) for r in reps},
            {r.id: self.records.one_on_ones(viewer, r.id, day) for r in reps},
            {r.id: self.records.aspirations(viewer, r.id, day) for r in reps},
        )
        self._keep_facts(viewer, [f for row in rows for f in row.facts])
        return rows, day, note

    def insights(self, viewer: Viewer, as_of: date | None = None) -> Insights:
        """Time shared evenly or not, what 1:1s ended in, the gap, the curve, whether commitments lead results; for whoever leads people."""
        from copilot.insights import read_insights

        if viewer.role is Role.REP:
            raise Forbidden("this is about a team: ask your manager to go through it with you")
        day, note = self.as_of(viewer, as_of)
        found = read_insights(self.records, viewer, self.company(viewer, day), self._somebody(viewer, day), day, note, self.policy)
        self._keep_facts(viewer, found.facts)
        return found

    # ------------------------------------------------------------ after the 1:1, playbook, goals, facts

    def check_notes(self, viewer: Viewer, text: str, query: str | None = None, meeting_on: date | None = None, name: str = "the notes", led_by: str | None = None) -> tuple[NotesReport, str | None]:
        """Sins and promises in notes, and a warning where the rep is not known. Needs no import.

        Args:
            viewer: who asks.
            text: notes or a transcript in any form that `tools.notes.reading` knows.
            query: whose 1:1 it was, by name, or as the transcript calls them.
            meeting_on: the day of the 1:1, today where none is given.
            name: what to call the text in an error.
            led_by: who led it, as the transcript calls them.

        Raises:
            InputError: nothing in it, or nobody of that name speaks in it.
        """
        from copilot.tools.notes import check_notes

        if not text.strip("\ufeff \t\r\n"):
            raise InputError(f"{name!r} is empty: paste what was said, or a transcript")
        day = meeting_on or self.clock.today()
        warning = None
        known: dict[str, Literal["rep", "manager", "unclear"]] = {}
        if query is not None:
            try:
                rep = self.records.find_rep(viewer, query, day)
                known |= {name: "rep" for name in (rep.name, rep.email) if name}
                known |= {m.name: "manager" for m in self.records.managers(viewer, day) if m.id == rep.manager_id}
            except UnknownRep as e:
                known[query] = "rep"
                warning = f"nextplay: {e}; the notes are read all the same"
        else:
            known = self._named_in(viewer, text, day)
        if viewer.role in (Role.MANAGER, Role.REP):
            known.setdefault(viewer.name, "manager" if viewer.role is Role.MANAGER else "rep")
        if led_by is not None:
            known = {name: side for name, side in known.items() if side != "manager"} | {led_by: "manager"}
        report = check_notes(text, self.policy, day, self._services.embedder, known=known)
        if led_by is not None and report.speakers and all(s.who != "manager" for s in report.speakers):
            raise InputError(f"nobody who speaks is called {led_by!r}: there are {', '.join(repr(s.name) for s in report.speakers)}")
        return report, warning

    def _named_in(self, viewer: Viewer, text: str, day: date) -> dict[str, Literal["rep", "manager", "unclear"]]:
        """The people on record whom a text names in full, by a first name that nobody else has, or by e-mail address."""
        reps = self.records.reps(viewer, day)
        sides: dict[str, Literal["rep", "manager", "unclear"]] = {r.name: "rep" for r in reps}
        sides |= {m.name: "manager" for m in self.records.managers(viewer, day)}
        first = Counter(name.partition(" ")[0] for name in sides)
        words = set(re.findall(r"\w+", text))
        found = {name: side for name, side in sides.items() if name in text or (first[name.partition(" ")[0]] == 1 and name.partition(" ")[0] in words)}
        if "@" in text:
            addressed = text.lower()
            found |= {r.email: "rep" for r in reps if r.email and r.email.lower() in addressed}
        return found

    def check_goal(self, draft: GoalDraft, as_of: date) -> tuple[Violation, ...]:
        """Which goal rules a draft breaks, each with a rewrite (section 10)."""
        from copilot.tools.goals import check_goal

        return check_goal(draft, as_of, None, None, self.playbook.has, self.policy)

    def search(self, viewer: Viewer, query: str, k: int = 5, piston: str | None = None, stage: str | None = None, segment: str | None = None, audience: str | None = None) -> list[Hit]:
        """The playbook's pages that fit best; all signed-in people may search. Pages that say they are for another piston, stage, segment or audience are left out."""
        if not query.strip():
            raise InputError("the search is empty: say what the page should help with")
        return self.playbook.search(query, k, piston=piston, stage=stage, on=self.clock.today(), segment=segment, audience=audience, only=("piston", "stage"))

    def add_pages(self, viewer: Viewer, paths: Sequence[Path], on_progress: Callable[[Progress], None] | None = None) -> PlaybookReport:
        """Add playbook pages. For an admin, a manager or the operator."""
        if viewer.role is Role.REP:
            raise Forbidden("adding playbook pages is for managers and admins")
        return self.playbook.add(paths, on_progress)

    def remove_pages(self, viewer: Viewer, document_ids: Sequence[str]) -> None:
        """Take pages out of the playbook. For an admin, a manager or the operator."""
        if viewer.role is Role.REP:
            raise Forbidden("removing playbook pages is for managers and admins")
        self.playbook.remove(document_ids)

    def reindex_pages(self, viewer: Viewer, on_progress: Callable[[Progress], None] | None = None) -> int:
        """All vectors of the playbook anew, as after a change of the model of sentences; how many passages."""
        if viewer.role is Role.REP:
            raise Forbidden("indexing the playbook is for managers and admins")
        return self.playbook.reindex(on_progress)

    def model_use(self, viewer: Viewer) -> tuple[list[MonthUse], Spent, Budget]:
        """What the language model was used for by month, what today has used, and its price and caps. For an admin or the operator."""
        months = self.accounting.months(viewer)
        return months, self.accounting.spent(self.clock.today(), self.budget.currency if self.budget.price else None), self.budget

    def fact(self, viewer: Viewer, fact_id: str) -> Fact:
        """A figure as it was said, with its rows."""
        return self.records.fact(viewer, fact_id)

    def export_rep(self, viewer: Viewer, query: str) -> dict[str, Any]:
        """Everything kept about a rep; see `ports.RepRecords.export`."""
        return self.rep_records.export(viewer, self.records.find_rep(viewer, query, self.clock.today()).id)

    def erase_rep(self, viewer: Viewer, query: str) -> tuple[str, dict[str, int]]:
        """Remove a rep for good; their name and how many rows went. See `ports.RepRecords.erase`."""
        rep = self.records.find_rep(viewer, query, self.clock.today())
        return rep.name, self.rep_records.erase(viewer, rep.id)

    def demo_links(self, base: str, secret: str) -> list[tuple[str, str]]:
        """Who one can sign in as in the demo, with a link each, signed with `demo_links.signing_secret`."""
        from copilot.demo_links import demo_links

        return demo_links(self.accounts.everyone(OPERATOR), base, secret)
