"""What a rep's forecast starts from: what is known of their pistons, their open deals, and how long deals take (section 5).

Curves, won values and what a stage says are the cohort's where at least `min_pool` others are in it, else the rep's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from copilot.domain import Rep, Window
from copilot.errors import MixedCurrencies
from copilot.tools.columns import Deals, apart, in_window
from copilot.tools.posteriors import BetaPosterior, GammaPosterior
from copilot.tools.season import MONTHS_A_QUARTER, STEADY, Season, months_watched, season, wins_by_month
from copilot.tools.segments import Standings
from copilot.tools.shrinkage import shrink_rate
from copilot.tools.stays import Stays, stage_odds, stays_of
from copilot.tools.survival import LOST, OPEN, WON, Curves, aalen_johansen, still_open
from copilot.tools.window import Period, next_period, period_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company

PERIODS_AHEAD = 4
"""A what-if is said for the rest of this period and for so many after it."""


@dataclass(frozen=True, eq=False)
class OpenDeals:
    """Open deals with a created date, each array of shape (deals,).

    Attributes:
        ids: opportunity ids.
        ages: whole days since created, on the evening of `as_of`.
        values: money, NaN where none is given.
        stage_odds: see `stage_odds`; 1 where too little is known of the stage.
    """

    ids: NDArray[Any]
    ages: NDArray[np.int64]
    values: NDArray[np.float64]
    stage_odds: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, keep: NDArray[np.bool_]) -> OpenDeals:
        return OpenDeals(self.ids[keep], self.ages[keep], self.values[keep], self.stage_odds[keep])


@dataclass(frozen=True, eq=False)
class Prospects:
    """All that the draws of one rep need."""

    rep_id: str
    as_of: date
    periods: tuple[Period, ...]
    """The one looked at, which is the present one unless a later day was asked about, and those after it."""
    starts: GammaPosterior | None
    """New deals per working day."""
    win_rate: BetaPosterior | None
    level: GammaPosterior | None
    """Revenue per win."""
    curves: Curves
    shapes: NDArray[np.float64]
    """Won values over the level of whoever won them, mean 1, shape (wins,)."""
    deals: OpenDeals
    """Those that can be counted: with an age, a chance, and a value or a level to draw one by."""
    left_out: tuple[str, ...]
    """Ids of open deals without a created date, a chance or any value to go by."""
    workdays: NDArray[np.int64]
    """Days from `as_of` to each working day ahead, shape (working days,)."""
    calendar: NDArray[np.float64]
    """What the first 0, 1, 2 ... days ahead come to: themselves, or more and less where closings bunch."""
    noise: float
    """Variance of a month's wins beyond chance."""
    own: NDArray[Any]
    """Ids of the rep's deals that are open, or were begun or closed in the engine window; object, shape (deals,)."""
    begins: int = 0
    """Days from `as_of` to the eve of the first period: what lands before belongs to none of them. 0 where it runs already."""

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The same ids, to be listed with what was forecast from them."""
        return tuple(str(i) for i in self.own)

    @property
    def ends(self) -> tuple[int, ...]:
        """Days from `as_of` to the last day of each period."""
        return tuple((p.end - self.as_of).days for p in self.periods)

    def chances(self, win_rate: NDArray[np.floating[Any]], factor: float = 1.0) -> NDArray[np.floating[Any]]:
        """Chance of each open deal to be won in the end, for each of these win rates: the rep's odds times those of its stage.

        Args:
            win_rate: shape (draws,).
            factor: what the chance is multiplied by; it stops at 1.

        Returns:
            Shape (deals, draws).
        """
        odds = self.deals.stage_odds.astype(win_rate.dtype)[:, None]
        good = odds * win_rate
        chance = good / np.maximum(good + (1 - win_rate), 1e-12)
        return np.asarray(chance if factor == 1 else np.minimum(1.0, chance * factor))

    def left_to_win(self, chance: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
        """p / (p Sw(a) + (1-p) Sl(a)) of each deal; times Fw(a+h) - Fw(a) it is the chance to be won within h. Shape as `chance`.

        A win rate is of closed deals; p is of all that are begun, some of which are never closed.
        """
        ages, p = self.deals.ages, chance * chance.dtype.type(self.curves.closing)
        won_later, lost_later = (1 - by(ages).astype(chance.dtype)[:, None] for by in (self.curves.won_by, self.curves.lost_by))
        return np.asarray(p * still_open(p, won_later, lost_later))

    def lands(self, end: int, speed: float = 1.0) -> NDArray[np.float64]:
        """Fw(a+h) - Fw(a+b) of each open deal, h days ahead and b on the eve of the first period; speed +x % divides the days that remain by 1+x. Shape (deals,)."""
        ages, calendar = self.deals.ages, self.calendar
        return self.curves.won_by(ages + calendar[max(end, 0)] * speed) - self.curves.won_by(ages + calendar[self.begins] * speed)

    def start_days(self, end: int, speed: float = 1.0) -> float:
        """Working days ahead, each by the share of its starts that are closed at all, times that of wins that land by `end` and not before the first period."""
        by_end, before = (float(self.curves.won_by((self.calendar[max(day, 0)] - self.calendar[self.workdays[self.workdays <= day]]) * speed).sum()) for day in (end, self.begins))
        return (by_end - before) * self.curves.closing


# ---------------------------------------------------------------- one cohort


@dataclass(frozen=True, eq=False)
class _Pool:
    """What is pooled over one cohort, or over one rep alone."""

    curves: Curves
    season: Season
    shapes: NDArray[np.float64]
    stage_odds: Mapping[str, float]


@dataclass(eq=False)
class _Book:
    """What all forecasts at one standing share."""

    policy: CoachingPolicy
    places: Mapping[str, int]
    rows: list[NDArray[np.int64]]
    """By rep: rows of their deals, in the order of the frame."""
    columns: Mapping[str, NDArray[Any]]
    """Of all opportunities: id, stage, currency."""
    starts: Mapping[str, GammaPosterior]
    stays: Stays
    pools: dict[tuple[str, ...], _Pool]
    reps: dict[tuple[str, date], Prospects]
    """By rep and the start of the period looked at."""


_BOOKS: WeakKeyDictionary[Deals, _Book] = WeakKeyDictionary()
"""Kept as long as the deals of the standing it was worked out from, which do not hang on wishes."""


def prospects(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy, on: date | None = None) -> Prospects:
    """What the forecast of one rep starts from; the same object whenever it is asked for at one standing.

    Args:
        company: as it was at `standing.as_of`.
        rep: whose.
        standing: everybody's; what forecasts share is kept with it.
        policy: periods, working days, `min_pool`, what counts as few.
        on: a day of the first period looked at; the present one where it is not given or has passed.

    Raises:
        MixedCurrencies: the rep's open deals are in another currency than their wins.
    """
    book = _book(company, standing, policy)
    first = period_of(max(on or standing.as_of, standing.as_of), policy.quota_period)
    key = (rep.id, first.start)
    if key not in book.reps:
        book.reps[key] = _prospects(company, rep, standing, book, first)
    return book.reps[key]


def own_ids(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy, window: Window) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Ids of the rep's wins that closed in a window, and of their open deals; and how many deals they have in all."""
    book, deals = _book(company, standing, policy), standing.deals
    rows = book.rows[book.places[rep.id]]
    ids = book.columns["opportunity_id"]
    won = rows[deals.won[rows] & in_window(deals.closed[rows], window)]
    return tuple(ids[won].tolist()), tuple(ids[rows[deals.is_open[rows]]].tolist()), len(rows)


