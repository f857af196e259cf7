"""How a manager's time is shared: adherence and evenness over a team, who is skipped, and what 1:1s ended in (sections 6 and 8 [B]).

Names of reps stand in fields for whoever leads them, never in a pooled Fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from copilot.decisions import day_of
from copilot.domain import Agenda, Fact, Finding, Goal, OneOnOne, Rep, Source, Window
from copilot.facts import POOLED, counted_source, make_fact, percent_text
from copilot.tools.cadence import RepCadence, adherence_text, evenness
from copilot.tools.sins.catalogue import catalogue

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.time_pool import TimePool

BY_REP = f"{POOLED} Each rep's own page lists the 1:1s with them."
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RepTime:
    """One rep's share of the manager's time in the last 13 weeks, or since they were hired."""

    rep: Rep
    cadence: RepCadence
    moved: int
    missed: int
    """Did not take place; one that was moved and held later is not among them."""
    planned: int
    """Ahead, in the calendar."""
    minutes_due: int
    always_there: bool
    """All 13 weeks: only these are compared."""

    @property
    def minutes(self) -> int:
        """Held."""
        return self.cadence.held_minutes

    @property
    def skipped(self) -> bool:
        """There all the time, due, and not met once."""
        return self.always_there and self.cadence.due > 0 and self.cadence.held == 0


@dataclass(frozen=True, slots=True)
class TeamTime:
    """One manager's reps."""

    id: str
    """Of the manager, else the name of the team."""
    name: str
    """Of the manager, else of the team."""
    reps: tuple[RepTime, ...]
    """By name."""
    adherence: Fact | None
    """`adherence.<id>`; None where nothing was due yet."""
    evenness: Fact | None
    """`evenness.<id>`; None below two reps there all the time, or with nothing held."""
    skipped: Fact | None
    """`skipped.<id>`: how many were not met once; None where everybody was."""
    ended_in_goal: Fact | None
    """`ended_in_goal.<id>`: the share of held 1:1s that ended in a goal the rep agreed to; None where none was held."""
    finding: Finding
    """The sin of being selective, found in the calendar (section 11)."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        found = (self.adherence, self.evenness, self.skipped, self.ended_in_goal)
        return tuple(f for f in found if f is not None)


def team_time(
    id: str, name: str, reps: Sequence[Rep], cadences: Mapping[str, RepCadence], meetings: Mapping[str, Sequence[OneOnOne]], goals: Mapping[str, Sequence[Goal]], as_of: date, policy: CoachingPolicy
) -> TeamTime:
    """The time of one manager.

    Args:
        id: of the manager, else the name of the team: it tells the Facts of two teams apart.
        name: as shown.
        reps: the manager's.
        cadences: `rep_cadence` of each, by rep id.
        meetings: by rep id.
        goals: by rep id.
        as_of: the day.
        policy: weeks looked at, minutes of a 1:1, what is uneven.
    """
    start = as_of - timedelta(weeks=policy.adherence_weeks) + _DAY
    window = Window(start, as_of)
    shares = tuple(_share(rep, cadences[rep.id], meetings.get(rep.id, ()), start, as_of, policy) for rep in sorted(reps, key=lambda r: (r.name.casefold(), r.id)))
    due, held = sum(s.cadence.due for s in shares), sum(min(s.cadence.held, s.cadence.due) for s in shares)
    extra = sum(s.cadence.extra for s in shares)
    source = Source("one_on_ones", "1:1s held, of those due by the cadence, over everybody; extra ones with somebody make up for nobody else's.", rows_note=BY_REP)
    text = adherence_text(held, due, start, as_of, policy) + (f", and {extra} extra" if extra else "")
    adherence = make_fact(f"adherence.{id}", held / due, "ratio", text, as_of, n=due, window=window, source=source, looks_back=True) if due else None
    none = sum(s.skipped for s in shares)
    people = f"{none} {'person has' if none == 1 else 'people have'} had no 1:1 in the last {policy.adherence_weeks} weeks"
    not_met = Source("one_on_ones", "People who were there all the time, for whom 1:1s were due, and who were not met once.", rows_note=POOLED)
    skipped = make_fact(f"skipped.{id}", none, "count", people, as_of, n=len(shares), window=window, source=not_met, looks_back=True) if none else None
    even = evenness(reps, cadences, as_of, policy, id)
    return TeamTime(id, name, shares, adherence, even, skipped, _ended_in_goal(id, meetings, goals, [r.id for r in reps], window, policy), _selective(even, none, shares, policy))


def time_share(rep: Rep, pool: TimePool, as_of: date, policy: CoachingPolicy) -> Fact | None:
    """`time_share`: how much of the manager's 1:1 time went to the rep in the last weeks; None where they held none.

    Args:
        rep: whose share.
        pool: of `Records.time_pools`, over `share_window`.
        as_of: the day.
        policy: weeks looked at.
    """
    if not pool.all:
        return None
    how = "Minutes of the 1:1s held with this rep, of all minutes that their manager spent in 1:1s in these weeks, with others too; theirs are not listed."
    source = counted_source("one_on_ones", how, rep.id, pool.rows, "None are listed: no 1:1 with the rep was held in these weeks.")
    text = f"{percent_text(pool.own / pool.all)} of the manager's 1:1 time in the last {policy.adherence_weeks} weeks"
    return make_fact("time_share", pool.own / pool.all, "ratio", text, as_of, n=len(pool.rows), window=share_window(as_of, policy), source=source, rep_id=rep.id, looks_back=True)


def share_window(as_of: date, policy: CoachingPolicy) -> Window:
    """The weeks over which 1:1s held are counted."""
    return Window(as_of - timedelta(weeks=policy.adherence_weeks) + _DAY, as_of)


def _share(rep: Rep, cadence: RepCadence, meetings: Sequence[OneOnOne], start: date, as_of: date, policy: CoachingPolicy) -> RepTime:
    lately = [m for m in meetings if start <= m.on <= as_of]
    moved, missed = sum(m.state == "moved" for m in lately), sum(m.state == "missed" for m in lately)
    planned = sum(m.state == "planned" and m.on >= as_of for m in meetings)
    return RepTime(rep, cadence, moved, missed, planned, cadence.due * policy.meeting_minutes, rep.hired_on is None or rep.hired_on <= start)


def _selective(even: Fact | None, skipped: int, shares: Sequence[RepTime], policy: CoachingPolicy) -> Finding:
    """Present where somebody is skipped or time is uneven; the calendar cannot tell below two people."""
    sin = catalogue()["selective"]
    there = [s for s in shares if s.always_there and s.cadence.due]
    uneven = even is not None and isinstance(even.value, float) and even.value < policy.uneven_below
    if len(there) < 2 and not skipped:
        return Finding("selective", "cannot tell", "", None, None, "It takes two people who were there all the time.", sin.instead, 0.0, "calendar")
    verdict = "present" if skipped or uneven else "absent"
    return Finding("selective", verdict, "", None, None, sin.why, sin.instead, 1.0, "calendar")  # type: ignore[arg-type]  # one of the two


# ---------------------------------------------------------------- what 1:1s ended in


def came_of(meetings: Sequence[OneOnOne], goals: Sequence[Goal], window: Window, policy: CoachingPolicy) -> tuple[tuple[OneOnOne, bool], ...]:
    """Each 1:1 held in the window, and whether a goal was agreed to in the days after it and before the next one.

    One whose days are not over yet counts only where a goal is there already.
    """
    yes = {day_of(e.at) for g in goals for e in g.history if e.action == "agreed"} | {day_of(g.agreed_at) for g in goals if g.agreed_at is not None}
    held = sorted((m for m in meetings if m.state == "held" and m.on <= window.end), key=lambda m: (m.on, m.id))
    found = []
    for i, meeting in enumerate(held):
        last = meeting.on + timedelta(days=policy.goal_after_meeting_days)
        if i + 1 < len(held):
            last = min(last, max(meeting.on, held[i + 1].on - _DAY))
        agreed = any(meeting.on <= day <= min(last, window.end) for day in yes)
        if (window.start is None or meeting.on >= window.start) and (agreed or last <= window.end):
            found.append((meeting, agreed))
    return tuple(found)


def _ended_in_goal(id: str, meetings: Mapping[str, Sequence[OneOnOne]], goals: Mapping[str, Sequence[Goal]], rep_ids: Sequence[str], window: Window, policy: CoachingPolicy) -> Fact | None:
    found = [agreed for i in rep_ids for _, agreed in came_of(meetings.get(i, ()), goals.get(i, ()), window, policy)]
    if not found:
        return None
    text = f"{sum(found)} of {len(found)} held 1:1s ended in a goal the rep agreed to"
    how = f"A 1:1 counts where the rep agreed to a goal on the day or in the {policy.goal_after_meeting_days} days after it, before the next one; without one the rep leaves with nothing of their own."
    return make_fact(f"ended_in_goal.{id}", sum(found) / len(found), "ratio", text, window.end, n=len(found), window=window, source=Source("goals", how, rows_note=POOLED), looks_back=True)


# ---------------------------------------------------------------- agendas


@dataclass(frozen=True, slots=True)
class AgendaTime:
    """Minutes of agendas, back and ahead."""

    past: int
    total: int
    within: bool
    """Whether each looks back no longer than policy allows: 3 of 30 minutes."""
    facts: tuple[Fact, ...]
    """`agenda.looks_back` and `agenda.looks_ahead`; none without a minute."""

    @property
    def ahead(self) -> int:
        return self.total - self.past


def agenda_time(agendas: Sequence[Agenda], as_of: date, policy: CoachingPolicy) -> AgendaTime:
    """How much of one agenda, or of several, looks back and how much ahead."""
    past, total = sum(a.minutes_past for a in agendas), sum(a.minutes_total for a in agendas)
    within = all(a.minutes_past <= policy.past_share * a.minutes_total + 1e-9 for a in agendas)
    if not total:
        return AgendaTime(0, 0, within, ())
    rep_ids = {a.rep_id for a in agendas}
    rep_id = rep_ids.pop() if len(rep_ids) == 1 else None
    source = Source(
        "one_on_ones",
        "Minutes of the sections that look back (commitments, past figures), and of all the others, as allotted.",
        rep_id,
        rows_note="None are listed: the minutes stand beside each section of the agendas.",
    )
    back = make_fact("agenda.looks_back", past, "minutes", f"{past} of {total} minutes look back", as_of, n=len(agendas), source=source, rep_id=rep_id)
    ahead = make_fact("agenda.looks_ahead", total - past, "minutes", f"{total - past} of {total} minutes look ahead", as_of, n=len(agendas), source=source, rep_id=rep_id)
    return AgendaTime(past, total, within, (back, ahead))
