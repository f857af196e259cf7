"""A data folder made by an earlier version opens, migrates, and has lost nothing."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.domain import GoalState
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from tests.conftest import ROOT

FOLDERS = sorted((ROOT / "tests" / "fixtures").glob("data-folder-*.tar.gz"))


def test_there_is_one_to_open() -> None:
    assert FOLDERS


@pytest.mark.parametrize("packed", FOLDERS, ids=lambda p: p.name)
async def test_it_opens_and_prepares(packed: Path, tmp_path: Path) -> None:
    with tarfile.open(packed) as file:
        file.extractall(tmp_path, filter="data")
    coach = open_coach(load_settings(data=tmp_path / "data"), FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
    mona = coach.viewer("Mona Berg")
    assert [r.name for r in coach.records.reps(mona, coach.clock.today())] == ["Ana Silva", "Ben Okoro", "Carla Weiss"]
    ana = coach.records.find_rep(mona, "Ana Silva", coach.clock.today())
    assert [g.state for g in coach.records.goals(mona, ana.id)] == [GoalState.AGREED]
    assert [a.words for a in coach.records.aspirations(mona, ana.id, coach.clock.today())] == ["Lead a team of my own"]
    assert len(coach.records.agendas(mona, ana.id)) == 1
    assert len(coach.company(OPERATOR, coach.clock.today()).opportunities) == 90
    finished = await coach.prepare(mona, "Ana Silva")
    assert finished.agenda is not None
    assert "Lead a team of my own" in finished.agenda.sections[0].text
    coach.close()
