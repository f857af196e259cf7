"""What became of coaching goals, as known on one evening: a person's verdict, else what the CRM counts (section 6 [B]).

An activity goal is judged by itself: the rows from the day after it was suggested up to its date are counted and are the
evidence. It stays a reading of the CRM: late rows change it, a person's verdict stands above it, and once somebody
contested a verdict it waits for a person, whatever the CRM says by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from copilot.decisions import day_of, standing_contest
from copilot.domain import Fact, Goal, GoalEvent, GoalState, OneOnOne, Source, Window
from copilot.facts import counted_source, date_text, listed, make_fact
from copilot.tools.columns import Activities, apart, in_window
from copilot.tools.window import working_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

Outcome = Literal["kept", "missed", "contested", "unverified", "running", "withdrawn", "declined", "suggested"]
_DAY = timedelta(days=1)
_ONE = {"call": "call", "email": "e-mail", "meeting": "meeting", "demo": "demo", "task": "task"}


@dataclass(frozen=True, slots=True)
class Count:
    """What the CRM holds towards an activity goal."""

    type: str
    asked: int
    rows: tuple[str, ...]
    """Ids of the activities counted, in the order of the data."""
    window: Window
    """The days counted; ends at `as_of` where the goal still runs."""
    as_of: date
    """The day they were counted."""
    complete: bool
    """Whether activities are on record up to the last of these days, so that few of them means few were done."""

    @property
    def done(self) -> int:
        return len(self.rows)

    @property
    def enough(self) -> bool:
        return self.done >= self.asked


@dataclass(frozen=True, slots=True)
class Judged:
    """One goal, and what is known of it."""

    goal: Goal
    outcome: Outcome
    by: Literal["person", "crm"] | None = None
    """Who gave the verdict; None where there is none."""
    on: date | None = None
    """Since when the verdict is known."""
    count: Count | None = None
    """For activity goals that a rep agreed to."""
    contest: GoalEvent | None = None
    """What somebody said against the verdict, while it waits for an answer."""

    @property
    def evidence(self) -> Fact | None:
        """`evidence.<goal id>`: the rows counted."""
        return _evidence(self.goal, self.count) if self.count is not None else None

    @property
    def promise(self) -> Fact:
        """`promise.<goal id>`: the goal in its own words, and whose they are; the figures in it are said by nothing else."""
        return _promise(self.goal)

    @property
    def disagrees(self) -> bool:
        """A person's verdict says something else than the rows on record."""
        return self.by == "person" and self.count is not None and self.count.complete and self.outcome in ("kept", "missed") and self.count.enough != (self.outcome == "kept")


def _promise(goal: Goal) -> Fact:
    edits = [e for e in goal.history if e.action == "edited"]
    said = [f"suggested by {goal.suggested_by} on {date_text(day_of(goal.suggested_at))}"]
    if edits:
        said.append(f"put into these words by {edits[-1].by} on {date_text(day_of(edits[-1].at))}")
    if goal.agreed_at is not None:
        said.append(f"agreed to by the rep on {date_text(day_of(goal.agreed_at))}")
    source = Source("goals", f"What the goal asks for: {listed(said)}.", goal.rep_id, (goal.id,))
    on = day_of(max((e.at for e in goal.history), default=goal.suggested_at))
    return make_fact(f"promise.{goal.id}", goal.draft.description, "text", goal.draft.description, on, source=source, kind="words", rep_id=goal.rep_id)


def judge(goals: Sequence[Goal], as_of: date, company: Company | None) -> tuple[Judged, ...]:
    """Each goal suggested by `as_of`, in the order given.

    Args:
        goals: in any state; what was decided after `as_of` counts as undecided.
        as_of: the day.
        company: as it was at `as_of`; None judges nothing from the CRM.
    """
    return tuple(_judged(goal, as_of, company) for goal in goals if day_of(goal.suggested_at) <= as_of)


