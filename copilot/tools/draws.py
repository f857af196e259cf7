"""Ten thousand ways the months ahead may go, the same ones for every what-if (section 5 [A][B]).

Each draw first takes starts, win rate and value level from what is known of them, then lets every open deal land or
not, and new ones arrive, be won and land. A what-if looks at the very same draws with one thing changed (common
random numbers): what it moves is then the change alone, and no change moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from zlib import crc32

import numpy as np

from copilot.tools.prospects import Prospects

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_SEED = 5
_NODES = 32
"""Win rates an expectation is averaged over, at equal steps of their probability."""
_VALUES_KEPT = 500_000
"""So many values of new wins are drawn at most; where more are needed, draws far apart share them."""
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Factors:
    """What the pistons are multiplied by; 1 changes nothing."""

    starts: float = 1.0
    win_rate: float = 1.0
    revenue_per_customer: float = 1.0
    speed: float = 1.0

    def times(self, piston: str, factor: float) -> Factors:
        """One piston multiplied once more."""
        return replace(self, **{piston: getattr(self, piston) * factor})


AS_IS = Factors()


_EXPECTED: WeakKeyDictionary[Prospects, NDArray[np.float64]] = WeakKeyDictionary()
"""What is expected as things are: asked for wherever a rep is shown."""


def expectation(given: Prospects, factors: Factors = AS_IS) -> NDArray[np.float64]:
    """Money expected from open deals and new starts by the end of each period, added up; what has landed is not in it.

    The mean that the draws scatter around, worked out without drawing: pistons are independent, so the means of
    starts, win rate and level multiply; over the win rate it is averaged where a deal's chance bends with it.

    Returns:
        Shape (periods,), never falling.
    """
    if factors is not AS_IS:
        return _expectation(given, factors)
    found = _EXPECTED.get(given)
    if found is None:
        found = _EXPECTED[given] = _expectation(given, factors)
        found.flags.writeable = False
    return found


def _expectation(given: Prospects, factors: Factors) -> NDArray[np.float64]:
    ends = given.ends
    if given.win_rate is None:
        return np.zeros(len(ends))
    rates = _nodes(given.win_rate.a, given.win_rate.b)
    level = given.level.mean if given.level else 0.0
    values = np.where(np.isfinite(given.deals.values), given.deals.values, level) * factors.revenue_per_customer
    weights = given.left_to_win(given.chances(rates, factors.win_rate)).mean(axis=1) * values
    per_day = (given.starts.mean if given.starts else 0.0) * factors.starts * float(np.minimum(1.0, rates * factors.win_rate).mean()) * level * factors.revenue_per_customer
    return np.array([float(given.lands(end, factors.speed) @ weights) + per_day * given.start_days(end, factors.speed) for end in ends])


def in_time(given: Prospects, end: int) -> NDArray[np.float64]:
    """Chance of each open deal to be won within so many days, averaged over what the win rate may be. Shape (deals,)."""
    return np.asarray(_reach(given) * given.lands(end))


def at_any_time(given: Prospects) -> NDArray[np.float64]:
    """Chance of each open deal to be won at all, at its age and averaged likewise: what `in_time` rises to. Shape (deals,)."""
    return np.asarray(_reach(given) * (given.curves.won[-1] - given.curves.won_by(given.deals.ages)))


def _reach(given: Prospects) -> NDArray[np.float64]:
    """p / (p Sw + (1-p) Sl), averaged over what the win rate may be."""
    if given.win_rate is None:
        return np.zeros(len(given.deals))
    return np.asarray(given.left_to_win(given.chances(_nodes(given.win_rate.a, given.win_rate.b))).mean(axis=1))


@lru_cache(maxsize=1024)
def _nodes(a: float, b: float) -> NDArray[np.float64]:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(a, b, (np.arange(_NODES) + 0.5) / _NODES), dtype="float64")


class Draws:
    """The random numbers of one forecast, and what they come to under any change.

    Args:
        given: what the forecast starts from.
        size: how many draws.
    """

    def __init__(self, given: Prospects, size: int) -> None:
        self.given, self.size = given, size
        self._key = [_SEED, crc32(given.rep_id.encode()), given.as_of.toordinal()]
        rng = self._rng(0)
        none = np.zeros(size)
        self.starts = given.starts.sample(rng, size) if given.starts else none
        self.win_rate = given.win_rate.sample(rng, size) if given.win_rate else none
        self.level = given.level.sample(rng, size) if given.level else none
        self._luck = [_luck(given.noise, rng, size) for _ in range(2)]
        deals = given.deals
        self._fate = rng.random((len(deals), size), dtype=np.float32)
        self._values = np.empty((len(deals), size), dtype=np.float32)
        self._values[:] = deals.values[:, None]
        blank = np.flatnonzero(~np.isfinite(deals.values))
        if len(blank):
            shapes, level = given.shapes.astype(np.float32), self.level.astype(np.float32)
            self._values[blank] = shapes[rng.integers(len(shapes), size=(len(blank), size), dtype=np.int32)] * level
        self._wins = [rng.poisson(means) for means in self._new(AS_IS)]
        needed = sum(int(w.sum()) for w in self._wins)
        longest = max(int(w.max(initial=0)) for w in self._wins)
        length = min(needed, _VALUES_KEPT) + longest
        picked = given.shapes[rng.integers(len(given.shapes), size=length, dtype=np.int32)] if length else np.zeros(0)
        self._summed = np.concatenate([[0.0], np.cumsum(picked)])
        places = np.cumsum(np.concatenate([[0], *self._wins]))[:-1] if needed else np.zeros(2 * size, dtype="int64")
        self._at = np.split(places % max(length - longest, 1), 2)

    def _rng(self, stream: int) -> Generator:
        return np.random.default_rng([*self._key, stream])

    @cached_property
    def _plain(self) -> NDArray[np.floating[Any]]:
        return self.given.left_to_win(self.given.chances(self.win_rate.astype(np.float32)))

    def _reach(self, factors: Factors) -> NDArray[np.floating[Any]]:
        """p / (p Sw + (1-p) Sl), shape (deals, draws)."""
        if factors.win_rate == 1:
            return self._plain
        return self.given.left_to_win(self.given.chances(self.win_rate.astype(np.float32), factors.win_rate))

    @property
    def values(self) -> NDArray[np.float32]:
        """What each open deal is worth in each draw if it is won, shape (deals, draws)."""
        return self._values

    def open_landings(self, factors: Factors = AS_IS) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What each open deal brings in each draw: in the rest of this period, and in the periods ahead. Each of shape (deals, draws)."""
        reach, ends = self._reach(factors), self.given.ends
        at_once, in_all = (self.given.lands(end, factors.speed).astype(np.float32)[:, None] for end in (ends[0], ends[-1]))
        by_then = reach * at_once * self._luck[0]
        soon = self._fate < by_then
        by_then += reach * (in_all - at_once) * self._luck[1]
        later = (self._fate < by_then) & ~soon
        values = self._values * np.float32(factors.revenue_per_customer) if factors.revenue_per_customer != 1 else self._values
        return soon * values, later * values

    def landings(self, factors: Factors = AS_IS) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Money to come in the rest of this period, and in the periods ahead; what has landed is not in it. Each of shape (draws,)."""
        soon, later = (part.sum(axis=0, dtype="float64") for part in self.open_landings(factors))
        return soon + self._from_new(0, factors), later + self._from_new(1, factors)

    def _new(self, factors: Factors) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean number of new starts won and landed in this period, and in those ahead, in each draw."""
        rate = self.starts * factors.starts * np.minimum(1.0, self.win_rate * factors.win_rate)
        ends = self.given.ends
        soon = self.given.start_days(ends[0], factors.speed)
        return rate * soon * self._luck[0], rate * self._luck[1] * (self.given.start_days(ends[-1], factors.speed) - soon)

    @cached_property
    def _means(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._new(AS_IS)

    def _from_new(self, which: int, factors: Factors) -> NDArray[np.float64]:
        wins = self._wins[which]
        if (factors.starts, factors.win_rate, factors.speed) != (1, 1, 1):
            wins = self._moved(which, self._new(factors)[which])
        at = self._at[which]
        last = np.minimum(at + wins, len(self._summed) - 1)
        over = at + wins - last  # a large change may run past the values kept; those are read from the start
        value = self._summed[last] - self._summed[at] + self._summed[np.minimum(over, len(self._summed) - 1)]
        return np.asarray(value * self.level * factors.revenue_per_customer)

    def _moved(self, which: int, means: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many wins there are when their mean changes, by one Poisson process a draw that simply runs longer or stops sooner.

        So a larger mean never brings fewer wins, the same mean brings the same ones, and it does not matter in how
        many steps one got there.
        """
        before, wins = self._means[which], self._wins[which]
        counted = wins.astype("int64")
        more = np.maximum(means - before, 0.0)
        if more.any():
            reached = np.zeros(self.size)
            for gaps in _chunks(self._rng(1 + which), self.size):
                times = reached + np.cumsum(gaps, axis=0)
                counted += (times <= more).sum(axis=0)
                reached = times[-1]
                if (reached > more).all():
                    break
        with np.errstate(divide="ignore"):
            # Of the points so far the last lies at the root of a uniform number, and so on downwards.
            less = np.where(means < before, -np.log(np.divide(means, before, out=np.ones_like(means), where=before > 0)), 0.0)
        if less.any():
            reached, gone = np.zeros(self.size), 0
            for gaps in _chunks(self._rng(3 + which), self.size):
                left = wins - gone - np.arange(_CHUNK)[:, None]
                times = reached + np.cumsum(gaps / np.maximum(left, 1), axis=0)
                counted -= ((times < less) & (left > 0)).sum(axis=0)
                reached, gone = times[-1], gone + _CHUNK
                if ((reached >= less) | (wins <= gone)).all():
                    break
        return counted


def _luck(variance: float, rng: Generator, size: int) -> NDArray[np.float32]:
    """A factor around 1 that all deals of a draw share, shape (draws,): what months bring beyond chance. It is not made smaller for several months: what differs tends to go on."""
    if variance <= 0:
        return np.ones(size, dtype=np.float32)
    return rng.gamma(1 / variance, variance, size).astype(np.float32)


def _chunks(rng: Generator, size: int) -> Iterator[NDArray[np.float64]]:
    while True:
        yield rng.standard_exponential((_CHUNK, size))
