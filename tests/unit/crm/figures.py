"""The figures of each rep from a reading, in plain Python, computed apart from the engine."""

from __future__ import annotations

import statistics
from collections import defaultdict
from typing import Any

from store.crm.reading import Reading


def figures_per_rep(reading: Reading) -> dict[str, dict[str, float | None]]:
    """Rep's name -> started, won, lost, open, win_rate, won_value, customers_won, revenue_per_customer, days_to_win_mean and _median."""
    names = {p.key: p.name for p in reading.people}
    deals: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in reading.opportunities.astype(object).to_dict("records"):
        deals[names[row["rep_id"]]].append({k: v if v == v and v is not None else None for k, v in row.items()})
    return {rep: _figures(mine) for rep, mine in deals.items()}


def _figures(deals: list[dict[str, Any]]) -> dict[str, float | None]:
    won = [d for d in deals if d["status"] == "won"]
    lost = sum(d["status"] == "lost" for d in deals)
    value = sum(d["value"] or 0.0 for d in won)
    customers = len({d["account"] for d in won if d["account"] is not None}) + sum(d["account"] is None for d in won)
    days = [(d["closed_on"].date() - d["created_on"].date()).days for d in won if d["closed_on"] is not None and d["created_on"] is not None and d["closed_on"] >= d["created_on"]]
    return {
        "started": sum(d["created_on"] is not None for d in deals),
        "won": len(won),
        "lost": lost,
        "open": sum(d["status"] == "open" for d in deals),
        "win_rate": len(won) / (len(won) + lost) if won or lost else None,
        "won_value": value,
        "customers_won": customers,
        "revenue_per_customer": value / customers if customers else None,
        "days_to_win_mean": statistics.mean(days) if days else None,
        "days_to_win_median": statistics.median(days) if days else None,
    }
