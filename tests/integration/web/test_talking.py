"""The chat over server-sent events, and what people decide about goals."""

from __future__ import annotations

import re
from typing import Any

import pytest

from copilot.errors import StoreError
from tests.integration.web.conftest import Person, Site

READY = "Get me ready for my 1:1 with Priya Nair"


@pytest.fixture(scope="module")
def turn(helen: Person) -> list[tuple[str, dict[str, Any]]]:
    return helen.events(READY)


def test_a_turn_tells_its_steps_then_its_text_then_what_waits_then_the_whole(turn: list[tuple[str, dict[str, Any]]]) -> None:
    names = [n for n, _ in turn]
    assert set(names) == {"step_started", "fact_found", "passage_found", "text_delta", "review_requested", "finished"}
    assert names[0] == "step_started"
    assert names[-2:] == ["review_requested", "finished"]
    assert names.index("fact_found") < names.index("text_delta")
    deltas = [i for i, n in enumerate(names) if n == "text_delta"]
    assert deltas == list(range(deltas[0], deltas[-1] + 1))
    assert "step_started" not in names[deltas[-1] :]


def test_the_text_of_the_turn_is_what_streamed(turn: list[tuple[str, dict[str, Any]]]) -> None:
    finished = turn[-1][1]
    assert "".join(d["text"] for n, d in turn if n == "text_delta").strip() == finished["text"].strip()
    assert finished["request"]["rep"] == "Priya Nair"
    assert finished["agenda"]["sections"]


def test_every_number_of_the_text_is_a_figure_one_can_press(helen: Person, turn: list[tuple[str, dict[str, Any]]]) -> None:
    said = [p for n, d in turn if n == "text_delta" for p in d["parts"]]
    pressable = [p for p in said if p["fact"]]
    assert len(pressable) >= 4
    assert [p["text"] for p in said if not p["fact"] and any(c.isdigit() for c in p["text"])] == []
    for part in pressable:
        assert helen.get(f"/api/v1/facts/{part['fact']}").status_code == 200


def test_a_thread_goes_on_and_is_nobody_elses(helen: Person, rafael: Person, turn: list[tuple[str, dict[str, Any]]]) -> None:
    thread = turn[-1][1]["thread"]
    finished = helen.events("what if she ran two more demos a week?", thread=thread)[-1][1]
    assert finished["request"]["intents"] == ["what_if"]
    assert finished["request"]["rep"] == "Priya Nair"
    answer = rafael.post("/api/v1/chat", {"message": "and now?", "thread": thread})
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_what_if_offered_is_the_agendas_and_is_answered_in_its_words(helen: Person, turn: list[tuple[str, dict[str, Any]]]) -> None:
    agenda, chip = turn[-1][1]["agenda"], turn[-1][1]["chips"][0]
    step, worth = re.findall(r"(one more \w+ a (?:week|month)) would bring about (\S+) more", str(agenda["sections"]))[0]
    assert chip == f"what if there was {step}?"
    answer = helen.events(chip, thread=turn[-1][1]["thread"])[-1][1]
    assert re.match(rf"{step.capitalize()} \(now about [\d.]+\) would bring about {re.escape(worth)} more", answer["text"])
    assert "half" not in str(answer["chips"])  # of one
    takes = helen.events("what would it take for Priya to reach her goal?")[-1][1]["text"]
    assert f"{step.capitalize()} would bring about {worth} more" in takes


