"""Goals, attainment, segments and the figures of the level wanted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Aspiration, Window
from copilot.errors import MixedCurrencies
from copilot.policy import SEGMENTS, CoachingPolicy
from copilot.ports import Company
from copilot.tools.attainment import WonBook, attainment_rows, period_goal, quota_between, quotas_of, trailing_attainment
from copilot.tools.level_wanted import best_year, mean_target, people_at, pool_of, pool_segments, target_segment
from copilot.tools.segments import is_ramping, segment_of, segment_of_goal, standing_facts, standings
from copilot.tools.window import period_of
from tests.companies import book, deal, make_company, quota, rep, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 6, 30)
YEAR = ("2025-07-01", "2026-06-30")


def wish(rep_id: str = "me", *, amount: int | None = None, segment: str | None = None, on: date = date(2026, 1, 1)) -> Aspiration:
    return Aspiration(rep_id, "performance", "what I want", on, Decimal(amount) if amount else None, segment)


# ---------------------------------------------------------------- attainment


def test_rows_of_attainment_are_the_quotas_as_given():
    company = make_company(
        [deal("ana", "2025-01-02", won="2025-02-01", value=80), deal("ana", "2025-01-02", won="2025-03-31", value=40), deal("ana", "2025-01-02", won="2025-04-01", value=7)],
        quotas=[quota("ana", "2025-01-01", "2025-03-31", 100), quota("ana", "2025-04-01", "2025-04-30", 50), quota("ana", "2025-04-01", "2025-04-30", 20), quota("ana", "2026-01-01", "2026-12-31", 9)],
    )
    rows = attainment_rows(company, company.reps[0], None, date(2025, 4, 20))
    assert [(r.period, r.quota, r.won_value, r.attainment) for r in rows] == [("2025-Q1", 100, 120, 1.2), ("2025-04", 70, 7, 0.1)]  # the quota of 2026 has not begun
    assert [r.period for r in attainment_rows(company, company.reps[0], Window(date(2025, 4, 1), date(2025, 4, 2)), date(2025, 4, 20))] == ["2025-04"]


def test_a_goal_is_the_quota_else_the_personal_one_else_assumed():
    company = make_company(reps=[rep("me")], quotas=[quota("me", "2026-04-01", "2026-06-30", 900)])
    me = company.reps[0]
    second, third = period_of(date(2026, 5, 1), "quarter"), period_of(date(2026, 8, 1), "quarter")

    def goal(period, wishes, assumed):
        return period_goal(company, me, period, AS_OF, POLICY, wishes, assumed, "USD")

    assert (goal(second, [wish(amount=500)], 700).value, goal(second, [], None).basis) == (900, "quota")
    own = goal(third, [wish(amount=500), wish(amount=600, on=date(2026, 2, 1)), wish(amount=999, on=date(2026, 7, 5))], 700)
    assert (own.value, own.basis, own.words) == (600, "personal", "the personal goal of $600")  # the latest said by then
    assumed = goal(third, [], 700)
    assert (assumed.value, assumed.basis) == (700, "assumed")
    assert "a working goal of about" in assumed.words
    assert goal(third, [], None) is None


def test_goals_over_other_days_are_prorated_by_working_days():
    company = make_company(reps=[rep("me")], quotas=[quota("me", "2026-01-01", "2026-03-31", 640)])
    # Q1 2026 has 64 working days (January 22, February 20, March 22), so one is worth 10
    assert quota_between(quotas_of(company, "me"), date(2026, 1, 1), date(2026, 1, 31), POLICY) == pytest.approx(220)
    assert quota_between(quotas_of(company, "me"), date(2026, 4, 1), date(2026, 4, 30), POLICY) is None


def trailing(company: Company, window: Window, wishes=(), assumed=None, policy=POLICY):
    return trailing_attainment(company, company.reps[0], window, WonBook(company), policy, wishes, assumed)


def test_a_period_without_a_goal_drops_from_both_sides():
    company = make_company(
        [deal("me", "2025-12-01", won="2026-02-01", value=330), deal("me", "2025-12-01", won="2026-05-01", value=1000)],
        quotas=[quota("me", "2026-01-01", "2026-03-31", 640)],
    )
    window = Window(date(2026, 1, 1), date(2026, 6, 30))
    assert trailing(company, window) == (pytest.approx(330 / 640), "quota")
    # the personal goal fills the quarter without a quota: (330 + 1000) / (640 + 500)
    assert trailing(company, window, [wish(amount=500)]) == (pytest.approx(1330 / 1140), "quota")
    # an assumed goal does not fill holes
    assert trailing(company, window, assumed=500.0) == (pytest.approx(330 / 640), "quota")
    # only February and March of the quarter are in this window: 42 of 64 working days
    assert trailing(company, Window(date(2026, 2, 1), date(2026, 3, 31))) == (pytest.approx(330 / 420), "quota")


def test_without_any_goal_of_their_own_the_assumed_one_counts_and_is_called_so():
    company = make_company([deal("me", "2026-01-01", won="2026-02-01", value=330)])
    window = Window(date(2026, 1, 1), date(2026, 6, 30))
    assert trailing(company, window, assumed=330.0) == (pytest.approx(0.5), "assumed")
    assert trailing(company, window) == (None, None)


def test_quotas_in_two_currencies_are_refused():
    company = make_company(reps=[rep("me")], quotas=[quota("me", "2026-01-01", "2026-03-31", 1), quota("me", "2026-04-01", "2026-06-30", 1, "EUR")])
    with pytest.raises(MixedCurrencies, match="'EUR' and 'USD'"):
        quotas_of(company, "me")


def test_wins_are_not_measured_by_quotas_in_another_currency():
    company = make_company([deal("me", "2026-01-01", won="2026-02-01", value=330)], reps=[veteran("me")], quotas=[quota("me", "2026-01-01", "2026-03-31", 1, "EUR")])
    with pytest.raises(MixedCurrencies, match="'EUR' and 'USD'"):
        attainment_rows(company, company.reps[0], None, AS_OF)
    with pytest.raises(MixedCurrencies, match="'EUR' and 'USD'"):
        standings(company, AS_OF, POLICY)


# ---------------------------------------------------------------- segments


@pytest.mark.parametrize(
    ("value", "segment"),
    [(-1, "Poor"), (0.5999, "Poor"), (0.60, "Low Core"), (0.8499, "Low Core"), (0.85, "Core"), (1.0499, "Core"), (1.05, "High Core"), (1.2999, "High Core"), (1.30, "Star"), (9, "Star")],
)
def test_lower_bounds_are_closed(value: float, segment: str):
    assert segment_of(value, POLICY.segment_bounds) == segment


@given(st.floats(-10, 10), st.lists(st.floats(-5, 5), min_size=4, max_size=4, unique=True))
def test_every_value_has_exactly_one_segment_and_more_is_never_lower(value: float, bounds: list[float]):
    bounds.sort()
    place = SEGMENTS.index(segment_of(value, bounds))
    assert place == 0 or value >= bounds[place - 1]
    assert place == 4 or value < bounds[place]


def test_the_segment_of_the_goal_is_core_by_default():
    assert segment_of_goal(POLICY) == "Core"


def team_by_attainment(**percent: int) -> Company:
    """Reps with one yearly quota of 1,000 and so many percent of it won in wins of 10."""
    rows = [row for who, share in percent.items() for row in book(who, share, value=10.0, every=1)]
    return make_company(rows, reps=[veteran(who) for who in percent], quotas=[quota(who, *YEAR, 1000) for who in percent])


def test_quotas_decide_the_segment_where_there_are_any():
    where = standings(team_by_attainment(a=50, b=60, c=90, d=110, e=140), AS_OF, POLICY)
    assert [where.by_rep[i].segment for i in "abcde"] == ["Poor", "Low Core", "Core", "High Core", "Star"]
    assert {s.by for s in where.by_rep.values()} == {"attainment"}
    assert where.by_rep["c"].trailing == pytest.approx(0.9)


def test_without_quotas_revenue_quantiles_decide_and_texts_say_so():
    company = make_company([row for i in range(11) for row in book(f"r{i}", i + 1, every=1)], reps=[veteran(f"r{i}") for i in range(11)])
    where = standings(company, AS_OF, POLICY)
    # revenues 100 .. 1,100; the quantiles .10 .35 .65 .90 of eleven values are 200, 450, 750, 1,000
    segments = [where.by_rep[f"r{i}"].segment for i in range(11)]
    assert segments == ["Poor", "Low Core", "Low Core", "Low Core", "Core", "Core", "Core", "High Core", "High Core", "Star", "Star"]
    facts = standing_facts(company, where, company.reps[4], "High Core")
    assert {f.name: f.text for f in facts} == {"segment": "Core (by revenue; no quota was given)", "target.segment": "High Core (by revenue; no quota was given)"}


def test_ramping_reps_are_shown_and_never_segmented_nor_pooled():
    company = make_company(
        [row for i in range(5) for row in book(f"r{i}", 9)] + [deal("new", "2026-05-01", won="2026-06-01", value=5000)],
        reps=[*(veteran(f"r{i}") for i in range(5)), veteran("gone"), rep("hired", hired_on="2026-04-02")],
    )
    where = standings(company, AS_OF, POLICY)
    assert (where.by_rep["new"].ramping, where.by_rep["new"].segment, where.by_rep["new"].revenue) == (True, None, 5000)
    assert where.by_rep["hired"].ramping  # 89 days
    assert not where.by_rep["gone"].ramping
    assert "new" not in where.cohorts["r0"]
    assert "hired" not in where.cohorts["r0"]


def test_ramp_counts_from_the_hire_date_else_the_first_record():
    assert is_ramping(rep("x", hired_on="2026-04-02"), date(2020, 1, 1), AS_OF, POLICY)
    assert not is_ramping(rep("x", hired_on="2026-04-01"), None, AS_OF, POLICY)  # 90 days
    assert is_ramping(rep("x"), date(2026, 4, 2), AS_OF, POLICY)
    assert is_ramping(rep("x"), None, AS_OF, POLICY)


def test_cohorts_are_people_of_one_job():
    company = make_company(
        [row for who in "abcdef" for row in book(who, 5)], reps=[veteran(w, job="AE", region="N" if w < "b" else "S") for w in "abc"] + [veteran(w, job="SDR", region="N") for w in "def"]
    )
    assert standings(company, AS_OF, POLICY).cohorts["a"] == ("a", "b", "c")
    assert standings(company, AS_OF, CoachingPolicy(cohort_by_region=True)).cohorts["a"] == ("a",)


def test_three_alone_have_no_segment_by_revenue():
    company = make_company([row for who in "abc" for row in book(who, 5)], reps=[veteran(who) for who in "abc"])
    own = standings(company, AS_OF, POLICY).by_rep["a"]
    assert own.segment is None
    assert "too few" in own.note


def test_the_assumed_goal_is_the_cohorts_median_of_the_last_complete_period():
    rows = [row for i, who in enumerate("abcd", 1) for row in book(who, 1, value=100.0 * i, last="2026-03-31")]
    company = make_company(rows, reps=[*(veteran(who) for who in "abcd"), rep("new", hired_on="2026-05-01")])
    assumed = standings(company, AS_OF, POLICY).assumed
    assert assumed["a"] == 250  # of 100, 200, 300, 400 in the first quarter
    assert assumed["new"] is None  # somebody new is measured by no one else's revenue
    assert standings(company, date(2026, 3, 31), POLICY).assumed["a"] is None  # the quarter before: nothing


# ---------------------------------------------------------------- the level wanted


@pytest.mark.parametrize(
    ("own", "wanted", "target"),
    [("Poor", None, "Low Core"), ("Core", "Star", "Star"), ("Core", "core", "High Core"), ("Core", "Poor", "High Core"), ("Core", "Galaxy", "High Core"), ("Star", None, "Star"), (None, "Star", None)],
)
def test_the_target_is_the_next_segment_or_a_higher_one_the_rep_names(own, wanted, target):
    assert target_segment(own, [wish(segment=wanted)] if wanted else [], "me", AS_OF) == target


def test_pooling_goes_up_first_then_down_but_never_to_the_own_level():
    assert pool_segments("Poor", "Core") == ["Core", "High Core", "Star", "Low Core"]
    assert pool_segments("Core", "High Core") == ["High Core", "Star"]
    assert pool_segments("High Core", "Star") == ["Star"]


def values_at(company: Company) -> dict[str, float]:
    return {r.id: float(i) for i, r in enumerate(company.reps, 1)}


def test_pooled_figures_follow_the_rule_to_the_letter():
    company = team_by_attainment(me=50, l1=70, l2=75, l3=80, c1=90, h1=110, h2=120, s1=140)
    where = standings(company, AS_OF, POLICY)
    values = values_at(company)  # me 1, l1 2, l2 3, l3 4, c1 5, h1 6, h2 7, s1 8
    next_up = mean_target(where, "me", "Low Core", values, POLICY)
    assert (next_up.value, next_up.n, next_up.segments) == (3, 3, ("Low Core",))
    assert set(pool_of(where, "me", "Low Core", values, POLICY).rep_ids) == {"l1", "l2", "l3"}
    core = mean_target(where, "me", "Core", values, POLICY)
    assert (core.value, core.n, core.segments) == (fmean([5, 6, 7]), 3, ("Core", "High Core"))
    high = mean_target(where, "me", "High Core", values, POLICY)
    assert (high.n, high.segments) == (3, ("High Core", "Star"))
    star = mean_target(where, "me", "Star", values, POLICY)  # downwards from Star, above Poor
    assert (star.value, star.segments) == (fmean([8, 6, 7]), ("High Core", "Star"))
    assert mean_target(where, "c1", "High Core", values, POLICY).segments == ("High Core", "Star")
    assert mean_target(where, "h1", "Star", values, POLICY) is None  # one Star, and h2 is at the own level


def test_without_quotas_and_values_nobody_is_a_star():
    company = make_company([d | {"value": None} for who in "abcd" for d in book(who, 3)], reps=[veteran(who) for who in "abcd"])
    own = standings(company, AS_OF, POLICY).by_rep["a"]
    assert own.segment is None
    assert "nothing to compare by" in own.note


def test_those_without_a_value_are_not_counted():
    company = team_by_attainment(me=50, l1=70, l2=75, l3=80)
    where = standings(company, AS_OF, POLICY)
    assert mean_target(where, "me", "Low Core", {"l1": 1.0, "l2": 2.0}, POLICY) is None
    assert pool_of(where, "me", "Low Core", {"l1", "l2", "me"}, POLICY) is None


@given(st.lists(st.integers(0, 160), min_size=2, max_size=9), st.integers(2, 5), st.sampled_from(SEGMENTS[1:]))
def test_no_figure_over_fewer_than_min_pool_others(percent: list[int], min_pool: int, target: str):
    policy = CoachingPolicy(min_pool=min_pool)
    company = team_by_attainment(**{f"r{i}": p for i, p in enumerate(percent)})
    company = make_company([], reps=company.reps) if not len(company.opportunities) else company
    where = standings(company, AS_OF, policy)
    own = where.by_rep["r0"]
    if own.segment is None or SEGMENTS.index(target) <= SEGMENTS.index(own.segment):
        return
    above = [s for s in where.others("r0") if s.segment and SEGMENTS.index(s.segment) > SEGMENTS.index(own.segment)]
    pooled = mean_target(where, "r0", target, {s.rep_id: 1.0 for s in where.by_rep.values()}, policy)
    assert (pooled is not None) == (len(above) >= min_pool)
    if pooled:
        assert pooled.n >= min_pool
        assert own.segment not in pooled.segments


def test_words_name_what_was_pooled():
    assert people_at(("High Core", "Star"), "High Core", "attainment") == "people at High Core and Star"
    assert people_at(("High Core",), "High Core", "revenue") == "people at the level aimed at"
    assert people_at(("High Core", "Star"), "High Core", "revenue") == "people at High Core and Star (by revenue; no quota was given)"


def test_a_stars_best_year_is_found_among_month_ends():
    rows = book("me", 10, last="2025-03-31", every=20) + book("me", 6, last="2026-06-30", every=20) + [deal("me", "2024-01-01", lost="2024-01-09")]
    company = make_company(rows)
    best = best_year(company, company.reps[0], standings(company, AS_OF, POLICY), POLICY)
    # the ten wins from 2 October 2024 to 31 March 2025 lie whole in every year that ends from March to September 2025
    assert best is not None
    assert WonBook(company).revenue("me", best.start, best.end) == 1000
    now = make_company([*book("me", 6, every=20), deal("me", "2024-01-01", lost="2024-01-09")])
    assert best_year(now, now.reps[0], standings(now, AS_OF, POLICY), POLICY) is None
