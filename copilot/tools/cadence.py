"""How often a 1:1, when the next is due, and whether time is shared evenly (section 8 [B])."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from copilot.domain import Fact, OneOnOne, Rep, Source, Window
from copilot.facts import POOLED, counted_source, date_text, make_fact, number_text, percent_text
from copilot.tools.activities import activity_counts, own_days
from copilot.tools.segments import Standings
from copilot.tools.window import activity_window, add_months, working_days

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

Every = Literal["weekly", "every two weeks", "monthly"]
STEPS: tuple[Every, ...] = ("weekly", "every two weeks", "monthly")
"""Most often first."""
CADENCE_DAYS: dict[Every, int] = {"weekly": 7, "every two weeks": 14, "monthly": 30}

_NEVER_MET = "None are listed: no 1:1 with the rep is on record yet."
_NOT_MET = "None are listed: no 1:1 with the rep was held in these days."


@dataclass(frozen=True, slots=True)
class TeamCadence:
    """How often suits a team, and why."""

    every: Every
    median_cycle: float | None
    """Days, over the team's dated wins of the engine window."""
    per_day: float | None
    """Key activities per working day and rep; None where none are known."""
    why: Fact
    """`cadence`."""


@dataclass(frozen=True, slots=True)
class RepCadence:
    """One rep's 1:1s against what is due."""

    every: Every
    last_held: date | None
    due_on: date
    """May lie in the past: then it is overdue."""
    held: int
    due: int
    """By cadence in the last 13 weeks, or since they were hired."""
    held_minutes: int
    facts: tuple[Fact, ...]

    @property
    def adherence(self) -> float | None:
        """Held / due, at most 1: what was held beyond is `extra`; None where none was due yet."""
        return min(self.held, self.due) / self.due if self.due else None

    @property
    def extra(self) -> int:
        """Held beyond what was due."""
        return max(0, self.held - self.due) if self.due else 0


def team_of(rep: Rep, reps: Sequence[Rep]) -> list[Rep]:
    """Those with the same manager, else the same team; everybody where neither is known."""
    if rep.manager_id is not None:
        return [r for r in reps if r.manager_id == rep.manager_id]
    return [r for r in reps if r.team == rep.team]


def team_cadence(company: Company, team: Sequence[Rep], standing: Standings, policy: CoachingPolicy) -> TeamCadence:
    """Weekly up to a median cycle of 30 days, every two weeks up to 60, else monthly; one step more often for a busy team.

    Without a dated win the middle step is taken.

    Args:
        company: as it was at `standing.as_of`.
        team: the reps of one team, ramping ones and stars included.
        standing: for the window and its day.
        policy: thresholds.
    """
    cycles = standing.cycles
    pooled = np.concatenate([cycles[r.id] for r in team]) if team else np.array([])
    median = float(np.median(pooled)) if len(pooled) else None
    step = 1 if median is None else 0 if median <= policy.weekly_cycle_days else 1 if median <= policy.fortnight_cycle_days else 2
    per_day = _per_day(company, team, standing, policy)
    busy = per_day is not None and per_day > policy.busy_activities_per_day
    if busy:
        step = max(0, step - 1)
    every = STEPS[step]
    text = f"{every} suits this team"
    if median is not None and sum(len(cycles[r.id]) > 0 for r in team) > policy.min_pool:
        text = f"{every} suits a team whose wins take {number_text(median, 0)} days"
    if busy:
        text += ", one step more often for its many activities"
    source = Source("policy", "By the median won cycle of the team and its key activities per working day.", rows_note=POOLED)
    return TeamCadence(every, median, per_day, make_fact("cadence", every, "text", text, standing.as_of, n=len(pooled) or None, window=standing.window, source=source, kind="policy"))


def _per_day(company: Company, team: Sequence[Rep], standing: Standings, policy: CoachingPolicy) -> float | None:
    window = activity_window(standing.as_of, policy)
    counts = activity_counts(company, window)
    known = [counts[kind] for kind in policy.key_activities if kind in counts]
    # Whoever began in these weeks makes a busy team no quieter.
    days = sum(own_days(standing, r.id, window, policy) for r in team)
    return sum(by_rep.get(r.id, 0) for by_rep in known for r in team) / days if known and days else None


