"""One row a rep for the manager's start: standing, quadrant, conversation, who is due. Never in order of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from copilot.domain import Aspiration, Conversation, Fact, Goal, OneOnOne, Rep
from copilot.tools.cadence import Every, RepCadence, TeamCadence, rep_cadence, team_cadence, team_of
from copilot.tools.coachability import Coachability, Quadrant, coachability, quadrant_fact, quadrant_of
from copilot.tools.conversation import choose_conversation
from copilot.tools.meeting_day import day_looked_at, next_meeting_day
from copilot.tools.segments import Standings, standings
from copilot.tools.verdicts import CheckIn, Judged, check_ins

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, slots=True)
class TeamRow:
    """The fields of `nextplay team`, and the name the quadrant is shown by."""

    rep: Rep
    segment: str | None
    segment_by: str | None
    """What the segment goes by where no quota was given; None where one was."""
    attainment: float | None
    """Landed over the goal of the current period; None where the goal is only assumed."""
    pace: float | None
    """None before a quarter of the period is over."""
    coachability: Coachability
    quadrant: Quadrant
    quadrant_name: str
    conversation: Conversation
    """Of the next 1:1: by the period its day lies in, as on its agenda."""
    cadence: Every
    last_held: date | None
    due_on: date
    adherence: float | None
    ramping: bool
    rhythm: RepCadence
    """The 1:1s held of those due, with the Facts."""
    check_ins: tuple[CheckIn, ...]
    """Goals half-way to their date."""
    quadrant_fact: Fact
    lately: tuple[Judged, ...]
    """Goals that wait for a person, and those the CRM judged in the days a goal may take."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What the row says, and the evidence of the goals of late."""
        evidence = (j.evidence for j in self.lately if j.evidence is not None)
        return (*self.coachability.facts, self.quadrant_fact, *self.rhythm.facts, *(c.fact for c in self.check_ins), *evidence)


def team_rows(
    company: Company,
    reps: Sequence[Rep],
    as_of: date,
    policy: CoachingPolicy,
    goals: Mapping[str, Sequence[Goal]],
    meetings: Mapping[str, Sequence[OneOnOne]],
    aspirations: Mapping[str, Sequence[Aspiration]],
    standing: Standings | None = None,
) -> list[TeamRow]:
    """A row for each rep handed in, by name.

    Args:
        company: as it was at `as_of`; it holds everybody, also those not handed in.
        reps: whom the viewer may see.
        as_of: the day.
        policy: all thresholds.
        goals: by rep id.
        meetings: by rep id.
        aspirations: by rep id.
        standing: everybody's standing where the caller has it already.
    """
    said = [a for rep in reps for a in aspirations.get(rep.id, ())]
    where = standing or standings(company, as_of, policy, said)
    by_team: dict[tuple[bool, str | None], TeamCadence] = {}
    rows = []
    for rep in sorted(reps, key=lambda r: r.name.casefold()):
        key = (rep.manager_id is not None, rep.team if rep.manager_id is None else rep.manager_id)
        if key not in by_team:
            by_team[key] = team_cadence(company, team_of(rep, company.reps), where, policy)
        meeting = rep_cadence(rep, meetings.get(rep.id, ()), by_team[key].every, as_of, policy)
        keeps = coachability(goals.get(rep.id, ()), rep, as_of, policy, company)
        chosen = choose_conversation(company, rep, as_of, policy, aspirations.get(rep.id, ()), where)
        heading = chosen.landing
        on = day_looked_at(next_meeting_day(meetings.get(rep.id, ()), as_of, policy), as_of, policy)
        if on > heading.period.end:  # a 1:1 of the next period is not about this one
            chosen = choose_conversation(company, rep, as_of, policy, aspirations.get(rep.id, ()), where, on)
        own = where.by_rep[rep.id]
        quadrant = quadrant_of(keeps.level, own.trailing, policy)
        measured = heading.goal is not None and heading.goal.basis != "assumed"
        rows.append(
            TeamRow(
                rep,
                own.segment,
                own.without_quota,
                heading.attainment if measured else None,
                heading.pace if measured and not heading.early else None,
                keeps,
                quadrant,
                policy.quadrant_names.get(quadrant, quadrant.lower()),
                chosen.kind,
                meeting.every,
                meeting.last_held,
                meeting.due_on,
                meeting.adherence,
                own.ramping,
                meeting,
                check_ins(keeps.judged, meetings.get(rep.id, ()), as_of, policy),
                quadrant_fact(rep, quadrant, as_of, policy, keeps, own.goal_basis),
                _lately(keeps, as_of, policy),
            )
        )
    return rows


def _lately(keeps: Coachability, as_of: date, policy: CoachingPolicy) -> tuple[Judged, ...]:
    since, waiting = as_of - timedelta(days=policy.goal_max_days), set(keeps.waiting)
    return tuple(j for j in keeps.judged if j.goal.id in waiting or (j.by == "crm" and j.on is not None and j.on > since))
