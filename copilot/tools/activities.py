"""How much of each activity, beside what people at the level wanted do (sections 4.1 and 4.2 [B]).

For now a gap is obvious by its ratio alone; the test of section 4.1 (one-sided quasi-Poisson on weekly counts) and the
chi-square of section 4.2 are still to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot.domain import Rep, Window
from copilot.tools.engine import within
from copilot.tools.pistons import OWN_BEST, Target
from copilot.tools.segments import Standings, mean_target, people_at
from copilot.tools.window import WORKING_WEEK, activity_window, working_days

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, slots=True)
class ActivityGap:
    """One type of activity of one rep beside its target."""

    type: str
    rate: float
    """Per working day."""
    target: Target | None
    """Per working day."""
    n: int
    """How many were counted."""
    obvious: bool
    share: float | None
    """Of all the rep's key activities."""
    target_share: float | None

    @property
    def weekly(self) -> float:
        return self.rate * WORKING_WEEK

    @property
    def shortfall(self) -> float:
        """Which share of the target rate is missing; 0 without a target."""
        return 1 - self.rate / self.target.value if self.target and self.target.value > 0 else 0.0


@dataclass(frozen=True, slots=True)
class ActivityGaps:
    """All key activities that anybody records."""

    gaps: tuple[ActivityGap, ...]
    mix: ActivityGap | None
    """The type that the mix is short of, where the total is level (section 4.2)."""
    window: Window
    notes: tuple[str, ...]


def activity_counts(company: Company, window: Window) -> dict[str, dict[str, int]]:
    """By type, by rep: how many in the window."""
    acts = company.activities
    inside = within(acts["on"], window)
    found: dict[str, dict[str, int]] = {}
    sizes = acts.loc[inside].groupby(["type", "rep_id"]).size()
    for kind, rep_id, number in zip(sizes.index.get_level_values(0), sizes.index.get_level_values(1), sizes.to_numpy(), strict=True):
        found.setdefault(kind, {})[rep_id] = int(number)
    return found


def activity_gaps(company: Company, rep: Rep, standing: Standings, target: str | None, policy: CoachingPolicy, best: Window | None = None) -> ActivityGaps:
    """The rep's key activities of the trailing 13 weeks beside the target segment's.

    Args:
        company: as it was at `standing.as_of`.
        rep: whose activities.
        standing: everybody's.
        target: the segment to compare with; None gives own rates only.
        policy: key activities, thresholds, working days.
        best: a Star's own best 12 months, which are then the target.
    """
    window = activity_window(standing.as_of, policy)
    if window.start is None:
        raise ValueError(f"the activity window needs a first day, not {window}")
    counts = activity_counts(company, window)
    known = [kind for kind in policy.key_activities if kind in counts]
    if not known:
        return ActivityGaps((), None, window, ("No activities are recorded in these weeks, so activity is not looked at.",))
    notes = []
    missing = [kind for kind in policy.key_activities if kind not in counts]
    if missing:
        notes.append(f"Nobody recorded any {' or '.join(missing)} in these weeks, so that is not looked at.")
    whole = working_days(window.start, window.end, policy)
    own_start = max(window.start, rep.hired_on) if rep.hired_on else window.start
    own_days = working_days(own_start, window.end, policy)
    if not whole or not own_days:
        return ActivityGaps((), None, window, ("These weeks have no working day, so activity is not looked at.",))
    own = {kind: counts[kind].get(rep.id, 0) for kind in known}
    rates = {kind: own[kind] / own_days for kind in known}
    by = standing.by_rep[rep.id].by
    targets: dict[str, Target] = {}
    if target is not None:
        for kind in known:
            pooled = mean_target(standing, rep.id, target, {s.rep_id: counts[kind].get(s.rep_id, 0) / whole for s in standing.others(rep.id)}, policy)
            if pooled:
                targets[kind] = Target(pooled.value, pooled.n, people_at(pooled.segments, target, by))
        if not targets:
            notes.append(f"No activity rates of the level wanted: fewer than {policy.min_pool} others are there or above.")
    elif best is not None and best.start is not None:
        then = activity_counts(company, best)
        days = working_days(best.start, best.end, policy)
        targets = {kind: Target(then[kind][rep.id] / days, 1, OWN_BEST) for kind in known if rep.id in then.get(kind, {})}
    total, target_total = sum(rates.values()), sum(t.value for t in targets.values())
    gaps = []
    for kind in known:
        aim = targets.get(kind)
        obvious = aim is not None and aim.value > 0 and rates[kind] <= policy.gap_ratio * aim.value
        share = rates[kind] / total if total > 0 else None
        gaps.append(ActivityGap(kind, rates[kind], aim, own[kind], obvious, share, aim.value / target_total if aim and target_total > 0 else None))
    return ActivityGaps(tuple(gaps), _mix_gap(gaps, total, target_total, policy), window, tuple(notes))


def _mix_gap(gaps: list[ActivityGap], total: float, target_total: float, policy: CoachingPolicy) -> ActivityGap | None:
    """The type whose share falls short the most, where the total is level and some share differs enough."""
    if target_total <= 0 or abs(total / target_total - 1) > policy.mix_total_band:
        return None
    short = [(g.target_share - g.share, g) for g in gaps if g.share is not None and g.target_share is not None]
    if not short or max(abs(difference) for difference, _ in short) < policy.mix_share:
        return None
    return max(short, key=lambda pair: pair[0])[1]


def largest_shortfall(gaps: ActivityGaps) -> ActivityGap | None:
    """The obvious gap that is largest in proportion to its target; earlier key activities first where equal."""
    obvious = [g for g in gaps.gaps if g.obvious]
    return max(obvious, key=lambda g: g.shortfall) if obvious else None
