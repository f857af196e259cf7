"""Which engine works out the aggregates is a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.errors import SettingsError
from copilot.settings import load_settings
from store.aggregates import ParquetAggregates


@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_the_setting_reaches_the_aggregates_and_starts_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXTPLAY_ENGINE", name)
    coach = open_coach(load_settings(data=tmp_path / "data"))
    try:
        assert isinstance(coach.aggregates, ParquetAggregates)
        assert coach.aggregates.engine == name
    finally:
        coach.close()


def test_another_engine_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXTPLAY_ENGINE", "polars")
    with pytest.raises(SettingsError, match=r"NEXTPLAY_ENGINE is 'polars'"):
        load_settings()
