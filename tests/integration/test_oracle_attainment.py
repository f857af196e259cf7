"""Goals, attainment, pace and segments again in plain SQL over the stored rows: every rep, several days (section 3).

`make test` asks the demo company on all of its days and each real export on every second of them; `make test-all` on all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.policy import SEGMENTS
from copilot.settings import load_settings
from copilot.tools.landing import landing
from copilot.tools.segments import standings
from tests.conftest import DEMO_DAY
from tests.integration.oracle import Books, by_rep, quarter_of, standings_sql

EVERY = 1 if os.environ.get("NEXTPLAY_HEAVY") else 2
EXPORTS = ("maven_iso", "insurance_budgets", "olist")
NO_LEVELS = ("olist", "insurance_budgets")
"""Nobody's wins have values there, or there are none: no goal and no level, by both reckonings."""

PERIOD = """
select r.rep_id, (select coalesce(sum(w.value), 0) from wins w where w.rep_id = r.rep_id and w.day between $first and $as_of) as landed,
       q.asked as quota, w.amount as wished, a.amount as assumed,
       workdays($first, $as_of) / workdays($first, $last) as elapsed
from reps r left join wish w using (rep_id) left join working a using (rep_id)
left join (select person_id as rep_id, sum(value * workdays(greatest(start_on, $first), least(end_on, $last)) / workdays(start_on, end_on)) as asked
           from quotas where start_on <= $last and end_on >= $first group by person_id) q using (rep_id)
"""


@pytest.fixture(scope="module", params=["demo", *EXPORTS])
def opened(request: pytest.FixtureRequest, demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Coach, Path]]:
    folder = demo_made_once if request.param == "demo" else tmp_path_factory.mktemp(request.param)
    coach = open_coach(load_settings(data=folder))
    if request.param != "demo":
        shared_data: Path = request.getfixturevalue("shared_data")
        coach.import_crm(OPERATOR, [shared_data / "crm" / request.param])
    yield coach, folder
    coach.close()


def days_of(coach: Coach, every: int = 1) -> list[date]:
    """The newest day, one early in its quarter, and those a quarter, half a year and a year before."""
    company = coach.company(OPERATOR, DEMO_DAY)
    assert company.newest is not None
    assert company.oldest is not None
    newest = min(company.newest, DEMO_DAY)
    asked = [newest, quarter_of(newest)[0] + timedelta(days=9), *(newest - timedelta(days=d) for d in (91, 182, 365))]
    return [day for day in asked if company.oldest + timedelta(days=30) < day <= newest][::every]


def test_trailing_attainment_and_segments_are_those_of_sql_for_every_rep(opened: tuple[Coach, Path]) -> None:
    coach, folder = opened
    placed = 0
    for day in days_of(coach, EVERY):
        company = coach.company(OPERATOR, day)
        wishes = [a for r in company.reps for a in coach.records.aspirations(OPERATOR, r.id, day)]
        where = standings(company, day, coach.policy, wishes)
        books = Books(folder, day, coach.policy)
        standings_sql(books)
        wanted = by_rep(books.ask("select * from placed"))
        assert set(wanted) == {r.id for r in company.reps}
        for rep in company.reps:
            mine, want = where.by_rep[rep.id], wanted[rep.id]
            assert mine.ramping == want["ramping"], (day, rep.id)
            assert mine.revenue == pytest.approx(want["revenue"])
            assert mine.trailing == (None if not want["asked"] else pytest.approx(want["won"] / want["asked"])), (day, rep.id, want)
            assert mine.goal_basis == (want["basis"] if want["asked"] else None), (day, rep.id)
            assert mine.segment == (None if want["level"] is None else SEGMENTS[want["level"]]), (day, rep.id, mine, want)
            placed += mine.segment is not None
        books.close()
    assert placed > 0 or folder.name.startswith(NO_LEVELS)


def test_goal_attainment_and_pace_of_the_period_are_those_of_sql_for_every_rep(opened: tuple[Coach, Path]) -> None:
    coach, folder = opened
    measured = 0
    for day in days_of(coach, EVERY):
        company = coach.company(OPERATOR, day)
        first, last = quarter_of(day)
        books = Books(folder, day, coach.policy)
        standings_sql(books)
        wanted = by_rep(books.ask(PERIOD, first=first, last=last))
        books.close()
        for rep in company.reps:
            wishes = coach.records.aspirations(OPERATOR, rep.id, day)
            got, want = landing(company, rep, day, coach.policy, wishes, standings(company, day, coach.policy, wishes)), wanted[rep.id]
            goal, basis = next(((want[k], b) for k, b in (("quota", "quota"), ("wished", "personal"), ("assumed", "assumed")) if want[k]), (None, None))
            assert got.landed == pytest.approx(want["landed"]), (day, rep.id)
            assert (got.goal.basis if got.goal else None) == basis, (day, rep.id)
            if goal is None:
                continue
            assert got.goal is not None
            assert got.goal.value == pytest.approx(goal)
            assert got.attainment == pytest.approx(want["landed"] / goal)
            assert got.early == (want["elapsed"] < coach.policy.early_share)
            assert got.pace == (pytest.approx(want["landed"] / (goal * want["elapsed"])) if want["elapsed"] else None)
            measured += 1
    assert measured > 0 or folder.name.startswith(NO_LEVELS)
