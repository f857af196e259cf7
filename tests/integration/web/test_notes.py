"""Notes of a 1:1: looked through for whoever may see the rep, kept nowhere; promises become goals that wait for the rep's yes."""

from __future__ import annotations

from copilot.coach import OPERATOR
from copilot.tools.verdicts import judge
from tests.integration.web.conftest import CLOCK, Person, Site

TEXT = "Helen: You're sixth of eight on calls, and last quarter you closed 12 of 50, which is 24 %.\nPriya: I'll record two discovery calls by Friday.\nHelen: I will send you the contract tomorrow.\nPriya: Thanks.\n"


def test_findings_and_promises_come_with_the_words_they_rest_on(helen: Person, priya: Person) -> None:
    report = helen.post(f"/api/v1/reps/{priya.id}/notes/check", {"text": TEXT, "on": "2026-11-12"}).json()
    found = next(f for f in report["findings"] if f["sin"] == "stack_ranking")
    assert TEXT[found["start"] : found["end"]] == found["quote"] == "You're sixth of eight on calls, and last quarter you closed 12 of 50, which is 24 %."
    assert [(c["who"], c["by"]) for c in report["commitments"]] == [("rep", "2026-11-13"), ("manager", "2026-11-13")]
    assert len(report["goals"]) == 1


def test_a_promise_becomes_a_goal_that_waits_for_the_reps_yes(helen: Person, priya: Person) -> None:
    report = helen.post(f"/api/v1/reps/{priya.id}/notes/check", {"text": TEXT, "on": "2026-11-20"}).json()
    goal = report["goals"][0]
    made = helen.post(f"/api/v1/reps/{priya.id}/goals", {k: goal[k] for k in ("kind", "description", "success_criteria", "measure", "completion_date")})
    assert made.status_code == 201
    assert made.json()["state"] == "suggested"
    assert made.json()["description"] == goal["description"]
    assert goal["description"] in priya.get("/goals").text
    assert helen.post(f"/api/v1/reps/{priya.id}/goals/{made.json()['id']}/decisions", {"action": "agreed"}).status_code == 403
    assert priya.post(f"/api/v1/reps/{priya.id}/goals/{made.json()['id']}/decisions", {"action": "agreed"}).json()["state"] == "agreed"


def test_a_promise_of_so_many_is_counted_by_the_crm(helen: Person, tom: Person, site: Site) -> None:
    said = "Helen: What will you do?\nTom: I'll run two demos by Friday.\nHelen: I hear you.\nTom: Thanks.\n"
    report = helen.post(f"/api/v1/reps/{tom.id}/notes/check", {"text": said, "on": "2026-11-20"}).json()
    made = helen.post(f"/api/v1/reps/{tom.id}/goals", {k: report["goals"][0][k] for k in ("kind", "description", "success_criteria", "measure", "completion_date")}).json()
    assert (made["activity"], made["amount"], made["measure"]) == ("demo", 2, "Counted in the CRM on the completion date")
    tom.post(f"/api/v1/reps/{tom.id}/goals/{made['id']}/decisions", {"action": "agreed"})
    goal = next(g for g in site.coach.records.goals(OPERATOR, tom.id) if g.id == made["id"])
    assert goal.draft.completion_date
    (judged,) = judge([goal], goal.draft.completion_date, site.coach.company(OPERATOR, CLOCK.today()))
    count = judged.count
    assert count is not None
    assert (count.type, count.asked) == ("demo", 2)


def test_a_goal_keeps_the_rules_it_breaks_and_says_something(helen: Person, priya: Person) -> None:
    broken = helen.post(f"/api/v1/reps/{priya.id}/goals", {"kind": "activity", "description": "Try to win more deals"}).json()
    assert broken["violations"]
    assert helen.post(f"/api/v1/reps/{priya.id}/goals", {"kind": "activity", "description": "  "}).status_code == 422


def test_notes_are_for_the_rep_and_their_manager(rafael: Person, tom: Person, priya: Person, helen: Person) -> None:
    for person in (rafael, tom):
        assert person.get(f"/reps/{priya.id}/notes").status_code == 403
        assert person.post(f"/api/v1/reps/{priya.id}/notes/check", {"text": TEXT}).status_code == 403
        assert person.post(f"/api/v1/reps/{priya.id}/goals", {"description": "Run two demos"}).status_code == 403
    for person in (priya, helen):
        assert "Look through it" in person.get(f"/reps/{priya.id}/notes").text


def test_the_text_is_kept_nowhere(helen: Person, priya: Person, site: Site) -> None:
    helen.post(f"/api/v1/reps/{priya.id}/notes/check", {"text": "Helen: zebra quokka marmalade.\nPriya: I'll call the quokka by Friday.\nHelen: Fine.\n"})
    kept = [p for p in site.settings.data.rglob("*") if p.is_file() and b"quokka" in p.read_bytes()]
    assert kept == []
