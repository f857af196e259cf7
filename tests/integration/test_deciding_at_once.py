"""Two people, or two presses, decide about the same goal at the same moment: one counts, the other is told, nothing is doubled."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import GoalState
from copilot.errors import Conflict
from copilot.events import Decision
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def folder(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("at-once") / "demo"))


@pytest.fixture(scope="module")
def coach(folder: Path) -> Iterator[Coach]:
    opened = open_coach(load_settings(data=folder), CLOCK)
    yield opened
    opened.close()


_AGREE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from copilot.bootstrap import open_coach
from copilot.errors import Conflict
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock

folder, name, rep_id, goal_id = sys.argv[1:]
coach = open_coach(load_settings(data=Path(folder)), FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
viewer = coach.viewer(name)
coach.records.goals(viewer, rep_id)
print("ready", flush=True)
sys.stdin.readline()
try:
    coach.decide_goal(viewer, rep_id, goal_id, "agreed")
    print("agreed")
except Conflict as e:
    print(e)
coach.close()
"""


def test_two_processes_that_agree_at_once_are_one_yes_and_the_other_is_told(coach: Coach, folder: Path) -> None:
    tom = coach.viewer("Tom Brandt")
    goal = next(g for g in coach.records.goals(tom, tom.id) if g.state is GoalState.SUGGESTED)
    argv = [sys.executable, "-c", _AGREE, str(folder), tom.name, tom.id, goal.id]
    both = [subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in both:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in both)
    assert said == ["agreed", "this goal is agreed to already; nothing was changed"]
    after = next(g for g in coach.records.goals(tom, tom.id) if g.id == goal.id)
    assert after.state is GoalState.AGREED
    assert [e.action for e in after.history].count("agreed") == 1


def test_a_suggestion_proposed_from_two_places_at_once_is_one_goal(coach: Coach) -> None:
    helen = coach.viewer("Helen Brooks")
    agenda = asyncio.run(coach.prepare(helen, "Ana Souza")).agenda
    assert agenda is not None
    together = Barrier(2)

    def propose() -> str:
        together.wait()
        try:
            coach.settle_suggestions(helen, agenda.id, [Decision(1, "propose")])
        except Conflict as e:
            return str(e)
        return "proposed"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(lambda _: propose(), range(2)))
    assert said[0] == "proposed"
    assert said[1] == f"“{agenda.goals[0].description}” was proposed from this agenda already; nothing was changed"
    assert len([g for g in coach.records.goals(OPERATOR, agenda.rep_id) if g.agenda_id == agenda.id]) == 1


def test_what_the_rep_declined_can_be_proposed_again(coach: Coach) -> None:
    helen, grant = coach.viewer("Helen Brooks"), coach.viewer("Grant Hollis")
    agenda = asyncio.run(coach.prepare(helen, "Grant Hollis")).agenda
    assert agenda is not None
    (goal,) = coach.settle_suggestions(helen, agenda.id, [Decision(1, "propose")])
    coach.decide_goal(grant, grant.id, goal.id, "declined")
    (again,) = coach.settle_suggestions(helen, agenda.id, [Decision(1, "propose")])
    assert again.id != goal.id
