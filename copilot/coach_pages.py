"""What pages show, and what people decide on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from copilot.coach_base import CoachBase
from copilot.domain import Fact, Goal, GoalDraft, OneOnOne, Rep, Topic, Viewer
from copilot.errors import Forbidden, InputError
from copilot.events import Decision

if TYPE_CHECKING:
    from copilot.agenda_changes import AgendaChanges
    from copilot.agenda_view import AgendaView
    from copilot.decisions import GoalAction
    from copilot.fact_rows import SourceRow
    from copilot.goals_view import GoalQueue
    from copilot.rep_view import RepView
    from copilot.team_view import TeamView
    from copilot.tools.verdicts import Judged


_VIEWS_KEPT = 200
"""Reps whose figures are kept until the data or the day changes."""


class Pages(CoachBase):
    """Views of one rep, a team, an agenda and its goals."""

    def rep_view(self, viewer: Viewer, rep_id: str, as_of: date | None = None) -> RepView:
        """All of one rep's page; its Facts are stored, so that each can be asked where it comes from."""
        from copilot.rep_view import rep_figures, rep_view
        from copilot.tools.meeting_day import next_meeting_day
        from copilot.tools.team_time import share_window, time_share

        day, note = self.as_of(viewer, as_of)
        rep = self.records.rep(viewer, rep_id, day)
        wishes = self.records.aspirations(viewer, rep.id, day)
        plan, meetings = self._open_plan(), self.records.one_on_ones(viewer, rep.id, day)
        meeting_on = next_meeting_day(meetings, day, self.policy)
        key = (self.aggregates.version(), day, rep, tuple(wishes), plan, meeting_on)
        figures = self._figures.get(key) or rep_figures(self.company(viewer, day), rep, day, self.policy, wishes, plan, meeting_on)
        if len(self._figures) >= _VIEWS_KEPT:
            self._figures.clear()
        self._figures[key] = figures
        r, span = self.records, share_window(day, self.policy)
        pool = r.time_pools(viewer, [rep.id], span.start or day, day, self.policy.min_pool).get(rep.id)
        share = time_share(rep, pool, day, self.policy) if pool is not None else None
        view = rep_view(self.company(viewer, day), rep, day, note, self.policy, figures, r.goals(viewer, rep.id), wishes, meetings, r.topics(viewer, rep.id), r.agendas(viewer, rep.id), share)
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
        from copilot.tools.team_time import share_window

        day, note = self.as_of(viewer, as_of)
        r, reps = self.records, self.records.reps(viewer, day)
        goals = {p.id: tuple(r.goals(viewer, p.id)) for p in reps}
        meetings = {p.id: tuple(r.one_on_ones(viewer, p.id, day)) for p in reps}
        wishes = {p.id: tuple(r.aspirations(viewer, p.id, day)) for p in reps}
        agendas = {p.id: tuple(r.agendas(viewer, p.id)) for p in reps}
        heads = tuple((a.id, a.version, a.state) for found in agendas.values() for a in found)
        span = share_window(day, self.policy)
        times = r.time_pools(viewer, [p.id for p in reps], span.start or day, day, self.policy.min_pool)
        key = (self.aggregates.version(), day, tuple(reps), tuple(goals.values()), tuple(meetings.values()), tuple(wishes.values()), heads, tuple(times.items()))
        if (kept := self._teams.get(viewer.id)) is not None and kept[0] == key:
            return kept[1]
        view = team_view(self.company(viewer, day), reps, day, note, self.policy, goals, meetings, wishes, agendas, times)
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
        self._keep_facts(viewer, [f for j in found for f in (j.promise, j.evidence) if f is not None])
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

    def fact_rows(self, viewer: Viewer, fact: Fact) -> tuple[SourceRow, ...]:
        """The rows behind a figure, in words a person recognises."""
        from copilot.fact_rows import source_rows

        source = fact.source
        if source is None or source.rep_id is None or not source.rows:
            return ()
        goals = self.records.goals(viewer, source.rep_id) if source.table == "goals" else ()
        meetings = self.records.one_on_ones(viewer, source.rep_id, fact.as_of) if source.table == "one_on_ones" else ()
        return source_rows(fact, self.company(viewer, fact.as_of), goals, meetings)

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

    def agenda_changes(self, viewer: Viewer, agenda_id: str, before: int | None = None, after: int | None = None) -> AgendaChanges:
        """What changed from one version to another; from the last but one to the last where none is named.

        Raises:
            InputError: a version that is not there, or not for this viewer.
        """
        from copilot.agenda_changes import agenda_changes

        seen = [v.version for v in self.records.agenda_versions(viewer, agenda_id)]
        last = seen[-1] if after is None else after
        first = max((v for v in seen if v < last), default=last) if before is None else before
        return agenda_changes(self.records.agenda(viewer, agenda_id, first), self.records.agenda(viewer, agenda_id, last))

    def settle_suggestions(self, viewer: Viewer, agenda_id: str, decisions: Sequence[Decision]) -> list[Goal]:
        """Propose, edit or decline goals an agenda suggests, where no conversation waits for it."""
        from copilot.suggestions import settle

        agenda = self.records.agenda(viewer, agenda_id)
        return settle(self.records, self.audit, viewer, agenda.rep_id, agenda.goals, agenda, decisions, self.as_of(viewer)[0], self.playbook.has, self.policy)

    def propose_goal(self, viewer: Viewer, rep_id: str, fields: Mapping[str, str]) -> Goal:
        """Propose a goal in words of one's own; the rules it breaks are kept with it, and the rep alone says yes.

        Where the words plainly ask for so many of what the CRM logs, the goal carries that and is judged from the CRM.

        Raises:
            InputError: it says nothing.
        """
        from copilot.counted import countable
        from copilot.suggestions import checked, edited

        if not fields.get("description", "").strip():
            raise InputError("a goal says what will be done; write it in one sentence")
        draft = countable(edited(GoalDraft("skill" if fields.get("kind") == "skill" else "activity", "", "", "", None), fields))
        return self.records.suggest_goal(viewer, rep_id, checked(draft, self.as_of(viewer)[0], self.playbook.has, self.policy))

    def decide_goal(self, viewer: Viewer, rep_id: str, goal_id: str, action: GoalAction, words: str = "", changes: Mapping[str, str] | None = None) -> Goal:
        """What somebody says to a goal; an edit names the fields it changes.

        Raises:
            InputError: the rep has no such goal.
            Forbidden, Conflict: see `copilot.decisions.next_state`.
        """
        from copilot.suggestions import decide

        goal = next((g for g in self.records.goals(viewer, rep_id) if g.id == goal_id), None)
        if goal is None:
            raise InputError(f"there is no goal {goal_id!r}")
        return decide(self.records, viewer, goal, action, words, changes or {}, self.as_of(viewer)[0], self.playbook.has, self.policy)
