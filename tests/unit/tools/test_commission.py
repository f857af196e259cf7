"""What a landing means in earnings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.errors import MixedCurrencies, SettingsError
from copilot.policy import CoachingPolicy
from copilot.tools.commission import CommissionPlan, load_commission
from copilot.tools.forecast_report import forecast_report
from tests.companies import book, make_company, quota, veteran

PLAN = CommissionPlan.model_validate({"name": "Reps", "currency": "USD", "tiers": [{"from": 0, "rate": 0.05}, {"from": 1, "rate": 0.1}], "bonuses": [{"at": 1.2, "amount": 500}]})


def test_tiers_and_bonus_by_hand():
    # goal 1,000: 50 for the first thousand, a tenth of what is beyond, 500 at 1,200
    assert PLAN.earnings(np.array([0, 500, 1000, 1100, 1200, 2000]), 1000).tolist() == pytest.approx([0, 25, 50, 60, 570, 650])


def test_a_tier_in_the_middle_ends_where_the_next_begins():
    plan = CommissionPlan.model_validate({"name": "Reps", "currency": "USD", "tiers": [{"from": 0, "rate": 0.05}, {"from": 0.5, "rate": 0.2}, {"from": 1, "rate": 0.1}]})
    assert plan.earnings(np.array([500, 1000, 1500]), 1000).tolist() == pytest.approx([25, 125, 175])


@given(st.floats(0, 5000), st.floats(0, 5000), st.floats(1, 3000))
def test_more_never_earns_less(landed, more, goal):
    assert PLAN.earnings(np.array(landed), goal) <= PLAN.earnings(np.array(landed + more), goal) + 1e-9


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "x"\ncurrency = "USD"', "tiers"),
        ('name = "x"\ncurrency = "USD"\n[[tiers]]\nfrom = 0.5\nrate = 0.1', "begin at 0"),
        ('name = "x"\ncurrency = "USD"\n[[tiers]]\nfrom = 0.0\nrate = 6', "rate is 6"),
        ('name = "x"\ncurrency = "USD"\nspeed = 1\n[[tiers]]\nfrom = 0.0\nrate = 0.1', "speed"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_plan_that_cannot_be_used_says_where(tmp_path: Path, text: str, says: str):
    (tmp_path / "commission.toml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        load_commission(tmp_path / "commission.toml")


def test_the_demo_ships_one_and_without_a_file_there_is_none(tmp_path: Path):
    shipped = load_commission(Path(__file__).resolve().parents[3] / "store" / "demo" / "commission.toml")
    assert shipped is not None
    assert shipped.currency == "EUR"
    assert load_commission(tmp_path / "commission.toml") is None


def test_a_forecast_is_put_into_earnings_where_there_is_a_quota():
    policy, day = CoachingPolicy(draws=2000), date(2026, 5, 15)
    rows = [row for who in ("me", "a", "b", "c") for row in book(who, 20, 10, value=200, last="2026-05-14")]
    quotas = [quota("me", "2026-04-01", "2026-06-30", 2000)]
    company = make_company(rows, reps=[veteran(i) for i in ("me", "a", "b", "c")], quotas=quotas)
    got = forecast_report(company, company.reps[0], day, policy, (), ["revenue_per_customer=+10%"], PLAN)
    landings = got.landing.forecast.landings()[0]
    assert got.earnings == pytest.approx(PLAN.earnings(landings, 2000).mean())
    assert got.changes[0].d_earnings > 0
    assert any(f.name == "earnings" and f.text.endswith("of commission for this quarter") for f in got.facts)
    assert forecast_report(company, company.reps[1], day, policy, (), (), PLAN).earnings is None
    with pytest.raises(MixedCurrencies, match=r"'EUR'.*'USD'"):
        forecast_report(company, company.reps[0], day, policy, (), (), PLAN.model_copy(update={"currency": "EUR"}))
