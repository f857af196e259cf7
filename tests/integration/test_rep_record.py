"""A rep's record is handed out whole, and erased wherever it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.errors import Forbidden, UnknownRep
from copilot.events import Finished
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))


async def test_nothing_of_an_erased_rep_is_left_in_the_folder(demo_folder: Path) -> None:
    coach = open_coach(load_settings(data=demo_folder), CLOCK)
    helen = coach.viewer("Helen Brooks")
    async with coach.session():
        async for event in coach.chat(helen, "get me ready for Tom Brandt"):
            if isinstance(event, Finished):
                rep_id = str(event.request.rep_id)
    exported = coach.export_rep(OPERATOR, "Tom Brandt")
    assert exported["goals"]
    assert exported["facts"]
    coach.erase_rep(OPERATOR, "Tom Brandt")
    with pytest.raises(UnknownRep):
        coach.records.find_rep(OPERATOR, "Tom Brandt", CLOCK.today())
    company = coach.aggregates.company(OPERATOR, CLOCK.today())
    assert rep_id not in set(company.opportunities["rep_id"])
    coach.close()
    kept = [f for f in demo_folder.rglob("*") if f.is_file() and "demo-export" not in f.parts]
    assert any(f.name == "checkpoints.db" for f in kept)
    assert [f.name for f in kept if b"Tom Brandt" in f.read_bytes()] == []
    # The audit trail cannot be changed: it keeps that a record was read, under an id that names nobody any more.
    assert [f.name for f in kept if rep_id.encode() in f.read_bytes()] == ["nextplay.db"]


def test_a_manager_cannot_erase(demo_folder: Path) -> None:
    coach = open_coach(load_settings(data=demo_folder), CLOCK)
    with pytest.raises(Forbidden):
        coach.erase_rep(coach.viewer("Helen Brooks"), "Tom Brandt")
    coach.close()
