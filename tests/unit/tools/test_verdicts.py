"""Verdicts by people and from the CRM, their evidence, contests, and the check-in half-way."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.decisions import day_of, is_overdue, next_state, standing_contest
from copilot.domain import Goal, GoalDraft, GoalEvent, GoalState, OneOnOne, Role, Viewer, Window
from copilot.errors import Conflict, Forbidden
from copilot.policy import CoachingPolicy
from copilot.tools.coachability import coachability
from copilot.tools.verdicts import check_ins, counted, days_text, halfway, judge
from tests.companies import act, make_company, rep

POLICY = CoachingPolicy()
ANA = rep("ana")
DUE = date(2026, 6, 12)
AFTER = date(2026, 6, 15)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)


def event(day: str, action: Any, words: str = "", by: str = "boss", role: Role = Role.MANAGER) -> GoalEvent:
    return GoalEvent(at(day), by, role, action, words)


def goal(
    *events: GoalEvent, state: GoalState = GoalState.AGREED, asked: int = 3, due: date | None = DUE, agreed: str | None = "2026-06-02", kind: str | None = "call", decided: str | None = None
) -> Goal:
    """Suggested on 1 June, agreed to on the 2nd, due on Friday the 12th."""
    draft = GoalDraft("activity", "Make 3 calls by 12 June 2026", "3 calls are logged", "CRM", due, activity=kind, amount=asked)
    return Goal("g1", "ana", draft, state, "boss", at("2026-06-01"), at(agreed) if agreed else None, date.fromisoformat(decided) if decided else None, None, events)


def log(*days: str, until: str = "2026-06-15", kind: str = "call", who: str = "ana"):
    """Ana's activities on these days, and somebody else's on the last day on record."""
    return make_company(activities=[*(act(who, kind, d) for d in days), act("bo", "email", until)], reps=[ANA, rep("bo")])


def one(g: Goal, company: Any, as_of: date = AFTER):
    return judge([g], as_of, company)[0]


# ---------------------------------------------------------------- from the CRM


def test_counts_from_the_day_after_the_suggestion_to_the_date_itself():
    company = log("2026-06-01", "2026-06-02", "2026-06-12", "2026-06-13")
    got = one(goal(asked=2), company)
    assert (got.outcome, got.by, got.on) == ("kept", "crm", date(2026, 6, 13))
    assert got.count.rows == ("a2", "a3")
    assert got.evidence.source.rows == ("a2", "a3")
    assert (got.evidence.source.table, got.evidence.source.rep_id) == ("activities", "ana")
    assert got.evidence.window == Window(date(2026, 6, 2), DUE)
    assert (got.evidence.value, got.evidence.n) == (2, 2)
    assert got.evidence.text == "2 calls logged of 2 promised, 2 to 12 June 2026"
    assert got.evidence.name == "evidence.g1"


def test_too_few_is_missed_and_more_than_promised_is_said_plainly():
    assert one(goal(asked=3), log("2026-06-02", "2026-06-12")).outcome == "missed"
    assert one(goal(asked=1), log("2026-06-02", "2026-06-12")).evidence.text == "2 calls logged, 1 more than the 1 promised, 2 to 12 June 2026"


def test_only_the_reps_own_rows_of_that_type_count():
    company = make_company(activities=[act("bo", "call", "2026-06-03"), act("ana", "email", "2026-06-03"), act("ana", "call", "2026-06-04"), act("bo", "call", "2026-06-20")], reps=[ANA, rep("bo")])
    assert one(goal(), company).count.rows == ("a3",)


def test_on_the_date_itself_it_still_runs():
    got = one(goal(asked=1), log("2026-06-03", until="2026-06-12"), DUE)
    assert (got.outcome, got.by) == ("running", None)
    assert got.evidence.text == "1 call logged so far of 1 promised, 2 to 12 June 2026"


def test_records_that_end_before_the_date_miss_nothing_but_can_show_that_it_was_kept():
    assert one(goal(asked=3), log("2026-06-03", until="2026-06-11")).outcome == "unverified"
    assert one(goal(asked=1), log("2026-06-03", until="2026-06-11")).outcome == "kept"
    assert one(goal(asked=3), log("2026-06-03", until="2026-06-12")).outcome == "missed"


@pytest.mark.parametrize(
    "g",
    [
        goal(kind=None),
        goal(kind="site visit"),  # nobody ever logged one
        goal(asked=0),
        goal(agreed="2026-06-13"),  # a yes after the date
        replace(goal(), draft=replace(goal().draft, kind="skill")),
    ],
)
def test_what_cannot_be_counted_waits_for_a_person(g: Goal):
    assert (one(g, log("2026-06-03")).outcome, one(g, log("2026-06-03")).evidence) == ("unverified", None)


def test_without_a_crm_nothing_is_judged_by_itself():
    assert one(goal(), None).outcome == "unverified"


def test_late_rows_change_a_verdict_that_nobody_has_given():
    assert one(goal(asked=2), log("2026-06-03")).outcome == "missed"
    assert one(goal(asked=2), log("2026-06-03", "2026-06-04")).outcome == "kept"


@given(st.integers(0, 12), st.integers(1, 12))
def test_kept_is_as_many_as_promised_or_more_and_the_evidence_is_what_is_counted(done: int, asked: int):
    got = one(goal(asked=asked), log(*["2026-06-05"] * done, "2026-06-14"))
    assert got.outcome == ("kept" if done >= asked else "missed")
    assert len(got.evidence.source.rows) == got.evidence.value == done


@given(st.lists(st.sampled_from(["2026-06-01", "2026-06-02", "2026-06-07", "2026-06-12", "2026-06-13"]), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(days: list[str], random: Any):
    mixed = random.sample(days, len(days))
    first, second = one(goal(), log(*days)), one(goal(), log(*mixed))
    assert (first.outcome, first.count and first.count.done) == (second.outcome, second.count and second.count.done)


# ---------------------------------------------------------------- people, and contests


def test_a_persons_verdict_stands_above_the_rows_and_the_difference_shows():
    got = one(goal(event("2026-06-13", "kept"), state=GoalState.KEPT, decided="2026-06-13"), log("2026-06-03"))
    assert (got.outcome, got.by, got.on, got.disagrees) == ("kept", "person", date(2026, 6, 13), True)
    assert got.evidence.text == "1 call logged of 3 promised, 2 to 12 June 2026"
    assert not one(goal(event("2026-06-13", "kept"), asked=1, state=GoalState.KEPT, decided="2026-06-13"), log("2026-06-03")).disagrees


def test_a_contested_verdict_of_the_crm_waits_and_the_next_run_does_not_settle_it():
    contest = event("2026-06-14", "contested", "Two were on the phone of a colleague", "ana", Role.REP)
    g = goal(contest, asked=2)
    assert one(g, log("2026-06-03"), date(2026, 6, 13)).outcome == "missed"  # not contested yet
    before, after = one(g, log("2026-06-03")), one(g, log("2026-06-03", "2026-06-04"))
    assert (before.outcome, after.outcome) == ("contested", "contested")
    assert before.contest == contest
    assert before.evidence.value == 1


def test_a_persons_answer_ends_the_contest_and_stands_whatever_is_logged_later():
    history = (event("2026-06-14", "contested", "no", "ana", Role.REP), event("2026-06-16", "missed"))
    g = goal(*history, state=GoalState.MISSED, decided="2026-06-16", asked=1)
    got = one(g, log("2026-06-03", until="2026-06-20"), date(2026, 6, 20))
    assert (got.outcome, got.by, got.contest) == ("missed", "person", None)
    assert one(g, log("2026-06-03"), date(2026, 6, 15)).outcome == "contested"


def test_a_contested_verdict_counts_neither_way():
    history = (event("2026-06-13", "missed"), event("2026-06-14", "contested", "I did", "ana", Role.REP))
    got = coachability([goal(*history, state=GoalState.MISSED, decided="2026-06-13")], ANA, AFTER, POLICY, log("2026-06-03"))
    assert (got.kept, got.missed, got.contested, got.waiting, got.score) == (0, 0, ("g1",), ("g1",), None)
    fact = {f.name: f for f in got.facts}["coachability.contested"]
    assert fact.text == "1 contested, waiting for a decision"
    assert fact.source.rows == ("g1",)
    assert coachability([goal(*history, state=GoalState.MISSED, decided="2026-06-13")], ANA, date(2026, 6, 13), POLICY).missed == 1


def test_coachability_counts_verdicts_of_the_crm_and_says_how_many():
    got = coachability([goal(asked=1), replace(goal(asked=9), id="g2")], ANA, AFTER, POLICY, log("2026-06-03"))
    assert (got.kept, got.missed, got.unverified) == (1, 1, ())
    score = {f.name: f for f in got.facts}["coachability.score"]
    assert "2 of them were judged from the CRM" in score.source.how
    assert [e.name for e in got.evidence] == ["evidence.g1", "evidence.g2"]


BOSS, OWN = Viewer("boss", "Boss", Role.MANAGER), Viewer("ana", "Ana", Role.REP)


def test_past_its_date_an_agreed_goal_is_judged_and_not_changed():
    for action in ("edited", "withdrawn", "checked_in"):
        assert next_state(GoalState.AGREED, action, BOSS, "ana", "", goal().draft) in (GoalState.AGREED, GoalState.SUGGESTED, GoalState.WITHDRAWN)
        with pytest.raises(Conflict, match="the date of this goal has passed"):
            next_state(GoalState.AGREED, action, BOSS, "ana", "", goal().draft, overdue=True)
    assert next_state(GoalState.AGREED, "contested", OWN, "ana", "I did", None, overdue=True) is GoalState.AGREED
    with pytest.raises(Conflict):
        next_state(GoalState.AGREED, "contested", OWN, "ana", "I did", None)


def test_a_verdict_is_confirmed_only_in_answer_to_a_contest():
    assert next_state(GoalState.MISSED, "missed", BOSS, "ana", "", None, contested=True) is GoalState.MISSED
    with pytest.raises(Conflict):
        next_state(GoalState.MISSED, "missed", BOSS, "ana", "", None)
    with pytest.raises(Forbidden):
        next_state(GoalState.MISSED, "missed", OWN, "ana", "", None, contested=True)


def test_only_the_managers_side_notes_a_check_in():
    with pytest.raises(Forbidden):
        next_state(GoalState.AGREED, "checked_in", OWN, "ana", "", None)


def test_overdue_is_a_date_that_lay_ahead_when_the_rep_agreed():
    assert is_overdue(DUE, at("2026-06-12"), AFTER)
    assert not is_overdue(DUE, at("2026-06-12"), DUE)
    assert not is_overdue(DUE, at("2026-06-13"), AFTER)
    assert not is_overdue(None, at("2026-06-01"), AFTER)


def test_the_contest_that_stands_is_the_last_one_without_an_answer():
    first, second = event("2026-06-13", "contested", "a"), event("2026-06-15", "contested", "b")
    answer = event("2026-06-14", "kept")
    assert standing_contest((first, answer)) is None
    assert standing_contest((first, answer, second)) is second
    assert standing_contest((first, answer, second), date(2026, 6, 14)) is None
    assert standing_contest((first, answer), date(2026, 6, 13)) is first


# ---------------------------------------------------------------- half-way


def prompts(g: Goal, as_of: str, *meetings: OneOnOne, company: Any = None):
    day = date.fromisoformat(as_of)
    return check_ins(judge([g], day, company), meetings, day, POLICY)


def test_half_way_is_the_working_day_in_the_middle():
    assert halfway(date(2026, 6, 2), DUE, POLICY) == date(2026, 6, 8)  # the 7th is a Sunday
    assert halfway(date(2026, 6, 8), date(2026, 6, 12), POLICY) == date(2026, 6, 10)
    assert halfway(date(2026, 6, 11), DUE, POLICY) is None
    assert halfway(date(2026, 6, 5), date(2026, 6, 8), POLICY) is None  # only a weekend between


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 40))
def test_half_way_lies_between_on_a_working_day(begun: date, days: int):
    due = begun + timedelta(days=days)
    half = halfway(begun, due, POLICY)
    assert half is None or (begun < half < due and half.weekday() < 5)


def test_there_is_one_prompt_from_half_way_to_the_day_before():
    company = log("2026-06-03")
    assert prompts(goal(), "2026-06-07", company=company) == ()
    (today,) = prompts(goal(), "2026-06-08", company=company)
    assert today.fact.text == "half-way today: Make 3 calls by 12 June 2026; 1 call logged so far of 3 promised, 2 to 8 June 2026"
    assert (today.fact.name, today.fact.value, today.fact.source.rows) == ("check_in.g1", date(2026, 6, 8), ("g1",))
    assert prompts(goal(), "2026-06-11")[0].fact.text == "half-way since 8 June 2026: Make 3 calls by 12 June 2026"
    assert prompts(goal(), "2026-06-12") == ()


def test_a_check_in_noted_or_a_meeting_since_half_way_ends_the_prompt():
    assert prompts(goal(event("2026-06-04", "checked_in")), "2026-06-09") == ()
    assert len(prompts(goal(event("2026-06-09", "checked_in")), "2026-06-08")) == 1
    held = OneOnOne("m", "ana", "boss", date(2026, 6, 8), 30, "held")
    assert prompts(goal(), "2026-06-09", held) == ()
    assert len(prompts(goal(), "2026-06-09", replace(held, on=date(2026, 6, 5)))) == 1
    assert len(prompts(goal(), "2026-06-09", replace(held, state="missed"))) == 1


def test_the_words():
    assert [counted(1, "email"), counted(3, "demo"), counted(1, "Site visit"), counted(2, "Site visit")] == [
        "1 e-mail",
        "3 demos",
        "1 activity of the kind “Site visit”",
        "2 activities of the kind “Site visit”",
    ]
    assert days_text(Window(date(2026, 5, 29), date(2026, 6, 2))) == "29 May to 2 June 2026"
    assert days_text(Window(date(2025, 12, 29), date(2026, 1, 2))) == "29 December 2025 to 2 January 2026"
    assert days_text(Window(DUE, DUE)) == "12 June 2026"


def test_an_evening_is_the_day_it_is_where_the_product_runs(monkeypatch: pytest.MonkeyPatch):
    evening = datetime(2026, 6, 15, 1, 30, tzinfo=UTC)  # half past nine on the 14th in New York
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert day_of(evening) == date(2026, 6, 14)
        asked = replace(goal(), suggested_at=evening, agreed_at=None, state=GoalState.SUGGESTED)
        assert [j.outcome for j in judge([asked], date(2026, 6, 14), None)] == ["suggested"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert day_of(at("2026-06-15")) == date(2026, 6, 15)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(0, 3), st.sampled_from(["", "kept", "missed"]), st.booleans(), st.booleans()),
        max_size=8,
    )
)
def test_every_goal_past_its_date_is_kept_missed_contested_or_waits_and_is_counted_once(rows: list[tuple[int, int, str, bool, bool]]):
    company = log("2026-06-03", "2026-06-04", until="2026-06-20")
    goals = []
    for number, (back, asked, verdict, contested, counts) in enumerate(rows):
        history = [event("2026-06-20", verdict)] if verdict else []
        history += [event("2026-06-21", "contested", "no", "ana", Role.REP)] if contested else []
        made = goal(*history, asked=asked, due=date(2026, 6, 20) - timedelta(days=back % 10), kind="call" if counts else None)
        goals.append(replace(made, id=f"g{number}", state=GoalState(verdict) if verdict else GoalState.AGREED, decided_on=date(2026, 6, 20) if verdict else None))
    got = coachability(goals, ANA, date(2026, 6, 22), POLICY, company)
    assert got.kept + got.missed + len(got.unverified) + len(got.contested) == len(goals)
    assert len(set(got.waiting)) == len(got.waiting)
    assert len(got.contested) == sum(contested for *_, contested, _ in rows)
    assert got.open == 0