def _judged(goal: Goal, as_of: date, company: Company | None) -> Judged:
    due = goal.draft.completion_date
    if goal.agreed_at is None or day_of(goal.agreed_at) > as_of:
        return Judged(goal, "declined" if goal.state is GoalState.DECLINED and declined_on(goal) <= as_of else "suggested")
    if goal.state is GoalState.WITHDRAWN and goal.decided_on is not None and goal.decided_on <= as_of:
        return Judged(goal, "withdrawn", "person", goal.decided_on)
    count = _count(goal, as_of, company) if company is not None else None
    contest = standing_contest(goal.history, as_of)
    said = _said(goal, as_of)
    if said is not None:
        verdict, on = said
        return Judged(goal, verdict if contest is None else "contested", "person", on, count, contest)
    if due is None or due >= as_of:
        return Judged(goal, "running", count=count)
    if contest is not None:
        return Judged(goal, "contested", count=count, contest=contest)
    if count is not None and (count.enough or count.complete):
        return Judged(goal, "kept" if count.enough else "missed", "crm", due + _DAY, count)
    return Judged(goal, "unverified", count=count)


def _said(goal: Goal, as_of: date) -> tuple[Literal["kept", "missed"], date] | None:
    """The verdict a person had given by that evening."""
    given: list[tuple[Literal["kept", "missed"], date]] = [("kept" if e.action == "kept" else "missed", day_of(e.at)) for e in goal.history if e.action in ("kept", "missed")]
    if not given and goal.state in (GoalState.KEPT, GoalState.MISSED) and goal.decided_on is not None:
        given = [("kept" if goal.state is GoalState.KEPT else "missed", goal.decided_on)]
    known = [g for g in given if g[1] <= as_of]
    return known[-1] if known else None


def declined_on(goal: Goal) -> date:
    """The day it was declined, else the best that is known of it."""
    events = [day_of(e.at) for e in goal.history if e.action == "declined"]
    return events[-1] if events else goal.decided_on or day_of(goal.suggested_at)


# ---------------------------------------------------------------- counting


@dataclass(frozen=True)
class _Log:
    """The activities of a company, apart by rep and type."""

    places: Mapping[tuple[str, str], NDArray[np.int64]]
    """By rep and type: the rows, in the order of the frame."""
    types: frozenset[str]
    """Those that anybody logged."""
    reps: frozenset[str]
    on: NDArray[np.datetime64]
    ids: Any
    newest: date | None
    read: dict[tuple[str, str, Window], tuple[str, ...]]
    """Ids of the rows found before: a goal is counted once for a company, however often it is shown."""

    def rows(self, rep_id: str, kind: str, window: Window) -> tuple[str, ...]:
        """Ids of the rep's activities of a type in a window."""
        key = (rep_id, kind, window)
        if key not in self.read:
            mine = self.places.get((rep_id, kind), np.zeros(0, dtype="int64"))
            self.read[key] = tuple(self.ids.take(mine[in_window(self.on[mine], window)]).to_pylist())
        return self.read[key]


_LOGS: WeakKeyDictionary[Company, _Log] = WeakKeyDictionary()
"""Kept as long as the company: everybody's goals are counted in the same rows."""


def _log(company: Company) -> _Log:
    found = _LOGS.get(company)
    if found is None:
        acts = Activities.of(company)
        known = np.flatnonzero((acts.rep >= 0) & (acts.type >= 0))
        dated = acts.on[~np.isnat(acts.on)]
        newest = dated.max().astype("datetime64[D]").astype(date) if len(dated) else None
        keys = [(rep.id, kind) for rep in company.reps for kind in acts.types]
        places = apart(known, acts.rep[known] * len(acts.types) + acts.type[known], len(keys)) if keys else []
        found = _LOGS[company] = _Log(
            dict(zip(keys, places, strict=True)), frozenset(acts.types), frozenset(r.id for r in company.reps), acts.on, pa.array(company.activities["activity_id"]), newest, {}
        )
    return found


def _count(goal: Goal, as_of: date, company: Company) -> Count | None:
    """Rows of the goal's type from the day after it was suggested; None where it cannot be counted.

    A goal agreed to after its date is not counted, and neither is a type that nobody ever logged.
    """
    draft, log = goal.draft, _log(company)
    due, kind = draft.completion_date, draft.activity
    if draft.kind != "activity" or kind is None or not draft.amount or due is None or log.newest is None or kind not in log.types or goal.rep_id not in log.reps:
        return None
    if goal.agreed_at is None or day_of(goal.agreed_at) > due:
        return None
    start, end = day_of(goal.suggested_at) + _DAY, min(due, as_of)
    if start > end:
        return None
    window = Window(start, end)
    return Count(kind, draft.amount, log.rows(goal.rep_id, kind, window), window, as_of, log.newest >= end)