def test_a_new_thread_knows_whom_its_page_is_about(helen: Person, rafael: Person, site: Site) -> None:
    priya = site.id_of("Priya Nair")
    finished = helen.events("suggest goals", about=priya)[-1][1]
    assert finished["request"]["rep"] == "Priya Nair"
    assert rafael.post("/api/v1/chat", {"message": "suggest goals", "about": priya}).status_code == 403


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": "   "}, {"message": "x", "thread": "../x"}, {"message": "x", "extra": 1}])
def test_a_message_that_cannot_be_used_is_refused_at_once(helen: Person, body: dict[str, Any]) -> None:
    answer = helen.post("/api/v1/chat", body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_turn_that_breaks_off_says_so_in_the_stream(helen: Person, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(site.coach.aggregates, "company", broken)
    monkeypatch.setattr(site.coach, "as_of", lambda viewer, asked=None: (__import__("datetime").date(2026, 11, 22), None))
    events = helen.events("how are Tom's deals?")
    assert events[-1][0] == "failed"
    assert events[-1][1]["status"] == 503
    assert "the disk is gone" in events[-1][1]["detail"]


# ---------------------------------------------------------------- suggestions, and the rep's yes


def test_a_review_is_answered_once_and_the_rep_alone_agrees(helen: Person, tom: Person) -> None:
    finished = helen.events("Get me ready for my 1:1 with Tom Brandt")[-1][1]
    review = {"thread": finished["thread"], "interrupt_id": finished["review"]["interrupt_id"], "decisions": [{"goal_index": 1, "action": "propose"}]}
    wanted = finished["agenda"]["goals"][0]["description"]
    assert wanted not in str(tom.get(f"/api/v1/reps/{tom.id}/goals").json())
    assert helen.post("/api/v1/reviews", review).status_code == 200
    again = helen.post("/api/v1/reviews", review)
    assert again.status_code == 409
    goal = next(g for g in tom.get(f"/api/v1/reps/{tom.id}/goals").json()["goals"] if g["description"] == wanted)
    assert goal["state"] == "suggested"
    path = f"/api/v1/reps/{tom.id}/goals/{goal['id']}/decisions"
    assert helen.post(path, {"action": "agreed"}).status_code == 403
    page = helen.get("/goals").text
    assert wanted.split(" by ")[0] in page
    assert 'value="agreed"' not in page
    assert 'value="agreed"' in tom.get("/goals").text
    assert tom.post(path, {"action": "agreed"}).json()["state"] == "agreed"
    assert tom.post(path, {"action": "agreed"}).status_code == 409
    assert tom.post(path, {"action": "kept"}).status_code == 403


def test_suggestions_are_decided_on_the_agenda_when_the_talk_went_on(helen: Person, site: Site) -> None:
    agenda = helen.post("/api/v1/prepare", {"rep": "Maria Jensen"}).json()
    assert len(agenda["goals"]) == 2
    page = helen.get(f"/agendas/{agenda['id']}/part").text
    assert page.count("data-index=") == 2
    edit = {"goal_index": 2, "action": "edit", "changes": {"description": "Try to close more deals", "success_criteria": "More deals"}}
    saved = helen.post(f"/api/v1/agendas/{agenda['id']}/decisions", {"decisions": [{"goal_index": 1, "action": "decline"}, edit]})
    goals = saved.json()["goals"]
    assert [g["description"] for g in goals] == ["Try to close more deals"]
    assert {v["rule"] for v in goals[0]["violations"]} >= {"binary"}
    page = helen.get(f"/agendas/{agenda['id']}/part").text
    assert "data-index=" not in page
    assert agenda["goals"][0]["description"] not in page
    assert "Try to close more deals" in page
    assert helen.post(f"/api/v1/agendas/{agenda['id']}/decisions", {"decisions": [{"goal_index": 9, "action": "propose"}]}).status_code == 422


def test_an_edit_says_which_rules_it_breaks_and_what_one_could_take(helen: Person) -> None:
    broken = helen.post("/api/v1/goals/check", {"kind": "activity", "description": "Win two more deals", "completion_date": "2026-11-30"}).json()["violations"]
    assert {"own_hands", "complete"} <= {v["rule"] for v in broken}
    assert all(v["why"] for v in broken)
    assert any(v["suggestion"] for v in broken)
    assert helen.post("/api/v1/goals/check", {"completion_date": "soon"}).status_code == 422


def test_a_rep_edits_and_declines_and_the_history_is_kept(helen: Person, site: Site) -> None:
    grant = site.person("Grant Hollis")
    goal = next(g for g in grant.get(f"/api/v1/reps/{grant.id}/goals").json()["goals"] if g["state"] == "suggested")
    path = f"/api/v1/reps/{grant.id}/goals/{goal['id']}/decisions"
    assert grant.post(path, {"action": "edited", "changes": {"measure": "I show the page at the next 1:1"}}).json()["measure"] == "I show the page at the next 1:1"
    done = grant.post(path, {"action": "declined", "words": "Not this month"}).json()
    assert done["state"] == "declined"
    assert [(e["action"], e["words"]) for e in done["history"]][-2:] == [("edited", ""), ("declined", "Not this month")]
    assert "Not this month" in helen.get("/goals").text


def test_a_contest_needs_words(tom: Person) -> None:
    judged = next(g for g in tom.get(f"/api/v1/reps/{tom.id}/goals").json()["goals"] if g["state"] in ("kept", "missed"))
    path = f"/api/v1/reps/{tom.id}/goals/{judged['id']}/decisions"
    assert tom.post(path, {"action": "contested"}).status_code == 422
    assert tom.post(path, {"action": "contested", "words": "The customer moved it"}).json()["history"][-1]["words"] == "The customer moved it"


def test_the_team_page_has_a_box_to_ask_in_and_whoever_leads_a_page_for_the_answers(helen: Person, priya: Person) -> None:
    team = helen.get("/team").text
    assert re.search(r'<form [^>]*action="/ask"[^>]*>.*?<input [^>]*data-slash', team, re.DOTALL)
    assert not re.search(r'<input id="ask-words"[^>]*\sname=', team), "what is asked stands in no address"
    assert 'id="desk" data-rep=""' in helen.get("/ask").text
    answer = priya.get("/ask")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reps/{priya.id}/prepare")
