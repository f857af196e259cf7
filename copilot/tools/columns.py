"""The CRM frames as plain numpy columns, read once and then asked often.

Names become codes: a rep's code is their place in `company.reps`, -1 for somebody who is not among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.ports import Company

_DAY = np.timedelta64(1, "D")


def in_window(days: NDArray[Any], window: Window | None) -> NDArray[np.bool_]:
    """Which of these dates lie in the window, both ends included; undated ones only where there is no window."""
    if window is None:
        return np.ones(len(days), dtype=bool)
    inside = days < np.datetime64(window.end, "us") + _DAY
    if window.start is not None:
        inside &= days >= np.datetime64(window.start, "us")
    return np.asarray(inside, dtype=bool)


def coded(names: pd.Series[Any], known: Sequence[str]) -> NDArray[np.int64]:
    """The place of each name among those known, -1 for any other and for a missing one."""
    codes, found = pd.factorize(names)
    place = {name: i for i, name in enumerate(known)}
    places = np.array([*(place.get(str(name), -1) for name in found), -1], dtype="int64")
    return places[codes]


@dataclass(frozen=True, eq=False)
class Deals:
    """Opportunities, each array of shape (opportunities,), in the order of the frame.

    Attributes:
        reps: how many reps there are.
        rep: code of the rep.
        created: datetime64[us], NaT where unknown.
        closed: datetime64[us], NaT while open or undated.
        won: whether the status is won.
        lost: whether it is lost.
        is_open: whether it is open.
        value: money, NaN where unknown.
        days: calendar days from created to closed, NaN where unknown.
        account: code of the account, -1 where there is none.
    """

    reps: int
    rep: NDArray[np.int64]
    created: NDArray[np.datetime64]
    closed: NDArray[np.datetime64]
    won: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    is_open: NDArray[np.bool_]
    value: NDArray[np.float64]
    days: NDArray[np.float64]
    account: NDArray[np.int64]

    @classmethod
    def of(cls, company: Company) -> Deals:
        opps = company.opportunities
        status = coded(opps["status"], ("won", "lost", "open"))
        accounts, names = pd.factorize(opps["account"])
        blank = np.flatnonzero(np.asarray(names == ""))
        account = np.where(np.isin(accounts, blank), -1, accounts) if len(blank) else accounts
        return cls(
            len(company.reps),
            coded(opps["rep_id"], [rep.id for rep in company.reps]),
            opps["created_on"].to_numpy(),
            opps["closed_on"].to_numpy(),
            status == 0,
            status == 1,
            status == 2,
            opps["value"].to_numpy(dtype="float64"),
            opps["days_to_close"].to_numpy(dtype="float64"),
            account.astype("int64"),
        )

    def wins(self, window: Window | None) -> NDArray[np.bool_]:
        """Won and closed in the window, by one of the reps."""
        return self.won & (self.rep >= 0) & in_window(self.closed, window)

    def values_won(self, window: Window | None) -> list[NDArray[np.float64]]:
        """By rep: values of the wins of the window that have one (zero is none)."""
        return self.by_rep(self.value, self.wins(window) & np.isfinite(self.value) & (self.value != 0))

    def cycles_won(self, window: Window | None) -> list[NDArray[np.float64]]:
        """By rep: calendar days from created to won of the dated wins of the window."""
        return self.by_rep(self.days, self.wins(window) & np.isfinite(self.days))

    def by_rep(self, what: NDArray[Any], keep: NDArray[np.bool_]) -> list[NDArray[Any]]:
        """These of a column, apart by rep, in the order of the frame."""
        return apart(what[keep], self.rep[keep], self.reps)

    def count(self, keep: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of these each rep has."""
        return np.bincount(self.rep[keep], minlength=self.reps).astype("int64")


def apart(values: NDArray[Any], code: NDArray[np.int64], groups: int) -> list[NDArray[Any]]:
    """Values by their code from 0 to `groups`, each in the order it came."""
    order = np.argsort(code, kind="stable")
    return np.split(values[order], np.searchsorted(code[order], np.arange(1, groups)))


@dataclass(frozen=True, eq=False)
class Activities:
    """Activities, each array of shape (activities,).

    Attributes:
        types: names of the types, by code.
        rep: code of the rep, -1 for somebody else.
        type: code of the type.
        on: datetime64[us], NaT where unknown.
    """

    types: tuple[str, ...]
    rep: NDArray[np.int64]
    type: NDArray[np.int64]
    on: NDArray[np.datetime64]

    @classmethod
    def of(cls, company: Company) -> Activities:
        """The company's, read once."""
        found = _ACTIVITIES.get(company)
        if found is None:
            found = _ACTIVITIES[company] = cls._read(company)
        return found

    @classmethod
    def _read(cls, company: Company) -> Activities:
        acts = company.activities
        codes, names = pd.factorize(acts["type"])
        return cls(tuple(str(n) for n in names), coded(acts["rep_id"], [rep.id for rep in company.reps]), codes.astype("int64"), acts["on"].to_numpy())


_ACTIVITIES: WeakKeyDictionary[Company, Activities] = WeakKeyDictionary()
"""Kept as long as the company."""
