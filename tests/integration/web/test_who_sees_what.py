"""A manager sees the people they lead, a rep themselves, and a draft is its author's until it is shared."""

from __future__ import annotations

import pytest

from copilot.coach import OPERATOR
from tests.integration.web.conftest import CLOCK, Person, Site

ABOUT_A_REP = ["/reps/{id}", "/reps/{id}/prepare", "/api/v1/reps/{id}/goals", "/api/v1/reps/{id}/topics", "/api/v1/reps/{id}/agendas"]


@pytest.mark.parametrize("path", ABOUT_A_REP)
@pytest.mark.parametrize(("who", "status"), [("Helen Brooks", 200), ("Priya Nair", 200), ("Rafael Moreno", 403), ("Tom Brandt", 403)])
def test_a_reps_record_is_for_their_manager_and_themselves(site: Site, who: str, status: int, path: str) -> None:
    assert site.person(who).get(path.format(id=site.id_of("Priya Nair"))).status_code == status


@pytest.mark.parametrize("path", ABOUT_A_REP)
def test_a_rep_nobody_knows_is_not_found(helen: Person, path: str) -> None:
    assert helen.get(path.format(id="p-nobody")).status_code == 404


def test_the_refusal_is_a_page_in_plain_words(rafael: Person, site: Site) -> None:
    answer = rafael.get(f"/reps/{site.id_of('Priya Nair')}")
    assert "A manager sees the people they lead; a rep sees their own page." in answer.text
    assert "Priya" not in answer.text


def test_a_rep_begins_on_their_own_page_and_has_no_team(priya: Person) -> None:
    for path in ("/", "/team"):
        assert priya.get(path).headers["location"] == f"/reps/{priya.id}"


def test_a_manager_begins_with_the_team_and_sees_only_their_own(helen: Person) -> None:
    assert helen.get("/").headers["location"] == "/team"
    page = helen.get("/team").text
    assert "Priya Nair" in page
    assert "Daniel" not in page


def test_no_page_of_a_rep_names_another_rep(site: Site, priya: Person) -> None:
    others = {r.name for r in site.coach.records.reps(OPERATOR, CLOCK.today())} - {"Priya Nair"}
    for path in (f"/reps/{priya.id}", "/goals"):
        page = priya.get(path).text
        assert [n for n in others if n in page] == []


def test_the_manager_and_the_rep_are_shown_the_same_figures(helen: Person, priya: Person) -> None:
    import re

    figures = [re.findall(r'data-fact="(f-\w+)">([^<]+)<', p.get(f"/reps/{priya.id}").text) for p in (helen, priya)]
    assert len(figures[0]) > 20
    assert figures[0] == figures[1]


def test_a_reading_of_a_record_is_noted(site: Site, helen: Person, priya: Person) -> None:
    helen.get(f"/reps/{priya.id}")
    assert any((e.action, e.by) == ("read", helen.id) for e in site.coach.audit.entries(OPERATOR, priya.id))


def test_a_draft_is_its_authors_until_it_is_shared(helen: Person, priya: Person, rafael: Person) -> None:
    agenda = helen.post("/api/v1/prepare", {"rep": "Priya Nair"}).json()
    path = f"/agendas/{agenda['id']}"
    assert helen.get(path).status_code == 200
    assert priya.get(path).status_code == 404
    assert rafael.get(path).status_code == 403
    assert priya.post(f"/api/v1{path}/share").status_code == 404
    assert helen.post(f"/api/v1{path}/share").json()["state"] == "shared"
    shared = priya.get(path)
    assert shared.status_code == 200
    assert "Your topics" in shared.text
    assert "data-choice" not in shared.text  # suggestions nobody proposed are not the rep's to decide
    assert rafael.get(path).status_code == 403


def test_a_private_topic_is_the_reps_alone(helen: Person, priya: Person) -> None:
    topic = priya.post(f"/api/v1/reps/{priya.id}/topics", {"words": "How do I ask for a later start", "shared": False}).json()
    assert topic["words"] not in str(helen.get(f"/api/v1/reps/{priya.id}/topics").json())
    assert helen.post(f"/api/v1/reps/{priya.id}/topics/{topic['id']}/share").status_code == 404
    assert priya.post(f"/api/v1/reps/{priya.id}/topics/{topic['id']}/share").json()["shared"] is True
    assert topic["words"] in str(helen.get(f"/api/v1/reps/{priya.id}/topics").json())
    assert helen.delete(f"/api/v1/reps/{priya.id}/topics/{topic['id']}").status_code == 403
    assert priya.delete(f"/api/v1/reps/{priya.id}/topics/{topic['id']}").status_code == 204


def test_only_the_rep_says_what_they_want(helen: Person, priya: Person) -> None:
    wish = {"kind": "career", "words": "Lead a small team for hospitals"}
    assert helen.post(f"/api/v1/reps/{priya.id}/aspirations", wish).status_code == 403
    assert priya.post(f"/api/v1/reps/{priya.id}/aspirations", wish).status_code == 201
    assert wish["words"] in helen.get(f"/reps/{priya.id}").text
    assert "/aspirations" not in helen.get(f"/reps/{priya.id}").text
