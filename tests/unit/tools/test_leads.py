"""Whether keeping commitments leads attainment: the correlation by hand, the answers, and what may not leak into it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain import Goal, GoalDraft, GoalEvent, GoalState, Role
from copilot.policy import CoachingPolicy
from copilot.tools.curve import Attained
from copilot.tools.leads import Pair, Waiting, leads, pairs_of, waiting_of
from copilot.tools.window import next_period, period_of
from tests.companies import act, make_company, rep

POLICY = CoachingPolicy(leads_resamples=200)
AS_OF = date(2026, 6, 30)
Q1 = period_of(date(2026, 1, 1), "quarter")
Q2 = next_period(Q1)


def pairs(*rows: tuple[float, float, float]) -> list[Pair]:
    """One of each rep: kept, attainment before, attainment after."""
    return [Pair(f"r{i}", "2026-Q1", *row) for i, row in enumerate(rows)]


def by_hand(rows) -> float:
    """Partial correlation of ranks: both sides' residuals on the ranks of attainment before."""
    ranks = [np.array([sorted(c).index(v) + (sorted(c).count(v) - 1) / 2 for v in c]) for c in zip(*rows, strict=True)]
    x, z, y = ranks
    design = np.column_stack([np.ones(len(z)), z])
    left = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (x, y)]
    return float(np.corrcoef(*left)[0, 1])


ROWS = [(0.2, 0.9, 0.8), (0.4, 0.7, 0.9), (0.5, 1.1, 1.0), (0.6, 0.8, 0.7), (0.8, 1.0, 1.2), (0.9, 0.6, 1.1), (1.0, 1.2, 1.3), (1.0, 0.5, 0.6)]


def test_the_figure_is_the_correlation_of_what_attainment_before_leaves_of_the_ranks():
    got = leads(pairs(*ROWS), AS_OF, POLICY)
    assert got.rho == pytest.approx(by_hand(ROWS))
    assert got.low < got.rho < got.high
    assert (got.pairs, got.reps, got.fact.n, got.fact.rep_id, got.fact.source.rows) == (8, 8, 8, None, ())


def test_a_plain_lead_is_a_yes_with_its_n():
    rng = np.random.default_rng(1)
    rows = [(k, b, k + rng.normal(0, 0.1)) for k, b in zip(rng.uniform(0, 1, 40), rng.uniform(0.5, 1.5, 40), strict=True)]
    got = leads(pairs(*rows), AS_OF, POLICY)
    assert got.answer == "yes"
    assert got.fact.text.startswith("Here keeping commitments in one quarter goes with a higher attainment in the next, attainment before taken into account: 0.9")
    assert got.fact.text.endswith("from 40 quarters of 40 people")
    assert "nothing of why" in got.fact.source.how


def test_what_only_follows_attainment_before_is_no_lead():
    rng = np.random.default_rng(2)
    before = rng.uniform(0.5, 1.5, 300)
    rows = [(b + rng.normal(0, 0.2), b, b + rng.normal(0, 0.2)) for b in before]
    plain = np.corrcoef([r[0] for r in rows], [r[2] for r in rows])[0, 1]
    got = leads(pairs(*rows), AS_OF, POLICY)
    assert plain > 0.5
    assert got.answer == "no"
    assert got.fact.text.startswith("Here it does not show that")


def test_the_wrong_way_round_is_a_no_and_a_small_company_gets_too_early():
    rng = np.random.default_rng(3)
    against = [(k, b, -k) for k, b in zip(rng.uniform(0, 1, 30), rng.uniform(0.5, 1.5, 30), strict=True)]
    assert leads(pairs(*against), AS_OF, POLICY).answer == "no"
    few = leads(pairs(*ROWS[:7]), AS_OF, POLICY)
    assert (few.answer, few.rho, few.fact.value) == ("too early", None, None)
    assert few.fact.text == (
        "It cannot be told yet whether keeping commitments in one quarter goes with a higher attainment in the next: "
        "it takes 8 people with goals judged in a quarter and attainment in the next, and 7 people have that so far"
    )
    assert leads((), AS_OF, POLICY).answer == "too early"


def test_where_everybody_is_alike_nothing_is_told_apart():
    got = leads(pairs(*[(1.0, b, a) for _, b, a in ROWS]), AS_OF, POLICY)
    assert (got.answer, got.rho) == ("too early", None)
    assert "nothing to tell apart" in got.fact.text


def test_reps_are_drawn_not_rows_so_that_more_quarters_of_the_same_people_do_not_pass_for_more_people():
    many = [Pair(f"r{i}", q, *row) for q in ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2") for i, row in enumerate(ROWS)]
    once, four = leads(pairs(*ROWS), AS_OF, POLICY), leads(many, AS_OF, POLICY)
    assert four.rho == pytest.approx(once.rho)
    assert (four.low, four.high) == (pytest.approx(once.low), pytest.approx(once.high))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(5, 15), st.integers(5, 15)), min_size=8, max_size=20))
def test_order_and_rising_scales_change_nothing_and_the_interval_holds_the_range(rows):
    first = leads(pairs(*rows), AS_OF, POLICY)
    scaled = leads(pairs(*[(k**3, b * 7, a + 100) for k, b, a in rows]), AS_OF, POLICY)
    assert (first.answer, first.rho) == (scaled.answer, scaled.rho if scaled.rho is None else pytest.approx(scaled.rho))
    if first.rho is not None:
        assert -1 <= first.low <= first.high <= 1
        assert first.rho == pytest.approx(leads(list(reversed(pairs(*rows))), AS_OF, POLICY).rho)


