"""How long deals take to be won or lost, and the chance of an open one to be won in time (section 5 [A][B]).

Won and lost compete: a deal that is lost can no longer be won. Aalen-Johansen gives the share of deals won, and the
share lost, by each age, with the open ones counted only as long as they were watched. Days are whole calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

OPEN, WON, LOST = 0, 1, 2
"""How a deal was last seen."""


@dataclass(frozen=True, eq=False)
class Curves:
    """Of deals that are won, and of all others, which share was won, or lost, by each age.

    Attributes:
        won: F of wins at age 0, 1, 2 ... days, shape (ages,); zeros without wins.
        lost: F of losses among the deals that are not won, shape (ages,); it stays below 1 where some are never closed.
        closing: share of all deals begun that are won or lost by the age of the last closing; the rest stay open.
        last_win: the age at which the oldest win was won; None without wins.
        hazard: of the deals open at each age, which share is won at it, shape (ages,).
    """

    won: NDArray[np.float64]
    lost: NDArray[np.float64]
    closing: float
    last_win: int | None
    hazard: NDArray[np.float64]

    def won_by(self, age: ArrayLike) -> NDArray[np.float64]:
        """F of wins; 0 before age 0, and a fraction of a day counts as the whole days in it."""
        return _at(self.won, age)

    def lost_by(self, age: ArrayLike) -> NDArray[np.float64]:
        """F of losses."""
        return _at(self.lost, age)

    def no_precedent(self, age: ArrayLike) -> NDArray[np.bool_]:
        """Whether no deal of this age has been won later."""
        return np.asarray(age) >= (-1 if self.last_win is None else self.last_win)

    def chance_within(self, p: ArrayLike, age: ArrayLike, days: ArrayLike) -> NDArray[np.float64]:
        """P(won within so many days | open at this age) = p [Fw(a+h) - Fw(a)] / (p Sw(a) + (1-p) Sl(a)); 0 where nothing is left.

        Args:
            p: chance to be won in the end, before one knows how old the deal is.
            age: whole days since it was created, on whose evening it is still open.
            days: h, the days to come.
        """
        a, h, share = np.asarray(age, dtype="float64"), np.asarray(days, dtype="float64"), np.asarray(p, dtype="float64")
        sooner = self.won_by(a)
        return np.asarray(share * (self.won_by(a + h) - sooner) * still_open(share, 1 - sooner, 1 - self.lost_by(a)), dtype="float64")


def still_open(p: NDArray[Any], won_later: NDArray[Any], lost_later: NDArray[Any]) -> NDArray[Any]:
    """1 / (p Sw + (1-p) Sl), and 0 where no deal is open any more."""
    left = p * won_later + (1 - p) * lost_later
    return np.asarray((left > 1e-12) / np.maximum(left, left.dtype.type(1e-12)))


def _at(shares: NDArray[np.float64], age: ArrayLike) -> NDArray[np.float64]:
    day = np.floor(np.asarray(age, dtype="float64") + 1e-9).astype("int64")
    found = shares[np.minimum(np.maximum(day, 0), len(shares) - 1)]
    before = day < 0
    return np.asarray(np.where(before, 0.0, found) if before.any() else found, dtype="float64")


def aalen_johansen(entered: NDArray[np.int64], left: NDArray[np.int64], how: NDArray[np.int64], few: int = 1) -> Curves:
    """The curves of deals watched from one age to another.

    At each age t, n = deals watched on that day; cumulative incidence grows by S(t-) d / n for each way out, and what
    is left, S, shrinks by both. F of wins is their incidence over its last value; F of losses is theirs over all that is
    not won, so that deals nobody ever closes wait among the lost ones, as they do in life. Where too few deals are watched from their
    first days on, a single early closing would weigh like many: then all count as watched from age 0.

    Args:
        entered: age from which on a closing would have been seen; 0 for deals watched from their first day, shape (deals,).
        left: age at which the deal was won, lost, or last seen open, never below `entered`, shape (deals,).
        how: `OPEN`, `WON` or `LOST`, shape (deals,).
        few: so many must be watched up to the age by which half of all closings have happened.
    """
    closed = how != OPEN
    if not closed.any():
        return Curves(np.zeros(1), np.zeros(1), 0.0, None, np.zeros(1))
    ages = int(left[closed].max()) + 1
    won = np.bincount(left[how == WON], minlength=ages).astype("float64")
    lost = np.bincount(left[how == LOST], minlength=ages).astype("float64")
    watched = _watched(entered, left, ages)
    survived, by_won, by_lost = _incidence(watched, won, lost)
    middle = int(np.median(left[closed]))
    if entered.any() and (watched[: middle + 1].min() < few or survived[:-1].min(initial=1.0) <= 1e-12):
        watched = _watched(np.zeros_like(entered), left, ages)
        _, by_won, by_lost = _incidence(watched, won, lost)
    last = int(np.flatnonzero(won)[-1]) if won.any() else None
    return Curves(_over(by_won, by_won[-1]), _over(by_lost, 1 - by_won[-1]), float(by_won[-1] + by_lost[-1]), last, won / watched)


def _watched(entered: NDArray[np.int64], left: NDArray[np.int64], ages: int) -> NDArray[np.float64]:
    """How many deals were watched at each age; 1 where none was, for then none closed."""
    come = np.cumsum(np.bincount(np.minimum(entered, ages), minlength=ages + 1)[:ages])
    gone = np.cumsum(np.bincount(np.minimum(left + 1, ages), minlength=ages + 1)[:ages])
    return np.asarray(np.maximum(come - gone, 1), dtype="float64")


def _incidence(watched: NDArray[np.float64], won: NDArray[np.float64], lost: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """What is left after each age, and the cumulative incidence of wins and of losses."""
    survived = np.asarray(np.cumprod(np.clip(1 - (won + lost) / watched, 0.0, 1.0)), dtype="float64")
    before = np.concatenate([[1.0], survived[:-1]])
    return survived, np.cumsum(before * won / watched), np.cumsum(before * lost / watched)


def _over(incidence: NDArray[np.float64], whole: float) -> NDArray[np.float64]:
    return np.minimum(1.0, incidence / whole) if whole > 1e-12 else np.zeros_like(incidence)
