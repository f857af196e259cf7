"""The facade: everything the command line, the web and the evals may ask of the copilot."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from copilot.domain import Fact, Goal, GoalDraft, Hit, ImportReport, NotesReport, OneOnOne, Rep, Request, Role, Topic, Viewer, Violation, Window
from copilot.errors import Conflict, Forbidden, InputError, UnknownRep
from copilot.events import Decision, Event, Finished, ModelUse, ReviewRequested
from copilot.graph.context import Services, Turn
from copilot.policy import CoachingPolicy
from copilot.ports import Accounts, Aggregates, Audit, Clock, Company, Importer, LanguageModel, Playbook, PlaybookReport, Progress, Records, RepRecords

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    from copilot.agenda_view import AgendaView
    from copilot.decisions import GoalAction
    from copilot.fact_rows import SourceRow
    from copilot.goals_view import GoalQueue
    from copilot.insights import Insights
    from copilot.rep_view import RepFigures, RepView
    from copilot.team_view import TeamView
    from copilot.tools.backtest import Backtest
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.commission import CommissionPlan
    from copilot.tools.engine_report import EngineReport
    from copilot.tools.forecast_report import ForecastReport
    from copilot.tools.team import TeamRow
    from copilot.tools.verdicts import Judged

_VIEWS_KEPT = 200
"""Reps whose figures are kept until the data or the day changes."""
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
    model: LanguageModel | None = None


class Coach:
    """One company's copilot. Everything takes the viewer who asks; what they may not see raises Forbidden."""

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

    # ------------------------------------------------------------ CRM and figures

    def import_crm(self, viewer: Viewer, paths: Sequence[Path], mapping: Path | None = None, dry_run: bool = False, on_progress: Callable[[Progress], None] | None = None) -> ImportReport:
        """Read CRM exports; see `ports.Importer.run`. For an admin or the operator."""
        if viewer.role not in (Role.ADMIN, Role.OPERATOR):
            raise Forbidden("importing CRM data is for an admin")
        return self.importer.run(viewer, paths, mapping, dry_run, on_progress)

    def engine(self, viewer: Viewer, query: str | None, start: date | None = None, end: date | None = None, as_of: date | None = None) -> EngineReport:
        """The engine of one rep or of all the viewer may see; all history where no window is given."""
        from copilot.tools.engine_report import engine_report

        day, note = self.as_of(viewer, as_of)
        if start and end and start > end:
            raise InputError(f"--from {start.isoformat()!r} lies after --to {end.isoformat()!r}")
        reps = [self.records.find_rep(viewer, query, day)] if query is not None else self._somebody(viewer, day)
        window = Window(start, end or day) if start or end else None
        return engine_report(self.company(viewer, day), reps, window, day, self.policy, (note,) if note else ())

    def benchmark(self, viewer: Viewer, query: str, as_of: date | None = None) -> Benchmark:
        """This rep against the level they want (sections 3 and 4)."""
        from copilot.tools.benchmark import benchmark

        day, note = self.as_of(viewer, as_of)
        rep = self.records.find_rep(viewer, query, day)
        found = benchmark(self.company(viewer, day), rep, day, self.policy, self.records.aspirations(viewer, rep.id, day))
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

    def _somebody(self, viewer: Viewer, day: date) -> list[Rep]:
        """The reps the viewer may see. Raises InputError where there is nobody to look at yet."""
        reps = self.records.reps(viewer, day)
        if not reps:
            raise InputError("there is nobody to look at yet: read a CRM export with 'nextplay import PATH', or try 'nextplay demo'")
        return reps

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

    # ------------------------------------------------------------ preparing and talking

    async def prepare(self, viewer: Viewer, query: str, as_of: date | None = None, meeting_on: date | None = None) -> Finished:
        """The agenda of the next 1:1, stored as a draft; goals are suggested, not proposed."""
        finished: Finished | None = None
        async for event in self.prepare_events(viewer, query, as_of, meeting_on):
            if isinstance(event, Finished):
                finished = event
        assert finished is not None
        return finished

    async def prepare_events(self, viewer: Viewer, query: str, as_of: date | None = None, meeting_on: date | None = None) -> AsyncIterator[Event]:
        """The same, telling what it does while it does it; the last event is `Finished`."""
        from copilot.graph.build import build_graph

        day, note = self.as_of(viewer, as_of)
        rep = self.records.find_rep(viewer, query, day)
        request: dict[str, Any] = {"intents": ["prepare"], "rep_id": rep.id, "rep_name": rep.name, "parameters": {}, "question": None, "by": "command"}
        if self._bare is None:
            self._bare = build_graph()
        turn = Turn(self._services, viewer, thread="", keep_goals=False)
        async for event in self._run(self._bare, turn, self._input(f"Prepare my 1:1 with {rep.name}", day, note, meeting_on, request), {}):
            yield event

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Coach]:
        """Keep the threads' checkpoints open; the web holds one for as long as it serves."""
        from copilot.graph.build import build_graph

        if self._graph is not None:
            yield self
            return
        async with self._open_saver() as saver:
            self._graph = build_graph(saver)
            try:
                yield self
            finally:
                self._graph = None

    async def say(self, viewer: Viewer, message: str, thread: str | None = None, as_of: date | None = None) -> Finished:
        """One message, answered whole."""
        async with self.session():
            async for event in self.chat(viewer, message, thread, as_of):
                if isinstance(event, Finished):
                    return event
        raise AssertionError("a turn always finishes")

    async def chat(self, viewer: Viewer, message: str, thread: str | None = None, as_of: date | None = None, about: str | None = None) -> AsyncIterator[Event]:
        """One turn of a conversation, as it happens; the last event is `Finished`. Needs an open `session`.

        `about` is the id of the rep a page is about: a new thread then knows whom is meant, and which agenda lies on the table.
        """
        if not message.strip():
            raise InputError("the message is empty; ask for example 'get me ready for my 1:1 with' and a name")
        thread = thread or secrets.token_hex(8)
        self.records.open_thread(viewer, thread)
        day, note = self.as_of(viewer, as_of)
        if about is not None:
            await self._introduce(viewer, thread, about, day)
        turn = Turn(self._services, viewer, thread)
        async for event in self._run(self._threads(), turn, self._input(message.strip()[:20_000], day, note, None, None), self._config(thread)):
            yield event

    def go_on(self, viewer: Viewer, thread: str) -> None:
        """Whether that conversation can be gone on with.

        Raises:
            InputError: the viewer has none of that id.
        """
        if all(thread != known for known, _ in self.records.threads(viewer)):
            raise InputError(f"you have no conversation {thread!r}: leave out --thread to begin one, or list yours with 'nextplay chat --threads'")

    async def _introduce(self, viewer: Viewer, thread: str, rep_id: str, day: date) -> None:
        """Tell a new thread whom its page is about."""
        rep = self.records.rep(viewer, rep_id, day)
        graph, config = self._threads(), self._config(thread)
        if (await graph.aget_state(config)).values:
            return
        standing = next((a for a in self.records.agendas(viewer, rep.id) if a.state != "held" and a.meeting_on >= day), None)
        await graph.aupdate_state(config, {"memory": {"rep_id": rep.id, "agenda_id": standing.id if standing else None}}, as_node="understand")

    async def resume(self, viewer: Viewer, thread: str, interrupt_id: str, decisions: Sequence[Decision]) -> AsyncIterator[Event]:
        """Answer a review; whoever claims it first decides.

        Raises:
            Conflict: it was decided already, or the thread went on without it.
        """
        from langgraph.types import Command

        self.records.open_thread(viewer, thread)
        graph, config = self._threads(), self._config(thread)
        waiting = {i.id for task in (await graph.aget_state(config)).tasks for i in task.interrupts}
        if interrupt_id not in waiting:
            raise Conflict(f"the review {interrupt_id!r} is no longer waiting: it was decided, or the conversation went on")
        self.records.claim(viewer, thread, interrupt_id)
        answer = {"decisions": [{"goal_index": d.goal_index, "action": d.action, "words": d.words, "changes": d.changes} for d in decisions]}
        turn = Turn(self._services, viewer, thread)
        async for event in self._run(graph, turn, Command(resume={interrupt_id: answer}), config):
            yield event

    def _threads(self) -> CompiledStateGraph[Any, Any, Any, Any]:
        if self._graph is None:
            raise AssertionError("open a session first: async with coach.session()")
        return self._graph

    @staticmethod
    def _config(thread: str) -> RunnableConfig:
        return {"configurable": {"thread_id": thread}}

    @staticmethod
    def _input(message: str, as_of: date, note: str | None, meeting_on: date | None, request: dict[str, Any] | None) -> dict[str, Any]:
        return {"message": message, "as_of": as_of.isoformat(), "as_of_note": note, "meeting_on": meeting_on.isoformat() if meeting_on else None, "request_given": request}

    async def _run(self, graph: CompiledStateGraph[Any, Any, Any, Any], turn: Turn, given: Any, config: RunnableConfig) -> AsyncIterator[Event]:
        """Pass on what the nodes tell, then the whole turn as `Finished`."""
        state: dict[str, Any] = {}
        review: ReviewRequested | None = None
        stream: AsyncIterator[Any] = graph.astream(given, config, context=turn, stream_mode=["custom", "updates", "values"])
        async for mode, piece in stream:
            if mode == "custom":
                yield piece
            elif mode == "values":
                state = piece
            elif "__interrupt__" in piece:
                waiting = piece["__interrupt__"][0]
                review = ReviewRequested(turn.thread, waiting.id, dict(waiting.value))
                yield review
        yield self._finished(turn, state, review)

    def _finished(self, turn: Turn, state: dict[str, Any], review: ReviewRequested | None) -> Finished:
        raw = state.get("request") or {"intents": ["talk"]}
        request = Request(tuple(raw["intents"]), raw.get("rep_id"), raw.get("parameters") or {}, raw.get("question"), raw.get("by", "local"))
        facts = tuple(f for f in (turn.ledger.get(i) for i in state.get("fact_ids", ())) if f is not None)
        return Finished(
            thread=turn.thread,
            request=request,
            rep_name=state.get("rep_name"),
            text=state.get("text", ""),
            facts=facts,
            passages=tuple(turn.passages[p] for p in state.get("passage_ids", ()) if p in turn.passages),
            model=ModelUse(self.model.name if self.model else None, turn.calls, turn.tokens, turn.fallback),
            review=review,
            agenda=turn.agenda,
            chips=tuple(state.get("chips", ())),
        )

    # ------------------------------------------------------------ after the 1:1, playbook, goals, facts

    def check_notes(self, viewer: Viewer, text: str, query: str | None = None, meeting_on: date | None = None, name: str = "the notes") -> tuple[NotesReport, str | None]:
        """Sins and promises in notes, and a warning where the rep is not known. Needs no import."""
        from copilot.tools.notes import check_notes

        if not text.strip():
            raise InputError(f"{name!r} is empty: paste what was said, or a transcript")
        day = meeting_on or self.clock.today()
        warning = None
        known: dict[str, Literal["rep", "manager", "unclear"]] = {}
        if query is not None:
            try:
                rep = self.records.find_rep(viewer, query, day)
                known[rep.name] = "rep"
                known |= {m.name: "manager" for m in self.records.managers(viewer, day) if m.id == rep.manager_id}
            except UnknownRep as e:
                known[query] = "rep"
                warning = f"nextplay: {e}; the notes are read all the same"
        return check_notes(text, self.policy, day, known=known), warning

    def check_goal(self, draft: GoalDraft, as_of: date) -> tuple[Violation, ...]:
        """Which goal rules a draft breaks, each with a rewrite (section 10)."""
        from copilot.tools.goals import check_goal

        return check_goal(draft, as_of, None, None, self.playbook.has, self.policy)

    def search(self, viewer: Viewer, query: str, k: int = 5) -> list[Hit]:
        """The playbook's pages that fit best; all signed-in people may search."""
        if not query.strip():
            raise InputError("the search is empty: say what the page should help with")
        return self.playbook.search(query, k, on=self.clock.today())

    def add_pages(self, viewer: Viewer, paths: Sequence[Path], on_progress: Callable[[Progress], None] | None = None) -> PlaybookReport:
        """Add playbook pages. For an admin, a manager or the operator."""
        if viewer.role is Role.REP:
            raise Forbidden("adding playbook pages is for managers and admins")
        return self.playbook.add(paths, on_progress)

    def reindex_pages(self, viewer: Viewer, on_progress: Callable[[Progress], None] | None = None) -> int:
        """All vectors of the playbook anew, as after a change of the model of sentences; how many passages."""
        if viewer.role is Role.REP:
            raise Forbidden("indexing the playbook is for managers and admins")
        return self.playbook.reindex(on_progress)

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

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        following = day + timedelta(days=1)
        while following.weekday() >= 5 or following in self.policy.holidays:
            following += timedelta(days=1)
        return following

    # ------------------------------------------------------------ what pages show and decide

    def rep_view(self, viewer: Viewer, rep_id: str, as_of: date | None = None) -> RepView:
        """All of one rep's page; its Facts are stored, so that each can be asked where it comes from."""
        from copilot.rep_view import rep_figures, rep_view

        day, note = self.as_of(viewer, as_of)
        rep = self.records.rep(viewer, rep_id, day)
        wishes = self.records.aspirations(viewer, rep.id, day)
        key = (self.aggregates.version(), day, rep, tuple(wishes))
        figures = self._figures.get(key) or rep_figures(self.company(viewer, day), rep, day, self.policy, wishes)
        if len(self._figures) >= _VIEWS_KEPT:
            self._figures.clear()
        self._figures[key] = figures
        r = self.records
        view = rep_view(
            self.company(viewer, day), rep, day, note, self.policy, figures, r.goals(viewer, rep.id), wishes, r.one_on_ones(viewer, rep.id, day), r.topics(viewer, rep.id), r.agendas(viewer, rep.id)
        )
        self._keep_facts(viewer, view.facts)
        return view

    def warm(self, viewer: Viewer) -> None:
        """Load what the first question would otherwise wait for: data, words, the playbook, the model's client."""
        from copilot.tools.understanding.thread import ThreadView

        self.as_of(viewer)
        self._services.understander.understand("get me ready", [], ThreadView(), self.clock.today())
        self.playbook.search("a first call", 1)

    def team_view(self, viewer: Viewer, as_of: date | None = None) -> TeamView:
        """The start page of whoever leads people; remembered until something it shows changes."""
        from copilot.team_view import team_view

        day, note = self.as_of(viewer, as_of)
        r, reps = self.records, self.records.reps(viewer, day)
        goals = {p.id: tuple(r.goals(viewer, p.id)) for p in reps}
        meetings = {p.id: tuple(r.one_on_ones(viewer, p.id, day)) for p in reps}
        wishes = {p.id: tuple(r.aspirations(viewer, p.id, day)) for p in reps}
        agendas = {p.id: tuple(r.agendas(viewer, p.id)) for p in reps}
        heads = tuple((a.id, a.version, a.state) for found in agendas.values() for a in found)
        key = (self.aggregates.version(), day, tuple(reps), tuple(goals.values()), tuple(meetings.values()), tuple(wishes.values()), heads)
        if (kept := self._teams.get(viewer.id)) is not None and kept[0] == key:
            return kept[1]
        view = team_view(self.company(viewer, day), reps, day, note, self.policy, goals, meetings, wishes, agendas)
        self._keep_facts(viewer, view.facts)
        self._teams[viewer.id] = (key, view)
        return view

    def goal_queue(self, viewer: Viewer, as_of: date | None = None) -> GoalQueue:
        """Goals of everybody the viewer may see, by what they wait for; the evidence can be asked for."""
        from copilot.goals_view import goal_queue

        day, _ = self.as_of(viewer, as_of)
        r, reps = self.records, self.records.reps(viewer, day)
        goals, meetings = {p.id: r.goals(viewer, p.id) for p in reps}, {p.id: r.one_on_ones(viewer, p.id, day) for p in reps}
        found = goal_queue(self.company(viewer, day), reps, goals, meetings, day, self.policy)
        self._keep_facts(viewer, found.facts)
        return found

    def judged_goals(self, viewer: Viewer, rep: Rep) -> dict[str, Judged]:
        """By goal id: its verdict, a person's or the CRM's, the rows it rests on, and a contest that waits."""
        from copilot.tools.verdicts import judge

        day, _ = self.as_of(viewer)
        found = judge(self.records.goals(viewer, rep.id), day, self.company(viewer, day))
        self._keep_facts(viewer, [j.evidence for j in found if j.evidence is not None])
        return {j.goal.id: j for j in found}

    def hold_one_on_one(self, viewer: Viewer, rep_id: str, on: date, minutes: int | None = None) -> OneOnOne:
        """Note that a 1:1 took place; its shared agenda is closed with the topics as they stood.

        Raises:
            InputError: a day to come, or before the rep is known.
            Forbidden: it is the manager's to note.
        """
        from copilot.holding import closed_agenda, held_meeting

        today = self.clock.today()
        if on > today:
            raise InputError(f"the 1:1 of {on.isoformat()} is still to come: mark it as held once you have met")
        if viewer.id == rep_id:
            raise Forbidden("that a 1:1 took place is your manager's to note")
        rep = self.records.rep(viewer, rep_id, today)
        meeting = held_meeting(rep, viewer, self.records.one_on_ones(viewer, rep_id, today), on, minutes or self.policy.meeting_minutes, minutes is not None)
        shared = next((a for a in self.records.agendas(viewer, rep_id) if a.state == "shared" and a.meeting_on in (on, meeting.planned_for)), None)
        if shared is not None:
            self.records.save_agenda(viewer, closed_agenda(shared, self.records.topics(viewer, rep_id)), shared.version)
        self.records.save_one_on_one(viewer, meeting.held)
        return meeting.held

    def _keep_facts(self, viewer: Viewer, facts: Sequence[Fact]) -> None:
        """Store Facts shown, each once while the process runs."""
        new = [f for f in facts if f.id not in self._stored]
        if not new:
            return
        self.records.save_facts(viewer, new)
        if len(self._stored) > _FACTS_REMEMBERED:
            self._stored.clear()
        self._stored.update(f.id for f in new)

    def fact_rows(self, viewer: Viewer, fact: Fact) -> tuple[SourceRow, ...]:
        """The rows behind a figure, in words a person recognises."""
        from copilot.fact_rows import source_rows

        rep_id = fact.source.rep_id if fact.source else None
        if rep_id is None:
            return ()
        return source_rows(fact, self.company(viewer, fact.as_of), self.records.goals(viewer, rep_id), self.records.one_on_ones(viewer, rep_id, fact.as_of))

    def share_topic(self, viewer: Viewer, rep_id: str, topic_id: str) -> Topic:
        """Let the other side see a topic that was private; its owner's to do."""
        topic = next((t for t in self.records.topics(viewer, rep_id) if t.id == topic_id), None)
        if topic is None:
            raise InputError(f"there is no topic {topic_id!r}")
        return self.records.add_topic(viewer, replace(topic, shared=True))

    def agenda_view(self, viewer: Viewer, agenda_id: str) -> AgendaView:
        """One agenda with the topics and goals as they stand now; a rep sees what was shared."""
        from copilot.agenda_view import agenda_view

        agenda = self.records.agenda(viewer, agenda_id)
        rep = self.records.rep(viewer, agenda.rep_id, self.clock.today())
        return agenda_view(agenda, rep, self.records.topics(viewer, rep.id), self.records.goals(viewer, rep.id))

    def settle_suggestions(self, viewer: Viewer, agenda_id: str, decisions: Sequence[Decision]) -> list[Goal]:
        """Propose, edit or decline goals an agenda suggests, where no conversation waits for it."""
        from copilot.suggestions import settle

        agenda = self.records.agenda(viewer, agenda_id)
        return settle(self.records, self.audit, viewer, agenda.rep_id, agenda.goals, agenda, decisions, self.as_of(viewer)[0], self.playbook.has, self.policy)

    def propose_goal(self, viewer: Viewer, rep_id: str, fields: Mapping[str, str]) -> Goal:
        """Propose a goal in words of one's own; the rules it breaks are kept with it, and the rep alone says yes.

        Raises:
            InputError: it says nothing.
        """
        from copilot.suggestions import checked, edited

        if not fields.get("description", "").strip():
            raise InputError("a goal says what will be done; write it in one sentence")
        draft = edited(GoalDraft("skill" if fields.get("kind") == "skill" else "activity", "", "", "", None), fields)
        return self.records.suggest_goal(viewer, rep_id, checked(draft, self.as_of(viewer)[0], self.playbook.has, self.policy))

    def decide_goal(self, viewer: Viewer, rep_id: str, goal_id: str, action: GoalAction, words: str = "", changes: Mapping[str, str] | None = None) -> Goal:
        """What somebody says to a goal; an edit names the fields it changes.

        Raises:
            InputError: the rep has no such goal.
            Forbidden, Conflict: see `copilot.decisions.next_state`.
        """
        from copilot.suggestions import checked, edited

        goal = next((g for g in self.records.goals(viewer, rep_id) if g.id == goal_id), None)
        if goal is None:
            raise InputError(f"there is no goal {goal_id!r}")
        draft = None
        if action == "edited":
            draft = checked(edited(goal.draft, changes or {}), self.as_of(viewer)[0], self.playbook.has, self.policy)
        return self.records.decide_goal(viewer, goal_id, action, words, draft)
