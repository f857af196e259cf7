"""References back, questions back, and their answers."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Rep
from copilot.tools.understanding import ThreadView, Understander

TODAY = date(2026, 11, 22)
PRIYA = ThreadView(rep_id="r1", intents=("prepare",), has_agenda=True, goals=2, facts=("win_rate", "demo.rate"))


def test_an_ambiguous_first_name_is_asked_back_with_the_candidates(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("get me ready for Anna on Thursday", team, ThreadView(), TODAY)
    assert request.intents == ("ask_back",)
    assert request.rep_id is None
    assert request.question is not None
    assert "Anna Weiss or Anna Petrov" in request.question
    assert request.parameters["candidates"] == "r9,r10"


def test_two_of_one_full_name_are_told_apart(understander: Understander) -> None:
    twins = [Rep("a1", "Anna Weiss", "anna1@corp.test"), Rep("a2", "Anna Weiss")]
    request = understander.understand("prepare Anna Weiss", twins, ThreadView(), TODAY)
    assert request.question is not None
    assert "anna1@corp.test" in request.question
    assert "(a2)" in request.question


@pytest.mark.parametrize(("answer", "who"), [("Anna Petrov", "r10"), ("Petrov", "r10"), ("the first one", "r9"), ("I mean Anna Weiss", "r9"), ("2", "r10")])
def test_the_answer_takes_the_question_up_again(understander: Understander, team: list[Rep], answer: str, who: str) -> None:
    thread = ThreadView(intents=("ask_back",), asked_back_for="get me ready for Anna on Thursday")
    request = understander.understand(answer, team, thread, TODAY)
    assert (request.intents, request.rep_id) == (("prepare",), who)
    assert request.parameters == {"meeting_on": "2026-11-26"}


def test_yes_takes_the_only_name_suggested(understander: Understander, team: list[Rep]) -> None:
    asked = understander.understand("get me ready for Kwame Lindqvist", team, ThreadView(), TODAY)
    assert asked.question is not None
    assert "Did you mean Kwame Mensah" in asked.question
    request = understander.understand("yes", team, ThreadView(asked_back_for="get me ready for Kwame Lindqvist"), TODAY)
    assert (request.intents, request.rep_id) == (("prepare",), "r11")


def test_something_else_than_an_answer_is_read_afresh(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("who is due for a 1:1?", team, ThreadView(asked_back_for="get me ready for Anna"), TODAY)
    assert (request.intents, request.rep_id) == (("cadence",), None)


@pytest.mark.parametrize("message", ["same for Tom", "and Tom?", "now Tom please", "what about tom"])
def test_another_person_the_same_question(understander: Understander, team: list[Rep], message: str) -> None:
    request = understander.understand(message, team, PRIYA, TODAY)
    assert (request.intents, request.rep_id) == (("prepare",), "r2")


def test_a_pronoun_means_whom_the_thread_is_about(understander: Understander, team: list[Rep]) -> None:
    assert understander.understand("what are her stuck deals", team, PRIYA, TODAY).rep_id == "r1"


def test_a_pronoun_without_a_thread_is_asked_back(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("what did he promise", team, ThreadView(), TODAY)
    assert request.intents == ("ask_back",)
    assert request.parameters["pending"] == "history"


def test_the_whole_team_is_nobody(understander: Understander, team: list[Rep]) -> None:
    assert understander.understand("who is due for a 1:1?", team, PRIYA, TODAY).rep_id is None


def test_a_bare_name_is_asked_what_for(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("Kwame", team, ThreadView(), TODAY)
    assert (request.intents, request.rep_id) == (("ask_back",), "r11")


def test_two_people_are_asked_one_at_a_time(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("get me ready for Tom and Kwame", team, ThreadView(), TODAY)
    assert request.intents == ("ask_back",)
    assert request.rep_id is None


def test_a_declined_purpose_takes_its_other_requests_along(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("I want to build a case against Tom. How is he doing?", team, ThreadView(), TODAY)
    assert (request.intents, request.rep_id) == (("decline",), "r2")
    assert request.parameters == {"about": "dismissal"}


def test_a_harmless_request_beside_a_declined_one_is_kept(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("is Tom depressed? and what do we have on multi-threading?", team, ThreadView(), TODAY)
    assert request.intents == ("decline", "playbook")


def test_several_requests_keep_their_order_and_parameters(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("how is Kwame doing and what do we have on multi-threading?", team, ThreadView(), TODAY)
    assert request.intents == ("benchmark", "playbook")
    assert request.parameters["query"] == "multi-threading"
    assert request.rep_id == "r11"


def test_nothing_readable_is_asked_back(understander: Understander, team: list[Rep]) -> None:
    assert understander.understand("???", team, ThreadView(), TODAY).intents == ("ask_back",)
    assert understander.understand("", team, ThreadView(), TODAY).intents == ("ask_back",)


def test_words_about_nothing_here_are_asked_about_not_guessed(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("purple elephants juggle quietly under seven bridges", team, PRIYA, TODAY)
    assert request.intents in (("ask_back",), ("talk",))


def test_the_same_message_is_read_the_same_twice(understander: Understander, team: list[Rep]) -> None:
    message = "what if she ran two more demos a week and closed 10 % faster"
    assert understander.understand(message, team, PRIYA, TODAY) == understander.understand(message, team, PRIYA, TODAY)
