"""How much of each activity, beside what people at the level wanted do (sections 4.1 and 4.2 [B]).

A gap is obvious where the rate is at most 0.85 of the target and a one-sided quasi-Poisson test on the rep's own weeks
says that it is no accident; a mix, where the total is level, by a chi-square with the same correction. All that is looked
at together is held to one error rate (Holm).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from copilot.domain import Rep, Window
from copilot.tools.columns import Activities, in_window
from copilot.tools.level_wanted import mean_target, people_at
from copilot.tools.pistons import Target, best_text
from copilot.tools.segments import Standings
from copilot.tools.significance import holm, mix_differs, weekly_below, weekly_dispersions
from copilot.tools.window import WORKING_WEEK, activity_window, working_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    p: float | None = None
    """Of the one-sided test: how likely somebody at the target would have done so few."""

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
    """The 13 weeks."""
    own: Window
    """Of them, those in which the rep was there: all that is counted of theirs."""
    notes: tuple[str, ...]
    mix_p: float | None = None
    """Of the test of the mix; None where the total is not level, so that the mix is not looked at."""

    @property
    def p_values(self) -> tuple[float, ...]:
        """Of every comparison made here."""
        return (*(g.p for g in self.gaps if g.p is not None), *((self.mix_p,) if self.mix_p is not None else ()))


@dataclass(frozen=True, eq=False)
class _Weeks:
    """What everybody's gaps at one standing share."""

    window: Window
    policy: CoachingPolicy
    counts: NDArray[np.int64]
    """By rep, type and week, shape (reps, types, weeks)."""
    places: Mapping[str, int]
    """By rep: the first index of `counts`."""
    codes: Mapping[str, int]
    """By type that anybody did: the second."""
    rates: Mapping[str, Mapping[str, float]]
    """By type, by rep: per working day on which they were there, of those of whom any activity is on record; empty where the window has none."""
    logged: NDArray[np.bool_]
    """By rep: whether any activity is on record, shape (reps,)."""


_COUNTS: WeakKeyDictionary[Activities, tuple[Window, dict[str, dict[str, int]]]] = WeakKeyDictionary()
_WEEKS: WeakKeyDictionary[Activities, _Weeks] = WeakKeyDictionary()
"""Of the window last asked about, kept as long as the activities."""


def activity_counts(company: Company, window: Window) -> dict[str, dict[str, int]]:
    """By type, by rep: how many in the window; the same dicts when asked again, to be left as they are."""
    acts = Activities.of(company)
    kept = _COUNTS.get(acts)
    if kept is None or kept[0] != window:
        kept = _COUNTS[acts] = (window, _counted(company, acts, window))
    return kept[1]


def _counted(company: Company, acts: Activities, window: Window) -> dict[str, dict[str, int]]:
    keep = in_window(acts.on, window) & (acts.rep >= 0) & (acts.type >= 0)
    table = np.bincount(acts.rep[keep] * len(acts.types) + acts.type[keep], minlength=len(company.reps) * len(acts.types)).reshape(len(company.reps), -1)
    return {kind: {company.reps[i].id: int(table[i, code]) for i in np.flatnonzero(table[:, code])} for code, kind in enumerate(acts.types) if table[:, code].any()}


def own_window(standing: Standings, rep_id: str, window: Window) -> Window:
    """What of a window the rep was there for: from their hire date, else their first record, as ramp is counted (section 3).

    Whoever began five weeks ago did in five weeks what is on record, and not in thirteen.
    """
    begun = standing.yardsticks[rep_id].begun
    return Window(max(window.start, begun) if window.start and begun else window.start, window.end)


def own_days(standing: Standings, rep_id: str, window: Window, policy: CoachingPolicy) -> int:
    """Working days of `own_window`."""
    own = own_window(standing, rep_id, window)
    return working_days(own.start, own.end, policy) if own.start else 0


