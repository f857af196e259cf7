"""The README's screenshot, made anew: `make screenshot` (needs Chromium).

The demo company as of one fixed day, so that only what the pages show changes from one picture to the next.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from copilot.bootstrap import open_coach, seed_demo
from copilot.coach import Coach
from copilot.demo_links import signing_secret
from copilot.settings import Settings, load_settings
from copilot.testing.clock import FixedClock
from web.app import build_app

PICTURE = Path(__file__).parents[2] / "docs" / "screenshot.png"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
MANAGER, REP = "Helen Brooks", "Priya Nair"


def main() -> int:
    """0 with a picture made; 2 without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.stderr.write("no Chromium on this machine: 'apt-get install chromium' brings it\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data=Path(folder) / "demo", demo=True)
        seed_demo(settings, today=NOW.date())
        coach = open_coach(settings, FixedClock(NOW))
        try:
            _picture(chromium, settings, coach)
        finally:
            coach.close()
    sys.stdout.write(f"{PICTURE} made anew; look at it before it is committed\n")
    return 0


def _picture(chromium: str, settings: Settings, coach: Coach) -> None:
    server = uvicorn.Server(uvicorn.Config(build_app(settings, coach), host="127.0.0.1", port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise SystemExit("the server did not start")
        time.sleep(0.05)
    base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    links = {who.rsplit(" (", 1)[0]: link for who, link in coach.demo_links(base, signing_secret(settings))}
    rep = next(r for r in coach.records.reps(coach.viewer(MANAGER), NOW.date()) if r.name == REP)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        page = browser.new_context(viewport={"width": 1280, "height": 980}, color_scheme="light", base_url=base, reduced_motion="reduce").new_page()
        page.goto(links[MANAGER])
        page.goto(f"/reps/{rep.id}/prepare")
        page.wait_for_selector(".agenda", timeout=60_000)
        page.wait_for_selector(".steps li.over", timeout=60_000)
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE)
        browser.close()
    server.should_exit = True
    thread.join(20)


if __name__ == "__main__":
    sys.exit(main())
