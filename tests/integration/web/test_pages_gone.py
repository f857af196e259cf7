"""Goals and agendas that name a page of the playbook which is gone since: its title stands without a link."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.domain import Goal
from copilot.settings import load_settings
from tests.integration.web.conftest import CLOCK, Person, Site
from web.app import build_app

TITLE = "Run a demo around one problem"
PAGE = f"---\nowner: Enablement\naction: Show one screen to a colleague.\n---\n# {TITLE}\n\nRun a demo around one problem of the buyer: show the end of the story first, and let them click.\n"
OTHER = "# Price talks\n\nName one price, and then wait until they have answered you.\n"


@pytest.fixture
def own_site(demo_made_once: Path, tmp_path: Path) -> Iterator[Site]:
    """A company of one's own: its playbook is changed."""
    settings = load_settings(data=Path(shutil.copytree(demo_made_once, tmp_path / "data")), demo=True)
    coach = open_coach(settings, CLOCK)
    with TestClient(build_app(settings, coach), raise_server_exceptions=False) as client:
        yield Site(client, coach, settings)
    coach.close()


def pages_linked(person: Person, *paths: str) -> set[str]:
    """Addresses of playbook pages that these pages lead to."""
    return {address for path in paths for address in re.findall(r'href="(/playbook/[^"#]+)', person.get(path).text)}


def card(person: Person, goal: Goal) -> str:
    return str(person.get("/goals").text.split(f'id="goal-{goal.id}"')[1].split("</li>\n")[0])


def test_the_first_own_page_takes_the_shipped_ones_away_and_no_goal_leads_to_them(own_site: Site, tmp_path: Path) -> None:
    coach = own_site.coach
    goal = next(i.goal for i in coach.goal_queue(OPERATOR).open if i.goal.draft.resource and coach.playbook.has(i.goal.draft.resource))
    rep = own_site.person(goal.rep_id)
    where = ("/goals", f"/reps/{rep.id}")
    assert f"/playbook/{goal.draft.resource}" in pages_linked(rep, *where)
    (tmp_path / "price.md").write_text(OTHER)
    coach.add_pages(OPERATOR, [tmp_path / "price.md"])
    assert pages_linked(rep, *where) == set()
    assert re.search(r"<dt>Page</dt><dd>[^<]+ <span class=\"soft\">\(no longer in the playbook\)</span></dd>", card(rep, goal))


def test_a_page_that_was_removed_keeps_its_title_on_agendas_and_goals_without_a_link(own_site: Site, tmp_path: Path) -> None:
    coach = own_site.coach
    for name, text in (("one-screen", PAGE), ("price", OTHER)):
        (tmp_path / f"{name}.md").write_text(text)
    coach.add_pages(OPERATOR, [tmp_path / "one-screen.md", tmp_path / "price.md"])
    priya = own_site.person("Priya Nair")  # short of demos
    agenda = priya.post("/api/v1/prepare", {"rep": "Priya Nair"}).json()
    viewer = coach.viewer("Priya Nair")
    suggested = coach.records.agenda(viewer, agenda["id"]).goals
    goal = coach.records.suggest_goal(viewer, priya.id, next(g for g in suggested if g.resource == "one-screen"))
    where = ("/goals", f"/agendas/{agenda['id']}", f"/reps/{priya.id}/prepare")
    for path in where:
        assert "/playbook/one-screen" in pages_linked(priya, path), path
    coach.remove_pages(OPERATOR, ["one-screen"])
    assert pages_linked(priya, *where) == set()
    assert f'<dt>Page</dt><dd>{TITLE} <span class="soft">(no longer in the playbook)</span></dd>' in card(priya, goal)
    assert f"The page “{TITLE}” is no longer in the playbook." in priya.get(f"/agendas/{agenda['id']}").text