def activity_gaps(company: Company, rep: Rep, standing: Standings, target: str | None, policy: CoachingPolicy, best: Window | None = None, beside: Sequence[float] = ()) -> ActivityGaps:
    """The rep's key activities of the trailing 13 weeks beside the target segment's.

    Args:
        company: as it was at `standing.as_of`.
        rep: whose activities.
        standing: everybody's.
        target: the segment to compare with; None gives own rates only.
        policy: key activities, thresholds, working days.
        best: a Star's own best 12 months, which are then the target.
        beside: p values of what else is looked at in the same breath, which Holm's correction counts.
    """
    window = activity_window(standing.as_of, policy)
    if window.start is None:
        raise ValueError(f"the activity window needs a first day, not {window}")
    shared, mine = _weeks_of(company, standing, window, policy), own_window(standing, rep.id, window)
    weeks, code, place = shared.counts, shared.codes, shared.places[rep.id]
    known = [kind for kind in policy.key_activities if kind in code]
    if not known:
        return ActivityGaps((), None, window, mine, ("No activities are recorded in these weeks, so activity is not looked at.",))
    if not shared.logged[place]:
        # Nothing at all says that it is not logged, not that nothing is done.
        return ActivityGaps((), None, window, mine, (f"No activity of any kind is on record for {rep.name}, so activity is not looked at.",))
    notes = []
    missing = [kind for kind in policy.key_activities if kind not in code]
    if missing:
        notes.append(f"Nobody recorded any {' or '.join(missing)} in these weeks, so that is not looked at.")
    whole = working_days(window.start, window.end, policy)
    days = week_days(window, mine.start or window.start, policy)
    there = int(days.sum())
    if not whole or not there:
        return ActivityGaps((), None, window, mine, ("These weeks have no working day, so activity is not looked at.",))
    own = {kind: weeks[place, code[kind]] for kind in known}
    rates = {kind: float(own[kind].sum()) / there for kind in known}
    targets: dict[str, Target] = {}
    if target is not None:
        by = standing.by_rep[rep.id].by
        for kind in known:
            pooled = mean_target(standing, rep.id, target, shared.rates[kind], policy)
            if pooled:
                targets[kind] = Target(pooled.value, pooled.n, people_at(pooled.segments, target, by))
        if not targets:
            notes.append(f"No activity rates of the level wanted: fewer than {policy.min_pool} others are there or above.")
    elif best is not None and best.start is not None:
        acts = standing.acts
        then = np.bincount(acts.type[in_window(acts.on, best) & (acts.rep == place) & (acts.type >= 0)], minlength=len(acts.types))
        best_days = working_days(best.start, best.end, policy)
        targets = {kind: Target(int(then[code[kind]]) / best_days, 1, best_text(best)) for kind in known if then[code[kind]]}
    total, target_total = sum(rates.values()), sum(t.value for t in targets.values())
    varies, freedom = weekly_dispersions(np.stack([own[kind] for kind in known]), days)
    p = {kind: weekly_below(float(own[kind].sum()), aim.value * there, aim.n, float(varies[known.index(kind)]), freedom) for kind, aim in targets.items()}
    level = target_total > 0 and abs(total / target_total - 1) <= policy.mix_total_band
    mix_p = _mix_p({kind: own[kind] for kind in targets}, targets, whole) if level and len(targets) > 1 else None
    passed = holm([*p.values(), *([mix_p] if mix_p is not None else []), *beside], policy.holm_alpha)
    clear = dict(zip(p, passed, strict=False))
    gaps = []
    for kind in known:
        aim = targets.get(kind)
        obvious = aim is not None and aim.value > 0 and rates[kind] <= policy.gap_ratio * aim.value and clear[kind]
        share = rates[kind] / total if total > 0 else None
        gaps.append(ActivityGap(kind, rates[kind], aim, int(own[kind].sum()), obvious, share, aim.value / target_total if aim and target_total > 0 else None, p.get(kind)))
    mix = _mix_gap(gaps, policy) if mix_p is not None and passed[len(p)] else None
    return ActivityGaps(tuple(gaps), mix, window, mine, tuple(notes), mix_p)


