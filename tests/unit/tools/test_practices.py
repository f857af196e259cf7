"""Every deed as it stands in the data makes a goal without a violation, and all that is promised of a deed is kept."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import GoalDraft
from copilot.policy import CoachingPolicy
from copilot.tools.goals import check_goal
from copilot.tools.practices import ANY_PAGE, DEALS, NOTHING_YET, PISTONS, SKILLS, WITHOUT_CUSTOMER, Deed, of_page, rotated

TODAY, UNTIL = date(2026, 11, 22), date(2026, 12, 4)
ALL = [
    *(("skill", d) for deeds in (*SKILLS.values(), ANY_PAGE) for d in deeds),
    *(("activity", d) for deeds in (*DEALS.values(), *PISTONS.values(), NOTHING_YET, WITHOUT_CUSTOMER) for d in deeds),
]


@pytest.mark.parametrize(("kind", "deed"), ALL, ids=lambda v: v if isinstance(v, str) else v.do[:60])
def test_a_deed_is_done_or_not_done_by_the_rep_alone(kind: str, deed: Deed) -> None:
    do = deed.do.replace("{page}", "“A page of ours”").replace("{deal}", "“Acme - Clinic Suite”")
    goal = GoalDraft(
        "skill" if kind == "skill" else "activity",
        f"{do} by 4 December 2026",
        f"{deed.done} by 4 December 2026",
        "You say yes or no at the next 1:1 and show or tell what came of it",
        UNTIL,
        resource="page" if kind == "skill" else None,
    )
    assert check_goal(goal, TODAY, UNTIL, None, lambda d: d == "page", CoachingPolicy()) == ()
    assert ("{page}" in deed.do) == (kind == "skill")
    assert "{" not in deed.done


def test_every_skill_and_piston_of_the_policy_has_deeds() -> None:
    movers = CoachingPolicy().movers
    assert set(PISTONS) == set(movers)
    assert {s for m in movers.values() for s in m.skills} <= {skill for skill, _ in SKILLS}


def test_something_can_be_done_for_every_deal_and_without_any() -> None:
    assert all(d.needs_deal for deeds in DEALS.values() for d in deeds)
    assert all(any(not d.needs_deal for d in deeds) for deeds in (*PISTONS.values(), *(of_page(skill, activity, 0) for skill, activity in SKILLS)))


def test_the_next_goal_begins_with_another_deed() -> None:
    own = SKILLS["discovery", None]
    assert [of_page("discovery", "call", turn)[0] for turn in range(4)] == [*own, own[0]]
    assert of_page("knitting", None, 5) == ANY_PAGE
    assert of_page("discovery", "demo", 0)[0] == SKILLS["discovery", "demo"][0]
    assert sorted(rotated(own, 2), key=str) == sorted(own, key=str)
