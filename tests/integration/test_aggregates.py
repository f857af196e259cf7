"""Figures from monthly aggregates are the engine's: the demo company and real exports, every rep, many windows and days."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.domain import Role, Viewer
from copilot.settings import load_settings
from store.aggregates import ParquetAggregates
from store.database import open_database
from store.folder import DataFolder
from tests.conftest import DEMO_DAY
from tests.unit.store.aggregated import aggregate_files, differences, windows_at

OPERATOR = Viewer("operator", "operator", Role.OPERATOR)


def compare_all(folder: Path) -> int:
    """How many figures of how many windows were compared; fails where one differs."""
    settings = load_settings(data=folder)
    aggregates = ParquetAggregates(open_database(settings.url), DataFolder(folder))
    company = aggregates.company(OPERATOR, DEMO_DAY)
    assert company.newest is not None
    assert company.oldest is not None
    compared = 0
    for window, day in windows_at(company.newest, company.oldest):
        figures = aggregates.figures(window, day)
        assert differences(figures, company, window, day) == []
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