def counted(number: int, kind: str) -> str:
    """`1 call`, `12 e-mails`, `3 activities of the kind “Site visit”`."""
    if kind in _ONE:
        return f"{number} {_ONE[kind]}{'' if number == 1 else 's'}"
    return f"{number} {'activity' if number == 1 else 'activities'} of the kind “{kind}”"


def days_text(window: Window) -> str:
    """`3 to 14 November 2026`; the year and the month once where they are the same."""
    start, end = window.start, window.end
    if start is None or start >= end:
        return date_text(end)
    begin = str(start.day) if (start.year, start.month) == (end.year, end.month) else f"{start.day} {start:%B}" if start.year == end.year else date_text(start)
    return f"{begin} to {date_text(end)}"


def _evidence(goal: Goal, count: Count) -> Fact:
    due = goal.draft.completion_date
    so_far = " so far" if due is not None and due >= count.as_of else ""
    text = f"{counted(count.done, count.type)} logged{so_far} of {count.asked} promised, {days_text(count.window)}"
    if count.done > count.asked:
        text = f"{counted(count.done, count.type)} logged{so_far}, {count.done - count.asked} more than the {count.asked} promised, {days_text(count.window)}"
    how = "The activities of that kind on record for the rep, from the day after the goal was suggested up to its date."
    if not count.complete:
        how += " The records end before that date, so few of them would not mean that few were done."
    source = counted_source("activities", how, goal.rep_id, count.rows)
    return make_fact(f"evidence.{goal.id}", count.done, "count", text, count.as_of, n=count.done, window=count.window, source=source, rep_id=goal.rep_id, looks_back=True)


# ---------------------------------------------------------------- half-way


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One prompt for the manager: ask how it goes, in passing."""

    judged: Judged
    halfway: date
    fact: Fact
    """`check_in.<goal id>`."""


def check_ins(judged: Sequence[Judged], meetings: Sequence[OneOnOne], as_of: date, policy: CoachingPolicy) -> tuple[CheckIn, ...]:
    """Running goals that are half-way to their date or further, the nearest date at the top.

    A goal is prompted for once: not any more after the manager noted a check-in, or met the rep since half-way.

    Args:
        judged: of one rep, at `as_of`.
        meetings: theirs.
        as_of: the day.
        policy: holidays; a half-way day moves to the next working day.
    """
    found = []
    for one in judged:
        goal, due = one.goal, one.goal.draft.completion_date
        if one.outcome != "running" or due is None or goal.agreed_at is None:
            continue
        begun = day_of(goal.agreed_at)
        half = halfway(begun, due, policy)
        if half is None or not half <= as_of < due:
            continue
        noted = any(e.action == "checked_in" and begun <= day_of(e.at) <= as_of for e in goal.history)
        met = any(m.state == "held" and half <= m.on <= as_of for m in meetings)
        if noted or met:
            continue
        progress = f"; {one.evidence.text}" if one.evidence else ""
        text = f"half-way since {date_text(half)}: {goal.draft.description}{progress}" if half < as_of else f"half-way today: {goal.draft.description}{progress}"
        source = Source("goals", "The day in the middle between the yes and the date of the goal, moved to a working day.", goal.rep_id, (goal.id,))
        found.append(CheckIn(one, half, make_fact(f"check_in.{goal.id}", half, "date", text, as_of, window=Window(begun, due), source=source, kind="date", rep_id=goal.rep_id)))
    return tuple(sorted(found, key=lambda c: (c.judged.goal.draft.completion_date or as_of, c.judged.goal.id)))


def halfway(begun: date, due: date, policy: CoachingPolicy) -> date | None:
    """The working day in the middle, rounded up; None where none lies between the two days."""
    day = begun + timedelta(days=((due - begun).days + 1) // 2)
    while day < due and not working_days(day, day, policy):
        day += _DAY
    return day if begun < day < due else None
