"""Records in memory: the same promises as the real ones, in dicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from copilot.decisions import GoalAction, is_overdue, next_state, standing_contest
from copilot.domain import Agenda, AgendaVersion, Aspiration, Fact, Goal, GoalDraft, GoalEvent, GoalState, Initiative, OneOnOne, Rep, Role, Thread, Topic, Viewer
from copilot.errors import Conflict, Forbidden, InputError, UnknownRep
from copilot.names import find_person, fold
from copilot.ports import Clock
from copilot.ratings import RatingPool, rating_pool
from copilot.time_pool import TimePool, time_pool

_ALL = (Role.ADMIN, Role.OPERATOR)


@dataclass(frozen=True)
class Line:
    """Who leads whom from `start` (None: always) up to, not including, `end` (None: still)."""

    rep_id: str
    manager_id: str
    start: date | None = None
    end: date | None = None

    def holds(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


@dataclass
class _Kept:
    """One agenda with its versions, oldest first."""

    by_rep: bool
    versions: list[Agenda] = field(default_factory=list)
    shared_version: int | None = None
    stored: list[AgendaVersion] = field(default_factory=list)
    """When and by whom, one a version."""


class InMemoryRecords:
    """The Records port. People who lead others are known from `managers` and need not be reps.

    Reps given with a `manager_id` are led by that manager at all times; `lines` say it with dates.
    """

    def __init__(self, clock: Clock, reps: Iterable[Rep] = (), managers: Iterable[Rep] = (), lines: Iterable[Line] = (), initiatives: Iterable[Initiative] = ()) -> None:
        self._clock = clock
        self._reps = {r.id: r for r in reps}
        self._people = {**{m.id: m for m in managers}, **self._reps}
        self._lines = [*lines, *(Line(r.id, r.manager_id) for r in self._reps.values() if r.manager_id)]
        self._initiatives = {i.id: i for i in initiatives}
        self._aspirations: list[Aspiration] = []
        self._meetings: dict[str, OneOnOne] = {}
        self._topics: dict[str, Topic] = {}
        self._goals: dict[str, Goal] = {}
        self._agendas: dict[str, _Kept] = {}
        self._facts: dict[str, Fact] = {}
        self._claims: set[tuple[str, str]] = set()
        self._threads: dict[str, str] = {}
        self._talks: dict[str, Thread] = {}
        self.audit: list[tuple[datetime, str, str, str]] = []
        """(when, by, action, subject), oldest first."""

    # ------------------------------------------------------------ access

    def _check(self, viewer: Viewer, rep_id: str, on: date | None = None) -> None:
        if rep_id not in self._reps:
            raise UnknownRep(rep_id)
        if viewer.role in _ALL or viewer.id == rep_id:
            return
        if viewer.role is not Role.MANAGER or self._manager_of(rep_id, on or self._clock.today()) != viewer.id:
            raise Forbidden(f"{viewer.name!r} may not see the record of {rep_id!r}")

    def _admit(self, viewer: Viewer, rep_id: str, on: date | None = None) -> None:
        self._check(viewer, rep_id, on)
        minute = self._clock.now().replace(second=0, microsecond=0)
        if viewer.id != rep_id and (minute, viewer.id, "read", rep_id) not in self.audit:
            self.audit.append((minute, viewer.id, "read", rep_id))

    def _note(self, viewer: Viewer, action: str, subject: str) -> None:
        self.audit.append((self._clock.now(), viewer.id, action, subject))

    def _manager_of(self, rep_id: str, on: date) -> str | None:
        return next((line.manager_id for line in self._lines if line.rep_id == rep_id and line.holds(on)), None)

    def _as_of(self, person: Rep, on: date) -> Rep:
        manager = self._people.get(self._manager_of(person.id, on) or "")
        return replace(person, manager_id=manager.id if manager else None, manager_name=manager.name if manager else None)

    # ------------------------------------------------------------ people

    def reps(self, viewer: Viewer, on: date) -> list[Rep]:
        def seen(rep: Rep) -> bool:
            try:
                self._check(viewer, rep.id, on)
            except Forbidden:
                return False
            return True

        return sorted((self._as_of(r, on) for r in self._reps.values() if seen(r)), key=lambda r: (fold(r.name), r.id))

    def rep(self, viewer: Viewer, rep_id: str, on: date) -> Rep:
        self._admit(viewer, rep_id, on)
        return self._as_of(self._reps[rep_id], on)

    def find_rep(self, viewer: Viewer, query: str, on: date) -> Rep:
        found = find_person(query, self.reps(viewer, on))
        self._admit(viewer, found.id, on)
        return found

    def viewer_named(self, name: str) -> Viewer:
        leading = {line.manager_id for line in self._lines if line.end is None}
        people = list(self._people.values())
        try:
            found = find_person(name, [p for p in people if p.id in leading])
        except UnknownRep:
            found = find_person(name, people)
        return Viewer(found.id, found.name, Role.MANAGER if found.id in leading else Role.REP)

    def managers(self, viewer: Viewer, on: date) -> list[Viewer]:
        leading = {line.manager_id for line in self._lines if line.holds(on)}
        seen = [p for p in self._people.values() if p.id in leading and (viewer.role in _ALL or viewer.id == p.id)]
        return [Viewer(p.id, p.name, Role.MANAGER) for p in sorted(seen, key=lambda p: p.name)]

    def aspirations(self, viewer: Viewer, rep_id: str, on: date) -> list[Aspiration]:
        self._admit(viewer, rep_id, on)
        return sorted((a for a in self._aspirations if a.rep_id == rep_id and a.said_on <= on), key=lambda a: a.said_on)

    def add_aspiration(self, viewer: Viewer, aspiration: Aspiration) -> None:
        if viewer.id != aspiration.rep_id and viewer.role is not Role.OPERATOR:
            raise Forbidden("an aspiration is the rep's own")
        self._check(viewer, aspiration.rep_id)
        self._aspirations.append(aspiration)
        self._note(viewer, "aspiration", aspiration.rep_id)

    def rating_pools(self, viewer: Viewer, since: date, on: date, min_reps: int) -> list[RatingPool]:
        if viewer.role is Role.REP:
            return []
        ids = {m.manager_id for m in self._meetings.values() if m.manager_id is not None and (viewer.role in _ALL or m.manager_id == viewer.id)}
        by_manager = {i: [m for m in self._meetings.values() if m.manager_id == i and since <= m.on <= on] for i in ids}
        pools = [rating_pool(i, self._people[i].name if i in self._people else i, meetings, min_reps) for i, meetings in by_manager.items()]
        return sorted((p for p in pools if p is not None), key=lambda p: (p.manager_name, p.manager_id))

    def time_pools(self, viewer: Viewer, rep_ids: Sequence[str], since: date, on: date, min_reps: int) -> dict[str, TimePool]:
        found = {}
        for rep_id in rep_ids:
            self._admit(viewer, rep_id, self._clock.today())
            manager = self._manager_of(rep_id, on)
            theirs = sorted((m for m in self._meetings.values() if manager is not None and m.manager_id == manager and since <= m.on <= on), key=lambda m: (m.on, m.id))
            if (pool := time_pool(rep_id, theirs, min_reps)) is not None:
                found[rep_id] = pool
        return found

    def initiatives(self, viewer: Viewer, on: date) -> list[Initiative]:
        running = [i for i in self._initiatives.values() if i.start <= on and (i.end is None or on <= i.end)]
        return sorted(running, key=lambda i: (i.start, i.id))

    def add_initiative(self, viewer: Viewer, initiative: Initiative) -> None:
        if viewer.role not in _ALL:
            raise Forbidden("initiatives are the company's")
        self._initiatives[initiative.id] = initiative

    # ------------------------------------------------------------ 1:1s and topics

    def one_on_ones(self, viewer: Viewer, rep_id: str, on: date) -> list[OneOnOne]:
        self._admit(viewer, rep_id, on)
        ahead = viewer.role in _ALL or viewer.id == rep_id or self._manager_of(rep_id, self._clock.today()) == viewer.id
        found = [m for m in self._meetings.values() if m.rep_id == rep_id and (m.on <= on or (ahead and m.state == "planned"))]
        if viewer.role is Role.MANAGER and viewer.id != rep_id:
            found = [replace(m, rep_rating=None) for m in found]
        return sorted(sorted(found, key=lambda m: m.id), key=lambda m: m.on, reverse=True)

    def save_one_on_one(self, viewer: Viewer, meeting: OneOnOne) -> None:
        if any(r is not None and r not in range(1, 6) for r in (meeting.rep_rating, meeting.manager_rating)):
            raise InputError("a rating is a whole number from 1 to 5")
        is_rep = viewer.id == meeting.rep_id and viewer.role not in _ALL
        if meeting.rep_rating is not None and not is_rep and viewer.role is not Role.OPERATOR:
            raise Forbidden("how useful a 1:1 was to the rep is the rep's to say")
        self._check(viewer, meeting.rep_id)
        old = self._meetings.get(meeting.id)
        if old is not None and old.rep_id != meeting.rep_id:
            raise InputError(f"the 1:1 {meeting.id!r} is another rep's")
        if is_rep and (old is None or replace(old, rep_rating=meeting.rep_rating) != replace(meeting, manager_rating=old.manager_rating)):
            raise Forbidden("a rep rates a 1:1; the rest is the manager's to change")
        if old is not None:
            rep_rating = old.rep_rating if meeting.rep_rating is None else meeting.rep_rating
            manager_rating = old.manager_rating if meeting.manager_rating is None or is_rep else meeting.manager_rating
            meeting = replace(meeting, rep_rating=rep_rating, manager_rating=manager_rating)
        self._meetings[meeting.id] = meeting
        if meeting.state == "held":
            self._topics = {k: t for k, t in self._topics.items() if t.rep_id != meeting.rep_id or not t.shared}
        self._note(viewer, "one_on_one", meeting.id)

    def topics(self, viewer: Viewer, rep_id: str) -> list[Topic]:
        self._admit(viewer, rep_id)
        return [t for t in self._topics.values() if t.rep_id == rep_id and (t.shared or viewer.id == rep_id)]

    def add_topic(self, viewer: Viewer, topic: Topic) -> Topic:
        if (topic.by == "rep") != (viewer.id == topic.rep_id):
            raise Forbidden("a topic is added by the side it belongs to")
        if not topic.words.strip():
            raise InputError("a topic needs a few words")
        self._check(viewer, topic.rep_id)
        topic = replace(topic, id=topic.id or f"t-{len(self._topics) + 1}", shared=topic.shared or topic.by == "manager")
        old = self._topics.get(topic.id)
        if old is not None and (old.rep_id, old.by) != (topic.rep_id, topic.by):
            raise Forbidden("a topic is changed by the side it belongs to")
        self._topics[topic.id] = topic
        return topic

    def remove_topic(self, viewer: Viewer, topic_id: str) -> None:
        topic = self._topics.get(topic_id)
        if topic is None or (viewer.id != topic.rep_id and not topic.shared):
            raise InputError(f"there is no topic {topic_id!r}")
        self._check(viewer, topic.rep_id)
        if (topic.by == "rep") != (viewer.id == topic.rep_id):
            raise Forbidden("a topic is taken back by the side it belongs to")
        del self._topics[topic_id]

    # ------------------------------------------------------------ goals

    def goals(self, viewer: Viewer, rep_id: str) -> list[Goal]:
        self._admit(viewer, rep_id)
        return [g for g in reversed(self._goals.values()) if g.rep_id == rep_id]

    def suggest_goal(self, viewer: Viewer, rep_id: str, draft: GoalDraft, agenda_id: str | None = None) -> Goal:
        self._check(viewer, rep_id)
        now = self._clock.now()
        first = GoalEvent(now, viewer.name, viewer.role, "suggested")
        goal = Goal(f"g-{len(self._goals) + 1}", rep_id, draft, GoalState.SUGGESTED, viewer.name, now, agenda_id=agenda_id, history=(first,))
        self._goals[goal.id] = goal
        self._note(viewer, "decision", goal.id)
        return goal

    def decide_goal(self, viewer: Viewer, goal_id: str, action: GoalAction, words: str = "", draft: GoalDraft | None = None) -> Goal:
        goal = self._goals.get(goal_id)
        if goal is None:
            raise InputError(f"there is no goal {goal_id!r}")
        self._check(viewer, goal.rep_id)
        overdue, contested = is_overdue(goal.draft.completion_date, goal.agreed_at, self._clock.today()), standing_contest(goal.history) is not None
        state, now = next_state(goal.state, action, viewer, goal.rep_id, words, draft, overdue=overdue, contested=contested), self._clock.now()
        if state is not goal.state:
            agreed_at = {GoalState.AGREED: now, GoalState.SUGGESTED: None}.get(state, goal.agreed_at)
            decided = state in (GoalState.KEPT, GoalState.MISSED, GoalState.WITHDRAWN)
            goal = replace(goal, state=state, agreed_at=agreed_at, decided_on=self._clock.today() if decided else None)
        text = draft if action == "edited" and draft is not None else goal.draft
        goal = replace(goal, draft=text, history=(*goal.history, GoalEvent(now, viewer.name, viewer.role, action, words)))
        self._goals[goal_id] = goal
        self._note(viewer, "decision", goal_id)
        return goal

    # ------------------------------------------------------------ agendas and facts

    def save_agenda(self, viewer: Viewer, agenda: Agenda, expected_version: int | None = None) -> Agenda:
        self._check(viewer, agenda.rep_id)
        is_rep = viewer.id == agenda.rep_id and viewer.role not in _ALL
        kept = self._kept(viewer, agenda.id) if agenda.id else _Kept(by_rep=is_rep)
        last = kept.versions[-1] if kept.versions else None
        if last is not None and last.rep_id != agenda.rep_id:
            raise InputError(f"the agenda {agenda.id!r} is another rep's")
        if last is not None and is_rep and not kept.by_rep:
            raise Forbidden("your manager drafted this agenda")
        version = last.version if last else 0
        if expected_version is not None and version != expected_version:
            raise Conflict(f"the agenda {agenda.id!r} is at version {version} by now, not {expected_version}")
        state = last.state if last else "draft"
        held = agenda.state == "held" and state == "shared"
        saved = replace(agenda, id=agenda.id or f"a-{len(self._agendas) + 1}", version=version + 1, state="held" if held else state)
        self.save_facts(viewer, agenda.facts)
        kept.versions.append(saved)
        kept.stored.append(AgendaVersion(saved.version, self._clock.now(), self._people[viewer.id].name if viewer.id in self._people else viewer.id))
        self._agendas[saved.id] = kept
        self._note(viewer, "draft", saved.id)
        return saved

    def agenda(self, viewer: Viewer, agenda_id: str, version: int | None = None) -> Agenda:
        kept = self._kept(viewer, agenda_id)
        last = kept.versions[-1]
        found = next((a for a in kept.versions if a.version == (version or last.version)), None)
        if found is None or not _sees(viewer, kept, found):
            raise InputError(f"the agenda {agenda_id!r} has no version {version}")
        self._admit(viewer, last.rep_id)
        return replace(found, state=last.state)

    def agendas(self, viewer: Viewer, rep_id: str) -> list[Agenda]:
        self._admit(viewer, rep_id)
        latest = [k.versions[-1] for k in self._agendas.values() if k.versions[-1].rep_id == rep_id and _sees(viewer, k, k.versions[-1])]
        return sorted(latest, key=lambda a: a.meeting_on, reverse=True)

    def share_agenda(self, viewer: Viewer, agenda_id: str) -> Agenda:
        kept = self._kept(viewer, agenda_id)
        last = kept.versions[-1]
        if last.state == "draft":
            last = replace(last, state="shared")
            kept.versions[-1], kept.shared_version = last, last.version
            self._note(viewer, "share", agenda_id)
        return last

    def agenda_versions(self, viewer: Viewer, agenda_id: str) -> list[AgendaVersion]:
        kept = self._kept(viewer, agenda_id)
        self._admit(viewer, kept.versions[-1].rep_id)
        return [stored for agenda, stored in zip(kept.versions, kept.stored, strict=True) if _sees(viewer, kept, agenda)]

    def _kept(self, viewer: Viewer, agenda_id: str) -> _Kept:
        kept = self._agendas.get(agenda_id)
        if kept is None:
            raise InputError(f"there is no agenda {agenda_id!r}")
        self._check(viewer, kept.versions[-1].rep_id)
        if not _sees(viewer, kept, kept.versions[-1]):
            raise InputError(f"there is no agenda {agenda_id!r}")
        return kept

    def save_facts(self, viewer: Viewer, facts: Sequence[Fact]) -> None:
        for fact in facts:
            if (owner := _owner(fact)) is not None:
                self._check(viewer, owner)
        self._facts.update({f.id: f for f in facts})

    def fact(self, viewer: Viewer, fact_id: str) -> Fact:
        fact = self._facts.get(fact_id)
        if fact is None:
            raise InputError(f"there is no fact {fact_id!r}")
        if (owner := _owner(fact)) is not None:
            self._admit(viewer, owner)
        return fact

    # ------------------------------------------------------------ turns

    def claim(self, viewer: Viewer, thread: str, interrupt_id: str) -> None:
        if (thread, interrupt_id) in self._claims:
            raise Conflict("this was decided already")
        self._claims.add((thread, interrupt_id))

    def open_thread(self, viewer: Viewer, thread: str) -> None:
        if self._threads.setdefault(thread, viewer.id) != viewer.id:
            raise Forbidden(f"the conversation {thread!r} is somebody else's")
        self._talks.setdefault(thread, Thread(thread, self._clock.now(), self._clock.now()))

    def threads(self, viewer: Viewer) -> list[Thread]:
        mine = [self._talks[t] for t, owner in self._threads.items() if owner == viewer.id]
        return sorted(sorted(mine, key=lambda t: t.id), key=lambda t: t.last, reverse=True)

    def note_turn(self, viewer: Viewer, thread: str, rep_id: str | None) -> None:
        if self._threads.get(thread) == viewer.id:
            kept = self._talks[thread]
            about = rep_id or kept.rep_id
            self._talks[thread] = replace(kept, last=self._clock.now(), rep_id=about, rep_name=self._reps[about].name if about else None)

    def name_thread(self, viewer: Viewer, thread: str, title: str | None) -> None:
        self._talks[thread] = replace(self._own(viewer, thread), title=title)

    def remove_thread(self, viewer: Viewer, thread: str) -> None:
        self._own(viewer, thread)
        del self._threads[thread], self._talks[thread]
        self._claims = {(t, i) for t, i in self._claims if t != thread}
        self._note(viewer, "forget", thread)

    def _own(self, viewer: Viewer, thread: str) -> Thread:
        if self._threads.get(thread) != viewer.id:
            raise InputError(f"you have no conversation {thread!r}")
        return self._talks[thread]


def _owner(fact: Fact) -> str | None:
    return fact.rep_id or (fact.source.rep_id if fact.source else None)


def _sees(viewer: Viewer, kept: _Kept, agenda: Agenda) -> bool:
    if kept.shared_version is not None and agenda.version >= kept.shared_version:
        return True
    return kept.by_rep == (viewer.id == agenda.rep_id)
