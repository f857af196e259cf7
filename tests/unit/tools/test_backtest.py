"""Past periods, forecast with only what was knowable then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from copilot.errors import InputError
from copilot.policy import CoachingPolicy
from copilot.tools.backtest import ELAPSED, Trial, backtest, score
from tests.companies import deal, make_company, veteran

POLICY = CoachingPolicy(draws=1000)
REPS = ("a", "b", "c", "d", "e", "f")


def poisson_company(seed: int = 1):
    """Six reps who sell exactly as the model says: starts by chance, four in ten won, 20 to 60 days."""
    rng = np.random.default_rng(seed)
    rows = []
    first, last = date(2024, 1, 1), date(2026, 3, 31)
    for who in REPS:
        for day in range((last - first).days):
            on = first + timedelta(days=day)
            for _ in range(rng.poisson(0.5) if on.weekday() < 5 else 0):
                closed = on + timedelta(days=int(rng.integers(20, 60)))
                if closed > last:
                    rows.append(deal(who, on))
                else:
                    rows.append(deal(who, on, value=float(rng.lognormal(5, 0.5)), account=f"{who}{len(rows)}", **({"won": closed} if rng.random() < 0.4 else {"lost": closed})))
    return make_company(rows, reps=[veteran(i) for i in REPS])


COMPANY = poisson_company()


def test_where_reps_sell_as_the_model_says_the_interval_holds_eight_in_ten():
    got = backtest(COMPANY, POLICY).score()
    assert got.trials == 7 * 3 * 6  # quarters from the third of 2024 on: the first closing was late in January
    assert 0.70 <= got.coverage <= 0.90
    assert abs(got.bias) < 0.10
    assert got.brier < got.brier_base
    assert got.brier < got.brier_pace


def test_what_came_later_changes_no_forecast():
    cut = date(2025, 6, 30)
    later = COMPANY.opportunities
    fate = later.copy()
    after = fate["closed_on"] > pd.Timestamp(cut)
    fate.loc[after, "value"] *= 100
    fate.loc[after & (fate["status"] == "won"), "status"] = "lost"
    changed = backtest(replace(COMPANY, opportunities=fate), POLICY)
    for one, other in zip(backtest(COMPANY, POLICY).trials, changed.trials, strict=True):
        if one.as_of <= cut:
            assert (one.rep_id, one.expected, one.p10, one.p90) == (other.rep_id, other.expected, other.p10, other.p90)


def test_each_period_is_forecast_at_its_start_and_after_each_third():
    days = sorted({(t.period, t.as_of, t.elapsed) for t in backtest(COMPANY, POLICY).trials if t.period == "2025-Q2"})
    assert [(d.isoformat(), e) for _, d, e in days] == [("2025-04-01", ELAPSED[0]), ("2025-04-30", ELAPSED[1]), ("2025-05-31", ELAPSED[2])]


def test_scores_by_hand():
    def trial(p10: float, p90: float, actual: float, goal: float | None, p: float | None, pace: float) -> Trial:
        return Trial("a", "2025-Q1", date(2025, 1, 1), 0.0, 0.0, 100.0, p10, p90, actual, goal, p, pace)

    got = score([trial(50, 150, 100, 100, 0.8, 50), trial(50, 150, 40, 100, 0.3, 120), trial(50, 150, 160, None, None, 0)])
    assert (got.trials, got.with_goal) == (3, 2)
    assert got.coverage == pytest.approx(1 / 3)
    assert got.below == pytest.approx(1 / 3)
    assert got.bias == pytest.approx(0)
    assert got.brier == pytest.approx((0.2**2 + 0.3**2) / 2)
    assert got.brier_base == pytest.approx(0.25)
    assert got.brier_pace == pytest.approx(1)


def test_too_little_history_is_said():
    with pytest.raises(InputError, match="90 days of history"):
        backtest(make_company([deal("a", "2026-01-01", won="2026-02-01", value=1)]), POLICY)


@pytest.fixture(scope="module")
def demo_company(demo_made_once: Path):
    from copilot.bootstrap import open_coach
    from copilot.coach import OPERATOR
    from copilot.settings import load_settings

    coach = open_coach(load_settings(data=demo_made_once))
    yield coach.aggregates.company(OPERATOR, date(2026, 11, 22))
    coach.close()


def holds(company) -> None:
    got = backtest(company, POLICY).score()
    assert 0.70 <= got.coverage <= 0.90
    assert got.brier < got.brier_base
    assert got.brier < got.brier_pace


def test_on_the_demo_company(demo_company):
    holds(demo_company)


def test_on_a_real_export(shared_data: Path, tmp_path: Path):
    from copilot.bootstrap import open_coach
    from copilot.coach import OPERATOR
    from copilot.settings import load_settings

    coach = open_coach(load_settings(data=tmp_path / "d"))
    coach.import_crm(OPERATOR, [shared_data / "crm" / "maven_iso"])
    holds(coach.aggregates.company(OPERATOR, date(2018, 1, 1)))
    coach.close()
