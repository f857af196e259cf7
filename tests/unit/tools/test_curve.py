"""Attainment period by period, a rep's own baseline, and how it is spread over people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Aspiration, Window
from copilot.policy import CoachingPolicy
from copilot.tools.curve import attained, curve, new_normal
from copilot.tools.segments import standings
from tests.companies import deal, make_company, quota, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 6, 15)
QUARTERS = (("2025-01-01", "2025-03-31"), ("2025-04-01", "2025-06-30"), ("2025-07-01", "2025-09-30"), ("2025-10-01", "2025-12-31"), ("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"))
DAYS = ("2025-02-03", "2025-05-05", "2025-08-04", "2025-11-03", "2026-02-02", "2026-05-04")
EARLY = deal("zoe", "2024-09-01", lost="2024-10-03")  # ninety days before the first quarter


def wins(who: str, *values: float):
    return [deal(who, won=day, value=value, days=20) for day, value in zip(DAYS, values, strict=False) if value]


def asked(who: str, amount: float = 100):
    return [quota(who, *q, amount) for q in QUARTERS]


def of(rows, quotas=(), reps=None, as_of=AS_OF, who="ana", aspirations=()):
    company = make_company([EARLY, *rows], reps=reps or [veteran("ana"), veteran("zoe")], quotas=quotas)
    where = standings(company, as_of, POLICY, aspirations)
    person = next(r for r in company.reps if r.id == who)
    return company, person, where, attained(company, person, where, POLICY, aspirations)


def test_each_complete_quarter_and_the_median_of_the_last_four():
    company, ana, where, rows = of(wins("ana", 50, 100, 80, 120, 90, 999), asked("ana"))
    assert [(a.period.label, a.attainment) for a in rows] == [("2025-Q1", 0.5), ("2025-Q2", 1.0), ("2025-Q3", 0.8), ("2025-Q4", 1.2), ("2026-Q1", 0.9)]
    assert [a.baseline for a in rows] == [None, pytest.approx(0.75), pytest.approx(0.8), pytest.approx(0.9), pytest.approx(0.95)]
    fact = new_normal(company, ana, rows, where, POLICY)
    assert fact.value == pytest.approx(0.95)  # the middle of 100, 80, 120 and 90
    assert fact.text == "95 % of the goal, the median of 4 complete quarters"
    assert (fact.n, fact.window, fact.rep_id, fact.looks_back) == (4, Window(date(2025, 4, 1), date(2026, 3, 31)), "ana", True)
    assert fact.source.rows == ("o3", "o4", "o5", "o6")


def test_the_last_day_of_a_quarter_completes_it():
    *_, rows = of(wins("ana", 50, 100, 80, 120, 90, 70), asked("ana"), as_of=date(2026, 6, 30))
    assert rows[-1].period.label == "2026-Q2"
    assert rows[-1].attainment == pytest.approx(0.7)


def test_quarters_before_somebody_came_or_before_the_records_begin_are_no_part_of_it():
    *_, rows = of(wins("ana", 50, 100, 80, 120, 90), asked("ana"), reps=[veteran("ana", hired_on="2025-07-01"), veteran("zoe")])
    assert [a.period.label for a in rows] == ["2025-Q3", "2025-Q4", "2026-Q1"]
    company = make_company(wins("ana", 50, 100, 80), reps=[veteran("ana")], quotas=asked("ana"))  # the first closing on record is of February 2025
    where = standings(company, AS_OF, POLICY)
    assert next(a.period.label for a in attained(company, company.reps[0], where, POLICY, ())) == "2025-Q3"


def test_one_quarter_is_no_normal_and_three_are_said_to_be_few():
    hired = [veteran("ana", hired_on="2026-01-01"), veteran("zoe")]
    company, ana, where, rows = of(wins("ana", 0, 0, 0, 0, 90), asked("ana"), reps=hired)
    assert new_normal(company, ana, rows, where, POLICY) is None
    company, ana, where, rows = of(wins("ana", 0, 0, 80, 120, 90), asked("ana"), reps=[veteran("ana", hired_on="2025-07-01"), veteran("zoe")])
    assert new_normal(company, ana, rows, where, POLICY).text == "90 % of the goal, the median of 3 complete quarters, few to go by"


def test_a_quarter_without_any_goal_drops_out_and_a_personal_goal_counts_from_when_it_was_said():
    wish = Aspiration("ana", "performance", "two hundred", date(2025, 10, 15), Decimal(200))
    *_, rows = of(wins("ana", 50, 100, 80, 120, 90), (), aspirations=(wish,))
    assert [(a.period.label, a.attainment, a.basis) for a in rows] == [("2025-Q4", 0.6, "personal"), ("2026-Q1", 0.45, "personal")]


def test_without_quotas_the_cohorts_middle_of_the_quarter_before_is_assumed_and_said():
    others = [veteran(w) for w in ("bo", "cy", "di")]
    rows = [*wins("ana", 50, 100, 80), *wins("bo", 100, 100, 100), *wins("cy", 100, 100, 100), *wins("di", 100, 100, 100)]
    reps = [veteran("ana", job="AE"), *(veteran(r.id, job="AE") for r in others), veteran("zoe", job="none")]
    company, ana, where, got = of(rows, reps=reps)
    by_label = {a.period.label: a for a in got}
    assert (by_label["2025-Q2"].goal, by_label["2025-Q2"].basis) == (100, "assumed")
    assert by_label["2025-Q3"].attainment == pytest.approx(0.8)
    assert "assumed goal" in new_normal(company, ana, got, where, POLICY).text


def test_the_curve_says_the_middle_and_the_quarters_beside_it_and_names_nobody():
    people = ["ana", "bo", "cy", "di", "ed"]
    company = make_company([EARLY, *(d for i, w in enumerate(people) for d in wins(w, 60 + 20 * i))], reps=[veteran(w) for w in people], quotas=[q for w in people for q in asked(w)])
    where = standings(company, AS_OF, POLICY)
    by_rep = {r.id: attained(company, r, where, POLICY, ()) for r in company.reps if r.id in people}
    first = curve(by_rep, where, POLICY)[0]
    assert first.values == (0.6, 0.8, 1.0, 1.2, 1.4)
    assert first.fact.text == "half of 5 people landed at 100 % of their goal or more, the middle half between 80 % and 120 %"
    assert (first.fact.name, first.fact.n, first.fact.rep_id, first.fact.source.rows) == ("curve.2025-Q1", 5, None, ())
    few = curve({k: by_rep[k] for k in ("ana", "bo")}, where, POLICY)[0]
    assert (len(few.values), few.fact) == (2, None)


@given(st.lists(st.integers(1, 400), min_size=5, max_size=5), st.integers(2, 9))
def test_scaling_money_changes_no_attainment_and_the_normal_is_one_a_rep_had_or_between_two(values: list[int], factor: int):
    company, ana, where, rows = of(wins("ana", *values), asked("ana"))
    *_, scaled = of(wins("ana", *(v * factor for v in values)), asked("ana", 100 * factor))
    assert [a.attainment for a in scaled] == pytest.approx([a.attainment for a in rows])
    fact = new_normal(company, ana, rows, where, POLICY)
    assert fact.value == pytest.approx(median(values[1:]) / 100)
    assert min(values[1:]) / 100 <= fact.value <= max(values[1:]) / 100
