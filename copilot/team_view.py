"""All that a manager's start page shows: who needs them this week at the top, then how to coach whom, then everybody evenly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from copilot.domain import Agenda, Aspiration, Fact, Goal, OneOnOne, Rep
from copilot.tools.cadence import evenness
from copilot.tools.deals import gone_quiet
from copilot.tools.segments import standings
from copilot.tools.team import TeamRow, team_rows
from copilot.tools.team_time import time_share
from copilot.tools.verdicts import CheckIn

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company
    from copilot.time_pool import TimePool

DAYS_AHEAD = 7
"""What falls due within so many days, today's among them, needs the manager this week: on a Monday not the Monday after."""

WeekState = Literal["held", "moved", "missed", "planned", "none"]


@dataclass(frozen=True)
class Member:
    """One rep on the start page."""

    row: TeamRow
    trailing: float | None
    """Attainment over the engine window: the outcome of the quadrant."""
    weeks: tuple[tuple[date, WeekState], ...]
    """The last 13 weeks of 1:1s, oldest first: Monday of the week and what became of it."""
    next_meeting: OneOnOne | None
    agenda: Agenda | None
    """The newest one not held yet, for a day from today on."""
    unverified: int
    """Goals past their date that wait for a verdict, and contested ones that wait for a person's."""

    gone_quiet: Fact | None
    """Open deals that became quiet in the last days; None for none."""
    time_share: Fact | None
    """Of the manager's 1:1 time; None where too few others were met."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (*self.row.facts, *(f for f in (self.gone_quiet, self.time_share) if f is not None))

    @property
    def when(self) -> date:
        """The day of the next 1:1: planned, else due."""
        return self.next_meeting.on if self.next_meeting else self.row.due_on


@dataclass(frozen=True)
class TeamView:
    """The start page."""

    as_of: date
    note: str | None
    members: tuple[Member, ...]
    """By name."""
    needs: tuple[Member, ...]
    """Those whose 1:1 is overdue or falls into the week ahead and whose agenda is not shared yet, the earliest at the top."""
    kept_lately: int
    """Goals judged kept in the last 7 days."""
    waiting: int
    """Goals that wait for a person's verdict."""
    evenness: Fact | None
    """Over the reps shown."""
    check_ins: tuple[tuple[Member, CheckIn], ...]
    """Goals half-way to their date, one prompt each, the nearest date at the top."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (*(f for m in self.members for f in m.facts), *((self.evenness,) if self.evenness else ()))


def team_view(
    company: Company,
    reps: Sequence[Rep],
    as_of: date,
    note: str | None,
    policy: CoachingPolicy,
    goals: Mapping[str, Sequence[Goal]],
    meetings: Mapping[str, Sequence[OneOnOne]],
    aspirations: Mapping[str, Sequence[Aspiration]],
    agendas: Mapping[str, Sequence[Agenda]],
    times: Mapping[str, TimePool],
) -> TeamView:
    """The page of the reps handed in; arguments as of `team_rows`, agendas and 1:1 time by rep id."""
    if not reps:
        return TeamView(as_of, note, (), (), 0, 0, None, ())
    said = [a for rep in reps for a in aspirations.get(rep.id, ())]
    where = standings(company, as_of, policy, said)
    rows = team_rows(company, reps, as_of, policy, goals, meetings, aspirations, where)
    members = tuple(_member(company, row, where.by_rep[row.rep.id].trailing, as_of, policy, meetings.get(row.rep.id, ()), agendas.get(row.rep.id, ()), times.get(row.rep.id)) for row in rows)
    needs = [m for m in members if m.when < as_of + timedelta(days=DAYS_AHEAD) and (m.agenda is None or m.agenda.state == "draft")]
    cadences = {m.row.rep.id: m.row.rhythm for m in members}
    lately = as_of - timedelta(days=DAYS_AHEAD)
    kept = sum(j.outcome == "kept" and j.on is not None and lately < j.on <= as_of for row in rows for j in row.coachability.judged)
    asking = sorted(((m, c) for m in members for c in m.row.check_ins), key=lambda p: (p[1].judged.goal.draft.completion_date or as_of, p[0].row.rep.name.casefold()))
    needs.sort(key=lambda m: (m.when, m.row.rep.name.casefold()))
    even = evenness([m.row.rep for m in members], cadences, as_of, policy)
    return TeamView(as_of, note, members, tuple(needs), kept, sum(m.unverified for m in members), even, tuple(asking))


def _member(company: Company, row: TeamRow, trailing: float | None, as_of: date, policy: CoachingPolicy, meetings: Sequence[OneOnOne], agendas: Sequence[Agenda], time: TimePool | None) -> Member:
    ahead = [m for m in meetings if m.state == "planned" and m.on >= as_of]
    agenda = next((a for a in agendas if a.state != "held" and a.meeting_on >= as_of), None)
    quiet, share = gone_quiet(company, row.rep, as_of, policy), time_share(row.rep, time, as_of, policy) if time is not None else None
    return Member(row, trailing, _weeks(meetings, as_of, policy), min(ahead, key=lambda m: m.on, default=None), agenda, len(row.coachability.waiting), quiet, share)


def _weeks(meetings: Sequence[OneOnOne], as_of: date, policy: CoachingPolicy) -> tuple[tuple[date, WeekState], ...]:
    """Each week by the best that happened in it: held, else moved, else missed."""
    this = as_of - timedelta(days=as_of.weekday())
    order: tuple[WeekState, ...] = ("held", "moved", "missed", "planned")
    found: list[tuple[date, WeekState]] = []
    for back in range(policy.adherence_weeks - 1, -1, -1):
        monday = this - timedelta(weeks=back)
        states = {m.state for m in meetings if monday <= m.on < monday + timedelta(days=7)}
        found.append((monday, next((s for s in order if s in states), "none")))
    return tuple(found)
