"""What one leads by: time shared evenly or not, what 1:1s ended in, the gap, the curve, and whether commitments lead results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from copilot.domain import Agenda, Aspiration, Fact, Goal, OneOnOne, Rep, Viewer, Window
from copilot.ratings import RatingPool
from copilot.tools.cadence import TeamCadence, rep_cadence, team_cadence, team_of
from copilot.tools.coaching_gap import coaching_gap
from copilot.tools.curve import Attained, CurvePeriod, attained, curve, new_normal
from copilot.tools.leads import Leads, leads, pairs_of, waiting_of
from copilot.tools.segments import standings
from copilot.tools.team_time import AgendaTime, TeamTime, agenda_time, team_time
from copilot.tools.window import period_of, previous_period

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company, Records


@dataclass(frozen=True)
class Gap:
    """One manager's coaching gap."""

    pool: RatingPool
    fact: Fact


@dataclass(frozen=True)
class Insights:
    """For whoever leads people; none of it is about one rep for another rep to see."""

    as_of: date
    note: str | None
    teams: tuple[TeamTime, ...]
    """One for each manager of the reps handed in, by name."""
    gaps: tuple[Gap, ...]
    """By name of the manager; managers of whose reps too few answered are left out."""
    agendas: AgendaTime
    """Of the last 13 weeks and ahead: minutes that look back, and the others."""
    leads: Leads
    curve: tuple[CurvePeriod, ...]
    attained: Mapping[str, tuple[Attained, ...]]
    """By rep id: complete periods, oldest first, each with the baseline by then."""
    normals: Mapping[str, Fact]
    """By rep id: `new_normal`, where there are two complete periods."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        spread = (p.fact for p in self.curve if p.fact is not None)
        return (*(f for t in self.teams for f in t.facts), *self.agendas.facts, *(g.fact for g in self.gaps), self.leads.fact, *spread, *self.normals.values())


def read_insights(records: Records, viewer: Viewer, company: Company, reps: Sequence[Rep], as_of: date, note: str | None, policy: CoachingPolicy) -> Insights:
    """Read what people said and decided, and put `insights` together.

    Answers after 1:1s are those of the running period; of the one before where too few have answered in it.
    """
    period = period_of(as_of, policy.quota_period)
    rated = Window(period.start, as_of)
    pools = records.rating_pools(viewer, period.start, as_of, policy.min_pool)
    if not pools:
        rated = previous_period(period).window
        pools = records.rating_pools(viewer, previous_period(period).start, rated.end, policy.min_pool)
    goals = {r.id: records.goals(viewer, r.id) for r in reps}
    meetings = {r.id: records.one_on_ones(viewer, r.id, as_of) for r in reps}
    wishes = {r.id: records.aspirations(viewer, r.id, as_of) for r in reps}
    since = as_of - timedelta(weeks=policy.adherence_weeks)
    agendas = [a for r in reps for a in records.agendas(viewer, r.id) if a.meeting_on > since]
    return insights(company, reps, as_of, note, policy, goals, meetings, wishes, agendas, pools, rated)


def insights(
    company: Company,
    reps: Sequence[Rep],
    as_of: date,
    note: str | None,
    policy: CoachingPolicy,
    goals: Mapping[str, Sequence[Goal]],
    meetings: Mapping[str, Sequence[OneOnOne]],
    aspirations: Mapping[str, Sequence[Aspiration]],
    agendas: Sequence[Agenda],
    pools: Sequence[RatingPool],
    rated: Window,
) -> Insights:
    """Over the reps handed in.

    Args:
        company: as it was at `as_of`; it holds everybody.
        reps: whom the viewer may see.
        as_of: the day.
        note: what to say about the date, where the export is old.
        policy: all thresholds.
        goals: by rep id.
        meetings: by rep id.
        aspirations: by rep id.
        agendas: those whose minutes are added up.
        pools: answers after 1:1s, pooled where records are kept.
        rated: the days these are from.
    """
    where = standings(company, as_of, policy, [a for rep in reps for a in aspirations.get(rep.id, ())])
    periods = {r.id: attained(company, r, where, policy, aspirations.get(r.id, ())) for r in reps}
    normals = {r.id: new_normal(company, r, periods[r.id], where, policy) for r in reps}
    rhythms: dict[tuple[str, ...], TeamCadence] = {}
    cadences = {}
    for rep in reps:
        team = team_of(rep, company.reps)
        key = tuple(r.id for r in team)
        if key not in rhythms:
            rhythms[key] = team_cadence(company, team, where, policy)
        cadences[rep.id] = rep_cadence(rep, meetings.get(rep.id, ()), rhythms[key].every, as_of, policy)
    teams: dict[tuple[str, str], list[Rep]] = {}
    for rep in reps:
        name = rep.manager_name or rep.team or "everybody"
        teams.setdefault((rep.manager_id or rep.team or "everybody", name), []).append(rep)
    times = [team_time(id, name, members, cadences, meetings, goals, as_of, policy) for (id, name), members in sorted(teams.items(), key=lambda t: (t[0][1].casefold(), t[0][0]))]
    gaps = tuple(Gap(p, coaching_gap(p, rated, as_of, policy)) for p in pools)
    return Insights(
        as_of,
        note,
        tuple(times),
        gaps,
        agenda_time(agendas, as_of, policy),
        leads(pairs_of(company, reps, goals, periods), as_of, policy, waiting_of(company, reps, goals, periods, as_of, policy)),
        curve(periods, where, policy),
        periods,
        {i: f for i, f in normals.items() if f is not None},
    )
