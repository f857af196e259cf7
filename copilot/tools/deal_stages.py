"""Whether a deal's stage, its expected date and what the customer did fit together (section 7 [B])."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from copilot.domain import FactKind, Rep
from copilot.facts import number_text
from copilot.tools.prospects import stays_at
from copilot.tools.segments import Standings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy
    from copilot.ports import Company


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deal is mentioned."""

    value: float | date | str
    unit: str
    text: str
    how: str
    kind: FactKind = "comparison"


def stage_paths(company: Company, rep: Rep, standing: Standings, still: pd.DataFrame, as_of: date, policy: CoachingPolicy) -> dict[str, list[Reason]]:
    """By open deal: a date closer than its stage allows, and a stage without what the customer does for it.

    Args:
        company: as it was at `as_of`; without stage history, or without activities that name deals, nothing is claimed.
        rep: whose deals.
        standing: the cohort whose wins say what a stage allows.
        still: the rep's open opportunities.
        as_of: the day.
        policy: the quantile, the verifiers.
    """
    found: dict[str, list[Reason]] = {}
    if still.empty:
        return found
    entered, took = _entered(company, standing, still, policy), _won_after(company, rep, standing, policy)
    shown = _shown(company, still, policy)
    for deal_id, stage, expected in zip(still["opportunity_id"], still["stage"], still["expected_close_on"], strict=True):
        reasons = []
        since = entered.get(deal_id)
        if since is not None and not pd.isna(expected) and expected.date() >= as_of and stage in took:
            reason = _too_soon(str(stage), (as_of - since).days, (expected.date() - as_of).days, took[stage], policy)
            reasons += [reason] if reason else []
        verifier = policy.verifiers.get(str(stage))
        if verifier is not None and shown is not None and (deal_id, verifier.activity) not in shown:
            text = f"in {stage}, and nothing on record says that the customer has {verifier.action}"
            reasons.append(
                Reason(
                    str(stage),
                    "text",
                    text,
                    f"The company's policy asks for something the customer did before a deal enters this stage: an activity of the type “{verifier.activity}” logged for the deal.",
                )
            )
        if reasons:
            found[str(deal_id)] = reasons
    return found


def _too_soon(stage: str, days_in: int, days_left: int, took: NDArray[Any], policy: CoachingPolicy) -> Reason | None:
    """From wins that were still in play so long after they entered the stage: how much longer they took at least."""
    later = took[took > days_in] - days_in
    if len(later) < policy.min_pool:
        return None
    least = float(np.quantile(later, policy.remaining_quantile))
    if days_left >= least:
        return None
    share = number_text((1 - policy.remaining_quantile) * 10, 0)
    when = "today" if days_left == 0 else f"in {days_left:,} {'day' if days_left == 1 else 'days'}"
    text = f"expected to close {when}, where {share} of ten wins took {number_text(least, 0)} {'day' if round(least) == 1 else 'days'} or longer from here in {stage}"
    return Reason(days_left, "days", text, "The days to the expected date, beside the days that won deals still took from the same point of this stage.")


def _entered(company: Company, standing: Standings, still: pd.DataFrame, policy: CoachingPolicy) -> dict[str, date]:
    """By open deal: when it last came into the stage it is in."""
    stays = stays_at(company, standing, policy)
    places = _PLACES.get(company)
    if places is None:
        places = _PLACES[company] = pd.Index(company.opportunities["opportunity_id"].to_numpy(dtype="object"))
    rows = places.get_indexer(pd.Index(still["opportunity_id"].to_numpy(dtype="object")))
    found = {}
    for deal_id, stage, row in zip(still["opportunity_id"], still["stage"], rows, strict=True):
        begin, end = np.searchsorted(stays.row, [row, row + 1])
        came = [day for day, code in zip(stays.entered[begin:end], stays.stage[begin:end], strict=True) if stays.stages[code] == stage]
        if came:
            found[str(deal_id)] = came[-1].astype("datetime64[D]").item()
    return found


def _won_after(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy) -> dict[str, NDArray[Any]]:
    """By stage: calendar days from coming into it to the win, of the cohort's wins where enough others are in it, else of the rep's own."""
    stays, deals = stays_at(company, standing, policy), standing.deals
    others = standing.others(rep.id)
    whose = {rep.id, *(s.rep_id for s in others)} if len(others) >= policy.min_pool else {rep.id}
    inside = np.array([r.id in whose for r in company.reps])
    won = deals.won[stays.row] & (deals.rep[stays.row] >= 0) & inside[deals.rep[stays.row]] & ~np.isnat(deals.closed[stays.row])
    row, stage, entered = stays.row[won], stays.stage[won], stays.entered[won]
    _, first = np.unique(row * max(len(stays.stages), 1) + stage, return_index=True)  # stays are in the order of days
    days = (deals.closed[row[first]].astype("datetime64[D]") - entered[first].astype("datetime64[D]")).astype("float64")
    found = {}
    for code, name in enumerate(stays.stages):
        took = days[(stage[first] == code) & (days >= 0)]
        if len(took) >= policy.small_n:
            found[name] = took
    return found


def _shown(company: Company, still: pd.DataFrame, policy: CoachingPolicy) -> set[tuple[str, str]] | None:
    """Deals with the types of activity that are on record for them; None where no activity of anybody names a deal."""
    if not policy.verifiers:
        return None
    every = _LOGGED.get(company)
    if every is None:
        every = _LOGGED[company] = defaultdict(set)
        acts = company.activities.dropna(subset=["opportunity_id"])
        for deal, kind in zip(acts["opportunity_id"].astype(str), acts["type"].astype(str), strict=True):
            every[deal].add(kind)
    return {(deal, kind) for deal in still["opportunity_id"] for kind in every.get(deal, ())} if every else None


_PLACES: WeakKeyDictionary[Company, pd.Index[Any]] = WeakKeyDictionary()
"""Where each deal of a company stands, found once."""
_LOGGED: WeakKeyDictionary[Company, dict[str, set[str]]] = WeakKeyDictionary()
"""By deal of a company: the types of activity on record for it, found once."""
