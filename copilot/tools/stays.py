"""Which deal was in which stage and for how long, and what being seen in a stage says about a deal (section 5 [*])."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from copilot.tools.columns import Deals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, eq=False)
class Stays:
    """Which deal came into which stage when, and for how many evenings, by deal and day; each array of shape (stays,).

    Attributes:
        stages: names, by code.
        row: of the deal among the company's opportunities.
        stage: code.
        entered: datetime64[us].
        evenings: until the next stage or the closing; never below 0, NaN for deals that are open or undated.
    """

    stages: tuple[str, ...]
    row: NDArray[np.int64]
    stage: NDArray[np.int64]
    entered: NDArray[np.datetime64]
    evenings: NDArray[np.float64]


def stays_of(company: Company, deals: Deals) -> Stays:
    """All dated stays in stages that are not an ending."""
    history = company.stages
    entered = history["entered_on"].to_numpy(dtype="datetime64[us]")
    row = pd.Index(company.opportunities["opportunity_id"].to_numpy(dtype="object")).get_indexer(history["opportunity_id"].to_numpy(dtype="object")).astype("int64")
    keep = (history["status"] == "open").to_numpy(dtype=bool) & ~np.isnat(entered) & (row >= 0)
    codes, names = pd.factorize(history["stage"])
    row, stage, entered = row[keep], codes[keep].astype("int64"), entered[keep]
    order = np.lexsort((entered, row))
    row, stage, entered = row[order], stage[order], entered[order]
    until = np.where(deals.is_open[row], np.datetime64("NaT", "us"), deals.closed[row])
    same = row[1:] == row[:-1]
    until[:-1][same] = np.where(np.isnat(until[:-1][same]), until[:-1][same], np.minimum(entered[1:][same], until[:-1][same]))
    days = until.astype("datetime64[D]") - entered.astype("datetime64[D]")
    evenings = np.where(np.isnat(days), np.nan, days.astype("float64"))
    return Stays(tuple(str(n) for n in names), row, stage, entered, np.maximum(evenings, 0.0))


def stage_odds(stays: Stays, deals: Deals, inside: NDArray[np.bool_], policy: CoachingPolicy) -> dict[str, float]:
    """By stage: how much likelier a deal that will be won is to be seen in it than one that will be lost.

    Share of their evenings that won deals spend in the stage, over the same share of lost ones; each side with half a
    stay added. It counts evenings and not deals, since a deal that lingers in an early stage is not one that passed
    through it. Only stages that enough closed deals were in.

    Args:
        stays: of all deals; those of closed ones count.
        deals: all of them.
        inside: whose deals are pooled, shape (opportunities,).
        policy: what counts as few.
    """
    own = inside[stays.row] & np.isfinite(stays.evenings)
    row, stage, evenings = stays.row[own], stays.stage[own], stays.evenings[own]
    won = deals.won[row]
    if not won.any() or won.all():
        return {}
    size = len(stays.stages)
    visits = np.bincount(stage, minlength=size)
    half = evenings.mean() / 2
    by = [np.bincount(stage[side], weights=evenings[side], minlength=size) + half for side in (won, ~won)]
    odds = (by[0] / by[0].sum()) / (by[1] / by[1].sum()) if half > 0 else np.ones(size)
    return {name: float(odds[i]) for i, name in enumerate(stays.stages) if visits[i] >= policy.small_n}
