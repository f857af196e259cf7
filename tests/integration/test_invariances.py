"""What must change no figure: the order of rows, files given twice, rows given twice, the time zone of the machine."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copilot import contract
from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.settings import load_settings

AS_OF = date(2026, 6, 30)
OPPORTUNITIES = ["Opportunity ID", "Owner", "Account", "Stage", "Created Date", "Close Date", "Amount"]
ACTIVITIES = ["Activity ID", "Assigned To", "Type", "Completed", "Opportunity ID"]
Rows = list[list[str]]


def made(seed: int = 5) -> tuple[Rows, Rows]:
    """Opportunities and activities of eight reps, some of them dated minutes before or after midnight in UTC."""
    rng = random.Random(seed)
    reps = [f"{first} {last}" for first, last in zip(("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gwen", "Hugo"), ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel"), strict=True)]
    deals, acts = [], []
    for i in range(480):
        created = datetime(2025, 1, 1) + timedelta(days=rng.randrange(530), minutes=rng.choice([1, 5, 720, 1435, 1439]))
        stage = rng.choice(["Closed Won", "Closed Lost", "Proposal", "Closed Won"])
        closed = created + timedelta(days=rng.randrange(5, 90))
        if closed.date() > AS_OF:
            stage = "Proposal"
        ends = "" if stage == "Proposal" else f"{closed:%Y-%m-%dT%H:%M:%S}Z"
        deals.append([f"O{i:04}", reps[i % 8], f"Account {rng.randrange(60)}", stage, f"{created:%Y-%m-%dT%H:%M:%S}Z", ends, str(rng.randrange(500, 9000)) if stage != "Closed Lost" else ""])
    for i in range(900):
        done = datetime(2026, 2, 1) + timedelta(days=rng.randrange(149), minutes=rng.choice([1, 600, 1439]))
        acts.append([f"A{i:04}", reps[i % 8], rng.choice(["Call", "Email", "Meeting", "Demo"]), f"{done:%Y-%m-%dT%H:%M:%S}Z", f"O{rng.randrange(480):04}"])
    return deals, acts


def written(folder: Path, deals: Rows, acts: Rows) -> Path:
    folder.mkdir(parents=True)
    for name, header, rows in (("opportunities.csv", OPPORTUNITIES, deals), ("activities.csv", ACTIVITIES, acts)):
        with (folder / name).open("w", newline="", encoding="utf-8") as f:
            csv.writer(f).writerows([header, *rows])
    return folder


def rounded(value: Any) -> Any:
    """Sums in another order differ in their last bits."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list | tuple) else value


def figures(data: Path, *exports: Path) -> dict[str, Any]:
    """Everything the engine, the benchmark and the forecast say of everybody, by name."""
    coach = open_coach(load_settings(data=data))
    try:
        for export in exports:
            coach.import_crm(OPERATOR, [export])
        said: dict[str, Any] = {"engine": contract.engine(coach.engine(OPERATOR, None, as_of=AS_OF))}
        for rep in coach.records.reps(OPERATOR, AS_OF):
            said[rep.name] = [contract.benchmark(coach.benchmark(OPERATOR, rep.id, AS_OF)), contract.forecast(coach.forecast(OPERATOR, rep.id, as_of=AS_OF))]
        return dict(rounded(said))
    finally:
        coach.close()


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    room = tmp_path_factory.mktemp("usual")
    return figures(room / "data", written(room / "export", *made()))


def shuffled(rows: Rows) -> Rows:
    return random.Random(1).sample(rows, len(rows))


def again(rows: Rows) -> Rows:
    return [*rows, *rows[100:200]]


@pytest.mark.parametrize("change", [shuffled, again], ids=["rows in another order", "rows given twice"])
def test_how_rows_stand_in_a_file_changes_nothing(change: Callable[[Rows], Rows], usual: dict[str, Any], tmp_path: Path) -> None:
    deals, acts = made()
    assert figures(tmp_path / "data", written(tmp_path / "export", change(deals), change(acts))) == usual


def test_an_export_given_twice_and_under_another_name_changes_nothing(usual: dict[str, Any], tmp_path: Path) -> None:
    first, second = written(tmp_path / "first", *made()), written(tmp_path / "second", *made())
    assert figures(tmp_path / "data", first, first, second) == usual


def test_two_halves_are_the_whole(usual: dict[str, Any], tmp_path: Path) -> None:
    deals, acts = made()
    halves = written(tmp_path / "early", deals[:240], acts[:450]), written(tmp_path / "late", deals[240:], acts[450:])
    assert figures(tmp_path / "data", *halves) == usual


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"])
def test_the_time_zone_of_the_machine_changes_nothing(zone: str, usual: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert figures(tmp_path / "data", written(tmp_path / "export", *made())) == usual
    finally:
        monkeypatch.undo()
        time.tzset()


def test_another_export_does_say_something_else(usual: dict[str, Any], tmp_path: Path) -> None:
    assert figures(tmp_path / "data", written(tmp_path / "export", *made(seed=6))) != usual
