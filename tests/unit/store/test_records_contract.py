"""What every adapter of Records promises, over the one in memory and the one in a database alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from copilot.domain import Agenda, AgendaVersion, Aspiration, Fact, GoalDraft, GoalState, Initiative, OneOnOne, Passage, Section, Source, Thread, Topic, Violation, Window
from copilot.errors import AmbiguousRep, Conflict, Forbidden, InputError, UnknownRep
from tests.unit.store.conftest import MOVED_ON, TODAY, VIEWERS, House

BEFORE_MOVE = MOVED_ON - timedelta(days=1)

DRAFT = GoalDraft(
    "activity", "Call ten dormant accounts", "Ten accounts called", "Calls logged in the CRM", date(2026, 12, 4), activity="call", amount=10, facts=("f-1",),
    violations=(Violation("dated", "too late", "completion_date", "name a day before 4 December"),),
)  # fmt: skip
FACT = Fact(
    "f-1", "calls", 4.5, "per week", "4.5", TODAY, n=12, window=Window(None, TODAY), source=Source("activities", "calls per week", "r1", ("a1", "a2")), rep_id="r1", direction="below", looks_back=True
)
DAY = Fact("f-2", "next_meeting", date(2026, 11, 26), "date", "26 November 2026", TODAY, rep_id="r1", kind="date")
POOLED = Fact("f-3", "demo.target", 6, "per week", "6", TODAY, n=4)
PASSAGE = Passage("p-1", "discovery", "Discovery", "Ask first", "Ask before you show.", 0, 20, quote="Ask before you show.")
AGENDA = Agenda(
    "r1", TODAY, date(2026, 11, 26), "tune_engine", (Section("connect", "Connect", 3, False, "How is the boat?"), Section("calibrate", "Where you are going", 3, True, "Four and a half calls.", ("f-1",), ("p-1",))),
    (DRAFT,), (FACT, DAY, POOLED), (PASSAGE,), notes=("The newest record is old.",),
)  # fmt: skip


def draft_of(text: str) -> GoalDraft:
    return replace(DRAFT, description=text)


# ---------------------------------------------------------------- who sees whom

SEEN = {
    "operator": {"r1", "r2", "r3", "r4", "r5"},
    "admin": {"r1", "r2", "r3", "r4", "r5"},
    "ana": {"r1", "r2"},
    "bo": {"r3", "r4", "r5"},
    "priya": {"r1"},
    "tom": {"r2"},
    "jo": {"r5"},
}

READS: dict[str, Any] = {
    "rep": lambda r, v, rep: r.rep(v, rep, TODAY),
    "find_rep": lambda r, v, rep: r.find_rep(v, rep, TODAY),
    "aspirations": lambda r, v, rep: r.aspirations(v, rep, TODAY),
    "one_on_ones": lambda r, v, rep: r.one_on_ones(v, rep, TODAY),
    "time_pools": lambda r, v, rep: r.time_pools(v, [rep], TODAY - timedelta(days=90), TODAY, 1),
    "topics": lambda r, v, rep: r.topics(v, rep),
    "goals": lambda r, v, rep: r.goals(v, rep),
    "agendas": lambda r, v, rep: r.agendas(v, rep),
    "suggest_goal": lambda r, v, rep: r.suggest_goal(v, rep, DRAFT),
    "save_agenda": lambda r, v, rep: r.save_agenda(v, replace(AGENDA, rep_id=rep, facts=(POOLED,))),
    "save_facts": lambda r, v, rep: r.save_facts(v, [replace(FACT, rep_id=rep)]),
}


@pytest.mark.parametrize("method", READS)
@pytest.mark.parametrize("who", SEEN)
def test_nobody_reaches_a_record_they_may_not_see(house: House, who: str, method: str) -> None:
    for rep in ("r1", "r2", "r3", "r4", "r5"):
        if rep in SEEN[who]:
            READS[method](house.records, VIEWERS[who], rep)
        else:
            with pytest.raises(UnknownRep if method == "find_rep" else Forbidden):
                READS[method](house.records, VIEWERS[who], rep)


@pytest.mark.parametrize("who", SEEN)
def test_the_list_of_reps_holds_those_the_viewer_may_see(house: House, who: str) -> None:
    assert {r.id for r in house.records.reps(VIEWERS[who], TODAY)} == SEEN[who]


@pytest.mark.parametrize("who", SEEN)
def test_what_hangs_on_a_record_is_guarded_like_it(house: House, who: str) -> None:
    operator = VIEWERS["operator"]
    for rep in ("r1", "r2", "r3", "r4", "r5"):
        goal = house.records.suggest_goal(operator, rep, DRAFT)
        agenda = house.records.share_agenda(operator, house.records.save_agenda(operator, replace(AGENDA, rep_id=rep, facts=())).id)
        fact = replace(FACT, id=f"f-{rep}", rep_id=rep)
        house.records.save_facts(operator, [fact])
        house.records.save_one_on_one(operator, OneOnOne(f"o-{rep}", rep, None, TODAY, 30, "held", rep_rating=4))
        tries = [
            lambda g=goal: house.records.decide_goal(VIEWERS[who], g.id, "edited", draft=DRAFT),
            lambda a=agenda: house.records.agenda(VIEWERS[who], a.id),
            lambda a=agenda: house.records.share_agenda(VIEWERS[who], a.id),
            lambda f=fact: house.records.fact(VIEWERS[who], f.id),
        ]
        for attempt in tries:
            if rep in SEEN[who]:
                attempt()
            else:
                with pytest.raises(Forbidden):
                    attempt()


def test_a_fact_without_rep_id_is_guarded_by_the_rep_of_its_source(house: House) -> None:
    house.records.save_facts(VIEWERS["operator"], [replace(FACT, rep_id=None)])
    with pytest.raises(Forbidden):
        house.records.fact(VIEWERS["tom"], "f-1")


def test_a_pooled_fact_is_for_everybody(house: House) -> None:
    house.records.save_facts(VIEWERS["ana"], [POOLED])
    assert house.records.fact(VIEWERS["jo"], "f-3") == POOLED


def test_a_manager_sees_the_people_they_led_on_the_day_asked_for(house: House) -> None:
    ana, bo = VIEWERS["ana"], VIEWERS["bo"]
    assert house.records.rep(ana, "r5", BEFORE_MOVE).manager_name == "Ana Silva"
    assert house.records.rep(bo, "r5", MOVED_ON).manager_id == "m2"
    for viewer, day in ((ana, MOVED_ON), (bo, BEFORE_MOVE)):
        with pytest.raises(Forbidden):
            house.records.rep(viewer, "r5", day)
        assert "r5" not in {r.id for r in house.records.reps(viewer, day)}


def test_someone_who_no_longer_leads_them_sees_nothing_of_what_came_after(house: House) -> None:
    operator, ana = VIEWERS["operator"], VIEWERS["ana"]
    for name, day, state in (("old", BEFORE_MOVE, "held"), ("new", MOVED_ON, "held"), ("next", TODAY + timedelta(days=3), "planned")):
        house.records.save_one_on_one(operator, OneOnOne(name, "r5", None, day, 30, state, notes=name))
    assert [m.id for m in house.records.one_on_ones(ana, "r5", BEFORE_MOVE)] == ["old"]
    assert [m.id for m in house.records.one_on_ones(VIEWERS["bo"], "r5", TODAY)] == ["next", "new", "old"]
    for read in (house.records.goals, house.records.topics, house.records.agendas):
        with pytest.raises(Forbidden):
            read(ana, "r5")


def test_a_rep_nobody_knows_is_unknown(house: House) -> None:
    with pytest.raises(UnknownRep):
        house.records.rep(VIEWERS["operator"], "r99", TODAY)


def test_managers_know_themselves_and_the_operator_knows_them_all(house: House) -> None:
    assert [m.name for m in house.records.managers(VIEWERS["operator"], TODAY)] == ["Ana Silva", "Bo Berg"]
    assert [m.id for m in house.records.managers(VIEWERS["bo"], TODAY)] == ["m2"]
    assert house.records.managers(VIEWERS["priya"], TODAY) == []


# ---------------------------------------------------------------- finding people


@pytest.mark.parametrize("query", ["r1", "Priya Nair", "priya nair", "PRIYA  NAIR", "Nair, Priya", "Priya", "nair", "Pri", "iya", "priya@example.com"])
def test_a_rep_is_found_by_id_mail_name_or_an_unambiguous_part(house: House, query: str) -> None:
    assert house.records.find_rep(VIEWERS["operator"], query, TODAY).id == "r1"


@pytest.mark.parametrize("query", ["Tomas Ode", "tomáš öde", "TOMAS"])
def test_accents_and_case_do_not_matter(house: House, query: str) -> None:
    assert house.records.find_rep(VIEWERS["ana"], query, TODAY).id == "r2"


def test_two_reps_of_one_name_are_told_apart_and_never_guessed(house: House) -> None:
    with pytest.raises(AmbiguousRep) as caught:
        house.records.find_rep(VIEWERS["bo"], "Kim Lee", TODAY)
    assert caught.value.candidates == ("Kim Lee (kim.lee@example.com)", "Kim Lee (kim.two@example.com)")
    assert house.records.find_rep(VIEWERS["bo"], "kim.two@example.com", TODAY).id == "r4"


def test_a_misspelt_name_is_answered_with_near_ones(house: House) -> None:
    with pytest.raises(UnknownRep, match=r"did you mean 'Priya Nair'"):
        house.records.find_rep(VIEWERS["ana"], "Prya Nayr", TODAY)


@pytest.mark.parametrize("query", ["Kim Lee", "Kim Le", "r3", "kim.lee@example.com", "Jo March", "", "   ", "!"])
def test_nobody_learns_of_people_outside_their_view(house: House, query: str) -> None:
    for who in ("ana", "priya"):
        with pytest.raises(UnknownRep) as caught:
            house.records.find_rep(VIEWERS[who], query, TODAY)
        assert not {"Kim Lee", "Jo March"} & set(caught.value.suggestions)


def test_a_part_of_a_name_is_unambiguous_among_those_the_viewer_sees(house: House) -> None:
    assert house.records.find_rep(VIEWERS["jo"], "jo", TODAY).id == "r5"
    assert house.records.find_rep(VIEWERS["ana"], "o", TODAY).id == "r2"
    with pytest.raises(AmbiguousRep):
        house.records.find_rep(VIEWERS["operator"], "e", TODAY)


def test_a_viewer_named_as_manager_or_rep(house: House) -> None:
    assert house.records.viewer_named("Ana") == VIEWERS["ana"]
    assert house.records.viewer_named("r1") == VIEWERS["priya"]
    with pytest.raises(UnknownRep):
        house.records.viewer_named("Zebulon Pike")


# ---------------------------------------------------------------- reads are noted


def test_a_read_of_somebody_elses_record_is_noted_once_a_minute(house: House) -> None:
    for _ in range(3):
        house.records.rep(VIEWERS["ana"], "r1", TODAY)
        house.records.goals(VIEWERS["ana"], "r1")
    assert house.noted("read") == [("m1", "r1")]
    house.clock.move(timedelta(minutes=1))
    house.records.find_rep(VIEWERS["ana"], "Priya", TODAY)
    house.records.topics(VIEWERS["operator"], "r1")
    assert house.noted("read") == [("m1", "r1"), ("m1", "r1"), ("operator", "r1")]


def test_reading_ones_own_record_is_not_noted(house: House) -> None:
    for method in ("rep", "aspirations", "one_on_ones", "topics", "goals", "agendas"):
        READS[method](house.records, VIEWERS["priya"], "r1")
    assert house.noted("read") == []


def test_a_refused_read_is_not_noted_as_a_read(house: House) -> None:
    with pytest.raises(Forbidden):
        house.records.rep(VIEWERS["bo"], "r1", TODAY)
    assert house.noted("read") == []


# ---------------------------------------------------------------- aspirations, initiatives


def test_an_aspiration_is_the_reps_own_words_from_its_day_on(house: House) -> None:
    said = Aspiration("r1", "performance", "I want a house by the lake", date(2026, 3, 1), Decimal("125000.50"), "Star")
    later = Aspiration("r1", "career", "Lead a team one day", date(2026, 9, 1))
    house.records.add_aspiration(VIEWERS["priya"], later)
    house.records.add_aspiration(VIEWERS["operator"], said)
    assert house.records.aspirations(VIEWERS["ana"], "r1", TODAY) == [said, later]
    assert house.records.aspirations(VIEWERS["priya"], "r1", date(2026, 5, 1)) == [said]
    for who in ("ana", "admin", "tom"):
        with pytest.raises(Forbidden):
            house.records.add_aspiration(VIEWERS[who], said)


def test_initiatives_run_from_their_start_to_their_end(house: House) -> None:
    spring = Initiative("i1", "Spring launch", "Ask about it", date(2026, 3, 1), date(2026, 5, 31))
    always = Initiative("i2", "Safety", "First", date(2026, 1, 1))
    for one in (spring, always):
        house.records.add_initiative(VIEWERS["operator"], one)
    assert house.records.initiatives(VIEWERS["priya"], date(2026, 5, 31)) == [always, spring]
    assert house.records.initiatives(VIEWERS["priya"], date(2026, 6, 1)) == [always]
    with pytest.raises(Forbidden):
        house.records.add_initiative(VIEWERS["ana"], always)


# ---------------------------------------------------------------- 1:1s

MEETING = OneOnOne("o1", "r1", "m1", date(2026, 11, 12), 30, "held", notes="We spoke of the lake.", manager_rating=5)


def test_each_side_rates_for_itself_and_the_manager_sees_no_single_rating(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    house.records.save_one_on_one(ana, MEETING)
    house.records.save_one_on_one(priya, replace(MEETING, rep_rating=2, manager_rating=1))
    assert house.records.one_on_ones(priya, "r1", TODAY) == [replace(MEETING, rep_rating=2)]
    assert house.records.one_on_ones(ana, "r1", TODAY) == [MEETING]
    house.records.save_one_on_one(ana, replace(MEETING, notes="And of the boat.", manager_rating=None))
    assert house.records.one_on_ones(VIEWERS["operator"], "r1", TODAY) == [replace(MEETING, notes="And of the boat.", rep_rating=2)]


def test_a_manager_cannot_rate_for_the_rep_nor_a_rep_rewrite_the_meeting(house: House) -> None:
    house.records.save_one_on_one(VIEWERS["ana"], MEETING)
    with pytest.raises(Forbidden):
        house.records.save_one_on_one(VIEWERS["ana"], replace(MEETING, rep_rating=5))
    for changed in (replace(MEETING, notes="It never happened."), replace(MEETING, state="missed"), replace(MEETING, id="o2")):
        with pytest.raises(Forbidden):
            house.records.save_one_on_one(VIEWERS["priya"], changed)
    with pytest.raises(Forbidden):
        house.records.save_one_on_one(VIEWERS["bo"], MEETING)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_from_one_to_five(house: House, rating: int) -> None:
    with pytest.raises(InputError):
        house.records.save_one_on_one(VIEWERS["ana"], replace(MEETING, manager_rating=rating))


def test_meetings_come_newest_first_with_the_planned_ones(house: House) -> None:
    for name, day, state in (("a", date(2026, 1, 5), "held"), ("b", date(2026, 12, 1), "planned"), ("c", date(2026, 12, 2), "held"), ("d", date(2026, 6, 1), "missed")):
        house.records.save_one_on_one(VIEWERS["operator"], OneOnOne(name, "r1", "m1", day, 30, state))
    assert [m.id for m in house.records.one_on_ones(VIEWERS["ana"], "r1", TODAY)] == ["b", "d", "a"]


def test_a_meeting_id_stays_with_its_rep(house: House) -> None:
    house.records.save_one_on_one(VIEWERS["ana"], MEETING)
    with pytest.raises(InputError):
        house.records.save_one_on_one(VIEWERS["ana"], replace(MEETING, rep_id="r2"))


# ---------------------------------------------------------------- topics


def test_a_private_topic_is_the_reps_alone_until_shared(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    mine = house.records.add_topic(priya, Topic("", "r1", "rep", "I would like Fridays off", shared=False))
    hers = house.records.add_topic(ana, Topic("", "r1", "manager", "The lake deal", shared=False))
    assert hers.shared, "a manager keeps no topic from the rep"
    assert house.records.topics(priya, "r1") == [mine, hers]
    for who in ("ana", "operator", "admin"):
        assert house.records.topics(VIEWERS[who], "r1") == [hers]
        with pytest.raises(InputError):
            house.records.remove_topic(VIEWERS[who], mine.id)
    house.records.add_topic(priya, replace(mine, shared=True))
    assert {t.words for t in house.records.topics(ana, "r1")} == {mine.words, hers.words}


def test_each_side_adds_and_takes_back_its_own_topics(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    mine = house.records.add_topic(priya, Topic("", "r1", "rep", "Bring the price list", bring=True))
    hers = house.records.add_topic(ana, Topic("", "r1", "manager", "The lake deal"))
    for viewer, side in ((ana, "rep"), (priya, "manager"), (VIEWERS["operator"], "rep")):
        with pytest.raises(Forbidden):
            house.records.add_topic(viewer, Topic("", "r1", side, "In your name"))
    with pytest.raises(Forbidden):
        house.records.add_topic(priya, replace(hers, by="rep", words="Changed"))
    for viewer, topic in ((ana, mine), (priya, hers)):
        with pytest.raises(Forbidden):
            house.records.remove_topic(viewer, topic.id)
    house.records.remove_topic(priya, mine.id)
    assert house.records.topics(priya, "r1") == [hers]
    with pytest.raises(InputError):
        house.records.add_topic(priya, Topic("", "r1", "rep", "  "))


def test_a_meeting_that_was_held_takes_up_the_shared_topics(house: House) -> None:
    priya = VIEWERS["priya"]
    house.records.add_topic(priya, Topic("", "r1", "rep", "Price list"))
    private = house.records.add_topic(priya, Topic("", "r1", "rep", "Fridays", shared=False))
    house.records.save_one_on_one(VIEWERS["ana"], replace(MEETING, state="planned"))
    assert len(house.records.topics(priya, "r1")) == 2
    house.records.save_one_on_one(VIEWERS["ana"], MEETING)
    assert house.records.topics(priya, "r1") == [private]


# ---------------------------------------------------------------- goals


def test_a_goal_comes_back_as_it_was_suggested(house: House) -> None:
    goal = house.records.suggest_goal(VIEWERS["ana"], "r1", DRAFT, "a-9")
    assert goal.draft == DRAFT
    assert (goal.state, goal.agenda_id, goal.suggested_by, goal.suggested_at) == (GoalState.SUGGESTED, "a-9", "Ana Silva", house.clock.now())
    assert house.records.goals(VIEWERS["priya"], "r1") == [goal]
    assert house.noted("decision") == [("m1", goal.id)]


@pytest.mark.parametrize("who", ["ana", "admin", "operator"])
def test_only_the_rep_can_agree(house: House, who: str) -> None:
    goal = house.records.suggest_goal(VIEWERS["ana"], "r1", DRAFT)
    with pytest.raises(Forbidden, match="only the rep can agree"):
        house.records.decide_goal(VIEWERS[who], goal.id, "agreed")
    assert house.records.goals(VIEWERS["ana"], "r1")[0].state is GoalState.SUGGESTED
    agreed = house.records.decide_goal(VIEWERS["priya"], goal.id, "agreed", "I will")
    assert (agreed.state, agreed.agreed_at) == (GoalState.AGREED, house.clock.now())
    assert [(e.by, e.action, e.words) for e in agreed.history] == [("Ana Silva", "suggested", ""), ("Priya Nair", "agreed", "I will")]


@pytest.mark.parametrize("who", ["priya", "ana"])
def test_either_side_edits_or_declines_a_suggestion(house: House, who: str) -> None:
    goal = house.records.suggest_goal(VIEWERS["ana"], "r1", DRAFT)
    edited = house.records.decide_goal(VIEWERS[who], goal.id, "edited", draft=draft_of("Call five"))
    assert (edited.state, edited.draft.description) == (GoalState.SUGGESTED, "Call five")
    assert house.records.decide_goal(VIEWERS[who], goal.id, "declined", "not now").state is GoalState.DECLINED
    with pytest.raises(Conflict):
        house.records.decide_goal(VIEWERS["priya"], goal.id, "agreed")


def test_an_edit_of_an_agreed_goal_by_the_manager_needs_a_new_yes(house: House) -> None:
    goal = house.records.suggest_goal(VIEWERS["ana"], "r1", DRAFT)
    house.records.decide_goal(VIEWERS["priya"], goal.id, "agreed")
    mine = house.records.decide_goal(VIEWERS["priya"], goal.id, "edited", draft=draft_of("Call twelve"))
    assert mine.state is GoalState.AGREED
    hers = house.records.decide_goal(VIEWERS["ana"], goal.id, "edited", draft=draft_of("Call twenty"))
    assert (hers.state, hers.agreed_at) == (GoalState.SUGGESTED, None)


def test_verdicts_are_the_managers_and_can_be_contested_in_words(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    goal = house.records.suggest_goal(priya, "r1", DRAFT)
    with pytest.raises(Conflict):
        house.records.decide_goal(ana, goal.id, "kept")
    house.records.decide_goal(priya, goal.id, "agreed")
    with pytest.raises(Forbidden):
        house.records.decide_goal(priya, goal.id, "kept")
    with pytest.raises(Conflict):
        house.records.decide_goal(priya, goal.id, "contested", "no")
    missed = house.records.decide_goal(ana, goal.id, "missed")
    assert (missed.state, missed.decided_on) == (GoalState.MISSED, TODAY)
    with pytest.raises(InputError):
        house.records.decide_goal(priya, goal.id, "contested", "  ")
    contested = house.records.decide_goal(priya, goal.id, "contested", "The CRM lost two calls")
    assert (contested.state, contested.history[-1].words) == (GoalState.MISSED, "The CRM lost two calls")
    assert house.records.decide_goal(ana, goal.id, "kept").state is GoalState.KEPT


def test_past_its_date_a_goal_is_contested_and_then_judged_by_a_person(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    goal = house.records.suggest_goal(ana, "r1", DRAFT)
    house.records.decide_goal(priya, goal.id, "agreed")
    with pytest.raises(Forbidden):
        house.records.decide_goal(priya, goal.id, "checked_in")
    asked = house.records.decide_goal(ana, goal.id, "checked_in", "how is it going?")
    assert (asked.state, asked.history[-1].action) == (GoalState.AGREED, "checked_in")
    house.clock.move(timedelta(days=20))
    for action in ("edited", "withdrawn", "checked_in"):
        with pytest.raises(Conflict, match="has passed"):
            house.records.decide_goal(ana, goal.id, action, draft=DRAFT)
    contested = house.records.decide_goal(priya, goal.id, "contested", "Two of them were logged by a colleague")
    assert (contested.state, contested.history[-1].by) == (GoalState.AGREED, "Priya Nair")
    missed = house.records.decide_goal(ana, goal.id, "missed", "we looked together")
    assert (missed.state, missed.decided_on) == (GoalState.MISSED, TODAY + timedelta(days=20))
    with pytest.raises(Conflict):
        house.records.decide_goal(ana, goal.id, "missed")
    house.records.decide_goal(priya, goal.id, "contested", "I still see it differently")
    confirmed = house.records.decide_goal(ana, goal.id, "missed")
    assert [e.action for e in confirmed.history] == ["suggested", "agreed", "checked_in", "contested", "missed", "contested", "missed"]
    assert ("m1", goal.id) in house.noted("decision")


def test_letting_a_goal_go_needs_the_manager(house: House) -> None:
    goal = house.records.suggest_goal(VIEWERS["ana"], "r1", DRAFT)
    house.records.decide_goal(VIEWERS["priya"], goal.id, "agreed")
    assert house.records.decide_goal(VIEWERS["priya"], goal.id, "withdrawn", "priorities changed").state is GoalState.AGREED
    gone = house.records.decide_goal(VIEWERS["ana"], goal.id, "withdrawn")
    assert (gone.state, gone.decided_on, gone.history[-2].by) == (GoalState.WITHDRAWN, TODAY, "Priya Nair")


def test_an_edit_without_a_draft_and_an_unknown_goal_are_input_errors(house: House) -> None:
    goal = house.records.suggest_goal(VIEWERS["ana"], "r1", DRAFT)
    with pytest.raises(InputError):
        house.records.decide_goal(VIEWERS["ana"], goal.id, "edited")
    with pytest.raises(InputError, match="'g-none'"):
        house.records.decide_goal(VIEWERS["ana"], "g-none", "declined")


def test_goals_come_newest_suggestion_first(house: House) -> None:
    ids = []
    for text in ("one", "two", "three"):
        ids.append(house.records.suggest_goal(VIEWERS["ana"], "r1", draft_of(text)).id)
        house.clock.move(timedelta(hours=1))
    assert [g.id for g in house.records.goals(VIEWERS["ana"], "r1")] == ids[::-1]


# ---------------------------------------------------------------- agendas and facts


def test_an_agenda_comes_back_whole_with_its_facts(house: House) -> None:
    saved = house.records.save_agenda(VIEWERS["ana"], AGENDA)
    assert (saved.version, saved.state) == (1, "draft")
    assert house.records.agenda(VIEWERS["ana"], saved.id) == saved == replace(AGENDA, id=saved.id, version=1)
    assert house.records.fact(VIEWERS["priya"], "f-1") == FACT
    assert house.records.fact(VIEWERS["ana"], "f-2").value == date(2026, 11, 26)


def test_versions_say_when_and_by_whom_and_a_rep_sees_those_since_it_was_shared(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    one = house.records.save_agenda(ana, AGENDA)
    first = house.clock.now()
    house.clock.move(timedelta(hours=1))
    house.records.save_agenda(ana, replace(one, notes=()))
    with pytest.raises(InputError, match="no agenda"):
        house.records.agenda_versions(priya, one.id)
    house.records.share_agenda(ana, one.id)
    house.records.save_agenda(VIEWERS["operator"], one)
    now = house.clock.now()
    all_of_them = [AgendaVersion(1, first, "Ana Silva"), AgendaVersion(2, now, "Ana Silva"), AgendaVersion(3, now, "operator")]
    assert house.records.agenda_versions(ana, one.id) == all_of_them
    assert house.records.agenda_versions(priya, one.id) == all_of_them[1:]
    with pytest.raises(Forbidden):
        house.records.agenda_versions(VIEWERS["bo"], one.id)


def test_each_edit_is_a_version_of_its_own(house: House) -> None:
    ana = VIEWERS["ana"]
    one = house.records.save_agenda(ana, AGENDA)
    two = house.records.save_agenda(ana, replace(one, notes=()), expected_version=1)
    assert (two.id, two.version) == (one.id, 2)
    assert house.records.agenda(ana, one.id, 1).notes == AGENDA.notes
    assert house.records.agenda(ana, one.id).notes == ()
    assert [a.version for a in house.records.agendas(ana, "r1")] == [2]
    with pytest.raises(Conflict, match="version 2"):
        house.records.save_agenda(ana, one, expected_version=1)
    with pytest.raises(InputError):
        house.records.agenda(ana, one.id, 3)


def test_a_rep_sees_only_what_was_shared_and_not_the_drafts_before_it(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    one = house.records.save_agenda(ana, AGENDA)
    two = house.records.save_agenda(ana, replace(one, notes=("softer",)))
    for attempt in (lambda: house.records.agenda(priya, one.id), lambda: house.records.share_agenda(priya, one.id)):
        with pytest.raises(InputError):
            attempt()
    assert house.records.agendas(priya, "r1") == []
    shared = house.records.share_agenda(ana, one.id)
    assert (shared.state, shared.version) == ("shared", 2)
    assert house.records.share_agenda(ana, one.id) == shared
    assert house.records.agenda(priya, one.id) == replace(two, state="shared")
    assert house.records.agendas(priya, "r1") == [shared]
    with pytest.raises(InputError):
        house.records.agenda(priya, one.id, 1)
    three = house.records.save_agenda(ana, replace(shared, notes=("newer",)))
    assert three.state == "shared"
    assert house.records.agenda(priya, one.id) == three
    assert house.noted("share") == [("m1", one.id)]


def test_saving_does_not_share_and_only_a_shared_agenda_is_held(house: House) -> None:
    ana = VIEWERS["ana"]
    for state in ("shared", "held"):
        assert house.records.save_agenda(ana, replace(AGENDA, state=state)).state == "draft"
    one = house.records.save_agenda(ana, AGENDA)
    shared = house.records.share_agenda(ana, one.id)
    assert house.records.save_agenda(ana, replace(shared, state="held")).state == "held"
    assert house.records.agenda(VIEWERS["priya"], one.id).state == "held"


def test_a_reps_own_draft_is_theirs_until_they_share_it(house: House) -> None:
    ana, priya = VIEWERS["ana"], VIEWERS["priya"]
    mine = house.records.save_agenda(priya, AGENDA)
    assert house.records.agendas(priya, "r1") == [mine]
    for who in ("ana", "admin", "operator"):
        assert house.records.agendas(VIEWERS[who], "r1") == []
        with pytest.raises(InputError):
            house.records.agenda(VIEWERS[who], mine.id)
    house.records.share_agenda(priya, mine.id)
    assert house.records.agenda(ana, mine.id).version == 1


def test_a_rep_does_not_rewrite_the_managers_agenda(house: House) -> None:
    shared = house.records.share_agenda(VIEWERS["ana"], house.records.save_agenda(VIEWERS["ana"], AGENDA).id)
    with pytest.raises(Forbidden):
        house.records.save_agenda(VIEWERS["priya"], replace(shared, notes=("mine",)))


def test_agendas_come_newest_meeting_first(house: House) -> None:
    for day in (date(2026, 11, 1), date(2026, 12, 1), date(2026, 10, 1)):
        house.records.save_agenda(VIEWERS["ana"], replace(AGENDA, meeting_on=day))
    assert [a.meeting_on.month for a in house.records.agendas(VIEWERS["ana"], "r1")] == [12, 11, 10]


def test_an_agenda_stays_with_its_rep(house: House) -> None:
    one = house.records.save_agenda(VIEWERS["ana"], AGENDA)
    with pytest.raises(InputError):
        house.records.save_agenda(VIEWERS["ana"], replace(one, rep_id="r2", facts=()))


def test_a_fact_said_again_keeps_its_newer_rows(house: House) -> None:
    again = replace(FACT, source=Source("activities", "calls per week", "r1", ("a1", "a2", "a3")))
    house.records.save_facts(VIEWERS["ana"], [FACT])
    house.records.save_facts(VIEWERS["ana"], [again, DAY])
    assert house.records.fact(VIEWERS["ana"], "f-1") == again
    with pytest.raises(InputError, match="'f-none'"):
        house.records.fact(VIEWERS["ana"], "f-none")


# ---------------------------------------------------------------- turns


def test_one_resume_of_an_interrupt_wins(house: House) -> None:
    house.records.claim(VIEWERS["ana"], "t1", "i1")
    with pytest.raises(Conflict):
        house.records.claim(VIEWERS["priya"], "t1", "i1")
    house.records.claim(VIEWERS["ana"], "t1", "i2")
    house.records.claim(VIEWERS["ana"], "t2", "i1")


def test_a_thread_is_its_owners(house: House) -> None:
    house.records.open_thread(VIEWERS["ana"], "t1")
    house.records.open_thread(VIEWERS["ana"], "t1")
    for who in ("bo", "admin", "operator"):
        with pytest.raises(Forbidden):
            house.records.open_thread(VIEWERS[who], "t1")


def test_threads_are_listed_with_whom_they_are_about_the_last_gone_on_with_at_the_top(house: House) -> None:
    r, ana = house.records, VIEWERS["ana"]
    begun = house.clock.now()
    for thread in ("t1", "t2"):
        r.open_thread(ana, thread)
    house.clock.move(timedelta(hours=1))
    r.note_turn(ana, "t1", "r1")
    r.note_turn(ana, "t1", None)
    assert r.threads(ana) == [Thread("t1", begun, house.clock.now(), "r1", "Priya Nair"), Thread("t2", begun, begun)]
    assert r.threads(VIEWERS["bo"]) == []


def test_a_thread_is_named_by_its_owner_alone(house: House) -> None:
    r, ana = house.records, VIEWERS["ana"]
    r.open_thread(ana, "t1")
    r.name_thread(ana, "t1", "Before the quarter ends")
    assert r.threads(ana)[0].title == "Before the quarter ends"
    r.name_thread(ana, "t1", None)
    assert r.threads(ana)[0].title is None
    for who, thread in (("bo", "t1"), ("operator", "t1"), ("ana", "t9")):
        with pytest.raises(InputError, match="no conversation"):
            r.name_thread(VIEWERS[who], thread, "Mine")


def test_a_thread_removed_by_its_owner_is_gone_and_the_audit_says_so(house: House) -> None:
    r, ana = house.records, VIEWERS["ana"]
    r.open_thread(ana, "t1")
    r.claim(ana, "t1", "i1")
    with pytest.raises(InputError, match="no conversation"):
        r.remove_thread(VIEWERS["bo"], "t1")
    r.remove_thread(ana, "t1")
    assert r.threads(ana) == []
    assert house.noted("forget") == [("m1", "t1")]
    r.note_turn(ana, "t1", "r1")
    assert r.threads(ana) == []
    r.claim(ana, "t1", "i1")  # the claim went with it


# ---------------------------------------------------------------- how useful 1:1s were


def test_answers_of_reps_come_out_pooled_by_manager_and_never_below_three_of_them(house: House) -> None:
    operator = VIEWERS["operator"]
    for number, (rep, manager, theirs, mine) in enumerate([("r1", "m1", 2, 4), ("r2", "m1", 3, 4), ("r3", "m2", 5, 5), ("r4", "m2", 4, None), ("r5", "m1", 1, 5)]):
        house.records.save_one_on_one(operator, OneOnOne(f"o{number}", rep, manager, TODAY - timedelta(days=20 - number), 30, "held", rep_rating=theirs, manager_rating=mine))
    since = TODAY - timedelta(days=30)
    (pool,) = house.records.rating_pools(VIEWERS["ana"], since, TODAY, 3)
    assert (pool.manager_id, pool.manager_name, pool.meetings, pool.reps) == ("m1", "Ana Silva", 3, 3)
    assert (pool.manager_mean, pool.rep_mean) == (pytest.approx(13 / 3), 2.0)
    assert house.records.rating_pools(operator, since, TODAY, 3) == [pool]  # of Bo's reps only one 1:1 was answered by both
    assert house.records.rating_pools(VIEWERS["bo"], since, TODAY, 3) == []
    assert house.records.rating_pools(VIEWERS["priya"], since, TODAY, 3) == []
    assert house.records.rating_pools(VIEWERS["ana"], TODAY - timedelta(days=19), TODAY, 3) == []  # two of the three
    assert all(m.rep_rating is None for m in house.records.one_on_ones(VIEWERS["ana"], "r1", TODAY))


def test_a_part_of_the_managers_time_is_known_where_enough_others_were_met(house: House) -> None:
    operator = VIEWERS["operator"]
    for number, (rep, manager, minutes, state) in enumerate(
        [("r1", "m1", 30, "held"), ("r1", "m1", 15, "held"), ("r2", "m1", 60, "held"), ("r3", "m1", 45, "held"), ("r3", "m2", 30, "held"), ("r4", "m2", 30, "missed"), ("r5", "m2", 30, "held")]
    ):
        house.records.save_one_on_one(operator, OneOnOne(f"t{number}", rep, manager, TODAY - timedelta(days=20 - number), minutes, state))
    since = TODAY - timedelta(days=30)
    pools = house.records.time_pools(VIEWERS["ana"], ["r1", "r2"], since, TODAY, 2)
    assert {rep: (p.own, p.all, p.rows) for rep, p in pools.items()} == {"r1": (45, 150, ("t0", "t1")), "r2": (60, 150, ("t2",))}
    assert house.records.time_pools(VIEWERS["priya"], ["r1"], since, TODAY, 2) == {"r1": pools["r1"]}  # the rep sees what the manager sees
    assert house.records.time_pools(VIEWERS["ana"], ["r1"], since, TODAY, 3) == {}
    later = house.records.time_pools(VIEWERS["ana"], ["r1"], TODAY - timedelta(days=18), TODAY, 2)["r1"]
    assert (later.own, later.all, later.rows) == (0, 105, ())  # all of theirs lie before
    assert house.records.time_pools(operator, ["r3", "r4"], since, TODAY, 1).keys() == {"r3", "r4"}  # of the manager they have today
    assert house.records.time_pools(operator, [], since, TODAY, 1) == {}
