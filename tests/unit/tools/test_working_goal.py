"""The goal assumed where none is known says nothing of any one person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.facts import money_text
from copilot.policy import CoachingPolicy
from copilot.tools.attainment import working_goal
from copilot.tools.conversation import choose_conversation
from copilot.tools.curve import attained, new_normal
from copilot.tools.forecast_report import forecast_report
from copilot.tools.segments import standings
from tests.companies import deal, make_company, veteran

POLICY = CoachingPolicy(draws=2000)
AS_OF = date(2026, 6, 15)
DAYS = ("2025-05-05", "2025-08-04", "2025-11-03", "2026-02-02")
WON = {"ana": 61234.0, "bo": 87183.0, "cy": 70321.0, "di": 99412.0, "ed": 120777.0}
"""What each won in each quarter; the one in the middle won 87,183, and nobody else may learn it."""


def company():
    early = [deal("ed", "2024-09-01", lost="2024-10-03")]  # records begin early enough for each quarter to count
    return make_company([*early, *(deal(who, won=day, value=value, days=20) for who, value in WON.items() for day in DAYS)], reps=[veteran(who) for who in WON])


def test_two_figures_of_the_middle_are_all_that_is_assumed():
    assert working_goal(list(WON.values())) == 87000
    assert working_goal([0, 0, 0, 5]) is None
    assert working_goal([]) is None


@given(st.lists(st.floats(1, 1e8), min_size=4, max_size=9))
def test_it_is_near_the_middle_and_has_two_figures(revenues: list[float]):
    goal = working_goal(revenues)
    middle = sorted(revenues)[(len(revenues) - 1) // 2], sorted(revenues)[len(revenues) // 2]
    assert middle[0] * 0.95 <= goal <= middle[1] * 1.05
    assert len(f"{goal:.10e}".split("e")[0].rstrip("0").replace(".", "")) <= 2


def test_no_figure_or_text_of_another_rep_gives_the_middle_ones_revenue_away():
    them = company()
    where = standings(them, AS_OF, POLICY)
    ana = them.reps[0]
    assert where.assumed["ana"] == 87000
    report = forecast_report(them, ana, AS_OF, POLICY, changes=["revenue_per_customer=+5%"])
    goal = next(f for f in report.facts if f.name == "goal")
    assert goal.text == "a working goal of about $87,000, since there is neither a quota nor a personal goal"
    assert "rounded" in goal.source.how
    assert report.landing.goal.value == 87000
    assert report.goal_ahead == 4 * 87000
    assert not any(money_text(WON["bo"], "USD") in f.text for f in report.facts)
    # her own revenue over what is said of it leads back to the rounded goal only
    rows = attained(them, ana, where, POLICY, ())
    assert {a.basis for a in rows} == {"assumed"}
    said = new_normal(them, ana, rows, where, POLICY)
    assert WON["ana"] / said.value == pytest.approx(87000)
    assert where.by_rep["ana"].trailing is not None
    assert report.changes[0].ahead.d_expected / report.changes[0].ahead.d_attainment == pytest.approx(4 * 87000)


def test_that_nobody_set_a_goal_is_said_in_a_sentence_of_its_own():
    them = company()
    why = choose_conversation(them, them.reps[0], AS_OF, POLICY).why.text
    assert "expected by 30 June 2026. There is neither a quota nor a personal goal, so a working goal of about $87,000 stands in" in why
    assert "(" not in why
