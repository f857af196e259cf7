"""Does keeping commitments lead attainment here? A report on the company's own data, which may say no (section 6 [B]).

Spearman's correlation of coachability in one period with attainment in the next, attainment in the first taken into account,
with an interval by drawing reps again and again. It says what went with what, and nothing of why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from copilot.domain import Fact, Goal, Rep, Source, Window
from copilot.facts import POOLED, date_text, make_fact, number_text
from copilot.tools.curve import Attained
from copilot.tools.verdicts import judge
from copilot.tools.window import next_period, period_of, previous_period

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

Answer = Literal["yes", "no", "too early"]
SEED = 7
_TAIL = 0.10
"""Left out at either end: the interval is the middle 80 %."""
_UNDEFINED = 0.2
"""With more than this share of draws in which everybody is alike, nothing is said."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One rep, one period with verdicts, and the period after it."""

    rep_id: str
    period: str
    """Label of the period the verdicts are from."""
    coachability: float
    before: float
    """Attainment in that period."""
    after: float
    """Attainment in the next."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose goals were judged in a period, and for whom the next one is not over."""

    rep_id: str
    period: str
    """Label of the period the verdicts are from."""
    ready: date
    """The last day of the next."""


@dataclass(frozen=True, slots=True)
class Leads:
    """The answer, and what it rests on."""

    answer: Answer
    rho: float | None
    low: float | None
    high: float | None
    pairs: int
    reps: int
    fact: Fact
    """`coachability.leads`: the answer as a sentence."""


def pairs_of(company: Company, reps: Sequence[Rep], goals: Mapping[str, Sequence[Goal]], by_rep: Mapping[str, Sequence[Attained]]) -> tuple[Pair, ...]:
    """Every rep's neighbouring complete periods in which something was judged.

    The verdicts of a period are those on goals due in it, as known on its last evening: what was judged later, when the
    next period was under way, could have been judged by how that went.

    Args:
        company: for goals that the CRM counts.
        reps: whose.
        goals: by rep id.
        by_rep: complete periods with attainment, by rep id.
    """
    found = []
    for rep in reps:
        periods = {a.period: a for a in by_rep.get(rep.id, ())}
        for period, now in periods.items():
            then = periods.get(next_period(period))
            if then is None:
                continue
            judged = [j.outcome for j in judge(goals.get(rep.id, ()), period.end, company) if period.start <= (j.goal.draft.completion_date or date.min) <= period.end]
            kept, verdicts = judged.count("kept"), judged.count("kept") + judged.count("missed")
            if verdicts:
                found.append(Pair(rep.id, period.label, kept / verdicts, now.attainment, then.attainment))
    return tuple(found)


def waiting_of(company: Company, reps: Sequence[Rep], goals: Mapping[str, Sequence[Goal]], by_rep: Mapping[str, Sequence[Attained]], as_of: date, policy: CoachingPolicy) -> tuple[Waiting, ...]:
    """Of whom there will be a pair, as far as can be told, and when: each rep's earliest, the soonest at the start.

    Args:
        company: for goals that the CRM counts.
        reps: whose.
        goals: by rep id.
        by_rep: complete periods with attainment, by rep id.
        as_of: the day.
        policy: what a period is.
    """
    running = period_of(as_of, policy.quota_period)
    found = []
    for rep in reps:
        last = max((a.period for a in by_rep.get(rep.id, ())), key=lambda p: p.end, default=None)
        for period in (previous_period(running), running):
            if period != running and period != last:
                continue  # nothing was reached in it that the next could be held against
            judged = [j.outcome for j in judge(goals.get(rep.id, ()), min(period.end, as_of), company) if period.start <= (j.goal.draft.completion_date or date.min) <= period.end]
            if "kept" in judged or "missed" in judged:
                found.append(Waiting(rep.id, period.label, next_period(period).end))
                break
    return tuple(sorted(found, key=lambda w: (w.ready, w.rep_id)))


def leads(pairs: Sequence[Pair], as_of: date, policy: CoachingPolicy, waiting: Sequence[Waiting] = ()) -> Leads:
    """Yes where the whole interval lies above zero; no where it ends below what would matter; else it is too early.

    Args:
        pairs: of everybody whose records the viewer may read.
        as_of: the day.
        policy: how many reps it takes, what would matter, how many draws.
        waiting: who will be among them, for a report that it is too early for.
    """
    reps = sorted({p.rep_id for p in pairs})
    rho = low = high = None
    if len(reps) >= policy.leads_min_reps:
        rho, low, high = _estimate(pairs, reps, policy.leads_resamples)
    answer: Answer = "too early"
    if rho is not None and low is not None and high is not None:
        answer = "yes" if low > 0 else "no" if high < policy.leads_matters else "too early"
    text = _sentence(answer, rho, low, high, len(pairs), len(reps), policy)
    if len(reps) < policy.leads_min_reps:
        text += _soon([w for w in waiting if w.rep_id not in reps], len(reps), policy)
    how = (
        f"Spearman's rank correlation of the share of goals kept in one {policy.quota_period} with attainment in the next, attainment in the first taken into account; "
        f"the interval holds 80 % of {policy.leads_resamples:,} draws of the reps. 1 would be the same order, 0 none. It says what went together, and nothing of why."
    )
    labels = sorted(p.period for p in pairs)
    source = Source("goals", f"{how} Periods from {labels[0]} to {labels[-1]}." if labels else how, rows_note=POOLED)
    fact = make_fact("coachability.leads", rho, "rank correlation", text, as_of, n=len(pairs), window=Window(None, as_of), source=source, looks_back=True)
    return Leads(answer, rho, low, high, len(pairs), len(reps), fact)


