"""The demo company in a data folder, brought in by the real importer and the real records."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from copilot.domain import GoalState, Role, Viewer
from copilot.errors import FolderUnreadable, Forbidden
from copilot.policy import CoachingPolicy
from copilot.testing.clock import FixedClock
from store.aggregates import ParquetAggregates
from store.database import open_database
from store.demo.files import MESS
from store.demo.people import MANAGERS
from store.demo.seed import OPERATOR, Seeded, demo_is_there, seed
from store.folder import DataFolder
from store.records import SqlRecords
from tests.conftest import DEMO_DAY

UNTIL = DEMO_DAY


@pytest.fixture(scope="module")
def data(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("demo") / "data"))


@pytest.fixture(scope="module")
def made(seeded_once: Seeded) -> Seeded:
    return seeded_once


def test_what_a_demo_that_was_broken_off_left_is_replaced(made: Seeded) -> None:
    home = made.files[0].parents[1]
    assert home.is_dir()
    assert not home.with_name(f"{home.name}.part").exists()
    assert (home / "nextplay.db").read_bytes().startswith(b"SQLite")


@pytest.fixture(scope="module")
def records(made: Seeded, data: Path) -> Iterator[SqlRecords]:
    database = open_database(f"sqlite:///{data / 'nextplay.db'}")
    yield SqlRecords(database, FixedClock.on(UNTIL))
    database.close()


def test_the_importer_takes_all_but_the_deals_nobody_owns(made: Seeded) -> None:
    company, imported = made.company, made.report.imported
    assert imported["reps"] == 24
    assert imported["opportunities"] == len(company.deals) - MESS["missing_owner"]
    planned = sum(d.planned for d in company.deeds)
    assert imported["activities"] == len(company.deeds) - planned
    assert imported["quotas"] == len(company.quotas)
    warned = {w.kind: w.count for w in made.report.warnings}
    for kind in ("duplicate_row", "missing_owner", "won_without_close_date"):
        assert warned[kind] == MESS[kind]
    assert warned["close_before_start"] == MESS["closed_before_created"]
    assert warned["repeated_header"] == 1
    assert warned["not_done"] == planned > 0


def test_the_figures_in_the_folder_are_those_that_were_generated(made: Seeded, data: Path, records: SqlRecords) -> None:
    database = open_database(f"sqlite:///{data / 'nextplay.db'}")
    try:
        company = ParquetAggregates(database, DataFolder(data)).company(OPERATOR, UNTIL)
    finally:
        database.close()
    ids = {r.name: r.id for r in records.reps(OPERATOR, UNTIL)}
    own = {d.id for d in made.company.deals}
    assert set(company.opportunities.opportunity_id) <= own
    won = company.opportunities[company.opportunities.status == "won"].groupby("rep_id").value.sum()
    for rep in made.company.reps:
        true = sum(d.value for d in made.company.deals if d.rep_id == rep.id and d.status == "won")
        assert won.get(ids[rep.name], 0.0) == pytest.approx(true, rel=0.1, abs=1)
    logged = company.activities[company.activities.rep_id == ids["Priya Nair"]]
    assert Counter(logged.type) == Counter(d.type for d in made.company.deeds if d.rep_id == made.company.person("Priya Nair").id and not d.planned)
    assert company.newest == max(d.on for d in made.company.deeds if not d.planned)
    assert pd.Timestamp(company.newest) < pd.Timestamp(UNTIL)


def test_each_manager_sees_their_own_eight_and_nobody_else(records: SqlRecords) -> None:
    seen = {}
    for manager in MANAGERS:
        viewer = records.viewer_named(manager.name)
        assert viewer.role is Role.MANAGER
        seen[manager.name] = {r.name for r in records.reps(viewer, UNTIL)}
        assert len(seen[manager.name]) == 8
    assert not seen["Helen Brooks"] & seen["Rafael Moreno"]
    chidi = records.find_rep(OPERATOR, "Chidi Okafor", UNTIL)
    with pytest.raises(Forbidden):
        records.goals(records.viewer_named("Helen Brooks"), chidi.id)


def test_what_was_said_and_decided_is_kept_on_its_day(made: Seeded, records: SqlRecords) -> None:
    counted: Counter[GoalState] = Counter()
    for rep in made.company.reps:
        mine = records.find_rep(OPERATOR, rep.name, UNTIL)
        counted.update(g.state for g in records.goals(OPERATOR, mine.id))
        meetings = records.one_on_ones(OPERATOR, mine.id, UNTIL)
        assert [m.on for m in reversed(meetings)] == sorted(m.on for m in made.company.one_on_ones if m.rep_id == rep.id)
        assert len(records.aspirations(Viewer(mine.id, mine.name, Role.REP), mine.id, UNTIL)) == sum(a.rep_id == rep.id for a in made.company.aspirations)
    assert counted == Counter(g.outcome for g in made.company.goals)
    ana = records.find_rep(OPERATOR, "Ana Souza", UNTIL)
    kept = [g for g in records.goals(OPERATOR, ana.id) if g.state is GoalState.KEPT]
    assert all(g.decided_on == g.draft.completion_date for g in kept)
    assert len({g.decided_on for g in kept}) == len(kept)


def test_the_demo_is_not_made_over_other_data(made: Seeded, data: Path, tmp_path: Path) -> None:
    assert demo_is_there(data)
    assert all(f.is_file() for f in made.files)
    (tmp_path / "mine.txt").write_text("a company's own")
    assert not demo_is_there(tmp_path)
    with pytest.raises(FolderUnreadable, match="other data"):
        seed(tmp_path, CoachingPolicy(), UNTIL)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
