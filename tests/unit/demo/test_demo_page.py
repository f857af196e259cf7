"""The page about the demo company says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from store.demo.people import MANAGERS, STORIES

PAGE = (Path(__file__).parents[3] / "docs" / "demo.md").read_text("utf-8")


def test_the_page_lists_every_story_as_the_tests_hold_it() -> None:
    rows = {cells[0]: cells for line in PAGE.splitlines() if line.startswith("| ") and len(cells := [c.strip() for c in line.strip("|").split("|")]) == 4}
    rows.pop("story")
    assert set(rows) == {s.title for s in STORIES}
    for story in STORIES:
        _, who, shows, where = rows[story.title]
        assert who == ", ".join(story.reps)
        assert shows == story.shows
        assert where


def test_the_page_names_every_manager_with_their_team() -> None:
    for manager in MANAGERS:
        assert re.search(rf"^\| {re.escape(manager.name)} \| {re.escape(manager.team)} \|", PAGE, re.MULTILINE)
