"""Verdicts that the CRM gave can be contested by either side; 1:1s are marked as held; figures can be contested."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from copilot.coach import OPERATOR
from copilot.domain import OneOnOne, Topic
from tests.integration.web.conftest import CLOCK, Person, Site

TODAY = CLOCK.today()


def contest_of(page: str, goal_id: str) -> bool:
    """Whether the page lets one contest the verdict on that goal."""
    return f'data-opens="contested-{goal_id}"' in page


def test_a_verdict_of_the_crm_is_contested_by_the_rep_and_then_waits_for_the_manager(site: Site) -> None:
    coach = site.coach
    settled = coach.goal_queue(OPERATOR).settled
    item = next(i for i in settled if i.judged.outcome == "kept")
    rep = site.person(item.rep.id)
    manager = site.person(str(item.rep.manager_id))
    page = rep.get("/goals").text
    assert contest_of(page, item.goal.id)
    assert "as the CRM counts" in page
    assert contest_of(manager.get("/goals").text, item.goal.id)
    answer = rep.post(f"/api/v1/reps/{item.rep.id}/goals/{item.goal.id}/decisions", {"action": "contested", "words": "One of them was not mine."})
    assert answer.status_code == 200
    for page in (rep.get("/goals").text, manager.get(f"/reps/{item.rep.id}").text):
        card = page.split(f'id="goal-{item.goal.id}"')[1].split("</li>\n")[0]
        assert "contested, waiting for a verdict" in card
        assert "“One of them was not mine.”" in card
        assert not contest_of(card, item.goal.id)
    judge = f"/api/v1/reps/{item.rep.id}/goals/{item.goal.id}/decisions"
    assert rep.post(judge, {"action": "kept"}).status_code == 403
    assert manager.post(judge, {"action": "missed"}).status_code == 200
    assert coach.goal_queue(OPERATOR).settled == tuple(i for i in settled if i.goal.id != item.goal.id)


def test_the_evidence_of_a_verdict_opens_its_rows(site: Site) -> None:
    item = next(i for i in site.coach.goal_queue(OPERATOR).settled if i.judged.evidence is not None and i.judged.evidence.n)
    rep = site.person(item.rep.id)
    evidence = item.judged.evidence
    assert evidence is not None
    assert f'data-fact="{evidence.id}"' in rep.get("/goals").text
    behind = rep.get(f"/api/v1/facts/{evidence.id}").json()
    assert len(behind["source_rows"]) == min(evidence.n or 0, 50)
    assert behind["rep_id"] == item.rep.id


def test_a_planned_one_on_one_is_marked_as_held_with_its_agenda_and_topics(site: Site, helen: Person) -> None:
    coach, manager = site.coach, site.coach.viewer("Helen Brooks")
    rep_id = site.id_of("Maria Jensen")
    rep = site.person(rep_id)
    coach.records.save_one_on_one(OPERATOR, OneOnOne("m-held-test", rep_id, manager.id, TODAY, 30, "planned"))
    agenda_id = helen.post("/api/v1/prepare", {"rep": rep_id, "meeting_on": TODAY.isoformat()}).json()["id"]
    helen.post(f"/api/v1/agendas/{agenda_id}/share")
    rep.post(f"/api/v1/reps/{rep_id}/topics", {"words": "Who decides about discounts"})
    assert "Mark this 1:1 as held" in helen.get(f"/agendas/{agenda_id}").text
    assert "Mark this 1:1 as held" not in rep.get(f"/agendas/{agenda_id}").text
    answer = helen.post(f"/api/v1/reps/{rep_id}/one-on-ones/held", {"on": TODAY.isoformat()})
    assert (answer.status_code, answer.json()["id"], answer.json()["state"]) == (201, "m-held-test", "held")
    assert next(m for m in coach.records.one_on_ones(OPERATOR, rep_id, TODAY) if m.id == "m-held-test").state == "held"
    page = rep.get(f"/agendas/{agenda_id}").text
    assert '<span class="tag done">held</span>' in page
    assert "Who decides about discounts" in page
    assert rep.get(f"/api/v1/reps/{rep_id}/topics").json()["topics"] == []
    assert "Mark this 1:1 as held" not in helen.get(f"/agendas/{agenda_id}").text


@pytest.mark.parametrize(("apart", "same"), [(2, True), (5, False)])
def test_a_one_on_one_held_near_its_day_is_the_planned_one(site: Site, helen: Person, apart: int, same: bool) -> None:
    rep_id = site.id_of("Mei Tanaka")
    on = TODAY - timedelta(days=700 + 20 * apart)  # before the rep had any
    site.coach.records.save_one_on_one(OPERATOR, OneOnOne(f"m-near-{apart}", rep_id, helen.id, on + timedelta(days=apart), 45, "planned"))
    held = helen.post(f"/api/v1/reps/{rep_id}/one-on-ones/held", {"on": on.isoformat()}).json()
    assert (held["id"] == f"m-near-{apart}") is same
    assert held["on"] == on.isoformat()
    assert held["minutes"] == (45 if same else 30)


def test_only_the_manager_notes_it_and_not_before_the_day(site: Site, helen: Person, rafael: Person, priya: Person) -> None:
    path = f"/api/v1/reps/{priya.id}/one-on-ones/held"
    assert priya.post(path, {"on": TODAY.isoformat()}).status_code == 403
    assert rafael.post(path, {"on": TODAY.isoformat()}).status_code == 403
    early = helen.post(path, {"on": (TODAY + timedelta(days=1)).isoformat()})
    assert early.status_code == 422
    assert "still to come" in early.json()["detail"]
    assert "Mark a 1:1 as held" in helen.get(f"/reps/{priya.id}").text
    assert "Mark a 1:1 as held" not in priya.get(f"/reps/{priya.id}").text


def test_a_reps_rating_survives_being_marked_again(site: Site, helen: Person) -> None:
    rep_id = site.id_of("Samuel Adeyemi")
    rep = site.coach.viewer(rep_id)
    meeting = next(m for m in site.coach.records.one_on_ones(rep, rep_id, TODAY) if m.state == "held")
    site.coach.records.save_one_on_one(rep, replace(meeting, rep_rating=4, manager_rating=None))
    helen.post(f"/api/v1/reps/{rep_id}/one-on-ones/held", {"on": meeting.on.isoformat()})
    assert next(m for m in site.coach.records.one_on_ones(rep, rep_id, TODAY) if m.id == meeting.id).rep_rating == 4


def test_a_manager_notes_that_they_asked_half_way_once(site: Site, helen: Person) -> None:
    for name in ("Ana Souza", "Tom Brandt", "Priya Nair", "Samuel Adeyemi", "Zoë Lindqvist", "Mei Tanaka"):
        view = site.coach.rep_view(site.coach.viewer("Helen Brooks"), site.id_of(name))
        if view.check_ins:
            break
    else:
        pytest.skip("no goal of the demo is half-way on this day")
    page = helen.get(f"/reps/{view.rep.id}").text
    assert "I have asked" in page
    goal = view.check_ins[0].judged.goal
    helen.post(f"/api/v1/reps/{view.rep.id}/goals/{goal.id}/decisions", {"action": "checked_in"})
    assert goal.id not in [c.judged.goal.id for c in site.coach.rep_view(site.coach.viewer("Helen Brooks"), view.rep.id).check_ins]


def test_an_unknown_rep_is_told_in_the_words_of_a_page(helen: Person) -> None:
    page = helen.get("/reps/p-nobody")
    assert page.status_code == 404
    assert "nextplay" not in page.text.split("<main")[1].lower()
    assert "p-nobody" not in page.text
    said = helen.get("/api/v1/benchmark?rep=p-nobody").json()
    assert "`" not in said["detail"]


def test_topics_of_the_other_side_are_not_lost_when_an_agenda_is_closed() -> None:
    from datetime import date

    from copilot.domain import Agenda, Section
    from copilot.holding import closed_agenda

    sections = (Section("your_topics", "Your topics", 4, False, "drafted"), Section("now_what", "Now what?", 4, False, "One thing."))
    agenda = Agenda("r", date(2026, 11, 1), date(2026, 11, 3), "tune_engine", sections, (), (), (), "a", 1, "shared")
    topics = [Topic("1", "r", "rep", "Pricing", True, True), Topic("2", "r", "rep", "Secret", False, False), Topic("3", "r", "manager", "Plan", False, True)]
    closed = closed_agenda(agenda, topics)
    assert closed.state == "held"
    assert [(s.id, s.text) for s in closed.sections] == [("your_topics", "- Pricing"), ("now_what", "One thing."), ("my_topics", "- Plan")]


def test_a_skill_goal_names_its_page_by_its_title(site: Site) -> None:
    coach = site.coach
    titles = {p.document_id: p.title for p in coach.playbook.documents()}
    goal = next(g for r in coach.records.reps(OPERATOR, TODAY) for g in coach.records.goals(OPERATOR, r.id) if g.draft.resource in titles)
    page = site.person(goal.rep_id).get(f"/reps/{goal.rep_id}").text
    title = titles[str(goal.draft.resource)]
    assert f'<dt>Page</dt><dd><a href="/playbook/{quote(str(goal.draft.resource))}">{title}</a>' in page


def test_figures_in_what_a_goal_asks_for_open_to_whose_words_they_are(site: Site) -> None:
    item = next(i for i in site.coach.goal_queue(OPERATOR).open if i.goal.draft.amount)
    rep = site.person(item.rep.id)
    card = rep.get("/goals").text.split(f'id="goal-{item.goal.id}"')[1].split("</li>\n")[0]
    said = item.judged.promise
    for part in ("<h3>", "<dt>Done when</dt><dd>", "<dt>By</dt><dd>"):
        assert f'data-fact="{said.id}"' in card.split(part)[1].split("</d" if "dd" in part else "</h3>")[0]
    behind = rep.get(f"/api/v1/facts/{said.id}").json()
    assert behind["source"]["how"].startswith("What the goal asks for: suggested by ")
    assert "agreed to by the rep on" in behind["source"]["how"]
    assert [r["id"] for r in behind["source_rows"]] == [item.goal.id]


def test_a_rep_takes_a_suggestion_of_their_own_agenda_and_says_yes_to_it(site: Site) -> None:
    rep, manager = site.person("Mei Tanaka"), site.person("Helen Brooks")
    turn = dict(rep.events("Get me ready for my 1:1", about=rep.id))["finished"]
    agenda = turn["agenda"]
    part = rep.get(f"/agendas/{agenda['id']}/part").text
    assert "Suggestions, for you alone." in part
    assert part.count('data-choice="propose"') == len(agenda["goals"])
    fact = next(f for f in agenda["facts"] if f["name"] == "goal.1")
    done = part.split('data-index="1"')[1].split("<dt>Done when</dt><dd>")[1].split("</dd>")[0]
    assert f'data-fact="{fact["id"]}"' in done
    assert manager.get(f"/agendas/{agenda['id']}/part").status_code == 404
    made = rep.post(f"/api/v1/agendas/{agenda['id']}/decisions", {"decisions": [{"goal_index": 1, "action": "propose"}]}).json()["goals"][0]
    assert rep.post(f"/api/v1/reps/{rep.id}/goals/{made['id']}/decisions", {"action": "agreed"}).json()["state"] == "agreed"
