"""A real server over a demo company, and a real Chromium in front of it.

One data folder serves all the tests of a module; each test opens its own browser context. Nothing leaves the machine: a
request to any other host fails the test.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.demo_links import signing_secret
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from web.app import build_app

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on this machine: 'apt-get install chromium' brings it, then the browser tests run")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for these tests. It ends with them: while it runs, its event loop would stop other tests from having one."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield opened
        opened.close()


@dataclass
class Live:
    """A running server."""

    base: str
    coach: Coach
    links: dict[str, str]
    """Sign-in links by name."""

    def id_of(self, name: str) -> str:
        return self.coach.records.find_rep(OPERATOR, name, CLOCK.today()).id


@pytest.fixture(scope="module")
def live(chromium: str, demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    settings = load_settings(data=Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("live") / "data")), demo=True)
    coach = open_coach(settings, CLOCK)
    server = uvicorn.Server(uvicorn.Config(build_app(settings, coach), host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    patience = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < patience, "the server took too long to start"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    links = {who.rsplit(" (", 1)[0]: link for who, link in coach.demo_links(base, signing_secret(settings))}
    yield Live(base, coach, links)
    server.should_exit = True
    thread.join(20)
    coach.close()


@pytest.fixture(scope="module")
def signed_in(live: Live) -> dict[str, Any]:
    """What the browser keeps for each person after their link was followed, so that it is followed once and not for each page."""
    return {}


@pytest.fixture
def visit(live: Live, browser: Browser, signed_in: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """Open a page signed in as somebody: `visit("Helen Brooks", "/team", width=360, dark=True)`.

    Whatever the console complains about, and any request to another host, fails the test in the end.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def look(request: Request) -> None:
        if not request.url.startswith(live.base):
            wrong.append(f"asked {request.url}")

    def open_page(name: str | None, path: str = "/", width: int = 1280, dark: bool = False, **more: Any) -> Page:
        known = {"storage_state": signed_in[name]} if name in signed_in and path != "/" else {}
        context = browser.new_context(base_url=live.base, viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", **known, **more)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("request", look)
        page.on("pageerror", lambda e: wrong.append(str(e)))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" and "Failed to load resource" not in m.text else None)
        if name is None or known:
            page.goto(path)
        if name is not None and (not known or "/sign-in" in page.url):  # whoever signed out elsewhere follows the link again
            page.goto(live.links[name])
            signed_in[name] = context.storage_state()
            if path != "/":
                page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