def _sentence(answer: Answer, rho: float | None, low: float | None, high: float | None, pairs: int, reps: int, policy: CoachingPolicy) -> str:
    period = policy.quota_period
    claim = f"keeping commitments in one {period} goes with a higher attainment in the next"
    if reps < policy.leads_min_reps:
        people = f"{reps} people have" if reps != 1 else "1 person has"
        return f"It cannot be told yet whether {claim}: it takes {policy.leads_min_reps} people with goals judged in a {period} and attainment in the next, and {people} that so far"
    if rho is None or low is None or high is None:
        return f"It cannot be told whether {claim}: the {reps} people looked at kept the same share, or reached the same, so there is nothing to tell apart ({pairs} {period}s)"
    rests = f"{_figure(rho)}, between {_figure(low)} and {_figure(high)} with a chance of 80 in 100, from {pairs} {period}s of {reps} people"
    if answer == "yes":
        return f"Here {claim}, attainment before taken into account: {rests}"
    if answer == "no":
        return f"Here it does not show that {claim}, attainment before taken into account: {rests}"
    return f"It cannot be told yet whether {claim}: {rests}"


def _soon(waiting: Sequence[Waiting], have: int, policy: CoachingPolicy) -> str:
    """Who has the first half of what it takes, and when there are enough; empty where nobody waits."""
    if not waiting:
        return ""
    period, many = policy.quota_period, len(waiting)
    first = min(w.period for w in waiting)
    who = f". {many} more {'has' if many == 1 else 'have'} goals judged since {first} and {'waits' if many == 1 else 'wait'} for the {period} after it to be over"
    missing = policy.leads_min_reps - have
    if many < missing:
        return f"{who}; with {'that one' if many == 1 else 'them'} there are {have + many} of {policy.leads_min_reps}, by {date_text(waiting[-1].ready)}"
    ready = waiting[missing - 1].ready
    return f"{who}: after {date_text(ready)} there are {have + sum(w.ready <= ready for w in waiting)} people to tell it from"


def _figure(value: float) -> str:
    return number_text(value, 2).replace("-", "minus ")


# ---------------------------------------------------------------- the estimate


def _estimate(pairs: Sequence[Pair], reps: Sequence[str], draws: int) -> tuple[float | None, float | None, float | None]:
    """The partial rank correlation with the ends of its interval; three None where nobody differs."""
    codes = [_codes(np.array(values)) for values in ([p.coachability for p in pairs], [p.after for p in pairs], [p.before for p in pairs])]
    place = {rep: i for i, rep in enumerate(reps)}
    owner = np.array([place[p.rep_id] for p in pairs])
    rho = _partial(codes, np.ones(len(pairs)))
    if rho is None:
        return None, None, None
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(draws):
        times = np.bincount(rng.integers(len(reps), size=len(reps)), minlength=len(reps)).astype("float64")
        again = _partial(codes, times[owner])
        if again is not None:
            drawn.append(again)
    if len(drawn) < (1 - _UNDEFINED) * draws:
        return None, None, None
    low, high = np.quantile(drawn, (_TAIL, 1 - _TAIL))
    return rho, float(low), float(high)


def _codes(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of each value among the different ones, from low to high."""
    return np.unique(values, return_inverse=True)[1].astype("int64")


def _partial(codes: Sequence[NDArray[np.int64]], weights: NDArray[np.float64]) -> float | None:
    """Rank correlation of the first two with the third taken into account, each row as often as its weight says."""
    ranks = np.stack([_ranks(code, weights) for code in codes])
    total = weights.sum()
    centred = ranks - (ranks * weights).sum(axis=1, keepdims=True) / total
    cov = (centred * weights) @ centred.T / total
    spread = np.sqrt(np.diag(cov))
    if spread[0] < 1e-9 or spread[1] < 1e-9:
        return None
    r_xy = cov[0, 1] / (spread[0] * spread[1])
    if spread[2] < 1e-9:  # everybody reached the same before: nothing to take into account
        return float(r_xy)
    r_xz, r_yz = cov[0, 2] / (spread[0] * spread[2]), cov[1, 2] / (spread[1] * spread[2])
    left = (1 - r_xz**2) * (1 - r_yz**2)
    return float(np.clip((r_xy - r_xz * r_yz) / np.sqrt(left), -1, 1)) if left > 1e-12 else None


def _ranks(code: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mid-ranks of weighted rows: ties share the middle of their places."""
    count = np.bincount(code, weights=weights)
    middle: NDArray[np.float64] = np.cumsum(count) - (count - 1) / 2
    return middle[code]