def stays_at(company: Company, standing: Standings, policy: CoachingPolicy) -> Stays:
    """The stays of all deals, worked out once for one standing."""
    return _book(company, standing, policy).stays


def _book(company: Company, standing: Standings, policy: CoachingPolicy) -> _Book:
    book = _BOOKS.get(standing.deals)
    if book is None or book.policy is not policy:
        book = _BOOKS[standing.deals] = _read(company, standing, policy)
    return book


def _prospects(company: Company, rep: Rep, standing: Standings, book: _Book, first: Period) -> Prospects:
    policy = book.policy
    cohort = standing.cohorts[rep.id]
    members = cohort if len([i for i in cohort if i != rep.id]) >= policy.min_pool else (rep.id,)
    if members not in book.pools:
        book.pools[members] = _pool(company, standing, members, book)
    pool, known = book.pools[members], standing.pistons[rep.id]
    win_rate = known.win_rate.posterior if known.win_rate else None
    level = known.value.posterior if known.value else None
    own = book.rows[book.places[rep.id]]
    rows = own[standing.deals.is_open[own]]
    rows = rows[np.argsort(book.columns["opportunity_id"][rows].astype(str), kind="stable")]  # draws are dealt out in this order, whatever the files' was
    _one_currency(rep, rows, standing, book)
    deals, left_out = _open_deals(rows, standing, book, pool, win_rate is not None, level is not None)
    periods = [first]
    for _ in range(PERIODS_AHEAD):
        periods.append(next_period(periods[-1]))
    ahead = np.arange(1, (periods[-1].end - standing.as_of).days + 1)
    working = np.is_busday(np.datetime64(standing.as_of) + ahead, holidays=list(policy.holidays)) if len(ahead) else np.zeros(0, dtype=bool)
    calendar = pool.season.calendar(np.datetime64(standing.as_of, "D"), len(ahead))
    return Prospects(
        rep.id,
        standing.as_of,
        tuple(periods),
        book.starts.get(rep.id),
        win_rate,
        level,
        pool.curves,
        pool.shapes,
        deals,
        left_out,
        ahead[working],
        calendar,
        pool.season.noise,
        _listed(own, standing, book),
        max(0, (first.start - standing.as_of).days - 1),
    )