def test_in_companies_without_a_link_a_yes_is_rare_and_with_a_strong_one_it_is_the_rule():
    rng = np.random.default_rng(11)

    def company(link: float) -> list[Pair]:
        rows = []
        for i in range(25):
            kept, before = rng.uniform(0, 1), rng.normal(1, 0.25)
            rows += [Pair(f"r{i}", f"q{q}", kept, before, before * 0.5 + link * kept + rng.normal(0.5, 0.15)) for q in range(3)]
        return rows

    none = [leads(company(0), AS_OF, POLICY).answer for _ in range(100)]
    strong = [leads(company(0.5), AS_OF, POLICY).answer for _ in range(40)]
    assert none.count("yes") <= 20  # one in ten lies beyond either end; reps repeat, so a little more
    assert strong.count("yes") >= 36


# ---------------------------------------------------------------- what goes in


def goal(number: int, due: date, state: GoalState, judged: date | None, amount: int | None = None) -> Goal:
    begun = datetime(due.year, due.month, due.day, 9, tzinfo=UTC) - timedelta(days=14)
    draft = GoalDraft("activity", "x", "x", "x", due, activity="call" if amount else None, amount=amount)
    history = (GoalEvent(datetime(judged.year, judged.month, judged.day, 9, tzinfo=UTC), "boss", Role.MANAGER, "kept" if state is GoalState.KEPT else "missed"),) if judged else ()
    return Goal(f"g{number}", "ana", draft, state, "boss", begun, begun, judged, None, history)


def test_only_verdicts_known_by_the_end_of_the_quarter_count_and_only_goals_due_in_it():
    goals = [
        goal(1, date(2026, 2, 2), GoalState.KEPT, date(2026, 2, 3)),
        goal(2, date(2026, 3, 2), GoalState.MISSED, date(2026, 3, 3)),
        goal(3, date(2026, 3, 20), GoalState.KEPT, date(2026, 4, 2)),  # judged when the next quarter was under way
        goal(4, date(2025, 12, 20), GoalState.KEPT, date(2025, 12, 21)),  # due before
        goal(5, date(2026, 3, 9), GoalState.AGREED, None, amount=1),  # the CRM counts one
    ]
    company = make_company(activities=[act("ana", "call", "2026-03-05"), act("ana", "call", "2026-03-30")], reps=[rep("ana")])
    rows = {"ana": (Attained(Q1, 80, 100, "quota", None), Attained(Q2, 110, 100, "quota", None))}
    (got,) = pairs_of(company, company.reps, {"ana": goals}, rows)
    assert got == Pair("ana", "2026-Q1", pytest.approx(2 / 3), pytest.approx(0.8), pytest.approx(1.1))
    assert pairs_of(company, company.reps, {"ana": goals}, {"ana": rows["ana"][:1]}) == ()  # no quarter after it
    assert pairs_of(company, company.reps, {}, rows) == ()  # nothing judged


def test_somebody_whose_next_quarter_is_not_over_waits_for_it():
    rows = {"ana": (Attained(Q1, 80, 100, "quota", None),)}
    company = make_company(activities=[act("ana", "call", "2026-03-05")], reps=[rep("ana")])

    def asked(as_of: date, *goals: Goal) -> tuple[Waiting, ...]:
        return waiting_of(company, company.reps, {"ana": goals}, rows, as_of, POLICY)

    kept = goal(1, date(2026, 2, 2), GoalState.KEPT, date(2026, 2, 3))
    assert asked(date(2026, 5, 20), kept) == (Waiting("ana", "2026-Q1", Q2.end),)
    now = goal(2, date(2026, 5, 4), GoalState.MISSED, date(2026, 5, 5))
    assert asked(date(2026, 5, 20), now) == (Waiting("ana", "2026-Q2", next_period(Q2).end),)  # two quarters to go
    assert asked(date(2026, 5, 20), now, kept) == (Waiting("ana", "2026-Q1", Q2.end),)  # the earliest
    assert asked(date(2026, 5, 20), goal(3, date(2026, 3, 20), GoalState.KEPT, date(2026, 4, 2))) == ()  # judged too late for its quarter
    assert asked(date(2026, 5, 20)) == ()
    assert waiting_of(company, company.reps, {"ana": [kept]}, {}, date(2026, 5, 20), POLICY) == ()  # no attainment in that quarter


def test_a_report_that_is_too_early_says_how_much_is_there_and_when_there_is_enough():
    soon = [Waiting(f"r{i}", "2026-Q1", Q2.end) for i in range(5, 12)]
    text = leads(pairs(*ROWS[:6]), AS_OF, POLICY, soon).fact.text
    assert text.endswith("and 6 people have that so far. 6 more have goals judged since 2026-Q1 and wait for the quarter after it to be over: after 30 June 2026 there are 12 people to tell it from")
    later = [*soon[:2], Waiting("r20", "2026-Q2", date(2026, 9, 30))]
    assert leads(pairs(*ROWS[:6]), AS_OF, POLICY, later).fact.text.endswith("after 30 September 2026 there are 8 people to tell it from")
    assert leads((), AS_OF, POLICY, soon[:1]).fact.text.endswith("1 more has goals judged since 2026-Q1 and waits for the quarter after it to be over; with that one there are 1 of 8, by 30 June 2026")
    assert leads(pairs(*ROWS), AS_OF, POLICY, soon).fact.text == leads(pairs(*ROWS), AS_OF, POLICY).fact.text
