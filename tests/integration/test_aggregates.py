"""Figures from monthly aggregates are the engine's: the demo company and real exports, every rep, many windows and days.

`make test` takes each third of the windows, beginning with the second: each of the seven kinds once, on all three days,
and all of history on an earlier day within a month, so that what is wrong for a kind of window or lets later rows in
fails here too; `make test-all` takes all 21.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copilot.bootstrap import open_coach
from copilot.domain import Role, Viewer
from copilot.settings import load_settings
from store.aggregates import ParquetAggregates
from store.aggregates_engines import EngineName
from store.database import open_database
from store.folder import DataFolder
from tests.conftest import DEMO_DAY
from tests.unit.store.aggregated import aggregate_files, differences, outcome, report_differences, windows_at
from tests.unit.store.readings import Landing, activity, opportunity, reading

TAKEN = slice(None) if os.environ.get("NEXTPLAY_HEAVY") else slice(1, None, 6)
OPERATOR = Viewer("operator", "operator", Role.OPERATOR)


def compare_all(folder: Path) -> int:
    """How many figures of how many windows were compared; fails where one differs."""
    settings = load_settings(data=folder)
    aggregates = ParquetAggregates(open_database(settings.url), DataFolder(folder))
    company = aggregates.company(OPERATOR, DEMO_DAY)
    outline = aggregates.outline(OPERATOR, DEMO_DAY)
    assert (outline.newest, outline.oldest, outline.reps, outline.quotas, len(outline.opportunities)) == (company.newest, company.oldest, company.reps, company.quotas, 0)
    assert company.newest is not None
    assert company.oldest is not None
    compared = 0
    for window, day in windows_at(company.newest, company.oldest)[TAKEN]:
        figures = aggregates.figures(window, day)
        assert differences(figures, company, window, day) == []
        assert report_differences(aggregates.totals(OPERATOR, window, day), outline, company, window, day) == []
        compared += int(figures.table["started"].sum() + figures.activities["n"].sum())
    return compared


def test_the_demo_companys_figures_are_the_engines(demo_folder: Path) -> None:
    assert compare_all(demo_folder) > 10_000
    made = aggregate_files(demo_folder)
    assert len(made) > 20
    compare_all(demo_folder)
    assert aggregate_files(demo_folder) == made, "what is kept is not made twice"


@pytest.mark.parametrize("export", ["maven_iso", "maven", "olist", "insurance_budgets", "salesforce_sfdx"])
def test_the_figures_of_real_exports_are_the_engines(export: str, shared_data: Path, tmp_path: Path) -> None:
    coach = open_coach(load_settings(data=tmp_path / "data"))
    coach.import_crm(OPERATOR, [shared_data / "crm" / export])
    coach.close()
    assert compare_all(tmp_path / "data") > 0


def test_the_engine_of_a_large_company_is_told_without_reading_its_rows(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coach = open_coach(load_settings(data=demo_folder))
    try:
        asked: list[dict[str, Any]] = [{}, {"start": date(2026, 3, 10), "end": date(2026, 8, 20)}, {"as_of": date(2026, 5, 20)}]
        by_rows = [outcome(lambda a=a: coach.engine(OPERATOR, None, **a)) for a in asked]  # type: ignore[misc]
        one = outcome(lambda: coach.engine(OPERATOR, "Priya Nair"))
        assert not coach.aggregates.large()

        def read(*args: object) -> Any:
            raise AssertionError("rows were read")

        monkeypatch.setattr(ParquetAggregates, "large", lambda self: True)
        monkeypatch.setattr(ParquetAggregates, "company", read)
        assert [outcome(lambda a=a: coach.engine(OPERATOR, None, **a)) for a in asked] == by_rows  # type: ignore[misc]
        assert outcome(lambda: coach.engine(OPERATOR, "Priya Nair")) == one
        assert len(by_rows[0]) > len(one)
    finally:
        coach.close()


@pytest.mark.parametrize(("rows", "engine", "large"), [(4, "duckdb", True), (5, "duckdb", False), (5, "spark", True)])
def test_large_is_by_rows_on_record_or_where_spark_is_asked_for(rows: int, engine: EngineName, large: bool, tmp_path: Path) -> None:
    house = Landing.at(tmp_path / "data")
    house.land(reading([opportunity("o1", created="2026-03-01")], [activity(f"a{i}", "ann", "2026-03-02") for i in range(3)]))
    assert ParquetAggregates(house.database, house.folder, engine=engine, large=rows).large() is large
