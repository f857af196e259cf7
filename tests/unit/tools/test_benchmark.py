"""Where to look first: activity, mix, pistons, and that nobody else shows."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.domain import Aspiration
from copilot.policy import PISTONS, CoachingPolicy
from copilot.ports import Company
from copilot.tools.benchmark import Benchmark, benchmark
from copilot.tools.pistons import OWN_BEST, landing_share, own_engine, piston_gaps
from copilot.tools.segments import standings
from tests.companies import acts, book, deal, make_company, quota, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 6, 30)
YEAR = ("2025-07-01", "2026-06-30")
OTHERS = ("h1", "h2", "h3")

# me: 9 wins of 18 closed at 100 -> 900 of 1,000, Core; the three others won 12 of 18 at 100, 100 and 95 -> High Core
DEALS = [*book("me", 9, 9), *book("h1", 12, 6), *book("h2", 12, 6), *book("h3", 12, 6, value=95.0)]


def company_of(deals: list[dict[str, Any]] = DEALS, activities: list[dict[str, Any]] | None = None, others: tuple[str, ...] = OTHERS) -> Company:
    who = ("me", *others)
    return make_company(deals, activities or [], reps=[veteran(i, name=f"{i.title()} Zephyrina") for i in who], quotas=[quota(i, *YEAR, 1000) for i in who])


def of(company: Company, policy: CoachingPolicy = POLICY, wishes: tuple[Aspiration, ...] = ()) -> Benchmark:
    return benchmark(company, company.reps[0], AS_OF, policy, wishes)


def piston(found: Benchmark, name: str):
    return next(p for p in found.pistons if p.name == name)


def text(found: Benchmark, name: str) -> str:
    return next(f.text for f in found.facts if f.name == name)


# ---------------------------------------------------------------- pistons


def test_pistons_and_their_shares_by_hand():
    found = of(company_of())
    assert (found.segment, found.target_segment) == ("Core", "High Core")
    # 18 starts in 12 months each; 9/18 against 12/18; 100 against (100 x 100 x 95)^(1/3); 30 days each
    starts, win_rate, revenue, speed = found.pistons
    assert (starts.raw, starts.target.value, starts.n) == (1.5, pytest.approx(1.5), 18)
    assert (win_rate.raw, win_rate.target.value, win_rate.n) == (0.5, pytest.approx(2 / 3), 18)
    assert (revenue.raw, revenue.target.value, revenue.n) == (100, pytest.approx(950000 ** (1 / 3)), 9)
    assert (speed.raw, speed.target.value, speed.n) == (30, pytest.approx(30), 9)
    gap = math.log(4 / 3) + math.log(95 / 100) / 3
    assert win_rate.share_of_gap == pytest.approx(math.log(4 / 3) / gap)
    assert revenue.share_of_gap == pytest.approx(math.log(95 / 100) / 3 / gap)
    assert starts.share_of_gap == pytest.approx(0)
    # E = 1.5 a month x 0.5 x 100 x (365 - 30) / 365, for 12 months; the rest of the 900 is backlog
    assert found.modelled == pytest.approx(12 * 1.5 * 0.5 * 100 * 335 / 365)
    assert found.backlog == pytest.approx(900 - found.modelled)
    assert all(p.target.n == 3 for p in found.pistons)


def test_the_focus_is_the_piston_with_the_largest_term_and_says_it_with_both_figures():
    found = of(company_of())
    assert (found.focus.kind, found.focus.name) == ("piston", "win_rate")
    assert found.focus.sentence == "Win rate: 50 % of 18 closed where people at High Core win about 67 %; that is all of the distance in revenue to that level."
    assert text(found, "focus.sentence") == found.focus.sentence
    fact = next(f for f in found.facts if f.name == "win_rate.vs_target")
    assert (fact.kind, fact.direction, fact.looks_back) == ("comparison", "below", False)
    assert next(f for f in found.facts if f.name == "win_rate.share").kind == "decomposition"


def test_equal_pistons_go_to_the_one_cheaper_to_change():
    # others start as many more as they win better: 4/3 each; 16 starts won at 2/3 against 12 won at 1/2
    mine = book("me", 6, 6, value=150.0)
    theirs = [d for who in OTHERS for d in [*book(who, 8, 4, value=150.0), *(deal(who, "2026-06-01") for _ in range(4))]]
    found = of(company_of([*mine, *theirs]))
    assert piston(found, "starts").term == pytest.approx(piston(found, "win_rate").term)
    assert found.focus.name == "starts"


def test_a_small_difference_is_no_focus_but_something_to_stretch():
    theirs = [d for who in OTHERS for d in book(who, 11, 7, value=100.0)]  # 11 of 18 against 10 of 18: a ratio of 0.91
    found = of(company_of([*book("me", 10, 8), *theirs]))
    assert (found.focus.kind, found.focus.name) == ("none", None)
    assert found.focus.sentence.startswith("There is no clear gap; here is what could be stretched: 5 % more new opportunities would bring about $")


def test_wins_per_customer_is_named_where_it_is_that_which_differs():
    # me: larger wins, each for another account; others: smaller wins, many for one
    mine = book("me", 9, 9)
    theirs = [d | {"account": "One" if i % 2 else "Two"} for who in OTHERS for i, d in enumerate(book(who, 12, 6, value=95.0))]
    found = of(company_of([*mine, *theirs]))
    assert piston(found, "revenue_per_customer").term < 0 < math.log(piston(found, "revenue_per_customer").target.value / 100)
    assert any("number of wins with each" in note for note in found.notes)


def test_g_is_the_share_of_the_horizon_a_start_can_land_in():
    assert landing_share(np.array([0.0, 73.0, 365.0, 500.0]), 365) == pytest.approx((1 + 0.8 + 0 + 0) / 4)


def test_long_cycles_lengthen_the_horizon():
    rows = [d for who in ("me", *OTHERS) for d in book(who, 12, 4, days=200)]
    company = company_of(rows)
    where = standings(company, AS_OF, POLICY)
    assert own_engine(company.reps[0], where, POLICY).horizon == 400


# ---------------------------------------------------------------- activities


def with_acts(mine: dict[str, int], theirs: dict[str, int]) -> Company:
    """Counts in the last 13 weeks: 65 working days (no holidays), so 65 is one a working day, five a week."""
    rows = [row for kind, n in mine.items() for row in acts("me", kind, n, AS_OF - timedelta(days=1), every=0)]
    rows += [row for who in OTHERS for kind, n in theirs.items() for row in acts(who, kind, n, AS_OF - timedelta(days=1), every=0)]
    return company_of(activities=rows)


def test_an_obvious_activity_gap_comes_before_any_piston():
    found = of(with_acts({"call": 100, "demo": 26}, {"call": 100, "demo": 39}))
    assert (found.focus.kind, found.focus.name) == ("activity", "demo")
    assert text(found, "demo.vs_target") == "about 2 a week where people at High Core run about 3"
    assert found.focus.sentence == "Demos: about 2 a week where people at High Core run about 3."
    demo = next(a for a in found.activities if a.type == "demo")
    assert (demo.rate, demo.target.value, demo.n, demo.obvious) == (pytest.approx(26 / 65), pytest.approx(39 / 65), 26, True)
    assert any("email or meeting" in note for note in found.notes)


@pytest.mark.parametrize(("mine", "obvious"), [(85, True), (86, False)])
def test_obvious_means_at_most_085_of_the_target(mine: int, obvious: bool):
    found = of(with_acts({"call": mine}, {"call": 100}))
    assert found.activities[0].obvious is obvious


def test_of_two_gaps_the_larger_in_proportion_is_the_focus():
    found = of(with_acts({"call": 100, "demo": 10}, {"call": 140, "demo": 20}))
    assert found.focus.name == "demo"


def test_a_level_total_with_another_mix_names_the_type_that_is_short():
    found = of(with_acts({"call": 56, "meeting": 44}, {"call": 40, "meeting": 50}), CoachingPolicy(gap_ratio=0.5))
    assert found.focus.kind == "none"  # the totals of 100 and 90 differ by 11 %: no matter of mix
    found = of(with_acts({"call": 56, "meeting": 44}, {"call": 44, "meeting": 56}), CoachingPolicy(gap_ratio=0.5))
    assert (found.focus.kind, found.focus.name) == ("activity", "meeting")
    assert found.focus.sentence == "Meetings: 44 % of the activity where people at High Core give it 56 %."


def test_many_a_day_are_said_by_the_day():
    assert text(of(with_acts({"call": 455}, {"call": 520})), "call.vs_target") == "about 7 a day where people at High Core run about 8"


def test_rows_of_a_comparison_are_the_reps_own():
    company = with_acts({"demo": 26}, {"demo": 39})
    mine = set(company.activities.loc[company.activities["rep_id"] == "me", "activity_id"])
    facts = {f.name: f for f in of(company).facts}
    assert set(facts["demo.rate"].source.rows) == mine
    assert facts["demo.target"].source.rows == ()
    assert facts["demo.target"].n == 3


# ---------------------------------------------------------------- who is left alone


def test_two_others_are_too_few_for_any_figure_of_theirs():
    found = of(company_of([*book("me", 9, 9), *book("h1", 12, 6), *book("h2", 12, 6)], acts("h1", "call", 50, AS_OF, every=1), others=("h1", "h2")))
    assert all(p.target is None and p.share_of_gap is None for p in found.pistons)
    assert all(a.target is None and not a.obvious for a in found.activities)
    assert any("fewer than 3 others" in note for note in found.notes)
    assert found.focus.kind == "none"


def test_a_rep_without_anything_gets_reasons_instead_of_figures():
    company = company_of([d for who in OTHERS for d in book(who, 12, 6)])
    found = benchmark(company, replace(company.reps[0], hired_on=None), AS_OF, POLICY)
    assert found.focus.sentence == "There is no clear gap to speak of yet."
    assert piston(found, "win_rate").raw is None
    assert found.modelled is None
    assert found.notes


def test_a_named_higher_segment_is_the_target():
    company = company_of([*DEALS, *(d for who in ("s1", "s2", "s3") for d in book(who, 14, 6))], others=(*OTHERS, "s1", "s2", "s3"))
    found = of(company, wishes=(Aspiration("me", "performance", "I want to be a star", date(2026, 1, 1), segment="Star"),))
    assert found.target_segment == "Star"
    assert "people at Star" in text(found, "win_rate.vs_target")


def test_a_star_is_compared_with_nobody_but_their_own_best_year():
    # all 20 wins lie in the 12 months to November 2025, with one of the two losses (the other was on 30 November 2024): 20 of 21
    best_then = book("me", 20, 2, last="2025-06-28", every=10)
    company = company_of([*best_then, *book("me", 14, 14, every=6), *(d for who in OTHERS for d in book(who, 14, 2))])
    found = of(company)
    assert found.segment == "Star"
    assert piston(found, "win_rate").target.whom == OWN_BEST
    assert (found.focus.kind, found.focus.name) == ("piston", "win_rate")
    assert text(found, "win_rate.vs_target") == f"50 % of 28 closed where {OWN_BEST} had about 95 %"


def test_a_star_at_their_best_stretches_the_cheapest_of_equals():
    found = of(company_of([*book("me", 15, 9), *(d for who in OTHERS for d in book(who, 14, 2))]))
    assert (found.segment, found.focus.kind, found.focus.name) == ("Star", "piston", "starts")
    assert found.focus.sentence.startswith("The present 12 months are the best so far: 5 % more new opportunities")
    # 5 % of 12 x 2 a month x 15/24 x 100 x 335/365
    gain = next(f for f in found.facts if f.name == "focus.sentence").value
    assert gain == pytest.approx(0.05 * 24 * 15 / 24 * 100 * 335 / 365)


# ---------------------------------------------------------------- properties

BOOKS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 15), st.sampled_from([50.0, 100.0, 170.0]), st.integers(1, 200)), min_size=2, max_size=9)


def random_company(books: list[tuple[int, int, float, int]], scale: float = 1.0, quotas: bool = True) -> Company:
    names = [f"rep{i}x" for i in range(len(books))]
    rows = [row for name, (wins, losses, value, days) in zip(names, books, strict=True) for row in book(name, wins, losses, value=value * scale, days=days)]
    done = [row for i, name in enumerate(names) for row in acts(name, "call", 7 * i + 5, AS_OF, every=1)]
    return make_company(rows, done, reps=[veteran(n, name=f"Quib{n} Zephyrina") for n in names], quotas=[quota(n, *YEAR, 1000 * scale) for n in names] if quotas else ())


@given(BOOKS, st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_the_four_terms_add_up_to_the_gap_and_the_shares_to_one(books, quotas: bool):
    company = random_company(books, quotas=quotas)
    where = standings(company, AS_OF, POLICY)
    for rep in company.reps[:2]:
        target = benchmark(company, rep, AS_OF, POLICY, (), where).target_segment
        gaps = piston_gaps(company, rep, where, target, POLICY)
        if gaps.gap is None:
            assert all(p.share_of_gap is None for p in gaps.pistons)
            continue
        assert sum(p.term for p in gaps.pistons) == pytest.approx(gaps.gap)
        if gaps.gap:
            assert sum(p.share_of_gap for p in gaps.pistons) == pytest.approx(1)
        # and the gap is ln(E target / E rep), with E taken from the factors themselves
        targets = math.exp(gaps.gap) * gaps.engine.model.monthly
        own = [gaps.engine.model.starts, gaps.engine.model.win_rate, gaps.engine.model.revenue_per_win, gaps.engine.model.landing]
        assert targets == pytest.approx(math.prod(v * math.exp(p.term) for v, p in zip(own, gaps.pistons, strict=True)))


@given(BOOKS, st.booleans())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_no_fact_of_a_rep_shows_anybody_else(books, quotas: bool):
    company = random_company(books, quotas=quotas)
    mine = company.reps[0]
    rows = set(company.opportunities.loc[company.opportunities["rep_id"] == mine.id, "opportunity_id"]) | set(company.activities.loc[company.activities["rep_id"] == mine.id, "activity_id"])
    found = benchmark(company, mine, AS_OF, POLICY)
    others = [name for r in company.reps[1:] for name in (r.id, r.name)]
    for fact in found.facts:
        assert fact.rep_id == mine.id
        assert set(fact.source.rows) <= rows
        assert not any(name in fact.text or name in fact.source.how for name in others)
        assert "average" not in fact.text
        assert "rank" not in fact.text
    for aim in [p.target for p in found.pistons] + [a.target for a in found.activities]:
        assert aim is None or aim.n >= POLICY.min_pool or aim.whom == OWN_BEST
    assert [p.name for p in found.pistons] == list(PISTONS)


@given(BOOKS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_scaling_money_changes_no_direction_no_share_and_no_focus(books):
    one, ten = (of(random_company(books, scale)) for scale in (1.0, 10.0))
    assert (one.focus.kind, one.focus.name, one.segment) == (ten.focus.kind, ten.focus.name, ten.segment)
    for a, b in zip(one.pistons, ten.pistons, strict=True):
        assert a.share_of_gap is None or b.share_of_gap == pytest.approx(a.share_of_gap, abs=1e-9)
        factor = 10 if a.name == "revenue_per_customer" else 1
        assert a.raw is None or b.raw == pytest.approx(a.raw * factor)
