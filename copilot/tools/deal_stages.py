"""Whether a deal's stage, its expected date and what the customer did fit together (section 7 [B])."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from copilot.domain import FactKind, Rep
from copilot.facts import number_text
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
    entered = _entered(company, still)
    took = _won_after(company, rep, standing, policy)
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
            reasons.append(Reason(str(stage), "text", text, f"What policy asks of the stage: an activity of the type {verifier.activity!r} that names the deal."))
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
    return Reason(days_left, "days", text, "Days to the expected date, beside the days that deals won later still took from the same point of this stage.")


def _entered(company: Company, still: pd.DataFrame) -> dict[str, date]:
    """By open deal: when it came into the stage it is in."""
    if company.stages.empty:
        return {}
    history = company.stages[company.stages["opportunity_id"].isin(still["opportunity_id"])]
    current = history["opportunity_id"].map(dict(zip(still["opportunity_id"], still["stage"], strict=True)))
    own = history[(history["stage"] == current).to_numpy(dtype=bool)]
    return {str(i): on.date() for i, on in own.groupby("opportunity_id")["entered_on"].max().dropna().items()}


def _won_after(company: Company, rep: Rep, standing: Standings, policy: CoachingPolicy) -> dict[str, NDArray[Any]]:
    """By stage: calendar days from coming into it to the win, of the cohort's wins where enough others are in it, else of the rep's own."""
    if company.stages.empty:
        return {}
    others = standing.others(rep.id)
    whose = [rep.id, *(s.rep_id for s in others)] if len(others) >= policy.min_pool else [rep.id]
    opps = company.opportunities
    won = opps[(opps["status"] == "won").to_numpy(dtype=bool) & opps["closed_on"].notna().to_numpy() & opps["rep_id"].isin(whose).to_numpy()]
    history = company.stages[(company.stages["status"] == "open").to_numpy(dtype=bool)]
    first = history.groupby(["opportunity_id", "stage"], as_index=False)["entered_on"].min()
    joined = first.merge(won[["opportunity_id", "closed_on"]], on="opportunity_id")
    days = (joined["closed_on"] - joined["entered_on"]).dt.days
    return {str(stage): part.to_numpy(dtype="float64") for stage, part in days[days >= 0].groupby(joined["stage"]) if len(part) >= policy.small_n}


def _shown(company: Company, still: pd.DataFrame, policy: CoachingPolicy) -> set[tuple[str, str]] | None:
    """Deals with the types of activity that are on record for them; None where no activity of anybody names a deal."""
    acts = company.activities
    linked = acts["opportunity_id"].notna().to_numpy()
    if not policy.verifiers or not linked.any():
        return None
    own = acts[linked & acts["opportunity_id"].isin(still["opportunity_id"]).to_numpy()]
    return set(zip(own["opportunity_id"].astype(str), own["type"].astype(str), strict=True))
