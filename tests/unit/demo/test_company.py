"""The demo company as a whole: the same every time, of the size promised, and nothing in it that cannot be."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from copilot.domain import GoalState
from store.demo.coaching import DemoGoal
from store.demo.company import DemoCompany, demo_company, email_of
from store.demo.people import REPS
from tests.unit.demo.made import made

UNTIL = date(2026, 11, 22)


def test_the_same_seed_and_day_give_the_same_company(company: DemoCompany) -> None:
    assert demo_company(UNTIL) == company


def test_another_seed_gives_another_company(company: DemoCompany) -> None:
    assert made(UNTIL, seed=8).deals != company.deals


def test_counts(company: DemoCompany) -> None:
    assert (len(company.managers), len(company.reps)) == (3, 24)
    assert Counter(r.team for r in company.reps) == {"Clinics North": 8, "Clinics South": 8, "Clinics West": 8}
    assert 2500 <= len(company.deals) <= 4000
    assert 25_000 <= len(company.deeds) <= 40_000
    assert len({d.id for d in company.deals}) == len(company.deals)
    assert min(q.start for q in company.quotas) <= date(2025, 5, 22) < date(2026, 12, 31) == max(q.end for q in company.quotas)
    assert len(company.goals) >= 80
    assert len(company.aspirations) >= 40
    assert sum(m.notes is not None for m in company.one_on_ones) >= 100


def test_eighteen_months_of_deals_in_every_month(company: DemoCompany) -> None:
    created = Counter((d.created.year, d.created.month) for d in company.deals)
    months = [(2025 + (4 + k) // 12, (4 + k) % 12 + 1) for k in range(18)]
    assert months[0] == (2025, 5)
    assert all(created[m] >= 80 for m in months)


@pytest.mark.parametrize("until", [UNTIL, date(2026, 1, 1), date(2028, 2, 29), date(2027, 7, 1)])
def test_nothing_happens_on_the_day_it_is_made_or_later(until: date) -> None:
    company = made(until)
    for deal in company.deals:
        assert deal.created < until
        assert deal.closed is None or deal.created <= deal.closed < until
        assert [day for _, day in deal.history] == sorted(day for _, day in deal.history)
        assert all(day < until for _, day in deal.history)
        assert (deal.status == "open") == (deal.closed is None)
    assert all(d.on < until for d in company.deeds if not d.planned)
    assert all(m.on < until for m in company.one_on_ones if m.state != "planned")
    assert all(m.on > until for m in company.one_on_ones if m.state == "planned")
    for goal in company.goals:
        assert goal.suggested_on < until
        assert goal.answered_on is None or goal.suggested_on <= goal.answered_on < until
        assert goal.decided_on is None or (goal.answered_on or until) <= goal.decided_on < until
    newest = max([*(d.created for d in company.deals), *(d.on for d in company.deeds if not d.planned)])
    assert newest >= until - timedelta(days=4), "a company that is still at work, weekend or not"


def test_names_of_many_origins_two_of_one_first_name_and_one_that_is_a_word() -> None:
    names = [p.name for p in REPS]
    assert len(set(names)) == len(names)
    assert sum(not n.isascii() for n in names) >= 4
    assert [n for n in names if n.startswith("Maria ")] == ["Maria Jensen", "Maria Delgado"]
    assert "Grant Hollis" in names
    assert email_of("Łukasz Zieliński") == "lukasz.zielinski@harbourpine.example"


def test_activity_goals_are_borne_out_by_what_was_logged(company: DemoCompany) -> None:
    seen: Counter[GoalState] = Counter()
    for goal in company.goals:
        draft = goal.draft
        if draft.activity is None or goal.outcome not in (GoalState.KEPT, GoalState.MISSED):
            continue
        assert draft.amount is not None
        assert draft.completion_date is not None
        assert goal.answered_on is not None
        mine = [d.on for d in company.deeds if d.rep_id == goal.rep_id and d.type == draft.activity and not d.planned]
        for after in (goal.suggested_on - timedelta(days=1), goal.answered_on):
            done = sum(after < on <= draft.completion_date for on in mine)
            assert (done >= draft.amount) == (goal.outcome is GoalState.KEPT)
        seen[goal.outcome] += 1
    assert seen[GoalState.KEPT] >= 20
    assert seen[GoalState.MISSED] >= 5


@pytest.mark.parametrize(("until", "seed"), [(UNTIL, 7), (UNTIL, 8), (date(2026, 1, 1), 7), (date(2028, 2, 29), 7), (date(2027, 7, 1), 7)])
def test_goals_left_to_the_crm_are_borne_out_as_their_story_says(until: date, seed: int) -> None:
    company = made(until, seed)

    def left(name: str) -> tuple[DemoGoal, int]:
        rep = company.person(name)
        (goal,) = [g for g in company.goals if g.rep_id == rep.id and g.outcome is GoalState.AGREED and g.draft.activity and g.draft.completion_date and g.draft.completion_date < until]
        assert goal.decided_on is None
        done = sum(d.rep_id == rep.id and d.type == goal.draft.activity and goal.suggested_on < d.on <= goal.draft.completion_date for d in company.deeds if goal.draft.completion_date)
        return goal, done

    kept, done = left("José Álvarez")
    assert done >= (kept.draft.amount or 0) > 0
    missed, done = left("Viktor Petrov")
    assert done < (missed.draft.amount or 0)
    contested, done = left("Maria Delgado")
    assert done < (contested.draft.amount or 0)
    assert (bool(contested.contested), contested.answered) == (True, "")
    assert contested.draft.completion_date is not None
    assert contested.draft.completion_date + timedelta(days=1) < until
    assert not kept.contested
    assert not missed.contested


def test_every_state_a_goal_can_be_in_is_there(company: DemoCompany) -> None:
    assert {g.outcome for g in company.goals} == set(GoalState)
    unverified = [g for g in company.goals if g.outcome is GoalState.AGREED and g.draft.activity is None and g.draft.completion_date and g.draft.completion_date < UNTIL]
    running = [g for g in company.goals if g.outcome is GoalState.AGREED and g.draft.completion_date and g.draft.completion_date > UNTIL]
    assert unverified
    assert len(running) >= 8


def test_somebody_has_not_been_asked_what_they_want(company: DemoCompany) -> None:
    asked = {a.rep_id for a in company.aspirations}
    assert {r.name for r in company.reps if r.id not in asked} == {"Zoë Lindqvist", "Daniel Cohen"}
