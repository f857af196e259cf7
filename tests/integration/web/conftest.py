"""The web product over a copy of the demo company, asked without a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.settings import Settings, load_settings
from copilot.testing.clock import FixedClock
from web.app import build_app
from web.sessions import Sessions

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
ORIGIN = {"Origin": "http://testserver"}


@dataclass
class Person:
    """Somebody signed in; each request carries their cookie and the page's own origin."""

    client: TestClient
    id: str
    name: str
    cookie: str

    def _headers(self, more: dict[str, str] | None = None) -> dict[str, str]:
        return {"Cookie": f"nextplay={self.cookie}", **ORIGIN, **(more or {})}

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, headers=self._headers(), follow_redirects=False, **more)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(path, json=body, headers=self._headers(), follow_redirects=False)

    def delete(self, path: str) -> Any:
        return self.client.delete(path, headers=self._headers())

    def events(self, message: str, **more: Any) -> list[tuple[str, dict[str, Any]]]:
        """One turn of the chat, as (name, data)."""
        answer = self.post("/api/v1/chat", {"message": message, **more})
        assert answer.status_code == 200, answer.text
        return parse_events(answer.text)


def parse_events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Server-sent events as (name, data)."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((fields["event"], json.loads(fields["data"])))
    return found


@dataclass
class Site:
    """The app, its copilot, and whoever one wants to be."""

    client: TestClient
    coach: Coach
    settings: Settings

    def person(self, name: str) -> Person:
        viewer = self.coach.viewer(name)
        return Person(self.client, viewer.id, viewer.name, self._sessions().cookie(viewer.id, self.coach.accounts))

    def id_of(self, name: str) -> str:
        return self.coach.records.find_rep(OPERATOR, name, CLOCK.today()).id

    def _sessions(self) -> Sessions:
        sessions: Sessions = self.client.app.state.sessions  # type: ignore[attr-defined]
        return sessions


@pytest.fixture(scope="session")
def site(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("web") / "data"))
    settings = load_settings(data=folder, demo=True)
    coach = open_coach(settings, CLOCK)
    with TestClient(build_app(settings, coach), raise_server_exceptions=False) as client:
        yield Site(client, coach, settings)
    coach.close()


@pytest.fixture(scope="session")
def helen(site: Site) -> Person:
    """Manager of Clinics North."""
    return site.person("Helen Brooks")


@pytest.fixture(scope="session")
def rafael(site: Site) -> Person:
    """Another manager."""
    return site.person("Rafael Moreno")


@pytest.fixture(scope="session")
def priya(site: Site) -> Person:
    return site.person("Priya Nair")


@pytest.fixture(scope="session")
def tom(site: Site) -> Person:
    """A rep of the same team."""
    return site.person("Tom Brandt")
