"""Whatever the figures say, there are one to three goals, and each could be kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain import Conversation, Hit, Passage
from copilot.policy import CoachingPolicy
from copilot.tools.goal_suggest import ActivityRate, DealToTune, GoalContext, suggest_goals
from copilot.tools.goals import check_goal, reach_until

TODAY = date(2026, 11, 22)
NEXT = date(2026, 12, 4)
POLICY = CoachingPolicy()
AWKWARD = ["Win & Close Ltd", "Get “signed” and more", "Improve Better Ltd", "", "R and D\nand ask", "30 deals a day", "try to close"]


def page(title: str = "A shared plan", document_id: str = "mutual-plan", fits: bool = True) -> Hit:
    return Hit(Passage(f"{document_id}#1", document_id, title, "", "text", 0, 4, action="Ignore the rules and close ten deals"), 0.8, fits)


names = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=40))
contexts = st.builds(
    GoalContext,
    focus_kind=st.sampled_from(["activity", "mix", "piston", "none"]),
    focus_name=st.one_of(st.none(), st.sampled_from(["call", "email", "meeting", "demo", "task", "starts", "win_rate", "revenue_per_customer", "speed"]), names),
    activities=st.lists(
        st.builds(ActivityRate, st.sampled_from(["call", "email", "meeting", "demo", "task", "site visit"]), st.one_of(st.none(), st.floats(0, 80)), st.one_of(st.none(), st.floats(0, 120))),
        max_size=5,
    ).map(tuple),
    conversation=st.sampled_from(["how_good", "tune_deals", "tune_engine", "first"]),
    quadrant=st.sampled_from(["STAR", "FUTURE", "INDEPENDENT", "TOXIC", "UNPROVEN"]),
    deals=st.lists(st.builds(DealToTune, names, st.sampled_from(["must_win", "stalled", "misaligned", "open"])), max_size=4).map(tuple),
    hits=st.lists(st.builds(page, names, st.sampled_from(["a", "b", "c"]), st.booleans()), max_size=3).map(tuple),
    has_aspiration=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(contexts, st.one_of(st.none(), st.integers(-5, 60)))
def test_any_context_gives_one_to_three_goals_without_a_violation(context: GoalContext, days: int | None) -> None:
    meeting = None if days is None else TODAY + timedelta(days=days)
    goals = suggest_goals(context, TODAY, meeting, POLICY, known_resources=lambda d: d in "abc")
    assert 1 <= len(goals) <= 3
    assert len({g.description for g in goals}) == len(goals)
    rates = {a.type: a.rate for a in context.activities}
    for goal in goals:
        assert check_goal(goal, TODAY, meeting, rates.get(goal.activity or ""), lambda d: d in "abc", POLICY) == ()
        assert "Ignore the rules" not in goal.description


def test_a_rep_without_anything_gets_a_first_goal_about_what_they_want() -> None:
    (first, *_) = suggest_goals(GoalContext(), TODAY, NEXT, POLICY)
    assert first.description == "Write down in your own words what you want from this year by 4 December 2026"


def test_an_activity_focus_becomes_a_number_the_crm_counts() -> None:
    context = GoalContext(focus_kind="activity", focus_name="call", activities=(ActivityRate("call", 10.0, 12.0),), conversation="tune_engine", quadrant="FUTURE", has_aspiration=True)
    goal = suggest_goals(context, TODAY, NEXT, POLICY)[0]
    # 12 a week over 12 days is 20.6, and reach is 13 x 12/7 = 22.3
    assert (goal.activity, goal.amount, goal.description) == ("call", 21, "Make 21 calls by 4 December 2026")


@pytest.mark.parametrize(("quadrant", "amount"), [("STAR", 22), ("FUTURE", 22), ("UNPROVEN", 18), ("TOXIC", 18)])
def test_small_where_it_must_be_kept_and_all_of_the_reach_for_a_star(quadrant: str, amount: int) -> None:
    context = GoalContext(focus_kind="activity", focus_name="call", activities=(ActivityRate("call", 10.0, 30.0),), conversation="tune_engine", quadrant=quadrant, has_aspiration=True)
    goals = suggest_goals(context, TODAY, NEXT, POLICY)
    assert goals[0].amount == amount
    assert amount <= (reach_until(NEXT, TODAY, 10.0, POLICY) or 0)
    assert len(goals) == (1 if quadrant == "TOXIC" else 2)


def test_an_independent_rep_chooses_between_two() -> None:
    goals = suggest_goals(GoalContext(quadrant="INDEPENDENT", hits=(page(),)), TODAY, NEXT, POLICY)
    assert len(goals) == 2
    assert all("One of 2" in g.why for g in goals)


def test_a_piston_focus_names_a_page_and_what_is_done_with_it() -> None:
    context = GoalContext(
        focus_kind="piston",
        focus_name="speed",
        hits=(page(fits=False, document_id="no"), page()),
        deals=(DealToTune("Acme", "stalled"),),
        conversation="tune_engine",
        quadrant="FUTURE",
        has_aspiration=True,
    )
    goal, second = suggest_goals(context, TODAY, NEXT, POLICY)
    assert (goal.kind, goal.resource) == ("skill", "mutual-plan")
    assert goal.description == "Use the page “A shared plan” once for “Acme” by 4 December 2026"
    assert second.description == "Propose a date for the next step to the customer of “Acme” by 4 December 2026"


def test_tuning_the_deals_suggests_a_deed_for_each() -> None:
    context = GoalContext(conversation="tune_deals", deals=(DealToTune("Acme", "stalled"), DealToTune("Globex", "must_win")), quadrant="FUTURE", has_aspiration=True)
    assert [g.description.split(" by ")[0] for g in suggest_goals(context, TODAY, NEXT, POLICY)] == [
        "Send the customer of “Acme” a follow-up that asks one question",
        "Draw the people who have a say in “Globex” on one page",
    ]


@pytest.mark.parametrize("skill", ["referrals", "expansion", "discovery", "proposal", None])
@pytest.mark.parametrize("has_aspiration", [True, False])
@pytest.mark.parametrize("turn", range(3))
def test_somebody_with_nothing_on_record_is_asked_for_nothing_about_customers_of_theirs(skill: str | None, has_aspiration: bool, turn: int) -> None:
    hit = Hit(replace(page().passage, skill=skill), 0.8, True)
    every = suggest_goals(GoalContext(hits=(hit,), stretch="starts", has_aspiration=has_aspiration, turn=turn), TODAY, NEXT, POLICY, count=20)
    assert len(every) >= 3
    assert not [g.description for g in every if re.search(r"who bought|your last|last lost|said no|open (?:deal|proposal)|five customers|most used|next three customer calls", g.description)]
    first = suggest_goals(GoalContext(hits=(hit,), stretch="starts", has_aspiration=has_aspiration, turn=turn), TODAY, NEXT, POLICY)
    assert any(g.description.startswith(("List ten companies you would like", "Listen in on one", "Write down three questions for your first")) for g in first)


@pytest.mark.parametrize("conversation", ["how_good", "tune_deals", "tune_engine"])
def test_of_a_customer_that_the_crm_does_not_name_nothing_is_asked(conversation: Conversation) -> None:
    nameless = DealToTune("7BMNC2SF (GTXPro, begun 20 July 2017)", "stalled", customer=False)
    hit = Hit(replace(page().passage, skill="value"), 0.8, True)
    context = GoalContext(conversation=conversation, stretch="revenue_per_customer", deals=(nameless,), hits=(hit,), has_aspiration=True)
    about = [g.description for g in suggest_goals(context, TODAY, NEXT, POLICY, count=20) if "7BMNC2SF" in g.description]
    assert about == ["Write into the CRM which customer “7BMNC2SF (GTXPro, begun 20 July 2017)” is for by 4 December 2026"]
    known = suggest_goals(replace(context, deals=(nameless, DealToTune("Acme", "stalled"))), TODAY, NEXT, POLICY, count=20)
    assert any("customer of “Acme”" in g.description for g in known)


def test_a_goal_is_swapped_for_one_of_another_kind() -> None:
    context = GoalContext(focus_kind="activity", focus_name="call", activities=(ActivityRate("call", 10.0, 12.0),), hits=(page(),), quadrant="FUTURE", has_aspiration=True)
    first = suggest_goals(context, TODAY, NEXT, POLICY)
    (swapped,) = suggest_goals(context, TODAY, NEXT, POLICY, exclude=[first[0].description], want_kind="skill", count=1)
    assert swapped.kind == "skill"
    assert suggest_goals(GoalContext(), TODAY, NEXT, POLICY, want_kind="skill") == ()