def _weeks_of(company: Company, standing: Standings, window: Window, policy: CoachingPolicy) -> _Weeks:
    acts = standing.acts
    found = _WEEKS.get(acts)
    if found is None or found.window != window or found.policy is not policy:
        ids = [r.id for r in company.reps]
        counts = weekly_counts(acts, [own_window(standing, i, window).start for i in ids], window)
        totals = counts.sum(axis=2)
        codes = {kind: i for i, kind in enumerate(acts.types) if totals[:, i].any()}
        days = np.array([own_days(standing, i, window, policy) for i in ids])
        logged = np.bincount(acts.rep[acts.rep >= 0], minlength=len(ids)) > 0
        who = np.flatnonzero(logged & (days > 0))
        rates = {kind: {ids[j]: rate for j, rate in zip(who, (totals[who, i] / days[who]).tolist(), strict=True)} for kind, i in codes.items()}
        found = _WEEKS[acts] = _Weeks(window, policy, counts, {i: place for place, i in enumerate(ids)}, codes, rates, logged)
    return found


def weekly_counts(acts: Activities, since: Sequence[date | None], window: Window) -> NDArray[np.int64]:
    """Activities by rep, type and week of the window, shape (reps, types, weeks); of each rep none before `since`."""
    weeks, reps = _weeks(window), len(since)
    keep = in_window(acts.on, window) & (acts.rep >= 0) & (acts.type >= 0)
    keep[keep] = acts.on[keep] >= np.array(since, dtype="datetime64[us]")[acts.rep[keep]]
    week = ((acts.on[keep] - np.datetime64(window.start, "us")) // np.timedelta64(7, "D")).astype("int64")
    kinds = len(acts.types)
    place = (acts.rep[keep] * kinds + acts.type[keep]) * weeks + week
    return np.bincount(place, minlength=reps * kinds * weeks).reshape(reps, kinds, weeks)


def week_days(window: Window, since: date, policy: CoachingPolicy) -> NDArray[np.int64]:
    """Working days of each week of the window, none before `since`, shape (weeks,)."""
    if window.start is None:
        raise ValueError(f"weeks need a first day, not {window}")
    first = [window.start + timedelta(weeks=i) for i in range(_weeks(window))]
    begin = np.maximum(np.array(first, dtype="datetime64[D]"), np.datetime64(since))
    end = np.array([day + timedelta(weeks=1) for day in first], dtype="datetime64[D]")
    return np.maximum(np.busday_count(np.minimum(begin, end), end, holidays=list(policy.holidays)), 0).astype("int64")


def _weeks(window: Window) -> int:
    if window.start is None:
        raise ValueError(f"weeks need a first day, not {window}")
    return ((window.end - window.start).days + 1) // 7


def _mix_p(own: Mapping[str, NDArray[np.int64]], targets: Mapping[str, Target], whole: int) -> float:
    """p of the rep's mix where the target's is theirs."""
    rates = np.array([targets[kind].value for kind in own])
    pooled = sum(t.value * t.n for t in targets.values()) * whole
    return mix_differs(np.stack([own[kind] for kind in own]), rates / rates.sum(), pooled) if rates.sum() > 0 else 1.0


def _mix_gap(gaps: list[ActivityGap], policy: CoachingPolicy) -> ActivityGap | None:
    """The type whose share falls short the most, where that is enough to speak of."""
    short = [(g.target_share - g.share, g) for g in gaps if g.share is not None and g.target_share is not None]
    largest, gap = max(short, key=lambda pair: pair[0], default=(0.0, None))
    return gap if largest >= policy.mix_share else None


def largest_shortfall(gaps: ActivityGaps) -> ActivityGap | None:
    """The obvious gap that is largest in proportion to its target; earlier key activities first where equal."""
    obvious = [g for g in gaps.gaps if g.obvious]
    return max(obvious, key=lambda g: g.shortfall) if obvious else None