def rep_cadence(rep: Rep, meetings: Sequence[OneOnOne], every: Every, as_of: date, policy: CoachingPolicy) -> RepCadence:
    """When the rep's next 1:1 is due, and how many were held of those due.

    Args:
        rep: with whom.
        meetings: theirs; those after `as_of` count as planned only.
        every: the team's cadence.
        as_of: the day.
        policy: weeks looked at, holidays.
    """
    start = _window_start(rep, as_of, policy)
    held = [m for m in meetings if m.state == "held" and m.on <= as_of]
    last = max((m.on for m in held), default=None)
    recent = [m for m in held if m.on >= start]
    due_count = max(0, (as_of - start).days + 1) // CADENCE_DAYS[every]
    if last is None:
        due_on = as_of
    else:
        due_on = add_months(last, 1) if every == "monthly" else last + timedelta(days=CADENCE_DAYS[every])
    while not working_days(due_on, due_on, policy):
        due_on += timedelta(days=1)
    facts = []
    newest = [m.id for m in held if m.on == last]
    source = counted_source("one_on_ones", "The last one held, and the cadence from then on.", rep.id, [m.id for m in recent] or newest, _NEVER_MET)
    if last is not None:
        facts.append(make_fact("last_held", last, "date", date_text(last), as_of, source=source, kind="date", rep_id=rep.id))
    facts.append(make_fact("due_on", due_on, "date", date_text(due_on), as_of, source=source, kind="date", rep_id=rep.id))
    if due_count:
        counted = counted_source("one_on_ones", f"1:1s held, of those due {every}; one that was held beyond what was due is an extra one.", rep.id, [m.id for m in recent], _NOT_MET)
        window, text = Window(start, as_of), adherence_text(len(recent), due_count, start, as_of, policy)
        kept = min(len(recent), due_count) / due_count
        facts.append(make_fact("adherence", kept, "ratio", text, as_of, n=due_count, window=window, source=counted, rep_id=rep.id, looks_back=True))
    return RepCadence(every, last, due_on, len(recent), due_count, sum(m.minutes for m in recent), tuple(facts))


def adherence_text(held: int, due: int, start: date, as_of: date, policy: CoachingPolicy) -> str:
    """`4 of 4 due since 28 September 2026 were held, and 4 more`; the span is in weeks where it is the whole one."""
    whole = as_of - timedelta(weeks=policy.adherence_weeks) + timedelta(days=1)
    span = f"in the last {policy.adherence_weeks} weeks" if start == whole else f"since {date_text(start)}"
    extra = f", and {held - due} more" if held > due else ""
    return f"{min(held, due)} of {due} due {span} {'was' if due == 1 else 'were'} held{extra}"


def _window_start(rep: Rep, as_of: date, policy: CoachingPolicy) -> date:
    start = as_of - timedelta(weeks=policy.adherence_weeks) + timedelta(days=1)
    return max(start, rep.hired_on) if rep.hired_on else start


def evenness(reps: Sequence[Rep], cadences: Mapping[str, RepCadence], as_of: date, policy: CoachingPolicy, team: str = "") -> Fact | None:
    """`evenness`, or `evenness.<team>`: smallest over largest ratio of held to due minutes, over the reps there all 13 weeks.

    None below two of them or with no 1:1 held.
    """
    whole = as_of - timedelta(weeks=policy.adherence_weeks) + timedelta(days=1)
    there = [cadences[r.id] for r in reps if r.id in cadences and _window_start(r, as_of, policy) == whole and cadences[r.id].due]
    ratios = [c.held_minutes / (c.due * policy.meeting_minutes) for c in there]
    if len(ratios) < 2 or max(ratios) == 0:
        return None
    value = min(ratios) / max(ratios)
    how = f"Minutes of 1:1s held over minutes due, for each of {len(ratios)} people who were there all the time; the smallest over the largest."
    name = f"evenness.{team}" if team else "evenness"
    return make_fact(name, value, "ratio", percent_text(value), as_of, n=len(ratios), window=Window(whole, as_of), source=Source("one_on_ones", how, rows_note=POOLED))