def _listed(own: NDArray[np.int64], standing: Standings, book: _Book) -> NDArray[Any]:
    """Ids of what is open, or was begun or closed in the engine window."""
    deals = standing.deals
    there = deals.is_open[own] | in_window(deals.created[own], standing.window) | in_window(deals.closed[own], standing.window)
    found: NDArray[Any] = book.columns["opportunity_id"][own[there]]
    return found


def _read(company: Company, standing: Standings, policy: CoachingPolicy) -> _Book:
    deals, opps = standing.deals, company.opportunities
    known = np.flatnonzero(deals.rep >= 0)
    columns = {name: opps[name].to_numpy(dtype="object") for name in ("opportunity_id", "stage", "currency")}
    return _Book(policy, {rep.id: i for i, rep in enumerate(company.reps)}, apart(known, deals.rep[known], deals.reps), columns, _starts(company, standing, policy), stays_of(company, deals), {}, {})


def _starts(company: Company, standing: Standings, policy: CoachingPolicy) -> dict[str, GammaPosterior]:
    """Starts per working day: by the Gamma-Poisson of section 2, over the days that the data really cover.

    The engine window may begin before the data do; its months would make a rep who has just begun look idle.
    """
    deals = standing.deals
    begin = watched_from(deals, standing)
    own_first = np.full(deals.reps, np.datetime64("9999-01-01", "D"))
    dated = (deals.rep >= 0) & ~np.isnat(deals.created)
    np.minimum.at(own_first, deals.rep[dated], deals.created[dated].astype("datetime64[D]"))
    first = np.array([np.datetime64(rep.hired_on, "D") if rep.hired_on else own_first[i] for i, rep in enumerate(company.reps)], dtype="datetime64[D]")
    begins = np.maximum(first, begin)
    after = np.datetime64(standing.as_of, "D") + 1
    days = np.maximum(np.busday_count(np.minimum(begins, after), after, holidays=list(policy.holidays)), 0).astype("float64")
    inside = dated.copy()
    inside[dated] = deals.created[dated].astype("datetime64[D]") >= begins[deals.rep[dated]]
    count = np.bincount(deals.rep[inside], minlength=deals.reps).astype("float64")
    places = {rep.id: i for i, rep in enumerate(company.reps)}
    found: dict[str, GammaPosterior] = {}
    groups: dict[tuple[str, ...], list[str]] = {}
    for rep in company.reps:
        groups.setdefault(standing.cohorts[rep.id], []).append(rep.id)
    for cohort, members in groups.items():
        at = np.array([places[i] for i in members])
        pooled = set(cohort)
        rates = shrink_rate(count[at], days[at], np.array([i in pooled for i in members]), policy)
        found.update({i: rate.posterior for i, rate in zip(members, rates, strict=True) if rate is not None})
    return found


def watched_from(deals: Deals, standing: Standings) -> np.datetime64:
    """The first day of the engine window on which a closing could have been seen.

    An export often holds what closed since some day: what was created before and closed before is not in it, so
    counting starts, or ages, from earlier than the first closing would mislead.
    """
    start = np.datetime64(standing.window.start, "D") if standing.window.start else np.datetime64("1970-01-01", "D")
    closings = deals.closed[~np.isnat(deals.closed) & ~deals.is_open]
    return max(start, closings.min().astype("datetime64[D]")) if len(closings) else start


