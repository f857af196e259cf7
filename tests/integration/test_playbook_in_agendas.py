"""What an agenda takes from the playbook: pages for this rep, as they stand, and none past its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Hit
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock

PAGE = """---
activity: demo
audience: {audience}
segment: {segment}
valid-until: {until}
action: Show one screen to a colleague.
---
# {title}

Run a demo around one problem of the buyer: {text}.
"""
PAGES = {
    "for-stars": ("reps", "Star", "2027-01-01", "A demo for the practised", "leave the slides at home and let them click"),
    "for-managers": ("managers", "Core, Low Core", "2027-01-01", "Teach somebody to give a demo", "sit in the back row and count the questions"),
    "until-october": ("reps", "Core, Low Core", "2026-10-31", "A demo of the old version", "begin with the grey screen of last year"),
    "for-this-rep": ("reps", "Low Core", "2026-11-30", "A demo with one screen", "show the end of the story first"),
}


def open_on(folder: Path, day: datetime) -> Coach:
    return open_coach(load_settings(data=folder), FixedClock(day), None)


@pytest.fixture
def coach(demo_folder: Path) -> Iterator[Coach]:
    opened = open_on(demo_folder, datetime(2026, 11, 22, 9, tzinfo=UTC))
    yield opened
    opened.close()


async def test_an_agenda_takes_pages_for_this_rep_and_none_past_its_day(coach: Coach, demo_folder: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, (audience, segment, until, title, text) in PAGES.items():
        (pages / f"{name}.md").write_text(PAGE.format(audience=audience, segment=segment, until=until, title=title, text=text))
    assert len(coach.add_pages(OPERATOR, [pages]).added) == len(PAGES)
    agenda = (await coach.prepare(OPERATOR, "Priya Nair")).agenda  # short of demos, and in the segment Low Core
    assert agenda is not None
    assert {p.document_id for p in agenda.passages} == {"for-this-rep"}
    assert [g.resource for g in agenda.goals if g.kind == "skill"] == ["for-this-rep"]
    later = open_on(demo_folder, datetime(2026, 12, 1, 9, tzinfo=UTC))
    try:
        agenda = (await later.prepare(OPERATOR, "Priya Nair")).agenda
        assert agenda is not None
        assert agenda.passages == ()
        assert [g.resource for g in agenda.goals if g.kind == "skill"] == []
    finally:
        later.close()


PLAIN = """---
title: {title}
owner: Enablement
updated: 2026-11-02
action: {action}{more}
---
# {title}

{text}
"""
PLAIN_PAGES = {
    "one-screen": ("A demo around one problem", "Show one screen to a colleague.", "", "Run a demo around one problem of the buyer: show the end of the story first, and let them click."),
    "sit-in": (
        "Sit in on a demo around one problem",
        "Sit in on one demo.",
        "\naudience: managers",
        "Listen to a demo around one problem from the back row, count the questions and say what you saw.",
    ),
    "holidays": ("How to book holidays", "Write the days into the calendar.", "", "Ask two weeks ahead and name who stands in for you while you are away."),
}


async def test_pages_with_a_title_an_owner_a_date_and_an_action_alone_reach_agendas_unless_they_are_for_managers(coach: Coach, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, (title, action, more, text) in PLAIN_PAGES.items():
        (pages / f"{name}.md").write_text(PLAIN.format(title=title, action=action, more=more, text=text))
    coach.add_pages(OPERATOR, [pages])
    agenda = (await coach.prepare(OPERATOR, "Priya Nair")).agenda  # short of demos
    assert agenda is not None
    assert {p.document_id for p in agenda.passages} == {"one-screen"}
    assert [g.resource for g in agenda.goals if g.kind == "skill"] == ["one-screen"]


async def test_where_deals_are_to_be_tuned_pages_on_their_stage_are_asked_for(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coach = open_on(demo_folder, datetime(2026, 8, 31, 9, tzinfo=UTC))
    asked: dict[str, dict[str, Any]] = {}
    found = coach.playbook.search

    def noted(*words: Any, **wanted: Any) -> list[Hit]:
        asked[name] = wanted
        return found(*words, **wanted)

    monkeypatch.setattr(coach.playbook, "search", noted)
    try:
        talks = {}
        for rep in coach.records.reps(OPERATOR, coach.clock.today()):
            name = rep.name
            agenda = (await coach.prepare(OPERATOR, rep.id)).agenda
            assert agenda is not None
            talks[name] = agenda.conversation
    finally:
        coach.close()
    about_deals = {name for name, kind in talks.items() if kind == "tune_deals"}
    assert about_deals
    assert {name for name, wanted in asked.items() if wanted["stage"] in ("Discovery", "Demo", "Proposal", "Negotiation")} == about_deals
    assert all(wanted["audience"] == "rep" and wanted["on"] is not None for wanted in asked.values())
    assert len({wanted["segment"] for wanted in asked.values()}) > 3
