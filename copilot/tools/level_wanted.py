"""The level a rep wants, and who is pooled to say what people there do (section 3 [B]); nobody can be told from a pool."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from copilot.domain import Aspiration, Rep, Window
from copilot.facts import listed
from copilot.policy import SEGMENTS
from copilot.tools.segments import NO_QUOTA, Standings, first_records
from copilot.tools.window import add_months

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


def target_segment(own: str | None, aspirations: Sequence[Aspiration], rep_id: str, as_of: date) -> str | None:
    """The next segment up, or the higher one that the rep's latest aspiration names; a Star stays Star."""
    if own is None:
        return None
    place = SEGMENTS.index(own)
    following = SEGMENTS[min(place + 1, len(SEGMENTS) - 1)]
    named = [a for a in aspirations if a.rep_id == rep_id and a.segment and a.said_on <= as_of]
    if not named:
        return following
    wanted = max(named, key=lambda a: a.said_on).segment or ""
    found = next((s for s in SEGMENTS if s.casefold() == wanted.strip().casefold()), following)
    return found if SEGMENTS.index(found) > place else following


@dataclass(frozen=True, slots=True)
class Pooled:
    """A figure over at least `min_pool` other reps, with no trace of any one of them."""

    value: float
    n: int
    """How many reps were pooled."""
    segments: tuple[str, ...]
    """Low to high."""


def pool_segments(own: str | None, target: str) -> list[str]:
    """In which order segments are pooled: the target, those above it, then those between it and the rep's own, downwards."""
    low = SEGMENTS.index(own) if own else -1
    at = SEGMENTS.index(target)
    return [*SEGMENTS[at:], *reversed(SEGMENTS[low + 1 : at])]


def target_figure(standing: Standings, rep_id: str, target: str, values: Mapping[str, float], mean: Callable[[Sequence[float]], float], policy: CoachingPolicy) -> Pooled | None:
    """What reps in the target segment do, the rep left out; None where even all allowed segments are fewer than `min_pool`.

    Args:
        standing: of everybody.
        rep_id: whose target it is; never part of it.
        target: the segment wanted.
        values: by rep; those without a value are not pooled.
        mean: how they are pooled.
        policy: `min_pool`.
    """
    found = pool_of(standing, rep_id, target, values.keys(), policy)
    return Pooled(mean([values[i] for i in found.rep_ids]), len(found.rep_ids), found.segments) if found else None


@dataclass(frozen=True, slots=True)
class Pool:
    """Who makes a target figure; stays inside the tools."""

    rep_ids: tuple[str, ...]
    segments: tuple[str, ...]
    """Low to high."""


def pool_of(standing: Standings, rep_id: str, target: str, known: Collection[str], policy: CoachingPolicy) -> Pool | None:
    """The others, of those known, who are pooled for a figure of the target segment; None where they are fewer than `min_pool`."""
    own = standing.by_rep[rep_id].segment
    taken: list[str] = []
    named: list[str] = []
    for segment in pool_segments(own, target):
        found = [i for i in standing.others_in(rep_id, segment) if i in known]
        if found:
            taken += found
            named.append(segment)
        if len(taken) >= policy.min_pool:
            return Pool(tuple(taken), tuple(sorted(named, key=SEGMENTS.index)))
    return None


def mean_target(standing: Standings, rep_id: str, target: str, values: Mapping[str, float], policy: CoachingPolicy) -> Pooled | None:
    """The target of an activity."""
    return target_figure(standing, rep_id, target, values, fmean, policy)


def people_at(segments: Sequence[str], target: str, by: str | None) -> str:
    """Whom a target figure is about, naming what was pooled; without quotas it says so, or speaks of levels."""
    if by == "attainment":
        return "people at " + listed(segments)
    if tuple(segments) == (target,):
        return "people at the level aimed at"
    return f"people at {listed(segments)} ({NO_QUOTA})"


def best_year(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy) -> Window | None:
    """A Star's own best 12 months, over windows that end with a month; None where the present ones are the best."""
    first = first_records(company, standing.deals, standing.acts).get(rep.id)
    if first is None or standing.window.start is None:
        return None
    best, best_revenue = None, standing.by_rep[rep.id].revenue
    end = date(standing.as_of.year, standing.as_of.month, 1) - timedelta(days=1)
    while (start := add_months(end + timedelta(days=1), -policy.engine_months)) >= first:
        revenue = standing.won.revenue(rep.id, start, end)
        if revenue > best_revenue:
            best, best_revenue = Window(start, end), revenue
        end = date(end.year, end.month, 1) - timedelta(days=1)
    return best
