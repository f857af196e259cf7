"""Time over a team: adherence, evenness, who is skipped, what 1:1s ended in, agendas, and the coaching gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Agenda, Goal, GoalDraft, GoalState, OneOnOne, Section, Window
from copilot.policy import CoachingPolicy
from copilot.ratings import RatingPool, pooled, rating_pool
from copilot.tools.cadence import rep_cadence
from copilot.tools.coaching_gap import coaching_gap
from copilot.tools.team_time import agenda_time, came_of, team_time
from tests.companies import rep, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 6, 30)
QUARTER = Window(date(2026, 4, 1), AS_OF)


def meeting(rep_id: str, on: str, state: str = "held", minutes: int = 30, mine: int | None = None, theirs: int | None = None) -> OneOnOne:
    return OneOnOne(f"m-{rep_id}-{on}", rep_id, "boss", date.fromisoformat(on), minutes, state, None, theirs, mine)  # type: ignore[arg-type]


def of(people, meetings, goals=None, every="monthly"):
    by = {r.id: [m for m in meetings if m.rep_id == r.id] for r in people}
    cadences = {r.id: rep_cadence(r, by[r.id], every, AS_OF, POLICY) for r in people}
    return team_time("boss", "Bo Boss", people, cadences, by, goals or {}, AS_OF, POLICY)


def agreed(rep_id: str, on: str) -> Goal:
    at = datetime.fromisoformat(on).replace(hour=9, tzinfo=UTC)
    return Goal(f"g-{on}", rep_id, GoalDraft("skill", "x", "x", "x", None), GoalState.AGREED, "Bo Boss", at, at)


# ---------------------------------------------------------------- adherence, evenness, skipped


def test_extra_ones_with_one_make_up_for_nobody_elses():
    held = [meeting("a", d) for d in ("2026-04-10", "2026-05-08", "2026-05-20", "2026-06-05", "2026-06-19")] + [meeting("b", "2026-05-05"), meeting("b", "2026-06-02", "missed")]
    got = of([veteran("a"), veteran("b")], held)
    assert got.adherence.text == "4 of 6 due in the last 13 weeks were held, and 2 extra"
    assert (got.adherence.value, got.adherence.n, got.adherence.name) == (pytest.approx(4 / 6), 6, "adherence.boss")
    a, b = got.reps
    assert (a.cadence.extra, a.minutes, a.minutes_due) == (2, 150, 90)
    assert (b.cadence.held, b.missed, b.moved, b.skipped) == (1, 1, 0, False)
    assert got.evenness.value == pytest.approx(30 / 150)
    assert got.evenness.name == "evenness.boss"
    assert got.finding.verdict == "present"  # a fifth is less than half


def test_even_time_with_everybody_is_no_sin():
    got = of([veteran("a"), veteran("b")], [meeting(w, d) for w in "ab" for d in ("2026-04-10", "2026-05-08", "2026-06-05")])
    assert (got.evenness.value, got.skipped, got.finding.verdict, got.finding.sin, got.finding.detector) == (1, None, "absent", "selective", "calendar")


def test_who_was_there_all_the_time_and_never_met_is_skipped_and_named_in_no_fact():
    new = rep("new", hired_on="2026-06-20")
    got = of([veteran("a"), veteran("b"), new], [meeting("a", d) for d in ("2026-04-10", "2026-05-08", "2026-06-05")])
    assert [t.rep.id for t in got.reps if t.skipped] == ["b"]
    assert got.skipped.text == "1 person has had no 1:1 in the last 13 weeks"
    assert got.evenness.value == 0
    assert got.finding.verdict == "present"
    assert all("B" not in f.text and f.rep_id is None and not f.source.rows for f in got.facts)
    assert not next(t for t in got.reps if t.rep.id == "new").skipped  # nothing was due


def test_one_person_alone_cannot_be_treated_unevenly():
    got = of([veteran("a")], [meeting("a", "2026-05-05")])
    assert (got.evenness, got.finding.verdict) == (None, "cannot tell")


@given(st.lists(st.lists(st.tuples(st.integers(0, 90), st.sampled_from([15, 30, 45])), max_size=6), min_size=2, max_size=5))
def test_evenness_lies_between_nothing_and_all_and_adherence_never_passes_all(book):
    people = [veteran(f"r{i}") for i in range(len(book))]
    held = [OneOnOne(f"m{i}-{k}", f"r{i}", "boss", AS_OF - timedelta(days=back), minutes, "held") for i, rows in enumerate(book) for k, (back, minutes) in enumerate(rows)]
    got = of(people, held)
    minutes = [sum(m.minutes for m in held if m.rep_id == r.id) for r in people]
    if max(minutes):
        assert got.evenness.value == pytest.approx(min(minutes) / max(minutes))
    else:
        assert got.evenness is None
    assert 0 <= got.adherence.value <= 1


# ---------------------------------------------------------------- what it ended in


def test_a_1on1_ended_in_a_goal_agreed_in_the_week_after_and_before_the_next():
    held = [meeting("a", "2026-05-04"), meeting("a", "2026-05-18"), meeting("a", "2026-06-01"), meeting("a", "2026-06-15"), meeting("a", "2026-06-29"), meeting("a", "2026-06-20", "missed")]
    goals = [agreed("a", "2026-05-04"), agreed("a", "2026-05-26"), agreed("a", "2026-06-08")]
    found = came_of(held, goals, QUARTER, POLICY)
    assert [(m.on.isoformat(), yes) for m, yes in found] == [("2026-05-04", True), ("2026-05-18", False), ("2026-06-01", True), ("2026-06-15", False)]
    got = of([veteran("a")], held, {"a": goals})
    assert (got.ended_in_goal.text, got.ended_in_goal.n) == ("2 of 4 held 1:1s ended in a goal the rep agreed to", 4)
    assert of([veteran("a")], []).ended_in_goal is None


def test_a_yes_after_the_next_1on1_belongs_to_that_one():
    held = [meeting("a", "2026-05-04"), meeting("a", "2026-05-07")]
    assert [yes for _, yes in came_of(held, [agreed("a", "2026-05-07")], QUARTER, POLICY)] == [False, True]


# ---------------------------------------------------------------- agendas


def agenda(*minutes: tuple[int, bool], rep_id: str = "a") -> Agenda:
    sections = tuple(Section(f"s{i}", "S", m, back, "") for i, (m, back) in enumerate(minutes))
    return Agenda(rep_id, AS_OF, AS_OF, "first", sections, (), (), ())


def test_minutes_back_and_ahead_add_up():
    got = agenda_time([agenda((3, True), (27, False))], AS_OF, POLICY)
    assert (got.past, got.ahead, got.total, got.within) == (3, 27, 30, True)
    assert [f.text for f in got.facts] == ["3 of 30 minutes look back", "27 of 30 minutes look ahead"]
    assert got.facts[0].rep_id == "a"
    over = agenda_time([agenda((4, True), (26, False)), agenda((2, True), (28, False), rep_id="b")], AS_OF, POLICY)
    assert (over.past, over.total, over.within, over.facts[0].rep_id) == (6, 60, False, None)
    assert agenda_time([], AS_OF, POLICY).facts == ()


# ---------------------------------------------------------------- the coaching gap


def test_the_gap_is_the_difference_of_means_over_the_1on1s_both_answered():
    answered = [meeting("a", "2026-04-10", mine=5, theirs=3), meeting("b", "2026-04-13", mine=4, theirs=2), meeting("c", "2026-04-14", mine=4, theirs=4), meeting("a", "2026-04-15", mine=1)]
    pool = rating_pool("boss", "Bo Boss", answered, 3)
    assert pool == RatingPool("boss", "Bo Boss", pytest.approx(13 / 3), 3, 3, 3)
    fact = coaching_gap(pool, QUARTER, AS_OF, POLICY)
    assert fact.value == pytest.approx(4 / 3)
    assert fact.text == "4.3 by the manager and 3.0 by the reps: 1.3 lower by the reps than by the manager, from 3 1:1s with 3 people, few to go by"
    assert (fact.name, fact.n, fact.rep_id, fact.source.rows) == ("coaching_gap.boss", 3, None, ())
    level = coaching_gap(replace(pool, manager_mean=3.02, meetings=12), QUARTER, AS_OF, POLICY)
    assert level.text == "3.0 by the manager and 3.0 by the reps: the same on both sides, from 12 1:1s with 3 people"


def test_below_three_reps_nothing_is_pooled():
    assert rating_pool("boss", "Bo", [meeting(w, f"2026-04-{d}", mine=5, theirs=1) for w in "ab" for d in (10, 11, 12)], 3) is None


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 28), st.integers(1, 5), st.booleans()), max_size=30))
def test_one_more_day_of_answers_never_changes_the_pool_by_fewer_than_three_people(rows):
    made = [replace(meeting(who, f"2026-05-{day:02d}", mine=3, theirs=score if both else None), id=f"m{i}") for i, (who, day, score, both) in enumerate(rows)]
    before: set[str] = set()
    for day in range(1, 29):
        shown = pooled([m for m in made if m.on <= date(2026, 5, day)], 3)
        now = {m.id for m in shown}
        added = [m for m in shown if m.id not in before]
        assert before <= now
        assert not added or len({m.rep_id for m in added}) >= 3
        before = now
