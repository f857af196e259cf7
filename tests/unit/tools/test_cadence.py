"""How often, who is due, evenly or not; and the rows of the team."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from copilot.domain import OneOnOne
from copilot.policy import CoachingPolicy
from copilot.tools.cadence import evenness, rep_cadence, team_cadence, team_of
from copilot.tools.segments import standings
from copilot.tools.team import team_rows
from tests.companies import acts, book, deal, make_company, quota, rep, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 6, 30)  # a Tuesday


def meeting(rep_id: str, on: str, state: str = "held", minutes: int = 30) -> OneOnOne:
    return OneOnOne(f"m-{rep_id}-{on}", rep_id, "boss", date.fromisoformat(on), minutes, state)  # type: ignore[arg-type]


def cadence(days: int, per_day: float = 0):
    rows = book("ana", 5, days=days)
    done = acts("ana", "call", int(per_day * 65), AS_OF, every=0)
    company = make_company(rows, done, reps=[veteran("ana")])
    return team_cadence(company, company.reps, standings(company, AS_OF, POLICY), POLICY)


@pytest.mark.parametrize(("days", "every"), [(30, "weekly"), (31, "every two weeks"), (60, "every two weeks"), (61, "monthly")])
def test_the_cycle_decides_how_often(days: int, every: str):
    assert cadence(days).every == every


def test_many_activities_make_it_one_step_more_often_but_never_more_than_weekly():
    assert cadence(61, 10).every == "monthly"  # not more than ten a day
    assert cadence(61, 11).every == "every two weeks"
    assert cadence(20, 11).every == "weekly"


def test_a_team_is_as_busy_as_its_people_are_while_they_are_there():
    # ana: 65 working days with 12 calls each; new: there for 10 of them, with 12 each
    rows, done = book("ana", 5, days=61), [*acts("ana", "call", 12 * 65, AS_OF, every=0), *acts("new", "call", 120, AS_OF, every=0)]
    company = make_company(rows, done, reps=[veteran("ana"), rep("new", hired_on="2026-06-17")])
    got = team_cadence(company, company.reps, standings(company, AS_OF, POLICY), POLICY)
    assert (got.per_day, got.every) == (pytest.approx(12), "every two weeks")


def test_without_wins_the_middle_step_is_taken():
    company = make_company(reps=[veteran("ana")])
    assert team_cadence(company, company.reps, standings(company, AS_OF, POLICY), POLICY).every == "every two weeks"


def test_a_small_team_is_not_told_its_cycle():
    assert cadence(20).why.text == "weekly suits this team"
    rows = [row for who in "abcd" for row in book(who, 3, days=41)]
    company = make_company(rows, reps=[veteran(w) for w in "abcd"])
    assert team_cadence(company, company.reps, standings(company, AS_OF, POLICY), POLICY).why.text == "every two weeks suits a team whose wins take 41 days"


def test_teams_are_by_manager_else_by_team():
    reps = [rep("a", manager_id="m1"), rep("b", manager_id="m1"), rep("c", manager_id="m2"), rep("d", team="north"), rep("e", team="north")]
    assert [r.id for r in team_of(reps[0], reps)] == ["a", "b"]
    assert [r.id for r in team_of(reps[3], reps)] == ["d", "e"]


def test_due_is_the_last_one_held_plus_a_step_on_a_working_day():
    ana = veteran("ana")
    held = [meeting("ana", "2026-06-12"), meeting("ana", "2026-06-26", "moved"), meeting("ana", "2026-07-03", "planned")]
    assert rep_cadence(ana, held, "weekly", AS_OF, POLICY).due_on == date(2026, 6, 19)  # overdue
    assert rep_cadence(ana, held, "every two weeks", AS_OF, POLICY).due_on == date(2026, 6, 26)
    assert rep_cadence(ana, held, "monthly", AS_OF, POLICY).due_on == date(2026, 7, 13)  # 12 July is a Sunday
    got = rep_cadence(ana, held, "monthly", AS_OF, POLICY)
    assert got.last_held == date(2026, 6, 12)
    assert {f.name: f.text for f in got.facts}["due_on"] == "13 July 2026"


def test_nobody_is_left_out_who_never_had_one():
    got = rep_cadence(veteran("ana"), [], "monthly", AS_OF, POLICY)
    assert (got.last_held, got.due_on, got.adherence) == (None, AS_OF, 0)


@pytest.mark.parametrize(("every", "due"), [("weekly", 13), ("every two weeks", 6), ("monthly", 3)])
def test_adherence_is_held_of_due_in_thirteen_weeks(every, due: int):
    held = [meeting("ana", "2026-04-01"), meeting("ana", "2026-03-31"), meeting("ana", "2026-05-01", "missed")]  # the window begins on 1 April
    got = rep_cadence(veteran("ana"), held, every, AS_OF, POLICY)
    assert (got.held, got.due) == (1, due)
    assert got.adherence == pytest.approx(1 / due)


def test_for_a_new_rep_due_counts_from_the_hire_date():
    got = rep_cadence(rep("new", hired_on="2026-06-10"), [], "weekly", AS_OF, POLICY)
    assert got.due == 3  # 21 days
    assert rep_cadence(rep("new", hired_on="2026-06-29"), [], "weekly", AS_OF, POLICY).adherence is None


@pytest.mark.parametrize(
    ("number", "hired", "text"),
    [
        (0, "2015-01-01", "0 of 3 due in the last 13 weeks were held"),
        (2, "2015-01-01", "2 of 3 due in the last 13 weeks were held"),
        (3, "2015-01-01", "3 of 3 due in the last 13 weeks were held"),
        (8, "2015-01-01", "3 of 3 due in the last 13 weeks were held, and 5 more"),
        (2, "2026-05-20", "1 of 1 due since 20 May 2026 was held, and 1 more"),
    ],
)
def test_extra_ones_are_said_plainly_and_never_make_more_than_all(number: int, hired: str, text: str):
    held = [meeting("ana", f"2026-06-{day:02d}") for day in range(1, number + 1)]
    got = rep_cadence(veteran("ana", hired_on=hired), held, "monthly", AS_OF, POLICY)
    fact = next(f for f in got.facts if f.name == "adherence")
    assert fact.text == text
    assert fact.value == got.adherence == min(number, got.due) / got.due
    assert got.extra == max(0, number - got.due)
    assert len(fact.source.rows) == number


def test_evenness_is_the_smallest_ratio_over_the_largest_of_those_always_there():
    reps = [veteran("a"), veteran("b"), rep("new", hired_on="2026-06-01")]
    by = {
        "a": rep_cadence(reps[0], [meeting("a", "2026-05-01"), meeting("a", "2026-06-01")], "monthly", AS_OF, POLICY),
        "b": rep_cadence(reps[1], [meeting("b", "2026-05-01", minutes=45)], "monthly", AS_OF, POLICY),
        "new": rep_cadence(reps[2], [], "weekly", AS_OF, POLICY),
    }
    assert evenness(reps, by, AS_OF, POLICY).value == pytest.approx(45 / 60)
    assert evenness(reps[:1], by, AS_OF, POLICY) is None
    nobody = {r.id: rep_cadence(r, [], "monthly", AS_OF, POLICY) for r in reps[:2]}
    assert evenness(reps[:2], nobody, AS_OF, POLICY) is None  # nothing held is not even


# ---------------------------------------------------------------- team


def test_the_team_has_a_row_for_each_rep_handed_in_by_name():
    reps = [veteran("zoe"), veteran("ana"), rep("new", hired_on="2026-06-15"), veteran("bo")]
    deals = [*book("zoe", 9, 3, every=3), *book("ana", 12, 3, every=3), *book("bo", 5, 3, every=3), deal("new", "2026-06-20")]
    year = ("2025-07-01", "2026-06-30")
    company = make_company(deals, reps=reps, quotas=[quota("zoe", *year, 1000), quota("ana", *year, 1000), quota("bo", *year, 1000)])
    rows = team_rows(company, [reps[0], reps[1], reps[2]], AS_OF, POLICY, {}, {"ana": [meeting("ana", "2026-06-29")]}, {})
    assert [r.rep.id for r in rows] == ["ana", "new", "zoe"]
    ana, new, zoe = rows
    assert (ana.segment, zoe.segment, new.segment) == ("High Core", "Core", None)
    assert ana.last_held == date(2026, 6, 29)
    assert ana.due_on == ana.last_held + timedelta(days=7)
    assert {r.cadence for r in rows} == {"weekly"}
    assert new.ramping
    assert (new.attainment, new.quadrant, new.quadrant_name) == (None, "UNPROVEN", "too early to say")
    # 12 wins of 100 in the quarter against its share of a yearly quota: 65 of the year's 261 working days
    assert ana.attainment == pytest.approx(1200 / (1000 * 65 / 261))
    assert ana.pace == ana.attainment
    assert new.conversation == "how_good"