def _pool(company: Company, standing: Standings, members: tuple[str, ...], book: _Book) -> _Pool:
    deals = standing.deals
    inside = np.isin(deals.rep, [book.places[i] for i in members])
    wins = inside & deals.wins(standing.window) & np.isfinite(deals.value) & (deals.value > 0)
    curves, months = _curves(deals, inside, standing.as_of, book.policy)
    return _Pool(curves, months, _shapes(deals, wins, standing, company), stage_odds(book.stays, deals, inside, book.policy))


def _curves(deals: Deals, inside: NDArray[np.bool_], as_of: date, policy: CoachingPolicy) -> tuple[Curves, Season]:
    """Of all these deals that have an age, watched from the first closing on record; and how months differ from them."""
    today = np.datetime64(as_of, "D")
    seen = inside & ~np.isnat(deals.created) & (deals.is_open | np.isfinite(deals.days))
    created = deals.created[seen].astype("datetime64[D]")
    is_open = deals.is_open[seen]
    left = np.where(is_open, (today - created).astype("int64"), np.nan_to_num(deals.days[seen])).astype("int64")
    how = np.where(is_open, OPEN, np.where(deals.won[seen], WON, LOST))
    closings = deals.closed[inside & ~deals.is_open & ~np.isnat(deals.closed)]
    first = closings.min().astype("datetime64[D]") if len(closings) else today
    entered = np.minimum(np.clip((first - created).astype("int64"), 0, None), left)
    curves, months = aalen_johansen(entered, left, how, policy.small_n), months_watched(first, today)
    if len(months) < MONTHS_A_QUARTER:
        return curves, STEADY
    who = deals.rep[seen]
    by_age, won = wins_by_month(months, who, deals.reps, created, entered, left, how == WON, [curves.hazard] * len(months))
    foreseen, _ = wins_by_month(months, who, deals.reps, created, entered, left, how == WON, [_hazard_before(m, created, entered, left, how, policy) for m in months])
    return curves, season(months, by_age, foreseen, won, policy)


def _hazard_before(month: np.datetime64, created: NDArray[Any], entered: NDArray[np.int64], left: NDArray[np.int64], how: NDArray[np.int64], policy: CoachingPolicy) -> NDArray[np.float64] | None:
    """By age, as it could be known on the eve of a month; None where too few had closed by then."""
    age = (month.astype("datetime64[D]") - 1 - created).astype("int64")
    there = age >= entered
    still = left > age
    then = np.where(still, OPEN, how)[there]
    return aalen_johansen(entered[there], np.minimum(left, age)[there], then, policy.small_n).hazard if (then == WON).sum() >= policy.small_n else None


def _shapes(deals: Deals, wins: NDArray[np.bool_], standing: Standings, company: Company) -> NDArray[np.float64]:
    levels = np.array([k.value.shrunk if (k := standing.pistons[rep.id]).value else np.nan for rep in company.reps])
    shapes = deals.value[wins] / levels[deals.rep[wins]]
    shapes = np.sort(shapes[np.isfinite(shapes)])
    return shapes / shapes.mean() if len(shapes) else np.ones(1)


def _one_currency(rep: Rep, rows: NDArray[np.int64], standing: Standings, book: _Book) -> None:
    found = book.columns["currency"][rows][np.isfinite(standing.deals.value[rows])]
    own = standing.currency(rep.id)
    names = {c for c in found.tolist() if isinstance(c, str) and c} | ({own} if own else set())
    if len(names) > 1:
        raise MixedCurrencies(f"the deals of {rep.name!r} are in {' and '.join(repr(c) for c in sorted(names))}: convert them to one currency before importing")


def _open_deals(rows: NDArray[np.int64], standing: Standings, book: _Book, pool: _Pool, rate_known: bool, level_known: bool) -> tuple[OpenDeals, tuple[str, ...]]:
    deals = standing.deals
    ids = book.columns["opportunity_id"][rows]
    dated = ~np.isnat(deals.created[rows])
    ages = np.zeros(len(rows), dtype="int64")
    ages[dated] = (np.datetime64(standing.as_of, "D") - deals.created[rows][dated].astype("datetime64[D]")).astype("int64")
    stages = np.array([pool.stage_odds.get(str(s), 1.0) for s in book.columns["stage"][rows]], dtype="float64")
    values = deals.value[rows]
    counted = dated & rate_known & (np.isfinite(values) | level_known)
    return OpenDeals(ids, ages, values, stages).only(counted), tuple(str(i) for i in ids[~counted])
