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
        ('name = "x"\ncurrency = "USD"\n[[tiers]]\nfrom = 0.0\nrate = 6', "'tiers 1, rate' is 6: should be less than or equal to 1"),
        ('name = "x"\ncurrency = "USD"\nspeed = 1\n[[tiers]]\nfrom = 0.0\nrate = 0.1', "speed"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_plan_that_cannot_be_used_says_where(tmp_path: Path, text: str, says: str):
    (tmp_path / "commission.toml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        load_commission(tmp_path / "commission.toml")


TIER = "[[tiers]]\nfrom = 0.0\nrate = 0.1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'nme = "x"\ncurrency = "USD"\n{TIER}', ["there is no 'nme' (it is 'x'); did you mean 'name'?"]),
        (f'name = "x"\ncurrency = "USD"\ncolour = 1\n{TIER}', ["there is no 'colour' (it is 1); what may stand there: name, currency, tiers, bonuses"]),
        (f'currency = "USD"\n{TIER}', ["'name' is missing: give it as people call the plan"]),
        (f'name = "x"\ncurrency = "USD"\n{TIER}\n[[tiers]]\nfrm = 1.0\nrate = 0.2', ["there is no 'tiers 2, frm' (it is 1.0); did you mean 'from'?"]),
        ('name = "x"\ncurrency = "USD"\n[tiers]\nfrom = 0.0\nrate = 0.1', ["'tiers' is a single table: give it as one or more [[tiers]], each with from and rate"]),
        ('name = "x"\ncurrency = "USD"\ntiers = []', ["'tiers' is []: give it as one or more [[tiers]]"]),
        (f'name = ""\ncurrency = 5\n{TIER}', ["'name' is ''", "'currency' is 5: give it as the deals have it"]),
        (f'name = "x"\ncurrency = "USD"\n{TIER}\n[[bonuses]]\nat = 0\namount = "lots"', ["'bonuses 1, at' is 0: should be greater than 0", "'bonuses 1, amount' is 'lots'"]),
        ('name = "x"\ncurrency = "USD"\n[[tiers]]\nfrom = 0.5\nrate = 0.1', ["tiers must begin at 0 and rise, not [0.5]"]),
    ],
)
def test_a_mistake_in_a_plan_is_named_with_its_value_and_the_way_out(tmp_path: Path, text: str, says: list[str]):
    (tmp_path / "commission.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_commission(tmp_path / "commission.toml")
    said = str(caught.value)
    for part in (*says, "`nextplay demo` makes a data folder with a plan to start from"):
        assert part in said
    assert said.count(";") <= len(says) * 2  # nothing is said twice, as the missing key beside the one that was meant for it
    assert "{" not in said
    assert "Field required" not in said
    assert "Input should" not in said


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
