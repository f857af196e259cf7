"""What changed between two versions of an agenda, by command, API and page alike, for whoever may see them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.domain import Agenda
from copilot.events import Decision
from copilot.settings import load_settings
from tests.integration.test_cli import Nextplay
from tests.integration.test_usage import folder
from tests.integration.web.conftest import CLOCK, Site
from web.app import build_app

__all__ = ["folder"]


@dataclass
class House:
    site: Site
    agenda: Agenda
    """Ana's, at version 2: one suggestion was declined."""
    declined: str


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    settings = load_settings(data=folder, demo=True)
    coach = open_coach(settings, CLOCK)
    mona = coach.viewer("Mona Berg")
    made = asyncio.run(coach.prepare(mona, "Ana Silva")).agenda
    assert made is not None
    coach.settle_suggestions(mona, made.id, [Decision(1, "decline", "not now")])
    with TestClient(build_app(settings, coach), raise_server_exceptions=False) as client:
        yield House(Site(client, coach, settings), coach.records.agenda(mona, made.id), made.goals[0].description)
    coach.close()


def test_the_command_lists_versions_and_what_changed_between_the_last_two(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    nextplay, its = Nextplay(folder, monkeypatch, capfd), ("--id", house.agenda.id)
    said = nextplay("agenda", "Ana", *its, "--json").json
    assert (said["rep"], said["id"], said["from"], said["to"]) == ("Ana Silva", house.agenda.id, 1, 2)
    assert [(v["version"], v["by"]) for v in said["versions"]] == [(1, "Mona Berg"), (2, "Mona Berg")]
    assert [(c["what"], c["title"], c["change"]) for c in said["changes"]] == [("goal", house.declined, "removed")]
    assert f"Goal removed: {house.declined}" in nextplay("agenda", "Ana", *its).out
    assert nextplay("agenda", "Ana", *its, "--from", 2, "--to", 1, "--json").json["changes"][0]["change"] == "added"
    assert "no other version" in nextplay("agenda", "Ana", *its, "--to", 1).out
    for wrong in (["Ana", "--id", "a-none"], ["Ana", *its, "--to", 9], ["Ben"]):
        assert nextplay("agenda", *wrong).rc == 2


def test_the_api_and_the_page_say_the_same(house: House) -> None:
    mona, path = house.site.person("Mona Berg"), f"/agendas/{house.agenda.id}"
    said = mona.get(f"/api/v1{path}/changes").json()
    assert (said["from"], said["to"]) == (1, 2)
    assert [(c["title"], c["change"]) for c in said["changes"]] == [(house.declined, "removed")]
    assert f'href="{path}/changes"' in mona.get(path).text
    page = mona.get(f"{path}/changes").text
    assert f"<del>Goal: {house.declined}</del>" in page
    assert "only version" in mona.get(f"{path}/changes?to=1").text
    assert "No section and no goal changed" not in page
    assert mona.get(f"/api/v1{path}/changes?from=7").status_code == 404
    assert mona.get(f"/api/v1{path}/changes?from=0").status_code == 422


def test_a_rep_sees_the_versions_since_it_was_shared_and_another_rep_none(house: House) -> None:
    ana, path = house.site.person("Ana Silva"), f"/agendas/{house.agenda.id}/changes"
    assert ana.get(path).status_code == 404
    house.site.coach.records.share_agenda(house.site.coach.viewer("Mona Berg"), house.agenda.id)
    assert [v["version"] for v in ana.get(f"/api/v1{path}").json()["versions"]] == [2]
    assert "only version you can see" in ana.get(path).text
    assert ana.get(f"/api/v1{path}?from=1").status_code == 404
    for answer in (house.site.person("Ben Okoro").get(f"/api/v1{path}"), house.site.person("Ben Okoro").get(path)):
        assert answer.status_code in (403, 404)
        assert house.declined not in answer.text
